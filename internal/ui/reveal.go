package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// reveal selects a review of the list by its ID, one that is not read yet too.
func (m *app) reveal(id review.ID) tea.Cmd {
	if i, ok := m.inbox.at[id]; ok {
		return m.moveTo(i)
	}
	c := m.shelf()
	return m.ask(localLimit, func(ctx context.Context) tea.Msg {
		r, err := c.Get(ctx, id)
		return foundMsg{review: r, err: err}
	})
}

// foundMsg brings the review that is to be selected.
type foundMsg struct {
	review review.Review
	err    error
}

func (msg foundMsg) land(m *app) tea.Cmd {
	if msg.err != nil || m.inbox.filter.Limit > 0 || !m.inbox.filter.Match(msg.review, m.Now()) {
		m.status.show(note{text: "that review is not in this list: choose the view All", tone: warn})
		return nil
	}
	return m.loadAt(revealed, msg.review)
}
