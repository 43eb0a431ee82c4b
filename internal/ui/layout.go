package ui

// Sizes of the screen. Under wideFrom columns list and reader take turns; under leastWidth × leastHeight one line says
// what is needed (desk.md, Look).
const (
	wideFrom    = 100
	leastWidth  = 40
	leastHeight = 12
	headRows    = 4 // company, views, filter, hairline
	footRows    = 2 // status, keys
	textMost    = 88
)

// layout is where everything stands at a size.
type layout struct {
	w, h     int
	tooSmall bool
	wide     bool // list and reader side by side
	list     int  // columns of the list, its gutter included
	read     int  // columns of the reader's text
	readX    int  // first column of the reader's text
	body     int  // lines between head and foot
}

func newLayout(w, h int) layout {
	l := layout{w: w, h: h, tooSmall: w < leastWidth || h < leastHeight, body: max(1, h-headRows-footRows)}
	if l.wide = w >= wideFrom; l.wide {
		l.list = min(w*55/100, 120)
		l.readX = l.list + 2
		l.read = min(w-l.readX-1, textMost)
		return l
	}
	l.list, l.readX, l.read = w, 1, min(max(w-2, 1), textMost)
	return l
}
