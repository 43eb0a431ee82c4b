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

// segments are the stretches of the filter's order that come after a review.
func segments(f review.Filter, after review.Review) []segment {
	switch f.Sort {
	case review.Oldest:
		return oldest("", after, after.ID != "")
	case review.ByStars:
		return byStars(f.Stars(), after)
	case review.LongestWait:
		return longestWait(after)
	}
	return []segment{newestFirst("", after, after.ID != "")}
}

// newestFirst is one stretch, since the unknown times have the greatest keys. With past it begins at the review.
func newestFirst(where string, after review.Review, past bool) segment {
	s := segment{where: where, direction: newer, from: math.MinInt64, to: math.MaxInt64}
	if past {
		s.from = firstKey(bucketOf(after.CreatedAt))
	}
	return s
}

// oldest is the known times and then the unknown ones. With past it begins at the review.
func oldest(where string, after review.Review, past bool) []segment {
	known := segment{where: where, direction: older, from: math.MinInt64, to: lastKey(oldestBucket)}
	unknown := segment{where: where, direction: older, from: firstKey(unknownBucket), to: math.MaxInt64}
	if past && after.CreatedAt.IsZero() {
		return []segment{unknown}
	}
	if past {
		known.to = lastKey(bucketOf(after.CreatedAt))
	}
	return []segment{known, unknown}
}

func longestWait(after review.Review) []segment {
	const waiting, answered = "replied = 0", "replied = 1"
	switch {
	case after.ID == "":
		return append(oldest(waiting, after, false), oldest(answered, after, false)...)
	case after.CompanyReply == nil:
		return append(oldest(waiting, after, true), oldest(answered, after, false)...)
	}
	return oldest(answered, after, true)
}

// byStars has a stretch for each number of stars, and one at each end for numbers that Trustpilot does not have: a
// server's oddity is listed too.
func byStars(only []int, after review.Review) []segment {
	var out []segment
	for n := -1; n <= 6; n++ {
		if len(only) > 0 && !slices.Contains(only, n) || after.ID != "" && n < clampStars(after.Stars) {
			continue
		}
		s := newestFirst(starsWhere(n), after, after.ID != "" && n == after.Stars && n >= 0 && n <= 5)
		s.index = map[int]string{-1: "review_too_few", 6: "review_too_many"}[n]
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
