// Package theme holds the colours of the desk as ready-made control sequences, for dark and light terminals; the program's
// renderer turns them down to what the terminal has, and whoever draws decides where they go.
package theme

import "strconv"

// Style is a colour and weight: what to write before a text. The zero Style writes nothing.
type Style string

// reset ends every style.
const reset = "\x1b[m"

// On is s in the style; an empty style leaves s as it is.
func (st Style) On(s string) string {
	if st == "" || s == "" {
		return s
	}
	return string(st) + s + reset
}

// Theme is every style that the desk uses. Nothing depends on them alone: each is also told by a word, a shape or a number.
type Theme struct {
	Dark    bool
	Title   Style // names and headings
	Accent  Style // the cursor, the active view, keys
	Faint   Style // what may be overlooked
	Warn    Style // what needs a look
	Bad     Style // what went wrong
	Good    Style // what went well
	Public  Style // the word PUBLIC
	Stars   [6]Style
	Added   Style // words that came, in a diff
	Removed Style // words that went
}

func colour(n int) Style   { return Style("\x1b[38;5;" + strconv.Itoa(n) + "m") }
func boldIn(n int) Style   { return Style("\x1b[1;38;5;" + strconv.Itoa(n) + "m") }
func onColour(n int) Style { return Style("\x1b[1;38;5;231;48;5;" + strconv.Itoa(n) + "m") }

// New is the theme for a dark or a light background.
func New(dark bool) Theme {
	if dark {
		return Theme{Dark: true, Title: "\x1b[1m", Accent: boldIn(79), Faint: colour(245), Warn: colour(214), Bad: boldIn(203), Good: colour(114),
			Public: onColour(160), Stars: stars(203, 215, 114), Added: Style("\x1b[4;38;5;114m"), Removed: Style("\x1b[9;38;5;203m")}
	}
	return Theme{Title: "\x1b[1m", Accent: boldIn(30), Faint: colour(241), Warn: colour(130), Bad: boldIn(160), Good: colour(28),
		Public: onColour(160), Stars: stars(160, 130, 28), Added: Style("\x1b[4;38;5;28m"), Removed: Style("\x1b[9;38;5;160m")}
}

func stars(bad, fair, good int) [6]Style {
	return [6]Style{"", colour(bad), colour(bad), colour(fair), colour(good), colour(good)}
}
