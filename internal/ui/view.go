package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// frame is what drawing one frame found out: where the cursor stands.
type frame struct{ cursor *tea.Cursor }

// View draws. It joins lines that were made before at widths that are known; nothing is measured twice.
func (m *app) View() tea.View {
	v := tea.View{AltScreen: true, ReportFocus: m.SyncEvery > 0}
	if m.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if m.layout.w == 0 {
		return v
	}
	m.frame.cursor = nil
	v.SetContent(m.draw())
	v.Cursor = m.frame.cursor
	return v
}

func (m *app) draw() string {
	l := m.layout
	if l.tooSmall {
		return m.needed()
	}
	var b strings.Builder
	b.Grow(l.w * l.h * 2)
	b.WriteString(m.companyLine())
	b.WriteByte('\n')
	b.WriteString(m.viewsLine())
	b.WriteByte('\n')
	b.WriteString(m.filterLine())
	b.WriteByte('\n')
	b.WriteString(m.underFilter())
	b.WriteByte('\n')
	m.drawBody(&b)
	b.WriteString(m.statusLines())
	return b.String()
}

// needed is all that a small window shows.
func (m *app) needed() string {
	l := m.layout
	if l.w < 2 {
		return ""
	}
	text := fmt.Sprintf("tpdesk needs %d×%d, this is %d×%d", leastWidth, leastHeight, l.w, l.h)
	lines := m.rules.Wrap(text, l.w)
	return strings.Join(lines[:min(len(lines), max(1, l.h))], "\n")
}

// drawBody draws list and reader, side by side or in turns.
func (m *app) drawBody(b *strings.Builder) {
	l := m.layout
	if d := m.top(); d != nil {
		if whole(d) || !l.wide {
			m.drawAlone(b, m.pane(l.w-2, l.body, 1))
			return
		}
	}
	if !l.wide {
		m.drawInTurns(b)
		return
	}
	right := m.pane(l.read, l.body, l.readX)
	line := m.theme.Faint.On("│") + " "
	for y := range l.body {
		m.leftLine(b, y)
		b.WriteString(line)
		if y < len(right) {
			b.WriteString(right[y])
		}
		b.WriteByte('\n')
	}
}

func (m *app) drawInTurns(b *strings.Builder) {
	if m.onText {
		m.drawAlone(b, m.pane(m.layout.read, m.layout.body, m.layout.readX))
		return
	}
	for y := range m.layout.body {
		m.leftLine(b, y)
		b.WriteByte('\n')
	}
}

func (m *app) drawAlone(b *strings.Builder, lines []string) {
	for y := range m.layout.body {
		if y < len(lines) && lines[y] != "" {
			b.WriteByte(' ')
			b.WriteString(lines[y])
		}
		b.WriteByte('\n')
	}
}

// leftLine is a line of the list, or of what stands there when it is empty.
func (m *app) leftLine(b *strings.Builder, y int) {
	if len(m.inbox.rows) > 0 || !m.inbox.read {
		m.listLine(b, y)
		return
	}
	lines := m.emptyLines()
	text := ""
	if y < len(lines) {
		text = lines[y]
	}
	b.WriteString(text)
	b.WriteString(cell.Blank(m.layout.list - cell.Width(text)))
}

// pane is the reader, with the dialog on top below it. x is its first column, y its first line is below the head.
func (m *app) pane(w, h, x int) []string {
	d := m.top()
	if d == nil {
		return m.readerLines(w, h)
	}
	most := h - 1
	n := min(d.rows(w, most), most)
	above := h - n - 1
	if whole(d) {
		n, above = most, 0
	}
	var out []string
	if above > 0 {
		out = append(out, m.readerLines(w, above)...)
		for len(out) < above {
			out = append(out, "")
		}
	}
	out = append(out, m.titleLine(d.title(), w))
	lines := d.view(w, n)
	if c := d.cursor(); c != nil {
		c.X, c.Y = c.X+x, c.Y+headRows+above+1
		m.frame.cursor = c
	}
	return append(out, lines[:min(len(lines), n)]...)
}

// titleLine is the hairline that a dialog hangs from.
func (m *app) titleLine(title string, w int) string {
	text, n := m.rules.Cut(title, max(0, w-3))
	return m.theme.Faint.On("─ ") + m.theme.Title.On(text) + " " + m.theme.Faint.On(strings.Repeat("─", max(0, w-n-3)))
}

// hairline parts head and foot from the body.
func (m *app) hairline(cross string) string {
	l := m.layout
	if !l.wide || m.top() != nil && whole(m.top()) {
		return m.theme.Faint.On(strings.Repeat("─", l.w))
	}
	return m.theme.Faint.On(strings.Repeat("─", l.list) + cross + strings.Repeat("─", l.w-l.list-1))
}

// statusLines are the two last lines: what there is to say, over a hairline where there is nothing, and the keys. A
// long message may take both.
func (m *app) statusLines() string {
	n := m.status.now()
	if n.text == "" {
		return m.hairline("┴") + "\n" + m.keysLine()
	}
	text, style, w := m.own(n.text), n.tone.style(m.theme), m.layout.w-2
	if lines := m.rules.Wrap(text, w); len(lines) > 1 && m.status.needsRoom(m.layout.wide) && len(m.acts.open) == 0 && m.top() == nil {
		second, _ := m.rules.Cut(strings.Join(lines[1:], " "), w)
		return " " + style.On(lines[0]) + "\n " + style.On(second)
	}
	text, _ = m.rules.Cut(text, w)
	return " " + style.On(text) + "\n" + m.keysLine()
}

// keysLine is the footer: the keys that fit, and what waits.
func (m *app) keysLine() string {
	right := m.countdown()
	w := m.layout.w - 2
	if right != "" {
		w -= cell.Width(right) + 3
	}
	var b strings.Builder
	used := 0
	for _, h := range m.hintsNow() {
		n := cell.Width(h.key) + 1 + cell.Width(h.does)
		if used > 0 {
			n += 2
		}
		if used+n > w {
			continue
		}
		if used > 0 {
			b.WriteString("  ")
		}
		b.WriteString(m.theme.Accent.On(h.key) + " " + m.theme.Faint.On(h.does))
		used += n
	}
	if right == "" {
		return " " + b.String()
	}
	return " " + b.String() + cell.Blank(m.layout.w-2-used-cell.Width(right)) + m.theme.Warn.On(right)
}

func (m *app) hintsNow() []hint {
	switch {
	case m.top() != nil:
		return m.top().hints()
	case m.bar.open:
		return barHints()
	}
	return m.keys.hints(m)
}
