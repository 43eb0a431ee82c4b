package ui

import (
	"strconv"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// columns are the widths of a row at a width of the list. The gutter is not part of them.
type columns struct{ name, title, marks, lang, place int }

const (
	starCols = 5
	ageCols  = 4
	// placeFrom is the width of the list from which a row has room for the location.
	placeFrom = 90
)

func newColumns(list int, places bool) columns {
	c := columns{name: min(max(list/4, 9), 22), marks: 3}
	if list >= 90 {
		c.marks = 5
	}
	fixed := 1 + starCols + 1 + ageCols + 2 + c.name + 2 + 1 + c.marks + 1
	if list >= 50 {
		c.lang = 2
		fixed += 3
	}
	if list >= placeFrom && places {
		c.place = min(list/7, 18)
		fixed += c.place + 2
	}
	c.title = max(4, list-fixed)
	return c
}

// row is the string of one review in the list, without its gutter, exactly as wide as the list less one.
func (m *app) row(r review.Review) string {
	if s, ok := m.inbox.lines[r.ID]; ok {
		return s
	}
	if m.inbox.lines == nil {
		m.inbox.lines = make(map[review.ID]string)
	}
	s := m.drawRow(m.overlaid(r), newColumns(m.layout.list, m.inbox.placed))
	m.inbox.lines[r.ID] = s
	return s
}

func (m *app) drawRow(r review.Review, c columns) string {
	var b strings.Builder
	b.Grow(m.layout.list * 2)
	b.WriteString(m.stars(r.Stars))
	b.WriteByte(' ')
	b.WriteString(m.theme.Faint.On(m.rules.FitRight(age(r.CreatedAt, m.Now()), ageCols)))
	b.WriteString("  ")
	b.WriteString(m.rules.Fit(r.Name(), c.name))
	b.WriteString("  ")
	b.WriteString(m.rules.Fit(headline(r), c.title))
	b.WriteByte(' ')
	if c.place > 0 {
		b.WriteString(" " + m.theme.Faint.On(m.rules.Fit(m.place(r, 100), c.place)) + " ")
	}
	b.WriteString(m.theme.Accent.On(m.rules.Fit(m.marks(r), c.marks)))
	b.WriteByte(' ')
	if c.lang > 0 {
		b.WriteString(m.theme.Faint.On(m.rules.Fit(r.Language.Line(), c.lang)))
		b.WriteByte(' ')
	}
	return b.String()
}

// stars is ★★☆☆☆ in its colour; a review without stars has dots.
func (m *app) stars(n int) string {
	if n < 1 || n > 5 {
		return m.theme.Faint.On("·····")
	}
	return m.theme.Stars[n].On(starText(n))
}

func starText(n int) string { return strings.Repeat("★", n) + strings.Repeat("☆", 5-n) }

// headline is the title, or where there is none the beginning of the text.
func headline(r review.Review) string {
	if r.Title.Visible() && r.Item != nil {
		return joined(": ", r.Title.Start(100), r.Text.Start(400))
	}
	if r.Title.Visible() {
		return r.Title.Start(400)
	}
	if r.Text.Visible() {
		return r.Text.Start(400)
	}
	return "(no text)"
}

// beginning is at most n bytes of s, cut between two characters.
func beginning(s string, n int) string {
	for i := range s {
		if i > n {
			return s[:i]
		}
	}
	return s
}

// marks tell in signs what stands on a review; the reader says the same in words.
func (m *app) marks(r review.Review) string {
	var b strings.Builder
	under := m.acts.of(r.ID) != nil
	switch {
	case under:
		b.WriteString("»")
	case m.keeper.has(r.ID):
		b.WriteString("✎")
	}
	switch {
	case under:
	case unread(r):
		b.WriteString("“")
	case r.Outdated():
		b.WriteString("≠")
	case r.CompanyReply != nil:
		b.WriteString("✓")
	}
	for _, mark := range []struct {
		on   bool
		sign string
	}{{r.ReportData != nil, "!"}, {r.Contacted(), "?"}, {len(r.Tags) > 0, "#"}} {
		if mark.on {
			b.WriteString(mark.sign)
		}
	}
	return b.String()
}

// age is how long ago in at most four columns.
func age(t review.Time, now time.Time) string {
	if t.IsZero() {
		return "–"
	}
	d := max(0, now.Sub(t.Time))
	days := int(d / (24 * time.Hour))
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < 24*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	case days < 14:
		return strconv.Itoa(days) + "d"
	case days < 60:
		return strconv.Itoa(days/7) + "w"
	case days < 365:
		return strconv.Itoa(days/30) + "mo"
	}
	return strconv.Itoa(days/365) + "y"
}

// listLine is line y of the list: the mark of the selected row, and the row.
func (m *app) listLine(b *strings.Builder, y int) {
	i := m.inbox.top + y
	if i >= len(m.inbox.rows) {
		b.WriteString(cell.Blank(m.layout.list))
		return
	}
	if i == m.inbox.cursor {
		b.WriteString(m.gutter())
	} else {
		b.WriteByte(' ')
	}
	b.WriteString(m.row(m.inbox.rows[i]))
}

// gutter is the mark of the selected row, fainter while the keys are elsewhere.
func (m *app) gutter() string {
	if m.onText || m.top() != nil {
		return m.theme.Faint.On("▌")
	}
	return m.theme.Accent.On("▌")
}
