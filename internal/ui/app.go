package ui

import (
	"context"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

// app is the whole screen. It routes: a key to the dialog on top, the filter bar or the table of actions, an answer to
// whoever asked.
type app struct {
	*env
	keys     keymap
	prefix   string // the first key of a pair such as g g
	layout   layout
	head     head
	inbox    inbox
	reader   reader
	bar      filterBar
	places   places
	products products
	dialogs  []dialog
	acts     acts
	keeper   *keeper
	status   status
	syncing  syncing
	leaving  leaving
	parting  parting
	parted   bool     // the screen is gone: what is said names no keys
	signing  *signing // nil while nobody signs in
	onText   bool     // the keys move the reader, not the list
	answered bool     // the first rows were read, or could not be
	begun    bool     // what may wait for the first frame was asked for
	frame    frame
	ending   atomic.Int32    // the signal that ended the program, 0 for none
	inEditor atomic.Bool     // the terminal is the editor's
	child    context.Context // ends an editor that was started from here
	endChild context.CancelFunc
}

// answer is what a command of the app itself found out, or a timer of it. A dialog's answers are any other type.
type answer interface{ land(m *app) tea.Cmd }

func newApp(e *env) (*app, error) {
	keys, err := newKeymap(e.Keys)
	if err != nil {
		return nil, err
	}
	e.theme = theme.New(e.Theme != "light")
	m := &app{env: e, keys: keys, keeper: newKeeper(e)}
	m.child, m.endChild = context.WithCancel(context.WithoutCancel(e.ctx))
	m.inbox.filter, m.inbox.line, m.inbox.total = e.Filter, e.Filter.String(), -1
	m.bar = newFilterBar(e)
	if e.Notice != "" {
		m.status.show(note{text: e.own(e.Notice), tone: warn, stays: true})
	}
	return m, nil
}

// Init asks for what the first frame needs, which is local, and nothing else. The copy is asked one thing after the other:
// at once they would open another connection, which takes longer than either.
func (m *app) Init() tea.Cmd {
	return tea.Batch(inTurn(m.readMark(), m.load(fromTop)), m.readWork())
}

// inTurn runs a command when another has its answer.
func inTurn(first, then tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		msg := first()
		return tea.BatchMsg{func() tea.Msg { return msg }, then}
	}
}

// Update routes.
func (m *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.FocusMsg:
		return m, m.focused()
	case tea.BlurMsg:
		m.syncing.rhythm.away = true
	case tea.PasteMsg:
		return m, m.paste(msg)
	case tea.MouseClickMsg:
		return m, m.click(msg.Mouse())
	case tea.MouseWheelMsg:
		return m, m.wheel(msg.Mouse())
	case tea.WindowSizeMsg:
		return m, m.resize(msg)
	case tea.BackgroundColorMsg:
		m.background(msg.IsDark())
	case tea.ModeReportMsg:
		m.mode(msg)
	case answer:
		return m, msg.land(m)
	default:
		return m, m.toDialogs(msg)
	}
	return m, nil
}

// key routes a key: who has the keys takes it.
func (m *app) key(msg tea.KeyPressMsg) tea.Cmd {
	name := keyName(msg.Key())
	m.status.clearNotice()
	switch {
	case name == "ctrl+c":
		return m.interrupt()
	case name == "ctrl+z":
		return tea.Sequence(m.keeper.saveAll(), tea.Suspend) // what is stopped may be killed
	case m.layout.tooSmall:
		return m.tooSmallKey(name)
	case m.top() != nil:
		return m.toTop(msg)
	case m.bar.open:
		return m.barKey(msg, name)
	}
	return m.dispatch(name)
}

// tooSmallKey lets a person out of a window that is too small to work in.
func (m *app) tooSmallKey(name string) tea.Cmd {
	if name == "q" && m.top() == nil {
		return m.quit()
	}
	return nil
}

func (m *app) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case m.top() != nil:
		return m.toTop(msg)
	case m.bar.open:
		return m.barPaste(msg)
	}
	return nil
}

func (m *app) resize(msg tea.WindowSizeMsg) tea.Cmd {
	m.layout = newLayout(msg.Width, msg.Height)
	m.inbox.forgetLines()
	m.reader.forget()
	m.inbox.keepInSight(m.layout.body)
	return tea.Batch(m.fill(), m.afterFirstFrame())
}

// afterFirstFrame asks, once the first rows have a screen to stand on, what may wait: the counts, the terminal's background,
// the network.
func (m *app) afterFirstFrame() tea.Cmd {
	if m.begun || !m.answered || m.layout.w == 0 {
		return nil
	}
	m.begun = true
	return tea.Batch(m.after(firstFrame, firstFrameMsg{}), m.after(minute, minuteMsg{}))
}

type firstFrameMsg struct{}

func (firstFrameMsg) land(m *app) tea.Cmd {
	cmds := []tea.Cmd{m.askUnit(), m.startSync(false), m.countViews()}
	if m.Theme == "" || m.Theme == "auto" {
		cmds = append(cmds, m.tools.background)
	}
	return tea.Batch(cmds...)
}

func (m *app) background(dark bool) {
	if m.Theme != "" && m.Theme != "auto" || dark == m.theme.Dark {
		return
	}
	m.theme = theme.New(dark)
	m.redrawAll()
}

// mode hears whether the terminal counts whole clusters (mode 2027).
func (m *app) mode(msg tea.ModeReportMsg) {
	on := msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet
	if msg.Mode == ansi.ModeUnicodeCore && on && !m.rules.Clusters {
		m.rules.Clusters = true
		m.redrawAll()
	}
}

// redrawAll forgets every line that was kept.
func (m *app) redrawAll() {
	m.inbox.forgetLines()
	m.reader.forget()
}
