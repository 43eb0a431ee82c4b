package ui

import (
	"slices"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

// prose gathers wrapped lines.
type prose struct {
	e     *env
	w     int
	lines []string
}

// para adds text that is safe to show, wrapped, in a style.
func (p *prose) para(st theme.Style, text string) {
	if text == "" {
		return
	}
	for _, l := range p.e.rules.Wrap(text, p.w) {
		p.lines = append(p.lines, st.On(l))
	}
}

// under adds safe text, wrapped and set in by n columns.
func (p *prose) under(st theme.Style, n int, text string) {
	for _, l := range p.e.rules.Wrap(text, p.w-n) {
		p.lines = append(p.lines, strings.Repeat(" ", n)+st.On(l))
	}
}

// block adds customers' text, wrapped and set in by n columns.
func (p *prose) block(t review.Text, n int) {
	for _, l := range p.e.block(t, p.w-n) {
		p.lines = append(p.lines, strings.Repeat(" ", n)+l)
	}
}

// gap adds an empty line, never two.
func (p *prose) gap() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// visible is a text on one line; "" where there is nothing to see.
func visible(t review.Text) string {
	if !t.Visible() {
		return ""
	}
	return t.Line()
}

// joined joins what is not empty.
func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func tagList(tags []review.Tag) string {
	var names []string
	for _, t := range tags {
		names = append(names, t.String())
	}
	return strings.Join(names, "  ")
}
