package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// form is lines to fill in, one below the other. Tab and the arrows go through them; a line with values is switched by the
// blank and by left and right.
type form struct {
	e     *env
	lines []*formLine
	at    int
	top   int
	cur   *tea.Cursor
}

// formLine is one of them. With values it is a choice between these, else a text.
type formLine struct {
	label  string
	text   field
	empty  string   // what it means to leave it empty
	values []string // safe to show
	chosen int
}

func newForm(e *env, lines ...*formLine) *form { return &form{e: e, lines: lines} }

func textLine(e *env, label, value, empty string) *formLine {
	return &formLine{label: label, text: newField(e, value), empty: empty}
}

func choiceLine(label string, values ...string) *formLine {
	return &formLine{label: label, values: values}
}

// value is what was typed, less the blanks around it.
func (l *formLine) value() string { return strings.TrimSpace(l.text.value()) }

// update takes what the form knows: a key that moves, switches or types, or a paste. It reports whether a line changed.
func (f *form) update(msg tea.Msg) bool {
	l := f.lines[f.at]
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		p, paste := msg.(tea.PasteMsg)
		return paste && l.values == nil && l.text.update(p)
	}
	name := keyName(key.Key())
	switch name {
	case "tab", "down":
		f.at = (f.at + 1) % len(f.lines)
		return false
	case "shift+tab", "up":
		f.at = (f.at + len(f.lines) - 1) % len(f.lines)
		return false
	}
	if l.values == nil {
		return l.text.update(msg)
	}
	return l.turn(name)
}

func (l *formLine) turn(name string) bool {
	n := len(l.values)
	switch name {
	case "space", "right":
		l.chosen = (l.chosen + 1) % n
	case "left":
		l.chosen = (l.chosen + n - 1) % n
	default:
		return l.jump(name)
	}
	return n > 1
}

// jump goes to the next value that begins with a letter.
func (l *formLine) jump(letter string) bool {
	for i := range l.values {
		at := (l.chosen + 1 + i) % len(l.values)
		if startsWith(l.values[at], letter) && letter != "" {
			l.chosen = at
			return true
		}
	}
	return false
}

// view is at most h lines with the one that has the keys among them.
func (f *form) view(w, h int) []string {
	f.cur = nil
	f.top = max(min(f.top, f.at), f.at-h+1, 0)
	labels := 0
	for _, l := range f.lines {
		labels = max(labels, cell.Width(l.label))
	}
	labels = min(labels, w/2)
	var out []string
	for i, l := range f.lines[f.top:min(len(f.lines), f.top+h)] {
		out = append(out, f.line(l, i, labels, w))
	}
	return out
}

func (f *form) line(l *formLine, y, labels, w int) string {
	here := f.top+y == f.at
	mark := " "
	if here {
		mark = f.e.theme.Accent.On("▌")
	}
	lead, room := mark+f.e.theme.Faint.On(f.e.rules.Fit(l.label, labels))+"  ", max(2, w-labels-4)
	if l.values != nil {
		return lead + f.choice(l, here, room)
	}
	text := l.text.view(room)
	if here {
		f.cur = l.text.cursor(labels+3, y)
	}
	if l.text.value() == "" {
		text, _ = f.e.rules.Cut(l.empty, room)
		text = f.e.theme.Faint.On(text)
	}
	return lead + text
}

func (f *form) choice(l *formLine, here bool, room int) string {
	text, _ := f.e.rules.Cut(l.values[l.chosen], max(2, room-4))
	if !here || len(l.values) < 2 {
		return text
	}
	return f.e.theme.Accent.On("‹") + " " + text + " " + f.e.theme.Accent.On("›")
}

// cursor is where text is being typed in the last view, nil where none is.
func (f *form) cursor() *tea.Cursor { return f.cur }

// goTo gives the line the keys.
func (f *form) goTo(l *formLine) { f.at = max(0, slices.Index(f.lines, l)) }
