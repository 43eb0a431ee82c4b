package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/review"
)

// mark stands for what has no form that all terminals count alike.
const mark = string(utf8.RuneError)

// draw is what stands on the screen for one cluster.
func (r Rules) draw(c string) string {
	if len(c) == 1 || plainWidth(c) > 0 {
		return c
	}
	last, size := utf8.DecodeLastRuneInString(c)
	switch {
	case last == thaiAm:
		return inTwo(c[:len(c)-size], "\u0e4d", "\u0e32")
	case last == laoAm:
		return inTwo(c[:len(c)-size], "\u0ecd", "\u0eb2")
	case review.Leads(last):
		return mark // it would take in what tpdesk prints next
	case r.Clusters || alike(c):
		return c
	}
	first, n := utf8.DecodeRuneInString(c)
	if s := respelled(c); s != "" {
		return s
	}
	if first == utf8.RuneError || clings(first) || !alike(c[:n]) {
		return mark
	}
	return c[:n]
}

// The am of Thai and of Lao stands over the letter and after it. Some terminals give the two one column, some two.
const thaiAm, laoAm = '\u0e33', '\u0eb3'

// inTwo writes am as the ring over the letter and the vowel after it, which looks the same and takes two columns
// everywhere. The ring stands under a tone mark (the Unicode standard, 16.1).
func inTwo(letter, ring, vowel string) string {
	tone := strings.TrimRightFunc(letter, func(r rune) bool { return r >= 0xe48 && r <= 0xe4b || r >= 0xec8 && r <= 0xecb })
	return tone + ring + letter[len(tone):] + vowel
}

// alike reports whether every terminal counts as many columns for the cluster, alone and behind a letter, which takes in a
// vowel that a text begins with or that stands behind a character drawn as the mark.
func alike(c string) bool {
	for _, r := range c {
		if r == 0x200d || r == 0xfe0f || r >= 0x1f3fb && r <= 0x1f3ff || r >= 0xe0000 {
			return false
		}
	}
	n := ansi.StringWidthWc(c)
	return ansi.StringWidth(c) == n && ansi.StringWidth("x"+c) == 1+n
}

// clings reports whether r, the rest of its cluster left out, would be drawn together with the cluster after it: a Korean
// letter, half a flag.
func clings(r rune) bool {
	return review.Leads(r) || r >= 0x1100 && r <= 0x11ff || r >= 0xa960 && r <= 0xa97c || r >= 0x1f1e6 && r <= 0x1f1ff
}

// respelled is the same text in characters that all terminals count alike; "" where there is none.
func respelled(c string) string {
	if s, ok := syllable(c); ok {
		return s
	}
	switch c { // the half-wide voicing marks join the letter on some terminals, their full-wide forms on none
	case string(voiced):
		return "゛"
	case string(halfVoiced):
		return "゜"
	}
	return ""
}

// syllable is the Korean syllable that letters make up (the Unicode standard, 3.12).
func syllable(c string) (string, bool) {
	rs := []rune(c)
	if len(rs) < 2 || len(rs) > 3 || rs[0] < 0x1100 || rs[0] > 0x1112 || rs[1] < 0x1161 || rs[1] > 0x1175 {
		return "", false
	}
	s := 0xac00 + ((rs[0]-0x1100)*21+rs[1]-0x1161)*28
	if len(rs) == 3 {
		if rs[2] < 0x11a8 || rs[2] > 0x11c2 {
			return "", false
		}
		s += rs[2] - 0x11a7
	}
	return string(s), true
}

// next is the first cluster of s and its length in bytes; a line break is a cluster of its own.
func (r Rules) next(s string) (string, int) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return s[:1], 1
	}
	first, n := utf8.DecodeRuneInString(s)
	if simple(first) > 0 && (n == len(s) || s[n] >= ' ' && s[n] < utf8.RuneSelf || simple(second(s[n:])) > 0) {
		return s[:n], n
	}
	if !r.Clusters && review.Leads(first) {
		return s[:n], n
	}
	c, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if i := strings.IndexFunc(c, parts); i > 0 && !r.Clusters {
		c = c[:i]
	}
	if c == "" {
		c = s[:1]
	}
	return c, len(c)
}

// voiced and halfVoiced are the half-wide voicing marks of katakana.
const voiced, halfVoiced = '\uff9e', '\uff9f'

// parts reports whether r begins a cluster of its own here, since it has a form of its own.
func parts(r rune) bool { return review.Leads(r) || r == voiced || r == halfVoiced }

func second(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// simple is how many columns the commonest characters take, which every terminal counts alike and which join nothing; 0
// for all others, which are looked at closely: the first look fills a table of 2 MB. All that the desk itself draws is simple.
func simple(r rune) int {
	switch {
	case r >= 0xa1 && r < 0x300 && r != 0xad, r >= 0x400 && r < 0x483, r >= 0x391 && r < 0x3d0 && r != 0x3a2, r >= 0x2400 && r <= 0x2421, r == utf8.RuneError:
		return 1
	case r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30fa, r >= 0x4e00 && r <= 0x9fa5, r >= 0xac00 && r <= 0xd7a3, r == 0x3001, r == 0x3002:
		return 2
	case r >= 0x2010 && r <= 0x2027, r >= 0x2030 && r <= 0x205e, r >= 0x2190 && r <= 0x21ff, r >= 0x2200 && r <= 0x22ff, r >= 0x2500 && r <= 0x25f7, r == '★', r == '☆', r == '✓', r == '✎':
		return 1
	case r >= 0x1f400 && r <= 0x1f43e, r >= 0x1f442 && r <= 0x1f4fc, r >= 0x1f600 && r <= 0x1f64f, r >= 0x1f910 && r <= 0x1f93a, r >= 0x1f947 && r <= 0x1f9ff:
		return 2
	}
	return 0
}

// plainWidth is simple of a cluster of one character; 0 for any other.
func plainWidth(c string) int {
	r, n := utf8.DecodeRuneInString(c)
	if n != len(c) {
		return 0
	}
	return simple(r)
}
