package cli

import "github.com/tpdesk/tpdesk/internal/link"

// whiteOnBlack is named by number, since a theme may give the words other colours.
const whiteOnBlack = "\x1b[38;5;231;48;5;16m"

// printQR draws a link: blocks and the link below at a terminal, a picture anywhere else. A code that would wrap is of no use, so
// it is refused with the width that it needs.
func (a *App) printQR(url string) error {
	q, err := link.NewQR(url)
	if err != nil {
		return usagef("the link has %s characters: %w; leave --qr out, or name fewer SKUs and tags", grouped(len(url)), err)
	}
	w := &lines{w: a.Out}
	if !a.OutTTY {
		w.line(q.SVG())
		return w.err
	}
	if q.Width() > a.Width {
		return usagef("the QR code is %d columns wide and this terminal has %d: widen it, or write a picture with --qr > code.svg", q.Width(), a.Width)
	}
	for _, line := range q.Lines() {
		w.line(a.paint(whiteOnBlack, line))
	}
	w.line(url)
	if w.err == nil && !a.colour() {
		a.say("drawn for a dark terminal")
	}
	return w.err
}
