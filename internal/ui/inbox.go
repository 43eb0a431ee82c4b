package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// firstRows is how many reviews are read before the first frame and moreRows each time the cursor nears the end.
const (
	firstRows = 200
	moreRows  = 1000
	nearEnd   = 150
)

// inbox is the list: the reviews that were read so far, confirmed ones only, and the one that is selected by its ID.
type inbox struct {
	filter review.Filter
	line   string // the filter as the bar shows it
	rows   []review.Review
	at     map[review.ID]int
	sel    review.ID
	cursor int
	top    int // the first row in sight
	more   bool
	read   bool // something was read, if nothing
	toEnd  bool // the end was asked for and is being read
	gen    int  // of the question; an answer to an older one is dropped
	asking bool
	total  int // matches, capped; -1 while unknown
	best   *excluding
	lines  map[review.ID]string
}

// how a load treats what is there.
type how int

const (
	fromTop how = iota // another question: the first row is selected
	inPlace            // the same question again: the selected review and its line on the screen stay
	further            // the rows that follow
)

// rowsLoadedMsg answers a load.
type rowsLoadedMsg struct {
	gen  int
	how  how
	rows []review.Review
	more bool
	err  error
}

// load asks the copy for rows.
func (m *app) load(h how) tea.Cmd {
	b := &m.inbox
	b.gen++
	b.asking = true
	gen, f, n, after := b.gen, b.filter, firstRows, review.Review{}
	switch h {
	case inPlace:
		n = max(firstRows, len(b.rows))
	case further:
		n, after = moreRows, b.rows[len(b.rows)-1]
	}
	copied := m.Desk.Copy
	return m.ask(localLimit, func(ctx context.Context) tea.Msg {
		rows, more, err := copied.Page(ctx, f, after, n)
		return rowsLoadedMsg{gen: gen, how: h, rows: rows, more: more, err: err}
	})
}

func (msg rowsLoadedMsg) land(m *app) tea.Cmd {
	b := &m.inbox
	if msg.gen != b.gen {
		return nil
	}
	b.asking, b.read = false, true
	if msg.err != nil {
		m.status.show(m.failed("read the copy", msg.err))
		return nil
	}
	b.take(msg, m.layout.body)
	if msg.how != further {
		m.reader.forget()
	}
	return tea.Batch(m.fill(), m.rest(), m.afterLoad(msg.how), m.merge())
}

// afterLoad counts what a new question selects.
func (m *app) afterLoad(h how) tea.Cmd {
	if h == further {
		return nil
	}
	return m.countMatches()
}

// take puts the rows of an answer in.
func (b *inbox) take(msg rowsLoadedMsg, height int) {
	line := b.cursor - b.top
	if msg.how == further {
		b.rows = append(b.rows, msg.rows...)
	} else {
		b.rows, b.best = msg.rows, nil
		b.forgetLines()
	}
	b.more = msg.more
	if limit := b.filter.Limit; limit > 0 && len(b.rows) >= limit {
		b.rows, b.more = b.rows[:limit], false
	}
	b.index()
	switch {
	case msg.how == fromTop:
		b.cursor, b.top = 0, 0
	case b.has(b.sel):
		b.cursor = b.at[b.sel]
		if msg.how == inPlace {
			b.top = b.cursor - line
		}
	}
	b.settle(height)
}

func (b *inbox) index() {
	b.at = make(map[review.ID]int, len(b.rows))
	for i, r := range b.rows {
		b.at[r.ID] = i
	}
}

func (b *inbox) has(id review.ID) bool {
	_, ok := b.at[id]
	return ok
}

// settle keeps cursor, selection and window inside the rows.
func (b *inbox) settle(height int) {
	b.cursor = max(0, min(b.cursor, len(b.rows)-1))
	b.sel = ""
	if len(b.rows) > 0 {
		b.sel = b.rows[b.cursor].ID
	}
	b.top = max(0, min(b.top, len(b.rows)-height))
	b.keepInSight(height)
}

// keepInSight scrolls where the cursor left the window: by half of it, so that the next keys move the cursor only, which
// costs the terminal a tenth of a moving list (drawing §2).
func (b *inbox) keepInSight(height int) {
	height = max(1, height)
	if b.cursor < b.top || b.cursor >= b.top+height {
		b.top = b.cursor - height/2
	}
	b.top = max(0, min(b.top, len(b.rows)-height))
}

func (b *inbox) forgetLines() { b.lines = nil }

// selected is the confirmed review under the cursor.
func (b *inbox) selected() (review.Review, bool) {
	if b.cursor < 0 || b.cursor >= len(b.rows) {
		return review.Review{}, false
	}
	return b.rows[b.cursor], true
}

// put replaces a review by what the server showed last, if the list has it.
func (b *inbox) put(r review.Review) {
	if i, ok := b.at[r.ID]; ok {
		b.rows[i] = r
		delete(b.lines, r.ID)
	}
}

// moveTo selects row i, as near as there is one.
func (m *app) moveTo(i int) tea.Cmd {
	b := &m.inbox
	b.toEnd = false
	b.cursor = i
	b.settle(m.layout.body)
	return tea.Batch(m.fill(), m.rest())
}

// fill reads on where the cursor nears the end of what was read.
func (m *app) fill() tea.Cmd {
	b := &m.inbox
	if b.toEnd && !b.more {
		b.toEnd = false
		return m.moveTo(len(b.rows) - 1)
	}
	if b.asking || !b.more || !b.toEnd && b.cursor < len(b.rows)-nearEnd {
		return nil
	}
	return m.load(further)
}

// end goes to the last row, reading on until there is one.
func (m *app) end() tea.Cmd {
	m.inbox.toEnd = true
	return m.fill()
}
