package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/review"
)

// The colours of stars: red, amber, green. The shape and the number tell the same without colour.
const (
	red   = "\x1b[31m"
	amber = "\x1b[33m"
	green = "\x1b[32m"
	dim   = "\x1b[2m"
	bold  = "\x1b[1m"
	plain = "\x1b[0m"
)

// paint colours s, where colour may be used.
func (a *App) paint(colour, s string) string {
	if !a.colour() {
		return s
	}
	return colour + s + plain
}

func (a *App) colour() bool {
	noColor, _ := a.Env("NO_COLOR")
	return a.OutTTY && noColor == ""
}

// stars is five cells: ★★☆☆☆.
func stars(n int) string {
	n = max(0, min(5, n))
	return strings.Repeat("★", n) + strings.Repeat("☆", 5-n)
}

func starColour(n int) string {
	switch {
	case n <= 2:
		return red
	case n == 3:
		return amber
	}
	return green
}

// age is how long ago t was, in one short word.
func age(t review.Time, now time.Time) string {
	if t.IsZero() {
		return "?"
	}
	switch d := now.Sub(t.Time); {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 365*24*time.Hour:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	default:
		return fmt.Sprintf("%dy", d/(365*24*time.Hour))
	}
}

// fit is s in exactly width cells, cut with … or filled with blanks.
func fit(s string, width int) string {
	if w := ansi.StringWidth(s); w <= width {
		return s + strings.Repeat(" ", width-w)
	}
	cut := ansi.Truncate(s, width, "…")
	return cut + strings.Repeat(" ", max(0, width-ansi.StringWidth(cut)))
}

// tableRow is a review on one terminal line: stars, age, state, reviewer, title, language, ID.
func (a *App) tableRow(r review.Review) string {
	id := fit(string(r.ID), 24)
	name := fit(r.Name(), max(10, min(22, a.Width/5)))
	rest := a.Width - 5 - 1 - 4 - 1 - 2 - 1 - ansi.StringWidth(name) - 1 - 1 - 2 - 1 - 24
	line := a.paint(starColour(r.Stars), stars(r.Stars)) + " " + fit(age(r.CreatedAt, a.Now()), 4) + " " + marks(r) + " " + name + " "
	if rest >= 8 {
		line += fit(headline(r), rest) + " "
	}
	return line + a.paint(dim, fit(r.Language.Line(), 2)+" "+id)
}

// marks tells in two cells what was done: replied, reported.
func marks(r review.Review) string {
	out := " "
	if r.CompanyReply != nil {
		out = "↩"
	}
	if r.ReportData != nil {
		return out + "!"
	}
	return out + " "
}

// headline is the title, or where there is none the text.
func headline(r review.Review) string {
	if r.Title.Visible() {
		return r.Title.Start(1000)
	}
	return r.Text.Start(1000)
}
