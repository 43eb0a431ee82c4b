package ui

import (
	tea "charm.land/bubbletea/v2"
)

// click selects the row, the view or the filter bar under the mouse; nothing needs it.
func (m *app) click(at tea.Mouse) tea.Cmd {
	if at.Button != tea.MouseLeft || m.top() != nil || m.layout.tooSmall {
		return nil
	}
	y := at.Y - headRows
	switch {
	case at.Y == 1 && !m.bar.open:
		return m.showView(m.viewAt(at.X))
	case at.Y == 2 && !m.bar.open:
		return m.openBar()
	case y < 0 || y >= m.layout.body || m.bar.open:
		return nil
	case m.layout.wide && at.X > m.layout.list, m.onText && !m.layout.wide:
		return m.enterText()
	}
	m.onText = false
	if i := m.inbox.top + y; i < len(m.inbox.rows) {
		return m.moveTo(i)
	}
	return nil
}

// wheelStep is how many lines one notch moves.
const wheelStep = 3

// wheeled is a dialog that the wheel moves; under any other it moves the review above.
type wheeled interface{ wheel(n int) }

// wheel moves what is under the mouse.
func (m *app) wheel(at tea.Mouse) tea.Cmd {
	step := wheelStep
	if at.Button == tea.MouseWheelUp {
		step = -wheelStep
	} else if at.Button != tea.MouseWheelDown {
		return nil
	}
	if d, ok := m.top().(wheeled); ok {
		d.wheel(step)
		return nil
	}
	overText := m.layout.wide && at.X > m.layout.list || m.onText && !m.layout.wide
	if m.top() != nil || overText {
		return m.scrollText(step)
	}
	return m.moveTo(m.inbox.cursor + step)
}
