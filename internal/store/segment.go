package store

import (
	"fmt"
	"math"
	"slices"

	"github.com/tpdesk/tpdesk/internal/review"
)

// segment is a stretch of a list that is in key order: a list is its segments one after the other.
type segment struct {
	where     string // what its rows have in common
	index     string // the one to read them by, where SQLite must not choose
	direction string
	from, to  int64 // keys, inclusive
	holds     func(review.Review) bool
	uncut     bool // its rows are few, and all are read whatever is listed after
	barren    bool // the filter selects none of its rows
}

// first is what no key comes before.
func (s segment) first() int64 {
	if s.direction == older {
		return math.MaxInt64
	}
	return math.MinInt64
}

// The directions of a stretch: from the newer to the older, or the other way round.
const (
	newer = "ASC"
	older = "DESC"
)

// segments are the stretches of the filter's order that come after a review, all of them after one without an ID. Backward
// they are those that come before it, the last one first.
func segments(f review.Filter, after review.Review, backward bool) []segment {
	all := inOrder(f)
	if backward {
		slices.Reverse(all)
		for i := range all {
			all[i].direction = turned(all[i].direction)
		}
	}
	if after.ID != "" {
		all = all[slices.IndexFunc(all, func(s segment) bool { return s.holds(after) }):]
		all[0] = all[0].cut(after)
	}
	return slices.DeleteFunc(all, func(s segment) bool { return s.barren })
}

func turned(direction string) string {
	if direction == older {
		return newer
	}
	return older
}

// cut is the segment from a review's bucket on.
func (s segment) cut(at review.Review) segment {
	switch bucket := bucketOf(at.CreatedAt); {
	case s.uncut:
	case s.direction == older:
		s.to = min(s.to, lastKey(bucket))
	default:
		s.from = max(s.from, firstKey(bucket))
	}
	return s
}

// inOrder are the stretches of the filter's order; every review lies in one.
func inOrder(f review.Filter) []segment {
	switch f.Sort {
	case review.Oldest:
		return oldest("", func(review.Review) bool { return true })
	case review.ByStars:
		return byStars(f.Stars())
	case review.LongestWait:
		return append(oldest("replied = 0", func(r review.Review) bool { return r.CompanyReply == nil }),
			oldest("replied = 1", func(r review.Review) bool { return r.CompanyReply != nil })...)
	}
	return []segment{newestFirst("", func(review.Review) bool { return true })}
}

// newestFirst is one stretch, since the unknown times have the greatest keys.
func newestFirst(where string, holds func(review.Review) bool) segment {
	return segment{where: where, direction: newer, from: math.MinInt64, to: math.MaxInt64, holds: holds}
}

// oldest is the known times and then the unknown ones.
func oldest(where string, holds func(review.Review) bool) []segment {
	return []segment{
		{where: where, direction: older, from: math.MinInt64, to: lastKey(oldestBucket),
			holds: func(r review.Review) bool { return holds(r) && !r.CreatedAt.IsZero() }},
		{where: where, direction: older, from: firstKey(unknownBucket), to: math.MaxInt64,
			holds: func(r review.Review) bool { return holds(r) && r.CreatedAt.IsZero() }},
	}
}

// byStars has a stretch for each number of stars, and one at each end for numbers that Trustpilot does not have: a
// server's oddity is listed too.
func byStars(only []int) []segment {
	var out []segment
	for n := -1; n <= 6; n++ {
		s := newestFirst(starsWhere(n), func(r review.Review) bool { return clampStars(r.Stars) == n })
		s.index = map[int]string{-1: "review_too_few", 6: "review_too_many"}[n]
		s.uncut, s.barren = n < 0 || n > 5, len(only) > 0 && !slices.Contains(only, n)
		out = append(out, s)
	}
	return out
}

func clampStars(n int) int { return min(max(n, -1), 6) }

func starsWhere(n int) string {
	switch {
	case n < 0:
		return "stars < 0"
	case n > 5:
		return "stars > 5"
	}
	return fmt.Sprintf("stars = %d", n)
}
