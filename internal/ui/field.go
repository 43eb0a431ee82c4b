package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// field is one line to type in: the stock text input for its keys, drawn by us so that the cursor stands right beside wide
// characters and nothing that was pasted acts on the terminal.
type field struct {
	e     *env
	input textinput.Model
	from  int // the first rune in sight
	at    int // the cursor's column in the last view
}

func newField(e *env, value string) field {
	in := textinput.New()
	in.SetVirtualCursor(false)
	in.KeyMap.Paste = key.NewBinding(key.WithDisabled()) // it would start a clipboard program; terminals paste by themselves
	in.KeyMap.AcceptSuggestion = key.NewBinding(key.WithDisabled())
	in.Focus()
	in.SetValue(value)
	in.CursorEnd()
	return field{e: e, input: in}
}

func (f *field) value() string { return f.input.Value() }

func (f *field) set(s string) {
	f.input.SetValue(s)
	f.input.CursorEnd()
}

// update reports whether the text changed.
func (f *field) update(msg tea.Msg) bool {
	before := f.input.Value()
	if p, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: strings.Join(strings.Fields(p.Content), " ")}
	}
	f.input, _ = f.input.Update(msg)
	return f.input.Value() != before
}

// view is the text around the cursor in at most w columns; it leaves a column for the cursor.
func (f *field) view(w int) string {
	runes := []rune(f.input.Value())
	pos := min(f.input.Position(), len(runes))
	f.from = min(f.from, pos)
	for f.from < pos && f.width(runes[f.from:pos]) >= w {
		f.from++
	}
	f.at = f.width(runes[f.from:pos])
	out, used := "", 0
	for _, r := range runes[f.from:] {
		s := f.safe([]rune{r})
		if used += cell.Width(s); used >= w {
			break
		}
		out += s
	}
	return out
}

func (f *field) width(rs []rune) int { return cell.Width(f.safe(rs)) }

// safe is what is drawn for runes: each by itself, so that columns add up.
func (f *field) safe(rs []rune) string {
	var b strings.Builder
	for _, r := range rs {
		s := string(r)
		if !review.Plain(r) {
			s = review.NewText(s).Block()
		}
		s = f.e.rules.Clean(s)
		if cell.Width(s) == 0 && s != "" {
			s = ""
		}
		b.WriteString(s)
	}
	return b.String()
}

// cursor is where the next character goes, x columns right of the first.
func (f *field) cursor(x, y int) *tea.Cursor { return tea.NewCursor(x+f.at, y) }
