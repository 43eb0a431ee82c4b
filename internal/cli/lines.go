package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// lines writes lines and keeps the first error. On a terminal it breaks those that are too wide itself and sets in what
// goes on: the terminal would go on at the left edge, where customers' text could pass for a line of tpdesk's own.
type lines struct {
	w     io.Writer
	width int // columns of the terminal; 0: w is none, and no line is broken
	err   error
}

// outLines writes to Out, errLines to Err.
func (a *App) outLines() *lines { return &lines{w: a.Out, width: a.outWidth()} }
func (a *App) errLines() *lines { return &lines{w: a.Err, width: a.errWidth()} }

func (a *App) outWidth() int { return widthOf(a.OutTTY, a.Width) }
func (a *App) errWidth() int { return widthOf(a.ErrTTY, a.Width) }

// widthOf is 0 for what is no terminal. One of which the width is not known has 80 columns.
func widthOf(tty bool, columns int) int {
	switch {
	case !tty:
		return 0
	case columns <= 0:
		return 80
	}
	return columns
}

func (l *lines) line(s string) {
	if l.err == nil {
		_, l.err = fmt.Fprintln(l.w, hung(s, l.width))
	}
}

func (l *lines) blank() { l.line("") }

// unbroken writes a line as it is, for what is copied from the screen: an address, a request.
func (l *lines) unbroken(s string) {
	if l.err == nil {
		_, l.err = fmt.Fprintln(l.w, s)
	}
}

// indent sets each line of a text in.
func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }

// hung is s with each of its lines broken at w columns, between words where that can be, and set in where it goes on. It
// counts a cluster as the terminals do that give it most. 0 columns break nothing.
func hung(s string, w int) string {
	if w <= 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s) + len(s)/8)
	for more := true; more; {
		var line string
		line, s, more = strings.Cut(s, "\n")
		out.WriteString(hangLine(line, max(w, 20)))
		if more {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

func hangLine(s string, w int) string {
	if len(s) <= w && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return s
	}
	s = withoutTabs(s)
	h := hanger{w: w}
	for at := 0; at < len(s); {
		c, n := nextCell(s[at:])
		h.add(at, c, n)
		at += len(c)
	}
	var out strings.Builder
	from := 0
	for _, b := range h.breaks {
		out.WriteString(s[from:b.end] + goesOn)
		from = b.next
	}
	out.WriteString(s[from:])
	return out.String()
}

// withoutTabs goes to the next column that eight divides, as a terminal does.
func withoutTabs(s string) string {
	var out strings.Builder
	used := 0
	for s != "" {
		c, n := nextCell(s)
		s = s[len(c):]
		if c == "\t" {
			n = 8 - used%8
			c = strings.Repeat(" ", n)
		}
		out.WriteString(c)
		used += n
	}
	return out.String()
}

// nextCell is what s begins with, and the most columns that it takes: a colour, of none, or a cluster.
func nextCell(s string) (string, int) {
	switch {
	case s[0] == '\x1b':
		return s[:1+max(0, strings.IndexByte(s, 'm'))], 0
	case s[0] < 0x80 && (len(s) == 1 || s[1] < 0x80):
		return s[:1], 1
	}
	c, n := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if c == "" {
		return s[:1], 1
	}
	most := max(n, ansi.StringWidthWc(c))
	if most > widestCell { // no script is written so: it is taken apart, so that it can be broken
		_, size := utf8.DecodeRuneInString(c)
		c = c[:size]
		most = ansi.StringWidthWc(c)
	}
	return c, most
}

// widestCell is how many columns a cluster may take that is not broken: a family of seven.
const widestCell = 14

// hanger finds where a line is broken.
type hanger struct {
	w, used int
	breaks  []lineBreak
	word    int // where the last word begins; 0: there is no place to break before it
	before  int // columns taken before it
}

// lineBreak is where a line ends, and where the next begins: a blank between them is left out.
type lineBreak struct{ end, next int }

// goesOn begins what is left of a line.
const goesOn = "\n  "

// add takes a cluster of n columns that begins at a place in the line.
func (h *hanger) add(at int, c string, n int) {
	if c[0] == ' ' && h.used+n > h.w {
		h.wrap(lineBreak{at, at + len(c)}, h.used)
		return
	}
	for h.used+n > h.w && n > 0 {
		if h.word == 0 || h.before <= len(goesOn)-1 {
			h.wrap(lineBreak{at, at}, h.used)
		} else {
			h.wrap(lineBreak{h.word, h.word}, h.before)
		}
	}
	if h.used += n; c[0] == ' ' {
		h.word, h.before = at+len(c), h.used
	}
}

// wrap breaks the line where so many columns were taken.
func (h *hanger) wrap(b lineBreak, taken int) {
	h.breaks = append(h.breaks, b)
	h.used, h.word = len(goesOn)-1+h.used-taken, 0
}
