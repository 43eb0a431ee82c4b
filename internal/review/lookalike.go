package review

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lookAlike stands before a name that imitates the company's own with letters of another script.
const lookAlike = "(look-alike) "

// Imitates reports whether the text looks like the name, or holds what does, without being it: with letters of another
// script or with characters that cannot be seen among its own. Names under four letters are imitated by nothing.
func (t Text) Imitates(name string) bool {
	if plain(t.raw) || strings.Contains(folded(t.raw), folded(name)) {
		return false
	}
	name = skeleton(name)
	return utf8.RuneCountInString(name) >= 4 && strings.Contains(skeleton(t.raw), name)
}

// folded is a text in small letters, without blanks.
func folded(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }

// skeleton is a text in small Latin letters that look like its own, without blanks and what cannot be seen.
func skeleton(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			r -= 0xfee0
		case unicode.IsSpace(r), invisible(r), filler(r), r == softHyphen, unicode.Is(unicode.Mn, r):
			return -1
		}
		return looksLike(unicode.ToLower(r))
	}, s)
}

// looksLike is the Latin letter that a small Cyrillic, Greek or Armenian one looks like, else the letter itself (the
// commonest of Unicode's list of confusable characters).
func looksLike(r rune) rune {
	const others, latin = "авеікмнортсухзѕјһԁԛԝѵґгїёαβεικμνορτυχγωηոօսհզ", "abeikmhoptcyx3sjhdqwvrrieabeikuvoptuxywnnouhq"
	if r < 0x300 {
		return r
	}
	for i, o := range []rune(others) {
		if o == r {
			return []rune(latin)[i]
		}
	}
	return r
}
