package review

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is text that somebody outside tpdesk wrote: a customer, a colleague, the server. It is made where bytes are
// decoded and shown only through Line and Block, which let nothing in it act on a terminal. The zero Text is unknown.
type Text struct {
	raw   string
	known bool
}

// NewText makes a known Text of s, kept to the letter.
func NewText(s string) Text { return Text{raw: s, known: true} }

// Known tells text that was given, if empty, from text that was left out or null.
func (t Text) Known() bool { return t.known }

// Raw is the text to the letter: for comparing, storing, sending and JSON, never for a screen.
func (t Text) Raw() string { return t.raw }

// Is reports whether the text is known and exactly s.
func (t Text) Is(s string) bool { return t.known && t.raw == s }

// Visible reports whether the text has anything that can be seen.
func (t Text) Visible() bool {
	for _, r := range t.raw {
		if !unicode.IsSpace(r) && !invisible(r) && !isMark(r) && !filler(r) {
			return true
		}
	}
	return false
}

// String is Line, so that a Text that is printed by accident is still harmless.
func (t Text) String() string { return t.Line() }

// MarshalJSON writes the text to the letter, null when it is unknown.
func (t Text) MarshalJSON() ([]byte, error) {
	if !t.known {
		return []byte("null"), nil
	}
	return json.Marshal(t.raw)
}

// UnmarshalJSON reads a string; null is unknown.
func (t *Text) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*t = Text{}
	if s != nil {
		*t = NewText(*s)
	}
	return nil
}

// maxMarks is how many combining marks one letter keeps; honest scripts need four at most.
const maxMarks = 8

// Line is the text for one terminal line: line breaks and tabs are blanks, anything that could act is a mark.
func (t Text) Line() string { return strings.TrimSpace(safe(t.raw, false)) }

// Block is the text for several terminal lines, parted by LF; tabs are four blanks.
func (t Text) Block() string { return safe(t.raw, true) }

// Start is Line of about the first n bytes, ending in … where some are left out: for rows, which cost the same whatever is
// behind. A letter keeps its marks.
func (t Text) Start(n int) string {
	for i, r := range t.raw[:min(len(t.raw), n+4*maxMarks)] {
		if i >= n && !joins(r) {
			return NewText(t.raw[:i]).Line() + "…"
		}
	}
	if len(t.raw) > n+4*maxMarks {
		return NewText(t.raw[:n]).Line() + "…"
	}
	return t.Line()
}

func safe(s string, lines bool) string {
	if plain(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	w := &sinkWriter{lines: lines}
	w.b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			r = invalidByte
		}
		if flag := nationFlag(r, s[i:]); flag != "" {
			w.whole(flag)
			n = len(flag)
		} else {
			w.rune(r)
		}
		i += n
	}
	w.ground()
	return w.b.String()
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

const invalidByte = rune(-1)

// circle is what a mark stands on that has no letter of its own: without it the mark would be drawn over what tpdesk
// printed before.
const circle = '\u25cc'

// sinkWriter writes runes so that none can act; it remembers how many combining marks stand on the last letter and
// whether the last thing written was a mark for something hidden, since a run of hidden runes is told once.
type sinkWriter struct {
	b     strings.Builder
	lines bool
	marks int
	hid   bool
	inked bool // a character stands before this one that a mark can join
	leads bool // the last character joins the one that follows
}

func (w *sinkWriter) rune(r rune) {
	hid := false
	switch {
	case r > ' ' && r < 0x7f, everyday(r):
		w.sign(r)
	case r == ' ':
		w.blank(" ")
	case r == '\n' && w.lines:
		w.blank("\n")
	case r == '\t' && w.lines:
		w.blank("    ")
	case r == '\n' || r == '\t':
		w.blank(" ")
	case r >= 0 && r < ' ':
		w.sign(0x2400 + r)
	case r == 0x7f:
		w.sign(0x2421)
	case r == softHyphen:
	case invisible(r):
		if hid = true; !w.hid {
			w.sign(utf8.RuneError)
		}
	default:
		w.visible(r)
	}
	w.hid = hid
}

// blank writes what nothing may join.
func (w *sinkWriter) blank(s string) {
	w.ground()
	w.b.WriteString(s)
	w.marks, w.inked = 0, false
}

// ground gives a sign that leads a character which never comes one to stand before.
func (w *sinkWriter) ground() {
	if w.leads {
		w.b.WriteRune(circle)
	}
	w.leads = false
}

// sign writes the visible mark for something that was neutralised.
func (w *sinkWriter) sign(r rune) {
	w.b.WriteRune(r)
	w.marks, w.inked, w.leads = 0, true, false
}

// whole writes a cluster as it is.
func (w *sinkWriter) whole(s string) {
	w.b.WriteString(s)
	w.marks, w.hid, w.inked, w.leads = 0, false, true, false
}

func (w *sinkWriter) visible(r rune) {
	joined := r >= 0x300 && joins(r)
	if joined && !w.inked {
		w.sign(circle)
	}
	if !joined || !stacks(r) {
		w.letter(r)
		return
	}
	if w.marks++; w.marks <= maxMarks {
		w.b.WriteRune(r)
	}
}

func (w *sinkWriter) letter(r rune) {
	if unicode.IsSpace(r) {
		w.blank(string(r))
		return
	}
	w.b.WriteRune(r)
	w.marks, w.inked, w.leads = 0, true, Leads(r)
}

// everyday are letters that neither join nor lead nor hide, which most texts are made of: Latin, Greek, Cyrillic, Chinese,
// Japanese, Korean. They take the short way.
func everyday(r rune) bool {
	return r > 0xad && r < 0x300 || r >= 0x391 && r < 0x483 || r >= 0x3041 && r <= 0x3096 || r >= 0x30a1 && r <= 0x30fe || r >= 0x4e00 && r < 0xa000 || r >= 0xac00 && r <= 0xd7a3
}

// nationFlag is the flag of England, Scotland or Wales that s begins with, r being its first rune; "" for none. These are
// the only texts in which tag characters are honest.
func nationFlag(r rune, s string) string {
	if r != 0x1f3f4 {
		return ""
	}
	for _, tags := range []string{
		"\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
		"\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
	} {
		if flag := string(r) + tags; strings.HasPrefix(s, flag) {
			return flag
		}
	}
	return ""
}

// Plain reports whether a character is shown as it is: it neither acts nor hides.
func Plain(r rune) bool { return r >= ' ' && r != 0x7f && r != softHyphen && !invisible(r) }

const (
	softHyphen = 0x00ad
	zwnj       = 0x200c
	zwj        = 0x200d
)

// filler reports whether r is drawn as nothing although it counts as a letter or a sign: the Hangul fillers, the blank
// Braille cell and the joiners.
func filler(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, zwj, zwnj:
		return true
	}
	return false
}

// invisible reports whether r has no shape of its own and could hide, reorder or act: C1 controls, bidi controls,
// zero-width and tag characters, line and paragraph separators, noncharacters and bytes that are no UTF-8. ZWJ and
// ZWNJ stay, since emoji, Indic scripts and Persian are written with them.
func invisible(r rune) bool {
	switch {
	case r < ' ', r == zwj, r == zwnj:
		return r == invalidByte
	case r >= 0x7f && r <= 0x9f, r == 0x2028, r == 0x2029:
		return true
	case r >= 0xe0000 && r <= 0xe0fff, r&0xfffe == 0xfffe:
		return true
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
