package review

import (
	"cmp"
	"slices"
	"time"
)

// Sort is the order of a list.
type Sort string

// The orders (commands.md, --sort). Waiting puts the longest unanswered first and the answered last.
const (
	Newest      Sort = "newest"
	Oldest      Sort = "oldest"
	ByStars     Sort = "stars"
	LongestWait Sort = "waiting"
)

// Sorts lists the orders.
func Sorts() []Sort { return []Sort{Newest, Oldest, ByStars, LongestWait} }

// SortReviews puts rs into the order; reviews whose time is unknown come last, and the ID decides a tie.
func SortReviews(rs []Review, by Sort) {
	slices.SortStableFunc(rs, func(a, b Review) int { return by.Compare(a, b) })
}

// Compare orders two reviews: below 0 when a comes first.
func (s Sort) Compare(a, b Review) int {
	switch s {
	case Oldest:
		return byTime(a, b, 1)
	case ByStars:
		return cmp.Or(cmp.Compare(a.Stars, b.Stars), byTime(a, b, -1))
	case LongestWait:
		if c := cmp.Compare(answered(a), answered(b)); c != 0 {
			return c
		}
		return byTime(a, b, 1)
	}
	return byTime(a, b, -1)
}

func answered(r Review) int {
	if r.CompanyReply != nil {
		return 1
	}
	return 0
}

// byTime compares creation times, ascending for sign 1 and descending for -1.
func byTime(a, b Review, sign int) int {
	ta, tb := a.CreatedAt, b.CreatedAt
	switch {
	case ta.IsZero() && !tb.IsZero():
		return 1
	case !ta.IsZero() && tb.IsZero():
		return -1
	}
	return cmp.Or(sign*ta.Compare(tb.Time), sign*cmp.Compare(a.ID, b.ID))
}

// ParseSort reads the name of an order.
func ParseSort(name string) (Sort, bool) {
	return Sort(name), slices.Contains(Sorts(), Sort(name))
}

// WaitingSeconds is Waiting in whole seconds, unknown for an answered review.
func (r Review) WaitingSeconds(now time.Time) Opt[int] {
	if d, ok := r.Waiting(now); ok {
		return Some(int(d / time.Second))
	}
	return Opt[int]{}
}
