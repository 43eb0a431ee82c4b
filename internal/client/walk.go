package client

import (
	"context"
	"hash/fnv"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// page is one page of a list.
type page[T any] struct {
	rows []T
	size int        // how many the server sent, those that could not be read too
	more url.Values // the query of the next-page link; nil when there is none
}

// walk reads a list page by page, each row once, until the server says that there is no more.
//
// Offset paging skips a row for each one that is deleted meanwhile, repeats rows when new ones come in, and ends at
// 100,000 rows (trustpilot-api §2.1). So where the list can be cut by time, the next page is not "page 2" but the first
// page of what is not newer than the last row we have. That page has to begin with rows we know; if it does, nothing
// can be missing between. If it does not, the server means something else by endDateTime than we do, and the walk goes
// on by the next-page links. Links also lead through more rows of one second than a page holds.
type walk[T any] struct {
	fetch func(ctx context.Context, q url.Values) (page[T], error)
	key   func(T) (id string, at time.Time) // at is zero when unknown
	bad   func(ctx context.Context) error   // the error of a list that goes round in circles
	timed bool                              // the list takes endDateTime

	base  url.Values           // as asked for, with the present window
	asked url.Values           // the last query
	seen  map[string]time.Time // rows that a later page may bring again
	shown map[uint64]bool      // the pages of this window, by their rows
}

// all yields the rows. An error is the last thing it yields.
func (w walk[T]) all(ctx context.Context, base url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		w := w
		w.base, w.asked, w.seen, w.shown = maps.Clone(base), base, map[string]time.Time{}, map[uint64]bool{}
		p, err := w.fetch(ctx, base)
		for err == nil {
			w.shown[w.print(p)] = true
			if !w.emit(p, yield) || p.more == nil {
				return
			}
			p, err = w.next(ctx, p)
		}
		var none T
		yield(none, err)
	}
}

// emit yields the rows not seen before; false when the reader wants no more.
func (w *walk[T]) emit(p page[T], yield func(T, error) bool) bool {
	for _, row := range p.rows {
		id, at := w.key(row)
		if _, again := w.seen[id]; again {
			continue
		}
		w.seen[id] = at
		if !yield(row, nil) {
			return false
		}
	}
	return true
}

// next is the page after p.
func (w *walk[T]) next(ctx context.Context, p page[T]) (page[T], error) {
	w.timed = w.timed && falling(w.times(p))
	if !w.timed {
		return w.follow(ctx, p)
	}
	ends := w.ends(p)
	for _, end := range ends {
		q := maps.Clone(w.base)
		q.Set("endDateTime", wireTime(end))
		n, err := w.fetch(ctx, q)
		if err != nil {
			return n, err
		}
		if w.joins(n, end) {
			w.enter(q, end)
			return n, nil
		}
	}
	w.timed = len(ends) == 0
	return w.follow(ctx, p)
}

// ends are the windows to try: just after the page's oldest row, and just after one in its middle in case that the
// oldest has been deleted since. There are none when the page spans no second.
func (w *walk[T]) ends(p page[T]) []time.Time {
	times := w.times(p)
	var out []time.Time
	for _, back := range []int{1, (len(times) + 1) / 2} {
		if len(times) == 0 {
			break
		}
		end := times[len(times)-back].UTC().Truncate(time.Second).Add(time.Second)
		if w.earlier(end) && !slices.Contains(out, end) {
			out = append(out, end)
		}
	}
	return out
}

// times are the known times of the page's rows, in its order.
func (w *walk[T]) times(p page[T]) []time.Time {
	var out []time.Time
	for _, row := range p.rows {
		if _, at := w.key(row); !at.IsZero() {
			out = append(out, at)
		}
	}
	return out
}

// falling reports whether the times never rise, as they must where a window is to begin after the last row.
func falling(times []time.Time) bool {
	return slices.IsSortedFunc(times, func(a, b time.Time) int { return b.Compare(a) })
}

// earlier reports whether a window up to end is smaller than the present one.
func (w *walk[T]) earlier(end time.Time) bool {
	now, err := time.Parse("2006-01-02T15:04:05", w.base.Get("endDateTime"))
	return err != nil || end.Before(now)
}

// joins reports whether the page follows on what we have: it holds a row we know, and none from after its window.
func (w *walk[T]) joins(p page[T], end time.Time) bool {
	known := false
	for _, row := range p.rows {
		id, at := w.key(row)
		_, again := w.seen[id]
		known = known || again
		if at.After(end.Add(time.Second)) {
			return false
		}
	}
	return known
}

// enter goes on in a smaller window, in which only rows of about its end can come again.
func (w *walk[T]) enter(q url.Values, end time.Time) {
	w.base, w.asked = q, q
	clear(w.shown)
	maps.DeleteFunc(w.seen, func(_ string, at time.Time) bool { return at.After(end.Add(time.Second)) })
}

// follow asks for the page that the next-page link names. Only its query counts, and of that only what we did not ask
// for ourselves, since nobody knows whether links keep the filters; how to page is the server's.
func (w *walk[T]) follow(ctx context.Context, p page[T]) (page[T], error) {
	q := maps.Clone(w.base)
	for name, values := range p.more {
		if _, ours := q[name]; !ours || name == "perPage" {
			q[name] = values
		}
	}
	if len(p.more) == 0 {
		q.Set("page", strconv.Itoa(number(w.asked.Get("page"))+1))
	}
	w.asked = q
	n, err := w.fetch(ctx, q)
	if err == nil && n.more != nil && w.shown[w.print(n)] {
		return n, w.bad(ctx)
	}
	return n, err
}

// number is the number of a page; a query without one asks for the first.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1
	}
	return n
}

// print names a page by the ids of its rows.
func (w *walk[T]) print(p page[T]) uint64 {
	h := fnv.New64a()
	for _, row := range p.rows {
		id, _ := w.key(row)
		_, _ = h.Write([]byte(id + "\n"))
	}
	return h.Sum64()
}
