// Package theme holds the colours of the desk as ready-made control sequences, for dark and light terminals; the program's
// renderer turns them down to what the terminal has, and whoever draws decides where they go.
package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

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

// style takes from Lip Gloss what it writes before a text. It is asked once for each style of a theme: measuring and
// padding every cell of every frame is what a key cannot afford.
func style(of lipgloss.Style) Style {
	before, _, _ := strings.Cut(of.Render("x"), "x")
	return Style(before)
}

func in(colour string) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Color(colour)) }

func onRed() Style { return style(in("231").Bold(true).Background(lipgloss.Color("160"))) }

// New is the theme for a dark or a light background.
func New(dark bool) Theme {
	if dark {
		return of(palette{accent: "79", faint: "245", warn: "214", bad: "203", good: "114", fair: "215"}, true)
	}
	return of(palette{accent: "30", faint: "241", warn: "130", bad: "160", good: "28", fair: "130"}, false)
}

// palette is the colours of a theme, by their numbers among the 256.
type palette struct{ accent, faint, warn, bad, good, fair string }

// Sixteen is a sequence of a theme for a terminal of sixteen colours, as far as the nearest of them would mislead: amber would
// be red, and the accent the green of what is good.
func Sixteen(sequence string) string {
	return strings.NewReplacer("38;5;214m", "93m", "38;5;215m", "93m", "38;5;130m", "33m", "38;5;79m", "96m").Replace(sequence)
}

func of(p palette, dark bool) Theme {
	bad, fair, good := style(in(p.bad)), style(in(p.fair)), style(in(p.good))
	return Theme{
		Dark: dark, Title: style(lipgloss.NewStyle().Bold(true)), Accent: style(in(p.accent).Bold(true)), Faint: style(in(p.faint)),
		Warn: style(in(p.warn)), Bad: style(in(p.bad).Bold(true)), Good: good, Public: onRed(), Stars: [6]Style{"", bad, bad, fair, good, good},
		Added: style(in(p.good).Underline(true)), Removed: style(in(p.bad).Strikethrough(true)),
	}
}
