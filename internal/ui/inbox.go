package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// inbox is the list: a window of reviews that were read, confirmed ones only, and the one that is selected by its ID. The
// window moves with the cursor (window.go).
type inbox struct {
	filter review.Filter
	line   string // the filter as the bar shows it
	rows   []review.Review
	at     map[review.ID]int
	sel    review.ID
	cursor int
	top    int  // the first row in sight
	before bool // others come before the rows
	more   bool // others follow them
	read   bool // something was read, if nothing
	gen    int  // of the question; an answer to an older one is dropped
	asking bool
	total  int // matches, capped; -1 while unknown
	best   *excluding
	lines  map[review.ID]string
	was    map[review.ID]review.Review // rows that were replaced, as they were read: by that they have their places
	placed bool                        // one of the rows was about a location
}

func (b *inbox) index() {
	b.at = make(map[review.ID]int, len(b.rows))
	for i, r := range b.rows {
		b.at[r.ID] = i
	}
	b.findPlaces()
}

// findPlaces gives the rows a column for locations as soon as one of them has one.
func (b *inbox) findPlaces() {
	if !b.placed && slices.ContainsFunc(b.rows, func(r review.Review) bool { return r.Location != nil }) {
		b.placed = true
		b.forgetLines()
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
		if b.was == nil {
			b.was = map[review.ID]review.Review{}
		}
		b.was[r.ID] = b.asRead(i)
		b.rows[i] = r
		delete(b.lines, r.ID)
	}
}

// asRead is row i as the copy gave it, by which the rows beside it are found.
func (b *inbox) asRead(i int) review.Review {
	if r, ok := b.was[b.rows[i].ID]; ok {
		return r
	}
	return b.rows[i]
}

// moveTo selects row i, as near as there is one.
func (m *app) moveTo(i int) tea.Cmd {
	b := &m.inbox
	b.cursor = i
	b.settle(m.layout.body)
	return tea.Batch(m.fill(), m.rest())
}

// first goes to the first row, end to the last one.
func (m *app) first() tea.Cmd {
	if m.inbox.before {
		return m.load(fromTop)
	}
	return m.moveTo(0)
}

func (m *app) end() tea.Cmd {
	if m.inbox.more {
		return m.load(fromEnd)
	}
	return m.moveTo(len(m.inbox.rows) - 1)
}
