package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// choice is one line to choose: what it is found by, what is shown, and what Enter does.
type choice struct {
	label string
	note  string // at the right, faint
	key   string // before the label
	do    effects
}

// chooser is a line to type in and a list that it narrows: the palette, help, and the pages of drafts.
type chooser struct {
	*env
	head  string
	field field
	find  func(typed string) []choice
	found []choice
	at    int
	top   int
	empty string
}

func newChooser(e *env, head, empty string, find func(typed string) []choice) *chooser {
	return &chooser{env: e, head: head, empty: empty, field: newField(e, ""), find: find, found: find("")}
}

func (c *chooser) wholeScreen() bool    { return true }
func (c *chooser) title() string        { return c.head }
func (c *chooser) rows(_, most int) int { return most }
func (c *chooser) cursor() *tea.Cursor  { return c.field.cursor(2, 0) }
func (c *chooser) hints() []hint {
	return []hint{{"Enter", "do it"}, {"Esc", "back"}, {"↑ ↓", "move"}, {"type", "to find"}}
}

func (c *chooser) view(w, h int) []string {
	lines := []string{c.theme.Accent.On("›") + " " + c.field.view(w-3)}
	rows := max(1, h-1)
	c.top = max(min(c.top, c.at), c.at-rows+1, 0)
	if len(c.found) == 0 {
		return append(lines, c.theme.Faint.On(c.rules.Fit("  "+c.empty, w)))
	}
	keys := 0
	for _, x := range c.found {
		keys = max(keys, cell.Width(c.keyOf(x, w)))
	}
	for i := c.top; i < min(len(c.found), c.top+rows); i++ {
		lines = append(lines, c.row(c.found[i], keys, w, i == c.at))
	}
	return lines
}

// narrowChoice is the width under which a choice goes without its note and with one key only.
const narrowChoice = 60

func (c *chooser) keyOf(x choice, w int) string {
	if first, _, several := strings.Cut(x.key, ", "); several && w < narrowChoice {
		return first
	}
	return x.key
}

func (c *chooser) row(x choice, keys, w int, here bool) string {
	if w < narrowChoice {
		x.note = ""
	}
	mark := " "
	if here {
		mark = c.theme.Accent.On("▌")
	}
	note, n := c.rules.Cut(x.note, w/3)
	lead := ""
	if keys > 0 {
		lead = c.theme.Accent.On(c.rules.Fit(c.keyOf(x, w), keys)) + "  "
		keys += 2
	}
	return mark + lead + c.rules.Fit(x.label, max(0, w-2-keys-n)) + " " + c.theme.Faint.On(note)
}

func (c *chooser) update(msg tea.Msg) (effects, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		if _, paste := msg.(tea.PasteMsg); paste {
			c.narrow(msg)
		}
		return nil, nil
	}
	switch keyName(key.Key()) {
	case "esc":
		return effects{leave{}}, nil
	case "enter":
		if c.at < len(c.found) {
			return append(effects{leave{}}, c.found[c.at].do...), nil
		}
	case "down", "ctrl+n", "tab":
		c.at = min(c.at+1, max(0, len(c.found)-1))
	case "up", "ctrl+p":
		c.at = max(0, c.at-1)
	default:
		c.narrow(msg)
	}
	return nil, nil
}

func (c *chooser) wheel(n int) { c.at = max(0, min(c.at+n, len(c.found)-1)) }

func (c *chooser) narrow(msg tea.Msg) {
	if c.field.update(msg) {
		c.found, c.at, c.top = c.find(c.field.value()), 0, 0
	}
}
