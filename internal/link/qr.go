package link

import (
	"errors"
	"fmt"
	"strings"

	"rsc.io/qr"
)

// ErrQR says that a text is longer than any QR code holds: 2,953 bytes at the lowest correction.
var ErrQR = errors.New("it is too long for a QR code, which holds 2,953 characters")

// quiet is how many empty modules a reader wants around a code (ISO/IEC 18004).
const quiet = 4

// QR is a QR code: squares of dark and light modules, drawn with a quiet zone around.
type QR struct{ code *qr.Code }

// NewQR makes the code of a text at the lowest correction, since a screen has no scratches and each module counts.
func NewQR(text string) (QR, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return QR{}, ErrQR
	}
	return QR{code}, nil
}

// Width is how many modules a side has, the quiet zone included; drawn, it is as many columns.
func (q QR) Width() int { return q.code.Size + 2*quiet }

// dark reports whether a module is dark; outside of the code none is.
func (q QR) dark(x, y int) bool { return q.code.Black(x-quiet, y-quiet) }

// Lines draws the code with two modules in a cell, the light ones as blocks: as they are on a dark terminal without colour, and
// with white on black anywhere.
func (q QR) Lines() []string {
	var out []string
	for y := 0; y < q.Width(); y += 2 {
		var line strings.Builder
		for x := range q.Width() {
			line.WriteString(half(!q.dark(x, y), y+1 < q.Width() && !q.dark(x, y+1)))
		}
		out = append(out, line.String())
	}
	return out
}

// half is a cell whose upper and lower half are lit or not.
func half(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}

// SVG draws the code as a picture that prints at any size.
func (q QR) SVG() string {
	var b strings.Builder
	n := q.Width()
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="`, n, n, n, n)
	for y := range n {
		for x := 0; x < n; x++ {
			from := x
			for x < n && q.dark(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1H%dz", from, y, x-from, from)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}
