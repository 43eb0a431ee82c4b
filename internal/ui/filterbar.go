package ui

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// barPause is one frame: letters that come within it ask the copy once.
const barPause = 16 * time.Millisecond

// filterBar holds the whole query line. While it is open every change that makes sense asks at once.
type filterBar struct {
	field  field
	open   bool
	before string // the line when it was opened: Esc brings it back
	err    error
	timing bool
	offers offers
}

func barHints() []hint {
	return []hint{{"Enter", "keep"}, {"Esc", "restore"}, {"Tab", "complete"}, {"Ctrl+U", "empty"}}
}

func newFilterBar(e *env) filterBar { return filterBar{field: newField(e, "")} }

// openBar is /: the cursor stands behind the line, ready for another term.
func (m *app) openBar() tea.Cmd {
	b := &m.bar
	b.open, b.before, b.err = true, m.inbox.line, nil
	m.onText = false
	line := m.inbox.line
	if line != "" {
		line += " "
	}
	b.field.set(line)
	b.offers = m.offer(line)
	return m.askPlaces()
}

func (m *app) barKey(msg tea.KeyPressMsg, name string) tea.Cmd {
	b := &m.bar
	switch name {
	case "esc":
		b.open, b.err = false, nil
		return m.filterBy(b.before)
	case "enter":
		return m.keepBar()
	case "tab":
		b.field.set(b.offers.next(b.field.value()))
		return m.barEdited(false)
	case "ctrl+u":
		b.field.set("")
		return m.barEdited(true)
	case "up", "down":
		if b.err == nil {
			b.open = false
			return m.dispatch(name)
		}
	}
	if b.field.update(msg) {
		return m.barEdited(true)
	}
	return nil
}

func (m *app) barPaste(msg tea.PasteMsg) tea.Cmd {
	if m.bar.field.update(msg) {
		return m.barEdited(true)
	}
	return nil
}

// keepBar is Enter: the line stays, unless it means nothing.
func (m *app) keepBar() tea.Cmd {
	b := &m.bar
	if b.err != nil {
		m.status.show(note{text: m.own(barError(b.err)), tone: warn})
		return nil
	}
	b.open = false
	return m.filterBy(strings.TrimSpace(b.field.value()))
}

// barEdited asks anew where the line makes sense; else the error is shown softly and the rows stay.
func (m *app) barEdited(typed bool) tea.Cmd {
	b := &m.bar
	if typed {
		b.offers = m.offer(b.field.value())
	}
	line := strings.TrimSpace(b.field.value())
	f, err := m.parse(line)
	if b.err = err; err != nil || line == m.inbox.line || b.offers.begun {
		return nil
	}
	m.inbox.filter, m.inbox.line = f, line
	m.inbox.gen++ // an answer that is on its way is stale
	m.inbox.asking = true
	if b.timing {
		return nil
	}
	b.timing = true
	return m.after(barPause, barDueMsg{})
}

// parse reads a query line, a saved view in it included.
func (m *app) parse(line string) (review.Filter, error) {
	f, err := review.Parse(line)
	if err != nil {
		return f, err
	}
	if f, err = desk.Expand(f, m.Views); err != nil {
		return f, err
	}
	return f, checkKind(f)
}

// barDueMsg comes a frame after a letter.
type barDueMsg struct{}

func (barDueMsg) land(m *app) tea.Cmd {
	m.bar.timing = false
	return m.load(fromTop)
}

// filterBy shows what another line selects.
func (m *app) filterBy(line string) tea.Cmd {
	f, err := m.parse(line)
	if err != nil {
		m.status.show(note{text: m.own(barError(err)), tone: warn})
		return nil
	}
	m.inbox.filter, m.inbox.line = f, line
	m.inbox.total = -1
	m.syncing.arrived, m.syncing.base = 0, m.syncing.base-m.syncing.arrived
	if m.bar.open {
		m.bar.field.set(line)
	}
	return m.load(fromTop)
}

func barError(err error) string {
	var syntax *review.SyntaxError
	if errors.As(err, &syntax) {
		return "column " + thousands(syntax.Col) + ": " + syntax.Msg
	}
	return err.Error()
}

// filterLine is the bar: the line, and at its right end the order and how many match.
func (m *app) filterLine() string {
	right := m.matchText()
	w := m.layout.w - 4 - cell.Width(right)
	if !m.bar.open {
		text, used := m.rules.Cut(m.own(m.inbox.line), w)
		if text == "" {
			text, used = m.rules.Cut("every review", w)
			text = m.theme.Faint.On(text)
		}
		return " " + m.theme.Accent.On("/") + " " + text + cell.Blank(w-used) + m.theme.Faint.On(right)
	}
	text := m.bar.field.view(w)
	m.frame.cursor = m.bar.field.cursor(3, 2)
	return " " + m.theme.Accent.On("/") + " " + text + cell.Blank(w-cell.Width(text)) + m.theme.Faint.On(right)
}

func (m *app) matchText() string {
	order := string(m.inbox.filter.Sort)
	if order == "" {
		order = string(review.Newest)
	}
	return joined(" · ", order, capped(m.inbox.total))
}

// underFilter is the hairline, or while the bar is open what it has to say.
func (m *app) underFilter() string {
	switch {
	case !m.bar.open:
		return m.hairline("┬")
	case m.bar.err != nil && len(m.bar.offers.words) == 0:
		text, _ := m.rules.Cut(m.own(barError(m.bar.err)), m.layout.w-4)
		return "   " + m.theme.Warn.On(text)
	}
	text, _ := m.rules.Cut(m.own(m.bar.offers.text()), m.layout.w-4)
	return "   " + m.theme.Faint.On(text)
}
