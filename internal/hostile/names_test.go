package hostile

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// classes are the names of mustNotEmit that speak of characters; TOWER, RAW8 and FORMULA speak of more than one.
func classes() map[string]func(rune) bool {
	is := func(want ...rune) func(rune) bool { return func(r rune) bool { return slices.Contains(want, r) } }
	between := func(from, to rune) func(rune) bool { return func(r rune) bool { return r >= from && r <= to } }
	return map[string]func(rune) bool{
		"ESC": is(0x1b), "NUL": is(0), "BEL": is(7), "BS": is(8), "VT": is(0xb), "FF": is(0xc), "CR": is('\r'), "DEL": is(0x7f), "LF": is('\n'), "TAB": is('\t'), "NEL": is(0x85),
		"C0": func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }, "C1": between(0x80, 0x9f), "ZWJ": is(0x200d), "LSPS": is(0x2028, 0x2029), "ANNOT": between(0xfff9, 0xfffb),
		"BIDI": func(r rune) bool {
			return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x61c
		},
		"ZW": func(r rune) bool {
			return r == 0x200b || r >= 0x2060 && r <= 0x2064 || r >= 0x206a && r <= 0x206f || r == 0xfeff || r == 0x180e
		},
		"TAG": between(0xe0000, 0xe007f), "VSS": between(0xe0100, 0xe01ef),
		"CTRL": func(r rune) bool { return r < ' ' || r == 0x7f }, "PATHSEP": is('/', '\\'),
	}
}

// flags are the only places where tag characters may stand: the flags of England, Scotland and Wales.
func withoutFlags(s string) string {
	return strings.NewReplacer("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "🏴",
		"🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", "🏴").Replace(s)
}

// emitted reports whether a name of the corpus occurs in what was printed.
func emitted(name, s string) bool {
	switch name {
	case "RAW8":
		return !utf8.ValidString(s)
	case "TOWER":
		return tower(s)
	case "FORMULA":
		return formula(s)
	}
	is := classes()[name]
	if is == nil {
		panic("the corpus has a new name: " + name)
	}
	return strings.ContainsFunc(withoutFlags(s), is)
}

func tower(s string) bool {
	n := 0
	for _, r := range s {
		if n++; !unicode.In(r, unicode.Mn, unicode.Me) {
			n = 0
		}
		if n > 30 {
			return true
		}
	}
	return false
}

// formula reports whether a spreadsheet would run a cell, as the corpus defines it.
func formula(s string) bool {
	if s != "" && strings.ContainsRune("\t\r\n\x00", rune(s[0])) {
		return true
	}
	named := classes()
	for _, r := range s {
		if unicode.IsSpace(r) || r == 0 || named["ZW"](r) || named["BIDI"](r) {
			continue
		}
		return strings.ContainsRune("=+-@＝＋－＠", r)
	}
	return false
}

// never is what no command prints, whatever it was asked for, but for LF.
func never() []string {
	return []string{"ESC", "C0", "DEL", "C1", "BIDI", "ZW", "TAG", "VSS", "LSPS", "ANNOT", "TOWER", "RAW8"}
}

// harmless fails where what was printed holds one of the names.
func harmless(t *testing.T, what, s string, names ...string) {
	t.Helper()
	for _, name := range names {
		if emitted(name, s) {
			t.Errorf("%s emits %s: %s", what, name, around(s, name))
		}
	}
}

// around is the place where a name occurs.
func around(s, name string) string {
	at := 0
	if is := classes()[name]; is != nil {
		at = max(0, strings.IndexFunc(s, is))
	}
	return quoted(s[max(0, at-60):min(len(s), at+60)])
}

func quoted(s string) string {
	if len(s) > 300 {
		s = s[:300] + "…"
	}
	return strconv.QuoteToASCII(s)
}
