package cli

import (
	"fmt"
	"io"
	"slices"
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
	h := hanger{w: w, out: make([]byte, 0, len(s)+len(s)/8)}
	for s != "" {
		c, n := nextCell(s)
		s = s[len(c):]
		if c == "\t" {
			n = 8 - h.used%8
			c = strings.Repeat(" ", n)
		}
		h.add(c, n)
	}
	return string(h.out)
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

// hanger gathers one line.
type hanger struct {
	out     []byte
	w, used int
	breakAt int // bytes of out before the last word; 0: there is no place to break
	before  int // columns taken before it
}

// goesOn begins what is left of a line.
const goesOn = "\n  "

func (h *hanger) add(c string, n int) {
	if c[0] == ' ' && h.used+n > h.w {
		h.breakAt = 0
		h.wrap()
		return
	}
	for h.used+n > h.w && n > 0 {
		h.wrap()
	}
	h.out = append(h.out, c...)
	if h.used += n; c[0] == ' ' {
		h.breakAt, h.before = len(h.out), h.used
	}
}

func (h *hanger) wrap() {
	at, before := h.breakAt, h.before
	if at == 0 || before <= len(goesOn)-1 {
		at, before = len(h.out), h.used
	}
	h.out = slices.Insert(h.out, at, []byte(goesOn)...)
	h.used, h.breakAt = len(goesOn)-1+h.used-before, 0
}
