package desk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// shelfOf is a shelf with n product reviews, one an hour, of 1 to 5 stars.
func shelfOf(t *testing.T, n int) (*bench, *Shelf) {
	t.Helper()
	var rs []review.Review
	for i := range n {
		r := talked()
		r.ID, r.Stars, r.CreatedAt = review.ID(fmt.Sprintf("%024x", i)), 1+i%5, review.Time{Time: noon.Add(-time.Duration(i) * time.Hour)}
		rs = append(rs, r)
	}
	b := newBench(rs...)
	s := NewShelf(b.Now)
	told := 0
	got, err := b.ReadProducts(t.Context(), s, func(n int) { told = n })
	wantIs(t, "read", err, nil)
	if got != n || told != n {
		t.Fatalf("%d read, %d told", got, told)
	}
	return b, s
}

func TestAShelfPagesAsTheCopyDoes(t *testing.T) {
	_, s := shelfOf(t, 250)
	f, err := review.Parse("stars:1-2 sort:oldest")
	wantIs(t, "filter", err, nil)
	walk := func(page func(last review.Review) ([]review.Review, bool, error), end func([]review.Review) review.Review) (ids []review.ID) {
		for last, more := (review.Review{}), true; more; {
			var rs []review.Review
			var err error
			rs, more, err = page(last)
			wantIs(t, "page", err, nil)
			last = end(rs)
			for _, r := range rs {
				ids = append(ids, r.ID)
			}
		}
		return ids
	}
	down := walk(func(last review.Review) ([]review.Review, bool, error) { return s.Page(t.Context(), f, last, 7) },
		func(rs []review.Review) review.Review { return rs[len(rs)-1] })
	up := walk(func(first review.Review) ([]review.Review, bool, error) {
		rs, more, err := s.Before(t.Context(), f, first, 7)
		slices.Reverse(rs)
		return rs, more, err
	}, func(rs []review.Review) review.Review { return rs[len(rs)-1] })
	slices.Reverse(up)
	n, _ := s.Count(t.Context(), f, 0)
	few, _ := s.Count(t.Context(), f, 10)
	if len(down) != 100 || n != 100 || few != 10 || !slices.Equal(down, up) || down[0] <= down[99] {
		t.Errorf("%d down, %d up, %d counted, %d at most 10, %s … %s", len(down), len(up), n, few, down[0], down[99])
	}
}

func TestAShelfKeepsAConversationThatWasReadAndLetsGoOfWhatIsGone(t *testing.T) {
	b, s := shelfOf(t, 3)
	r := talked("us: Thanks")
	r.ID = b.api.reviews[0].ID
	wantIs(t, "put", s.Put(t.Context(), []review.Review{r}, noon), nil)
	unread := r
	unread.Talk = nil
	b.api.reviews = []review.Review{unread.Answered(), b.api.reviews[1]}
	b.now = b.now.Add(time.Minute)
	_, err := b.ReadProducts(t.Context(), s, func(int) {})
	wantIs(t, "again", err, nil)
	kept, err := s.Get(t.Context(), r.ID)
	wantIs(t, "get", err, nil)
	if n, _ := s.Count(t.Context(), review.Filter{}, 0); n != 2 || kept.Talk == nil || !kept.CompanyReply.Text.Is("Thanks") {
		t.Errorf("%d left, %+v", n, kept)
	}
	b.api.listErr, b.api.listStop = review.ErrTemporary, 1
	b.now = b.now.Add(time.Minute)
	_, err = b.ReadProducts(t.Context(), s, func(int) {})
	wantIs(t, "broken off", err, review.ErrTemporary)
	if n, _ := s.Count(t.Context(), review.Filter{}, 0); n != 2 {
		t.Errorf("a list that broke off took reviews away: %d left", n)
	}
}
