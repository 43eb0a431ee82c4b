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

func (d *dataset) newestFirst(yield func(int) bool) {
	for i := range d.rows {
		if !yield(i) {
			return
		}
	}
}

func (d *dataset) oldestFirst(yield func(int) bool) {
	for i := len(d.rows) - 1; i >= 0; i-- {
		if !yield(i) {
			return
		}
	}
}

// byStars walks the rows once for each number of stars.
func (d *dataset) byStars(stars ...uint8) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, n := range stars {
			for i := range d.rows {
				if d.rows[i].stars == n && !yield(i) {
					return
				}
			}
		}
	}
}
