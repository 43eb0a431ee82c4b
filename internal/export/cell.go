package export

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Cell is text for a spreadsheet's cell: nothing in it acts on a terminal, and where a spreadsheet would run it as a
// formula it begins with an apostrophe.
func Cell(s string) string {
	if plain(s) {
		if formula(s) {
			return "'" + s
		}
		return s
	}
	shown := harmless(s)
	if formula(s) || formula(shown) { // what is left out at the start may leave a line break there
		return "'" + shown
	}
	return shown
}

// harmless is s, which is not plain, with nothing in it that acts on a terminal; line breaks and tabs stay, since a cell may hold them.
func harmless(s string) string {
	parts := strings.Split(s, "\t")
	for i := range parts {
		parts[i] = review.NewText(parts[i]).Block()
	}
	return strings.Join(parts, "\t")
}

// plain reports whether s is made only of characters that are known to be shown as they are: what most people write.
// Anything else takes the long way.
func plain(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c-' ' < 0x5f, c == '\n', c == '\t':
			i++
		case c < utf8.RuneSelf:
			return false
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !plainRune(r) {
				return false
			}
			i += n
		}
	}
	return true
}

func plainRune(r rune) bool {
	switch {
	case r >= 0xa0 && r < 0x300: // Latin
		return r != 0xad
	case r >= 0x388 && r < 0x483, r >= 0x48a && r < 0x530: // Greek, Cyrillic
	case r >= 0x2010 && r < 0x2028, r >= 0x20a0 && r < 0x20c0: // dashes and quotation marks, currencies
	case r >= 0x3041 && r < 0x3097, r >= 0x30a1 && r < 0x30ff, r >= 0x4e00 && r < 0xa000, r >= 0xac00 && r < 0xd7a4: // CJK
	default:
		return false
	}
	return true
}

// formula reports whether a spreadsheet would run the cell: it starts with TAB, CR, LF or NUL, or its first character
// after blanks, NUL, zero-width and bidi characters is = + - @ or the full-width form of one.
func formula(s string) bool {
	if s == "" {
		return false
	}
	switch c := s[0]; {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9': // as most texts begin
		return false
	case c == '\t', c == '\r', c == '\n', c == 0:
		return true
	}
	for _, r := range s {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠':
			return true
		}
		if !unicode.IsSpace(r) && r != 0 && !unicode.Is(unicode.Cf, r) {
			return false
		}
	}
	return false
}

// Stamp is a time as Trustpilot's export has it, in UTC.
func Stamp(t review.Time) string {
	if t.IsZero() {
		return ""
	}
	var room [40]byte
	b := t.UTC().AppendFormat(room[:0], time.RFC3339) // the one format that package time writes quickly
	b[len(b)-len("T15:04:05Z")] = ' '
	return string(b[:len(b)-1])
}

func instant(t review.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// Number is a number of stars; 0, which is none, is left empty.
func Number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func tags(r *review.Review) string {
	out := make([]string, len(r.Tags))
	for i, t := range r.Tags {
		out[i] = t.Value.Raw()
		if !t.Group.Is(review.GenericGroup) && t.Group.Known() {
			out[i] = t.Group.Raw() + ":" + t.Value.Raw()
		}
	}
	return strings.Join(out, "; ")
}

func consumer(r *review.Review) review.Consumer { return orZero(r.Consumer) }
func location(r *review.Review) review.Location { return orZero(r.Location) }
func reply(r *review.Review) review.Reply       { return orZero(r.CompanyReply) }
func unit(r *review.Review) review.Unit         { return orZero(r.BusinessUnit) }

func orZero[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
