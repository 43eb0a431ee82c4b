package desk

import (
	"strings"
	"unicode"
)

// sameText compares two texts as a reader would. A server may normalise what it is given: cut blanks at the edges, turn
// line ends, compose letters, drop emoji. Texts without a plain letter are compared without that leniency.
func sameText(a, b string) bool {
	if tidy(a) == tidy(b) {
		return true
	}
	ka, kb := skeleton(a), skeleton(b)
	return ka == kb && strings.ContainsFunc(ka, unicode.IsLetter)
}

// tidy is the text without blanks at its edges, with LF at the end of each line.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.TrimSpace(s)
}

// skeleton is what every normalisation leaves of a text: no emoji, no letter that has a composed and a decomposed form.
func skeleton(s string) string {
	var b strings.Builder
	runes := []rune(tidy(s))
	for i, r := range runes {
		composedNext := i+1 < len(runes) && unicode.Is(unicode.M, runes[i+1]) && !unicode.Is(unicode.M, r)
		if !composedNext && !mutable(r) {
			b.WriteRune(r)
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// voiced are the kana that have a decomposed form.
const voiced = "がぎぐげござじずぜぞだぢづでどばぱびぴぶぷべぺぼぽゔゞガギグゲゴザジズゼゾダヂヅデドバパビピブプベペボポヴヷヸヹヺヾ"

// mutable reports whether a normalisation may take r away or replace it.
func mutable(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r >= 0xc0 && r <= 0x24f, r >= 0x1e00 && r <= 0x1eff: // composed Latin letters
		return true
	}
	return unicode.In(r, unicode.M, unicode.So, unicode.Sk, unicode.Cf) || strings.ContainsRune(voiced, r)
}
