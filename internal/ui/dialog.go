package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// dialog is something that has the keys until it is left. It stands in the reader's place, below the review, as high as it
// asks; the hairline above it carries its title. To add one: a file with a type that is a dialog, and a row in the table
// of keys (actions.go) whose run does m.open(newThing(m.env, …)). Nothing else changes.
//
// A dialog never touches the desk's state: it returns effects. What it asks of disk or network it asks by a command (see
// env.ask); the answer comes back through update, as any message that is not the app's own does.
type dialog interface {
	title() string
	// rows is how many lines it wants of the most that there are. All of them: the review is covered.
	rows(w, most int) int
	// view is at most h lines of at most w columns.
	view(w, h int) []string
	// cursor is where text is being typed, counted from the first cell of the last view; nil where none is.
	cursor() *tea.Cursor
	// update takes a key (tea.KeyPressMsg), a paste (tea.PasteMsg) or an answer to one of its commands.
	update(msg tea.Msg) (effects, tea.Cmd)
	// hints are the keys that the footer names.
	hints() []hint
}

// page is a dialog that may cover the list and the review.
type page interface{ wholeScreen() bool }

// hint is one key and what it does, for the footer.
type hint struct{ key, does string }

// effects are what a dialog wants of the desk, in this order.
type effects []effect

// effect is one of the types below.
type effect interface{ on(m *app) tea.Cmd }

type (
	leave  struct{}            // close this dialog
	enter  struct{ d dialog }  // open another on top
	arm    struct{ act *act }  // do a public act when its time to take it back is over
	say    struct{ note note } // one line in the status bar
	yank   struct{ text, what string }
	browse struct{ url, what string }
	invoke struct{ name string } // run the action of that name, once this dialog has left
	reveal struct{ id review.ID }
	turn   struct{ lines int } // scroll the review above the dialog
)

func (leave) on(m *app) tea.Cmd    { return m.closeTop() }
func (e enter) on(m *app) tea.Cmd  { return m.open(e.d) }
func (e arm) on(m *app) tea.Cmd    { return m.arm(e.act) }
func (e say) on(m *app) tea.Cmd    { m.status.show(e.note); return nil }
func (e yank) on(m *app) tea.Cmd   { return m.copyOut(e.text, e.what) }
func (e browse) on(m *app) tea.Cmd { return m.browse(e.url, e.what) }
func (e invoke) on(m *app) tea.Cmd { return m.invoke(e.name) }
func (e turn) on(m *app) tea.Cmd   { return m.scrollText(e.lines) }
func (e reveal) on(m *app) tea.Cmd { return m.reveal(e.id) }

// carryOut does what a dialog wants.
func (m *app) carryOut(es effects) tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range es {
		cmds = append(cmds, e.on(m))
	}
	return tea.Batch(cmds...)
}

// leaver is a dialog that has something to do whenever it goes away, however it goes: the composer keeps its draft.
type leaver interface{ left() tea.Cmd }

func (m *app) open(d dialog) tea.Cmd {
	m.dialogs = append(m.dialogs, d)
	m.prefix = ""
	if s, ok := d.(starter); ok {
		return s.start()
	}
	return nil
}

// starter is a dialog that asks something when it is opened.
type starter interface{ start() tea.Cmd }

func (m *app) closeTop() tea.Cmd {
	n := len(m.dialogs)
	if n == 0 {
		return nil
	}
	d := m.dialogs[n-1]
	m.dialogs = m.dialogs[:n-1]
	if l, ok := d.(leaver); ok {
		return l.left()
	}
	return nil
}

// whole reports whether a dialog covers list and review.
func whole(d dialog) bool {
	p, ok := d.(page)
	return ok && p.wholeScreen()
}

func (m *app) top() dialog {
	if n := len(m.dialogs); n > 0 {
		return m.dialogs[n-1]
	}
	return nil
}

// toTop gives the dialog on top a key or a paste.
func (m *app) toTop(msg tea.Msg) tea.Cmd {
	es, cmd := m.top().update(msg)
	return tea.Batch(cmd, m.carryOut(es))
}

// toDialogs gives every open dialog an answer; each knows its own. Only the one on top may leave by it.
func (m *app) toDialogs(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, d := range append([]dialog(nil), m.dialogs...) {
		es, cmd := d.update(msg)
		if d != m.top() {
			es = slices.DeleteFunc(es, func(e effect) bool {
				_, leaves := e.(leave)
				return leaves
			})
		}
		cmds = append(cmds, cmd, m.carryOut(es))
	}
	return tea.Batch(cmds...)
}

// newAct makes an act of a desk change on a review as it is shown.
func newAct(c desk.Change, r review.Review, what string) *act {
	return &act{change: c, id: c.ReviewID(), who: r.Name(), what: what}
}
