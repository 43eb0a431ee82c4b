package sandbox

import "iter"

// ordered walks all rows in one of the orders of trustpilot-api §2.1. Among equal
// stars the newest come first. Undated reviews count as the oldest.
func (d *dataset) ordered(order string) iter.Seq[int] {
	switch order {
	case "createdat.asc":
		return d.oldestFirst
	case "stars.asc":
		return d.byStars(0, 1, 2, 3, 4, 5)
	case "stars.desc":
		return d.byStars(5, 4, 3, 2, 1, 0)
	}
	return d.newestFirst
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

// newestFirst walks the rows of the start and puts those that came later between them.
func (d *dataset) newestFirst(yield func(int) bool) {
	fresh := d.fresh
	for i := range d.base {
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

func (d *dataset) oldestFirst(yield func(int) bool) {
	fresh := d.fresh
	for i := d.base - 1; i >= 0; i-- {
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
