package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// readerPause is how long the cursor rests before the reader follows it (drawing §2).
const readerPause = 80 * time.Millisecond

// reader is one review whole. Its lines are made once for a review and a width.
type reader struct {
	id     review.ID // the review that is shown; it may lag behind the selection
	top    int
	lines  []string
	width  int
	made   review.ID // whom lines are of
	timing bool
	moves  int
	moved  time.Time

	reply   passage // where the reply stands in lines
	toReply bool    // the reply is to be in sight in the next frame
}

func (r *reader) forget() { r.made, r.lines = "", nil }

func (r *reader) forgetIf(id review.ID) {
	if r.made == id {
		r.forget()
	}
}

// rest lets the reader follow the cursor once it rests. One timer serves all keys.
func (m *app) rest() tea.Cmd {
	r := &m.reader
	if r.id == m.inbox.sel {
		return m.readTalk()
	}
	if r.id == "" || !m.inbox.has(r.id) {
		m.follow()
		return m.readTalk()
	}
	r.moves, r.moved = r.moves+1, m.Now()
	if r.timing {
		return nil
	}
	r.timing = true
	return m.after(readerPause, restedMsg{moves: r.moves})
}

// restedMsg comes when the cursor may have rested; moves is how often it had moved when the timer began.
type restedMsg struct{ moves int }

func (msg restedMsg) land(m *app) tea.Cmd {
	r := &m.reader
	r.timing = false
	left := readerPause - m.Now().Sub(r.moved)
	if r.moves != msg.moves && left > 0 {
		r.timing = true
		return m.after(min(left, readerPause), restedMsg{moves: r.moves})
	}
	if r.id != m.inbox.sel { // Enter brings the reader up at once, and may have scrolled since
		m.follow()
	}
	return m.readTalk()
}

// follow shows the selected review from its first line.
func (m *app) follow() {
	m.reader.id, m.reader.top = m.inbox.sel, 0
	m.reader.forget()
}

// readerLines are the h lines of the reader that are in sight.
func (m *app) readerLines(w, h int) []string {
	lines := m.readerText(w)
	if r := &m.reader; r.toReply {
		r.toReply = false
		if r.reply.to > r.top+h {
			r.top = min(r.reply.from, max(0, r.reply.to-h))
		}
	}
	m.reader.top = max(0, min(m.reader.top, len(lines)-h))
	top := m.reader.top
	return lines[top:min(len(lines), top+h)]
}

func (m *app) readerText(w int) []string {
	r := &m.reader
	if r.made == r.id && r.width == w && r.lines != nil {
		return r.lines
	}
	rev, ok := m.find(r.id)
	if !ok {
		return nil
	}
	r.lines, r.reply = m.article(rev, min(w, textMost))
	r.made, r.width = r.id, w
	return r.lines
}

// scrollText moves the reader by n lines.
func (m *app) scrollText(n int) tea.Cmd {
	m.reader.top = max(0, m.reader.top+n)
	return nil
}

// find is the confirmed review of an ID, as the list has it.
func (m *app) find(id review.ID) (review.Review, bool) {
	if i, ok := m.inbox.at[id]; ok {
		return m.inbox.rows[i], true
	}
	return review.Review{}, false
}

// current is the review that keys act on: the selected one. The reader is brought up to it.
func (m *app) current() (review.Review, bool) {
	if m.reader.id != m.inbox.sel {
		m.follow()
	}
	return m.inbox.selected()
}
