package desk

import (
	"context"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Shelf is a Copy in memory, for the reviews that the copy on disk does not have: those of products. It ends with the desk.
type Shelf struct {
	now func() time.Time

	mu      sync.Mutex
	all     map[review.ID]shelved
	mark    review.SyncMark
	line    string          // of the filter that was asked last
	matched []review.Review // what it selects, in its order; nil when that is to be found anew
}

type shelved struct {
	review review.Review
	seen   time.Time
}

// NewShelf is an empty shelf on a clock.
func NewShelf(now func() time.Time) *Shelf {
	return &Shelf{now: now, all: map[review.ID]shelved{}}
}

// selected is what the filter selects, in its order; the caller holds the lock and changes nothing in it.
func (s *Shelf) selected(f review.Filter) []review.Review {
	line := f.String()
	if s.matched != nil && s.line == line {
		return s.matched
	}
	now := s.now()
	s.line, s.matched = line, []review.Review{}
	for _, x := range s.all {
		if f.Match(x.review, now) {
			s.matched = append(s.matched, x.review)
		}
	}
	review.SortReviews(s.matched, f.Sort)
	return s.matched
}

// Page lists up to n reviews after one.
func (s *Shelf) Page(_ context.Context, f review.Filter, after review.Review, n int) ([]review.Review, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rs := s.selected(f)
	if after.ID != "" {
		rs = rs[sort.Search(len(rs), func(i int) bool { return f.Sort.Compare(rs[i], after) > 0 }):]
	}
	return slices.Clone(rs[:min(n, len(rs))]), len(rs) > n, nil
}

// Before lists up to n reviews that end just before one.
func (s *Shelf) Before(_ context.Context, f review.Filter, before review.Review, n int) ([]review.Review, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rs := s.selected(f)
	if before.ID != "" {
		rs = rs[:sort.Search(len(rs), func(i int) bool { return f.Sort.Compare(rs[i], before) >= 0 })]
	}
	return slices.Clone(rs[max(0, len(rs)-n):]), len(rs) > n, nil
}

// Count counts what the filter selects, and stops at most; 0 counts all.
func (s *Shelf) Count(_ context.Context, f review.Filter, most int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.selected(f))
	if most > 0 {
		n = min(n, most)
	}
	return n, nil
}

// Get finds one review.
func (s *Shelf) Get(_ context.Context, id review.ID) (review.Review, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.all[id]
	if !ok {
		return review.Review{}, review.ErrNotFound
	}
	return x.review, nil
}

// Put adds or replaces reviews. A conversation that was read stays with its review where the new one comes without.
func (s *Shelf) Put(_ context.Context, rs []review.Review, seen time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.matched = nil
	for _, r := range rs {
		had := s.all[r.ID].review
		if r.Talk == nil && had.Talk != nil && r.Item != nil && had.Item.Conversation == r.Item.Conversation {
			r.Talk = had.Talk
			r = r.Answered()
		}
		s.all[r.ID] = shelved{r, seen}
	}
	return nil
}

// Sweep removes what was last seen before a time.
func (s *Shelf) Sweep(_ context.Context, before time.Time) ([]review.ID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var gone []review.ID
	for id, x := range s.all {
		if x.seen.Before(before) {
			gone = append(gone, id)
			delete(s.all, id)
		}
	}
	s.matched = nil
	return gone, nil
}

// Mark tells when the shelf was last filled to the end.
func (s *Shelf) Mark(context.Context) (review.SyncMark, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mark, nil
}

// SetMark notes that.
func (s *Shelf) SetMark(_ context.Context, m review.SyncMark) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mark = m
	return nil
}

// shelfBatch is how many product reviews are put on the shelf at once.
const shelfBatch = 100

// ReadProducts brings every product review of the unit onto a shelf, and tells as they come how many there are. What the
// server has no longer leaves the shelf when the list has come to its end.
func (d *Desk) ReadProducts(ctx context.Context, s *Shelf, told func(n int)) (int, error) {
	p, ok := d.API.(Products)
	if d.API == nil {
		return 0, review.ErrSignIn
	} else if !ok {
		return 0, errNoProducts
	}
	began, n, batch := d.Now(), 0, []review.Review(nil)
	put := func() error {
		n += len(batch)
		err := s.Put(ctx, batch, d.Now())
		batch = nil
		told(n)
		return err
	}
	for r, err := range p.Products(ctx, review.Filter{}) {
		if err != nil {
			return n, err
		}
		if batch = append(batch, r); len(batch) < shelfBatch {
			continue
		}
		if err := put(); err != nil {
			return n, err
		}
	}
	if err := put(); err != nil {
		return n, err
	}
	if _, err := s.Sweep(ctx, began); err != nil {
		return n, err
	}
	return n, s.SetMark(ctx, review.SyncMark{Complete: began, Reviews: n})
}

// ReadTalk reads what was said under a product review; the review as it is where nothing was.
func (d *Desk) ReadTalk(ctx context.Context, r review.Review) (review.Review, error) {
	p, ok := d.API.(Products)
	if !ok || r.Item == nil || !r.Item.Conversation.Visible() {
		return r, nil
	}
	talk, err := p.Talk(ctx, r.Item.Conversation.Raw())
	if err != nil {
		return r, err
	}
	r.Talk = talk
	return r.Answered(), nil
}

// ProductLacks names the first term of a filter that product reviews have no data for, and why; "" for none.
func ProductLacks(f review.Filter) (field review.Field, why string) {
	lacking := map[review.Field]string{
		review.FieldReported: "Trustpilot does not tell whether one is reported", review.FieldContacted: "their reviewers cannot be asked for details through Trustpilot",
		review.FieldOutdated: "their comments are a conversation", review.FieldSource: "they have no source", review.FieldTag: "they have no tags", review.FieldLocation: "they have no location",
	}
	for _, t := range f.Terms {
		if why := lacking[t.Field]; why != "" {
			return t.Field, why
		}
	}
	return "", ""
}
