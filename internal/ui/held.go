package ui

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// heldPause is how long after it found no network an act is tried again.
const heldPause = 30 * time.Second

// holds reports whether an act stays armed: nothing of it left, since the server could not be reached, and nobody is leaving.
// What can be done again at any time is not worth waiting for.
func (m *app) holds(a *act, err error) bool {
	return errors.Is(err, review.ErrNotSent) && errors.Is(err, review.ErrTemporary) && !a.atOnce && !m.leaving.on
}

// hold keeps an act until there is a network. It can be taken back until then.
func (m *app) hold(a *act) tea.Cmd {
	a.sending, a.held = false, true
	m.status.show(note{text: "waits for the network: " + a.name() + " · compared again before it is sent · z takes it back", tone: warn, stays: true})
	m.changed(a.id)
	if m.acts.holding {
		return nil
	}
	m.acts.holding = true
	return m.after(heldPause, tryHeldMsg{})
}

// tryHeldMsg comes a while after an act was held.
type tryHeldMsg struct{}

func (tryHeldMsg) land(m *app) tea.Cmd {
	m.acts.holding = false
	return m.sendHeld()
}

// sendHeld tries what is held: each is read and compared anew before it is sent.
func (m *app) sendHeld() tea.Cmd {
	var cmds []tea.Cmd
	for _, a := range m.acts.waiting() {
		if a.held {
			cmds = append(cmds, m.dispatchAct(a))
		}
	}
	return tea.Batch(cmds...)
}
