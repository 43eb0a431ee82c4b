package store

import (
	"slices"

	"github.com/tpdesk/tpdesk/internal/review"
)

// compare orders two reviews as the walk yields them.
func (w *walk) compare(a, b review.Review) int {
	if w.backward {
		a, b = b, a
	}
	return w.filter.Sort.Compare(a, b)
}

// group holds the reviews of a bucket, and of those that it may have spilled from, until they can be put in order.
type group struct {
	*walk
	segment segment
	yield   func(review.Review, error) bool
	bucket  int64 // of the keys that are read
	reviews []review.Review
	done    bool // no more is wanted
}

func (g *group) add(bucket int64, r review.Review) {
	if bucket != g.bucket {
		g.bucket = bucket
		g.done = !g.release(func(r review.Review) bool { return g.settled(bucketOf(r.CreatedAt)) })
	}
	g.reviews = append(g.reviews, r)
}

// settled reports whether no review of a bucket can come any more.
func (g *group) settled(bucket int64) bool {
	if g.segment.direction == older {
		return bucket > g.bucket
	}
	return bucket < g.bucket-g.spill
}

func (g *group) flush() bool { return g.release(func(review.Review) bool { return true }) }

// release yields those that may go, in order, less what does not come after w.after, and keeps the others.
func (g *group) release(may func(review.Review) bool) bool {
	var out, kept []review.Review
	for _, r := range g.reviews {
		if may(r) {
			out = append(out, r)
		} else {
			kept = append(kept, r)
		}
	}
	slices.SortFunc(out, g.compare)
	for _, r := range out {
		if g.after.ID != "" && g.compare(g.after, r) >= 0 {
			continue
		}
		if !g.yield(r, nil) {
			return false
		}
	}
	g.reviews = kept
	return true
}
