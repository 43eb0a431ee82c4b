package ui

import (
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// leavePause is how long quitting waits for an act that is being sent.
const leavePause = 5 * time.Second

// leaving is how far quitting has come.
type leaving struct {
	on     bool           // quits as soon as nothing is being sent
	began  time.Time      // when that was
	signal syscall.Signal // why, where it was not q
}

// quit leaves the desk. What waits is asked about; what is being sent gets a moment to end.
func (m *app) quit() tea.Cmd {
	switch {
	case len(m.acts.waiting()) > 0:
		return m.open(newQuitDialog(m))
	case len(m.acts.open) > 0:
		return m.leaveSoon()
	}
	return tea.Quit
}

// interrupt is Ctrl+C: as quit, and a second one does not ask.
func (m *app) interrupt() tea.Cmd {
	if m.leaving.signal == syscall.SIGINT {
		return tea.Quit
	}
	m.leaving.signal = syscall.SIGINT
	return m.quit()
}

// leaveSoon quits once every act that is on its way has ended, or the pause is over.
func (m *app) leaveSoon() tea.Cmd {
	m.leaving.on, m.leaving.began = true, m.Now()
	m.status.show(note{text: "waiting for Trustpilot's answer before leaving, 5 s at most …", tone: warn, stays: true})
	return tea.Batch(m.after(leavePause, leaveNowMsg{}), m.leaveIfSettled())
}

func (m *app) leaveIfSettled() tea.Cmd {
	if m.leaving.on && len(m.acts.open) == 0 {
		return tea.Quit
	}
	return nil
}

type leaveNowMsg struct{}

func (leaveNowMsg) land(m *app) tea.Cmd {
	if m.leaving.on {
		return tea.Quit
	}
	return nil
}

// quitDialog asks what becomes of the acts that wait.
type quitDialog struct {
	m *app
	n int
}

func newQuitDialog(m *app) *quitDialog { return &quitDialog{m: m, n: len(m.acts.waiting())} }

func (d *quitDialog) title() string       { return "Quit" }
func (d *quitDialog) rows(w, _ int) int   { return len(d.lines(w)) }
func (d *quitDialog) cursor() *tea.Cursor { return nil }
func (d *quitDialog) hints() []hint {
	return []hint{{"s", "send now and quit"}, {"z", "take back and quit"}, {"Esc", "stay"}}
}

func (d *quitDialog) lines(w int) []string {
	p := &prose{e: d.m.env, w: w}
	p.para("", plural(d.n, "public act still waits", "public acts still wait")+" and can be taken back.")
	p.gap()
	p.para("", "s  send now, then quit")
	texts := "texts are kept as drafts"
	if d.m.Fleeting {
		texts = "their texts end with this desk"
	}
	p.para("", "z  take back, then quit: "+texts)
	p.para("", "Esc  stay")
	return p.lines
}

func (d *quitDialog) view(w, _ int) []string { return d.lines(w) }

func (d *quitDialog) update(msg tea.Msg) (effects, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	switch keyName(key.Key()) {
	case "s":
		return effects{leave{}, quitBy{send: true}}, nil
	case "z":
		return effects{leave{}, quitBy{}}, nil
	case "esc", "q":
		return effects{leave{}, stay{}}, nil
	}
	return nil, nil
}

// quitBy quits, and sends what waits or gives it up.
type quitBy struct{ send bool }

func (q quitBy) on(m *app) tea.Cmd {
	var cmds []tea.Cmd
	for _, a := range m.acts.waiting() {
		if q.send {
			cmds = append(cmds, m.dispatchAct(a))
		} else {
			m.acts.drop(a)
		}
	}
	return tea.Batch(append(cmds, m.leaveSoon())...)
}

// stay forgets that somebody wanted to leave.
type stay struct{}

func (stay) on(m *app) tea.Cmd {
	m.leaving = leaving{}
	return nil
}
