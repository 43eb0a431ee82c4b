package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// copyOut puts text on the clipboard by OSC 52, which works over ssh too.
func (m *app) copyOut(text, what string) tea.Cmd {
	m.status.show(note{text: "copied " + what, tone: good})
	return m.clip(text)
}

// browse hands an address to the browser.
func (m *app) browse(url, what string) tea.Cmd {
	if m.Open == nil {
		m.status.show(note{text: "no browser here; the address: " + m.own(url), tone: warn, stays: true})
		return nil
	}
	target, open := url, m.Open
	if m.OpenURL != nil {
		target = m.OpenURL(url)
	}
	return m.ask(networkLimit, func(ctx context.Context) tea.Msg {
		return openedMsg{what: what, url: url, err: open(ctx, target)}
	})
}

type openedMsg struct {
	what, url string
	err       error
}

func (msg openedMsg) land(m *app) tea.Cmd {
	if msg.err != nil {
		n := m.failed("open "+msg.what, msg.err)
		n.text += " · " + m.own(msg.url)
		m.status.show(n)
		return nil
	}
	m.status.show(note{text: "opened " + msg.what, tone: good})
	return nil
}
