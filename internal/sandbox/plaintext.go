package sandbox

import (
	"strings"
	"unicode"
)

// shownText makes a text fit for a page: what would move, hide or reorder what
// stands around it becomes a sign that is seen, or goes.
func shownText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	var b strings.Builder
	marks := 0
	for _, r := range s {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if r = shownRune(r); r >= 0 && marks <= 8 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// shownRune is the sign for one character, or -1.
func shownRune(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r < 0x20:
		return 0x2400 + r // ␀ to ␟
	case r == 0x7F:
		return '␡'
	case r < 0xA0 && r >= 0x80:
		return '\uFFFD'
	case unicode.In(r, unicode.Cf) && r != 0x200C && r != 0x200D && r != 0xAD,
		r >= 0xE0000 && r <= 0xE0FFF, r&0xFFFE == 0xFFFE, r == 0x180E:
		return -1
	}
	return r
}

// shownLine is shownText on one line.
func shownLine(s string) string { return strings.Join(strings.Fields(shownText(s)), " ") }

// shownName is a name, or words for one in which there is nothing to see.
func shownName(s string) string {
	s = shownLine(s)
	unseen := func(r rune) bool {
		return !unicode.IsGraphic(r) || unicode.IsSpace(r) || unicode.Is(unicode.M, r) || strings.ContainsRune("\u3164\u115F\u1160\u2800\uFFA0\u200C\u200D", r)
	}
	if strings.TrimFunc(s, unseen) == "" {
		return "Somebody without a name"
	}
	return s
}
