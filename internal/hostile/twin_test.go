package hostile

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/review"
)

// narrow and broad stand in twins for a character of one column and of two: tpdesk itself writes neither.
const (
	narrow = "ж"
	broad  = "漢"
)

// twin is the line's review with a harmless text in its field that is as wide, blank for blank and break for break, as
// what is shown of the input.
func (l line) twin(i int) string {
	text := review.NewText(strings.ToValidUTF8(l.text(most()), "\ufffd"))
	shown := text.Line()
	if l.Field == "text" || l.Field == "reply" {
		shown = text.Block()
	}
	switch {
	case !text.Visible():
		shown = ""
	case l.Expect == "flag":
		shown = "(look-alike) " + shown
	}
	return plainFields(i).with(l.Field, asWide(shown)).json(i)
}

// asWide is a harmless text as wide as one that is shown.
func asWide(shown string) string {
	var b strings.Builder
	for shown != "" {
		c, w := ansi.FirstGraphemeCluster(shown, ansi.GraphemeWidth)
		switch {
		case c == "":
			c = shown[:1]
			fallthrough
		case c == "\n", c == " ":
			b.WriteString(c)
		case w == 1:
			b.WriteString(narrow)
		case w >= 2:
			b.WriteString(broad)
		}
		shown = shown[len(c):]
	}
	return b.String()
}
