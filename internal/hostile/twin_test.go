package hostile

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// narrow and broad stand in twins for a character of one column and of two: tpdesk itself writes neither.
const (
	narrow = "ж"
	broad  = "漢"
)

// twin is the line's review with a harmless text in its field that is as wide, blank for blank and break for break, as
// what the command line shows of the input.
func (l line) twin(i int) string { return l.twinOf(i, func(s string) string { return s }) }

// deskTwin is the twin for the desk on a terminal that counts rune by rune.
func (l line) deskTwin(i int) string { return l.twinOf(i, cell.Rules{}.Clean) }

func (l line) twinOf(i int, drawn func(string) string) string {
	text := review.NewText(string([]rune(l.text(most())))) // as the JSON decoder has it: U+FFFD for each bad byte
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
	return plainFields(i).with(l.Field, asWide(drawn(shown))).json(i)
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
