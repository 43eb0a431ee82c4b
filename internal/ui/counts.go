package ui

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// countViews counts what each view selects, and what the filter does.
func (m *app) countViews() tea.Cmd {
	m.head.gen++
	gen, views, c := m.head.gen, m.Views, m.Desk.Copy
	if len(m.head.counts) != len(views) {
		m.head.counts = unknownCounts(len(views))
	}
	return tea.Batch(m.countMatches(), m.countCalls(), m.ask(localLimit, func(ctx context.Context) tea.Msg {
		counts := unknownCounts(len(views))
		for i, v := range views {
			if f, err := review.Parse(v.Query); err == nil {
				if n, err := c.Count(ctx, f, countMost+1); err == nil {
					counts[i] = n
				}
			}
		}
		return viewsCountedMsg{gen: gen, counts: counts}
	}))
}

func unknownCounts(n int) []int {
	counts := make([]int, n)
	for i := range counts {
		counts[i] = -1
	}
	return counts
}

type viewsCountedMsg struct {
	gen    int
	counts []int
}

func (msg viewsCountedMsg) land(m *app) tea.Cmd {
	if msg.gen == m.head.gen {
		m.head.counts = msg.counts
	}
	return nil
}

// capped is a count as it is shown; "" while it is unknown.
func capped(n int) string {
	switch {
	case n < 0:
		return ""
	case n > countMost:
		return strconv.Itoa(countMost) + "+"
	}
	return strconv.Itoa(n)
}

// thousands is n with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// countMatches counts what the filter selects; where that is nothing, it looks for the term that excludes the most.
func (m *app) countMatches() tea.Cmd {
	gen, f, c := m.inbox.gen, m.inbox.filter, m.shelf()
	return m.ask(localLimit, func(ctx context.Context) tea.Msg {
		n, err := c.Count(ctx, f, countMost+1)
		msg := matchesCountedMsg{gen: gen, count: n, err: err}
		if err == nil && n == 0 {
			msg.all, _ = c.Count(ctx, review.Filter{Kind: f.Kind}, 1)
			msg.best = mostExcluding(ctx, c, f)
		}
		return msg
	})
}

type matchesCountedMsg struct {
	gen, count, all int
	best            *excluding
	err             error
}

func (msg matchesCountedMsg) land(m *app) tea.Cmd {
	b := &m.inbox
	if msg.gen != b.gen || msg.err != nil {
		return nil
	}
	b.total, b.best = msg.count, msg.best
	if b.best == nil && msg.count == 0 {
		b.best = &excluding{none: msg.all == 0}
	}
	return nil
}

// excluding is the term without which the most reviews match.
type excluding struct {
	term  string
	count int
	none  bool // there is no review at all
}

func mostExcluding(ctx context.Context, c desk.Copy, f review.Filter) *excluding {
	var best *excluding
	for i, t := range f.Terms {
		n, err := c.Count(ctx, f.Without(i), countMost+1)
		if err == nil && n > 0 && (best == nil || n > best.count) {
			best = &excluding{term: t.String(), count: n}
		}
	}
	return best
}
