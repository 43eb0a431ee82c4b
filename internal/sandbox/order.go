package sandbox

import (
	"iter"
	"sort"
)

// ordered walks the rows that a question may be about in one of the orders of
// trustpilot-api §2.1. Among equal stars the newest come first. Undated reviews
// count as the oldest.
func (d *dataset) ordered(q listQuery) iter.Seq[int] {
	from, to := d.window(q)
	switch q.order {
	case "createdat.asc":
		return d.up(from, to)
	case "stars.asc":
		return d.byStars(0, 1, 2, 3, 4, 5)
	case "stars.desc":
		return d.byStars(5, 4, 3, 2, 1, 0)
	}
	return d.down(from, to)
}

// window is the stretch of the rows of the start that a date range can hold.
func (d *dataset) window(q listQuery) (from, to int) {
	to = d.base
	if q.end != nil {
		end := nanos(*q.end)
		from = sort.Search(d.base, func(i int) bool { return d.rows[i].created <= end })
	}
	if q.start != nil {
		start := nanos(*q.start)
		to = max(from, sort.Search(d.base, func(i int) bool { return d.rows[i].created < start }))
	}
	return from, to
}

// before reports whether row i stands before row j in the order of the list:
// newer ones first, among those of one time the latest that came.
func (d *dataset) before(i, j int) bool {
	if a, b := d.rows[i].created, d.rows[j].created; a != b {
		return a > b
	}
	return d.rank(i) < d.rank(j)
}

// rank orders rows of one time.
func (d *dataset) rank(i int) int {
	if i >= d.base {
		return -i
	}
	return i
}

// newestFirst walks all rows.
func (d *dataset) newestFirst(yield func(int) bool) { d.down(0, d.base)(yield) }

// down walks a stretch of the rows of the start, newest first, and puts those that
// came later between them.
func (d *dataset) down(from, to int) iter.Seq[int] {
	return func(yield func(int) bool) {
		fresh := d.fresh
		for i := from; i < to; i++ {
			for len(fresh) > 0 && d.before(fresh[0], i) {
				if !yield(fresh[0]) {
					return
				}
				fresh = fresh[1:]
			}
			if !yield(i) {
				return
			}
		}
		for _, i := range fresh {
			if !yield(i) {
				return
			}
		}
	}
}

// up walks the other way.
func (d *dataset) up(from, to int) iter.Seq[int] {
	return func(yield func(int) bool) {
		fresh := d.fresh
		for i := to - 1; i >= from; i-- {
			for n := len(fresh); n > 0 && d.before(i, fresh[n-1]); n = len(fresh) {
				if !yield(fresh[n-1]) {
					return
				}
				fresh = fresh[:n-1]
			}
			if !yield(i) {
				return
			}
		}
		for n := len(fresh) - 1; n >= 0; n-- {
			if !yield(fresh[n]) {
				return
			}
		}
	}
}

// byStars walks the rows once for each number of stars.
func (d *dataset) byStars(stars ...uint8) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, n := range stars {
			for i := range d.newestFirst {
				if d.rows[i].stars == n && !yield(i) {
					return
				}
			}
		}
	}
}
