package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// The list holds a window of what the filter selects, so that it costs the same for a thousand reviews as for a million:
// firstRows are read before the first frame, moreRows each time the cursor comes nearEnd to an end of the window, and what is
// beyond mostRows is let go at the other end.
const (
	firstRows = 60
	moreRows  = 400
	nearEnd   = 50
	mostRows  = 1200
)

// how a load treats what is there.
type how int

const (
	fromTop  how = iota // another question: the first row is selected
	fromEnd             // the last row is selected
	inPlace             // the same question again: the selected review and its line on the screen stay
	further             // the rows that follow
	earlier             // the rows that come before
	revealed            // the rows around a review, which is selected
)

// rowsLoadedMsg answers a load.
type rowsLoadedMsg struct {
	gen  int
	how  how
	near int // inPlace and revealed: which row it is, where the selected review is gone too
	window
	err error
}

// window is a stretch of what a filter selects.
type window struct {
	rows         []review.Review
	before, more bool
}

// load asks the copy for rows.
func (m *app) load(h how) tea.Cmd {
	b, at := &m.inbox, review.Review{}
	switch {
	case len(b.rows) == 0:
	case h == further:
		at = b.asRead(len(b.rows) - 1)
	case h == earlier:
		at = b.asRead(0)
	default:
		at = b.asRead(b.cursor)
	}
	return m.loadAt(h, at)
}

func (m *app) loadAt(h how, at review.Review) tea.Cmd {
	b := &m.inbox
	b.gen++
	b.asking = true
	gen, ask := b.gen, question{copied: m.shelf(), filter: b.filter, at: at, above: b.cursor, rows: len(b.rows)}
	return tea.Batch(m.productsNeeded(), m.ask(localLimit, func(ctx context.Context) tea.Msg {
		msg := rowsLoadedMsg{gen: gen, how: h}
		msg.window, msg.near, msg.err = ask.answer(ctx, h)
		return msg
	}))
}

// question is what the copy is asked, by values: the model goes on.
type question struct {
	copied desk.Copy
	filter review.Filter
	at     review.Review // the selected one, the end of the window, or what is to be selected
	above  int           // rows above the selected one
	rows   int           // in the window
}

func (q question) answer(ctx context.Context, h how) (w window, near int, err error) {
	limit := q.filter.Limit
	switch {
	case h == further:
		w.rows, w.more, err = q.copied.Page(ctx, q.filter, q.at, moreRows)
	case h == earlier:
		w.rows, w.before, err = q.copied.Before(ctx, q.filter, q.at, moreRows)
	case h == fromEnd && limit <= 0:
		w.rows, w.before, err = q.copied.Before(ctx, q.filter, review.Review{}, firstRows)
	case h == fromEnd:
		w.rows, w.more, err = q.copied.Page(ctx, q.filter, review.Review{}, limit)
	case h == inPlace && q.at.ID != "", h == revealed:
		return q.around(ctx)
	default:
		w.rows, w.more, err = q.copied.Page(ctx, q.filter, review.Review{}, max(firstRows, min(q.rows, mostRows)))
	}
	return w, 0, err
}

// around reads the window again: what stands above the selected review, then what follows that.
func (q question) around(ctx context.Context) (w window, near int, err error) {
	above, before, err := q.copied.Before(ctx, q.filter, q.at, max(firstRows, q.above))
	if err != nil {
		return w, 0, err
	}
	after := review.Review{}
	if len(above) > 0 {
		after = above[len(above)-1]
	}
	rows, more, err := q.copied.Page(ctx, q.filter, after, max(firstRows, q.rows-q.above))
	return window{rows: append(above, rows...), before: before, more: more}, len(above), err
}

func (msg rowsLoadedMsg) land(m *app) tea.Cmd {
	cmd := msg.take(m)
	m.answered = true
	return tea.Batch(cmd, m.afterFirstFrame())
}

func (msg rowsLoadedMsg) take(m *app) tea.Cmd {
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
	if msg.how == further || msg.how == earlier {
		return tea.Batch(m.fill(), m.rest(), m.merge())
	}
	m.reader.forget()
	if !m.begun && len(b.rows) > 0 { // they are counted after the first frame
		return tea.Batch(m.fill(), m.rest(), m.merge())
	}
	return tea.Batch(m.fill(), m.rest(), m.countMatches(), m.merge())
}

// take puts the rows of an answer in.
func (b *inbox) take(msg rowsLoadedMsg, height int) {
	line := b.cursor - b.top
	switch msg.how {
	case further:
		b.rows, b.more = append(b.rows, msg.rows...), msg.more
		b.letGo(max(0, len(b.rows)-mostRows), 0)
	case earlier:
		b.rows, b.before = append(msg.rows, b.rows...), msg.before
		b.move(len(msg.rows))
		b.letGo(0, max(0, len(b.rows)-mostRows))
	default:
		b.rows, b.before, b.more, b.best = msg.rows, msg.before, msg.more, nil
		b.was = nil
		b.forgetLines()
	}
	if limit := b.filter.Limit; limit > 0 && len(b.rows) >= limit {
		b.rows, b.more = b.rows[:limit], false
	}
	b.index()
	switch msg.how {
	case fromTop:
		b.cursor, b.top = 0, 0
	case fromEnd:
		b.cursor = len(b.rows) - 1
	case revealed:
		b.cursor = msg.near
	case inPlace:
		if b.cursor = msg.near; b.has(b.sel) {
			b.cursor = b.at[b.sel]
		}
		b.top = b.cursor - line
	}
	b.settle(height)
}

// move counts n rows more, or fewer, above.
func (b *inbox) move(n int) { b.cursor, b.top = b.cursor+n, b.top+n }

// letGo drops rows at the ends of the window. A list with a limit is counted from its first row and kept whole.
func (b *inbox) letGo(first, last int) {
	if b.filter.Limit > 0 || first+last == 0 {
		return
	}
	for _, r := range b.rows[:first] {
		delete(b.lines, r.ID)
	}
	for _, r := range b.rows[len(b.rows)-last:] {
		delete(b.lines, r.ID)
	}
	b.rows = append([]review.Review(nil), b.rows[first:len(b.rows)-last]...)
	b.before, b.more = b.before || first > 0, b.more || last > 0
	b.move(-first)
}

// fill reads on where the cursor nears an end of the window.
func (m *app) fill() tea.Cmd {
	b := &m.inbox
	switch {
	case b.asking:
	case b.more && (b.cursor >= len(b.rows)-nearEnd || b.top+m.layout.body > len(b.rows)):
		return m.load(further)
	case b.before && b.cursor < nearEnd:
		return m.load(earlier)
	}
	return nil
}
