package ui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// A draft can be taken over from a tpdesk that lets go of nothing, as one does that was stopped. That tpdesk finds out when
// it goes on, and may only read then; letters that it had not saved yet are kept as a version.

// askTake takes a key while it is asked whether the draft shall be taken over.
func (c *composer) askTake(name string) (effects, tea.Cmd) {
	c.taking = false
	if name != "y" {
		return nil, nil
	}
	return nil, c.keeper.take(c.key(), c.by)
}

// asksTake is the question.
func (c *composer) asksTake() string {
	return fmt.Sprintf("y takes it from process %d, other keys do not", c.by.PID)
}

// take claims a draft in place of who has it; where that cannot be done, that stays its writer.
func (k *keeper) take(key draftKey, from review.Holder) tea.Cmd {
	d := k.e.Desk
	return k.claimBy(key, func() (func(), review.Holder, error) {
		release, by, err := d.TakeDraft(key.id, key.kind, from)
		if release == nil && err != nil {
			by, err = from, nil
		}
		return release, by, err
	})
}

// watch looks, while the composer is the writer, whether somebody has taken its draft.
func (m *app) watch(c *composer) tea.Cmd {
	d, key, turn := m.Desk, c.key(), c.turn
	return m.must(localLimit, func(context.Context) tea.Msg {
		return draftWatchedMsg{key: key, turn: turn, lost: d.DraftLost(key.id, key.kind)}
	})
}

type draftWatchedMsg struct {
	key  draftKey
	turn int
	lost bool
}

func (msg draftWatchedMsg) land(m *app) tea.Cmd {
	c := m.composerOf(msg.key)
	switch {
	case c == nil || c.turn != msg.turn || c.writer != ours:
		return nil
	case msg.lost && m.keeper.dirty(msg.key):
		return m.keeper.save(msg.key) // which keeps the letters, and finds out
	case msg.lost:
		return m.takenOver(msg.key)
	}
	return c.again()
}

// takenOver lets go of a draft that another tpdesk has now, and shows what that makes of it.
func (m *app) takenOver(key draftKey) tea.Cmd {
	m.status.show(note{text: "another tpdesk has taken this draft over while this one stood still: tpdesk draft show --versions has every text of it", tone: warn, stays: true})
	let := m.keeper.released(key)
	if let == nil {
		let = func() {}
	}
	c := m.composerOf(key)
	if c == nil {
		return m.must(localLimit, func(context.Context) tea.Msg { let(); return nil })
	}
	c.writer = theirs
	d := m.Desk
	return m.keeper.claimBy(key, func() (func(), review.Holder, error) {
		let()
		return d.ClaimDraft(key.id, key.kind)
	})
}

// isTaken reports that a draft could not be saved because it is another's by now. It is on disk all the same, as a version.
func isTaken(err error) bool { return errors.Is(err, review.ErrTaken) }
