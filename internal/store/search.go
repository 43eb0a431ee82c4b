package store

import (
	"github.com/ncruces/go-sqlite3"

	"github.com/tpdesk/tpdesk/internal/review"
)

// search is how the indexes narrow what a filter searches for. It may let more through than the filter, never less.
type search struct {
	asked   bool            // the filter searches for something
	clauses []review.Clause // what the indexes tell; without any nothing is narrowed
	exact   bool            // nothing more is let through
}

// searching finds out how to narrow by the clauses.
func searching(clauses []review.Clause) search {
	s := search{asked: len(clauses) > 0, exact: true}
	for _, c := range flat(clauses) {
		if s.exact = s.exact && lookedUp(c); lookedUp(c) && len(s.clauses) < maxWords {
			s.clauses = append(s.clauses, c)
		} else {
			s.exact = false
		}
	}
	return s
}

// flat takes what must all hold apart.
func flat(clauses []review.Clause) (out []review.Clause) {
	for _, c := range clauses {
		if len(c.Any) == 0 && !c.Not {
			out = append(out, flat(c.All)...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

// from is the FROM clause that yields the segment's keys, from one to another, with the review's row; key is how the key is
// called, and order what puts it in the direction.
func (w *walk) from(s segment, search search) (from, key, order string, where []string, args []any) {
	first, last := w.keys(s)
	if len(search.clauses) == 0 && !w.several(s) {
		return "review", "review.key", " ORDER BY review.key " + s.direction, []string{"review.key BETWEEN ? AND ?"}, []any{first, last}
	}
	h := &hits{ctx: w.ctx, clauses: search.clauses, lists: w.lists(s), direction: s.direction, from: first, to: last}
	return "hits(?) AS hit CROSS JOIN review ON review.key = hit.key", "hit.key", "", nil, []any{sqlite3.Pointer(h)}
}

// several reports whether the segment is what several lists share, of which none is short.
func (w *walk) several(s segment) bool {
	return w.facet.name != "" && !w.facet.few && s.index == "" && len(w.lists(s)) > 1
}

// lists are those that the segment's reviews stand in.
func (w *walk) lists(s segment) (out []list) {
	if s.where != "" && s.index == "" {
		out = append(out, list{"review", condition{sql: s.where}})
	}
	for _, name := range facetsAsked(w.filter) {
		out = append(out, list{"facet", condition{sql: "name = ?", args: []any{name}}})
	}
	return append(out, w.indexed()...)
}

// indexed are the lists of the filter's columns for which there is an index.
func (w *walk) indexed() (out []list) {
	if stars := w.filter.Stars(); len(stars) == 1 {
		out = append(out, list{"review", starsIn(stars)})
	}
	for _, t := range w.filter.Terms {
		if rare(t) || t.Field == review.FieldReplied {
			out = append(out, list{"review", termCondition(t, w.now)})
		}
	}
	return out
}
