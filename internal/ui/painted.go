package ui

import (
	"io"
	"os/exec"

	tea "charm.land/bubbletea/v2"
)

// painted is the app with its painter: Bubble Tea reads the keys and runs the commands, and draws nothing.
type painted struct {
	*app
	painter *painter
}

// Update tells the painter what it must know of the terminal, and goes on to the app.
func (m *painted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	defer m.giveBack()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.painter.size(msg.Width, msg.Height)
	case tea.ModeReportMsg:
		m.painter.mode(msg)
	case tea.SuspendMsg: // it comes here when the suspension is over
		if err := m.painter.enter(); err != nil {
			return m, tea.Quit
		}
	}
	_, cmd := m.app.Update(msg)
	return m, cmd
}

// View hands the frame to the painter.
func (m *painted) View() tea.View {
	defer m.giveBack()
	m.painter.show(m.app.View())
	return tea.View{}
}

// beforeSuspend gives the terminal back before the process stops.
func (p *painter) beforeSuspend(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.SuspendMsg); ok {
		p.leave()
	}
	return msg
}

// outside is a command that has the terminal for itself while it runs.
type outside struct {
	*exec.Cmd
	painter *painter
}

func (o outside) SetStdin(r io.Reader)  { o.Stdin = r }
func (o outside) SetStdout(w io.Writer) { o.Stdout = w }
func (o outside) SetStderr(w io.Writer) { o.Stderr = w }

// Run runs the command between leaving the terminal and coming back to it.
func (o outside) Run() error {
	o.painter.leave()
	err := o.Cmd.Run()
	if back := o.painter.enter(); err == nil {
		err = back
	}
	return err
}
