// Package cell fits text into the columns of a terminal: widths, cutting, padding, wrapping, and the cleaning of character
// clusters that terminals count differently; it leaves colours and screens to others.
package cell

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Rules say how the terminal counts. The zero Rules are those of a terminal that did not answer mode 2027.
type Rules struct {
	Clusters bool // the terminal counts whole clusters (mode 2027), so that none needs cleaning
}

const blanks = "                                                                                                                                "

// Blank is n blanks.
func Blank(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// Width is how many columns s takes.
func Width(s string) int {
	if ascii(s) {
		return len(s)
	}
	if n := plainWidth(s); n > 0 {
		return n
	}
	return ansi.StringWidth(s)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Clean keeps only clusters that every terminal counts alike: one with a joiner, an emoji selector or a skin tone, or one
// whose runes add up to another width, is spelled otherwise where that can be, else drawn by its first rune (drawing §1).
func (r Rules) Clean(s string) string {
	if ascii(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for s != "" {
		c, n := r.next(s)
		b.WriteString(r.draw(c))
		s = s[n:]
	}
	return b.String()
}

// Next is the first cluster of s, which holds something, as it is counted here, and how many columns it takes.
func (r Rules) Next(s string) (cluster string, width int) {
	c, n := r.next(s)
	return s[:n], Width(c)
}

// Cut is as much of s as stands in w columns, and how many it takes; with an ellipsis where something was left out.
func (r Rules) Cut(s string, w int) (string, int) {
	if w <= 0 {
		return "", 0
	}
	if ascii(s) && len(s) <= w {
		return s, len(s)
	}
	return r.cut(s, w)
}

func (r Rules) cut(s string, w int) (string, int) {
	var b strings.Builder
	used, fits, fitsWidth := 0, 0, 0 // fits: the bytes of b that leave room for the ellipsis
	for s != "" {
		c, n := r.next(s)
		c = r.draw(c)
		cw := Width(c)
		if used+cw > w {
			return b.String()[:fits] + "…", fitsWidth + 1
		}
		b.WriteString(c)
		if used += cw; used <= w-1 {
			fits, fitsWidth = b.Len(), used
		}
		s = s[n:]
	}
	return b.String(), used
}

// Fit is s in exactly w columns, cut or padded with blanks.
func (r Rules) Fit(s string, w int) string {
	cut, n := r.Cut(s, w)
	return cut + Blank(w-n)
}

// FitRight is s in exactly w columns, padded on its left.
func (r Rules) FitRight(s string, w int) string {
	cut, n := r.Cut(s, w)
	return Blank(w-n) + cut
}
