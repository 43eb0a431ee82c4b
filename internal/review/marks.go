package review

import "unicode"

// isMark reports whether r is a combining mark.
func isMark(r rune) bool { return unicode.Is(unicode.M, r) || newMark(r) }

// stacks reports whether r is drawn over or under the letter before it and takes no column, so that many make a tower.
func stacks(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) || newMark(r) }

// newMark reports whether r is a combining mark of Unicode 16 or 17: package unicode knows those of 15, and terminals more.
func newMark(r rune) bool {
	if r < 0x897 {
		return false
	}
	for _, span := range [...][2]rune{
		{0x897, 0x897}, {0x1acf, 0x1add}, {0x1ae0, 0x1aeb}, {0x10d69, 0x10d6d}, {0x10efa, 0x10efc}, {0x113b8, 0x113c0}, {0x113c2, 0x113c2}, {0x113c5, 0x113c5},
		{0x113c7, 0x113ca}, {0x113cc, 0x113d0}, {0x113d2, 0x113d2}, {0x113e1, 0x113e2}, {0x11b60, 0x11b67}, {0x11f5a, 0x11f5a}, {0x1611e, 0x1612f}, {0x1e5ee, 0x1e5ef},
		{0x1e6e3, 0x1e6e3}, {0x1e6e6, 0x1e6e6}, {0x1e6ee, 0x1e6ef}, {0x1e6f5, 0x1e6f5},
	} {
		if r <= span[1] {
			return r >= span[0]
		}
	}
	return false
}

// joins reports whether r is drawn together with the character before it: marks, joiners, skin tones, the half-wide
// voicing marks and the am of Thai and Lao (Unicode annex 29, Extend and SpacingMark).
func joins(r rune) bool {
	switch {
	case r == zwj, r == zwnj, r == 0xff9e, r == 0xff9f, r == 0xe33, r == 0xeb3, r >= 0x1f3fb && r <= 0x1f3ff:
		return true
	}
	return isMark(r)
}

// Leads reports whether a character is drawn together with the one after it (Unicode annex 29, Prepend).
func Leads(r rune) bool {
	switch r {
	case 0xd4e, 0x111c2, 0x111c3, 0x113d1, 0x1193f, 0x11941, 0x11a3a, 0x11d46, 0x11f02:
		return true
	}
	return r >= 0x11a84 && r <= 0x11a89 || unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
