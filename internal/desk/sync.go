package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// syncPage is how many reviews one call brings (trustpilot-api §2.1).
const syncPage = 100

// Progress tells how far a sync has come.
type Progress struct {
	Pages   int
	Reviews int
	New     int // not in the copy before
	Changed int // in the copy, and different
	Gone    int // in the copy, and no longer on the server; told at the end
}

// Sync reads every review of the unit, newest first, and stores each page as it arrives. When it was complete, what the
// server no longer has leaves the copy and the mark moves; a sync that is cut leaves mark and copy as good as before.
// told, if not nil, is called after each page.
func (d *Desk) Sync(ctx context.Context, told func(Progress)) (Progress, error) {
	if d.API == nil {
		return Progress{}, fmt.Errorf("sync: %w", review.ErrSignIn)
	}
	started := d.Now()
	s := &syncing{d: d, told: told}
	for r, err := range d.API.Reviews(ctx, review.Filter{}) {
		if err == nil {
			err = s.add(ctx, r)
		}
		if err != nil {
			_ = s.flush(context.WithoutCancel(ctx))
			return s.Progress, fmt.Errorf("sync: after %d reviews: %w", s.Reviews, err)
		}
	}
	if err := s.flush(ctx); err != nil {
		return s.Progress, fmt.Errorf("sync: %w", err)
	}
	return s.Progress, s.finish(ctx, started)
}

// syncing gathers reviews to pages.
type syncing struct {
	Progress
	d     *Desk
	told  func(Progress)
	batch []review.Review
}

func (s *syncing) add(ctx context.Context, r review.Review) error {
	s.batch = append(s.batch, r)
	if len(s.batch) < syncPage {
		return nil
	}
	return s.flush(ctx)
}

func (s *syncing) flush(ctx context.Context) error {
	if len(s.batch) == 0 {
		return nil
	}
	for _, r := range s.batch {
		switch had, err := s.d.Copy.Get(ctx, r.ID); {
		case err != nil:
			s.New++
		case !had.SameRevision(r):
			s.Changed++
		}
	}
	now := s.d.Now()
	if err := s.d.Work.See(ctx, s.batch, now); err != nil {
		return err
	}
	if err := s.d.Copy.Put(ctx, s.batch, now); err != nil {
		return err
	}
	s.Pages, s.Reviews, s.batch = s.Pages+1, s.Reviews+len(s.batch), s.batch[:0]
	if s.told != nil {
		s.told(s.Progress)
	}
	return nil
}

func (s *syncing) finish(ctx context.Context, started time.Time) error {
	gone, err := s.d.Copy.Sweep(ctx, started)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	s.Gone = len(gone)
	return s.d.Copy.SetMark(ctx, review.SyncMark{Complete: started, Reviews: s.Reviews, Calls: s.Pages})
}
