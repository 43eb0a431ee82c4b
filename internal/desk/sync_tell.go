package desk

import (
	"context"
	"time"
)

// expect finds out how much there is to read: what the last complete pass had; before there was one, what Trustpilot tells
// the public, where somebody watches.
func (s *syncing) expect(ctx context.Context) {
	s.Expected = s.mark.Reviews
	if s.told == nil || !s.mark.Complete.IsZero() {
		return
	}
	if u, err := s.d.API.Unit(ctx); err == nil && u.NumberOfReviews.Known {
		s.Expected = u.NumberOfReviews.V
	}
}

// estimate brings up to date how far the pass is, and how long the sync should still take at the pace that it had so far.
func (s *syncing) estimate() {
	pages := -1
	if p := s.state.Pass; p != nil {
		s.Done = p.Reviews
		if s.Expected > p.Reviews {
			pages = (s.Expected - p.Reviews + syncPage - 1) / syncPage
		}
	}
	if calls := max(0, s.Of-s.Calls); s.Of > 0 && (pages < 0 || calls < pages) {
		pages = calls
	}
	s.Left = 0
	if pages > 0 {
		s.Left = s.d.Now().Sub(s.began) / time.Duration(s.Pages) * time.Duration(pages)
	}
}
