package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// finish ends a pass: what it did not see leaves the copy, and the mark moves.
func (s *syncing) finish(ctx context.Context) error {
	p := s.state.Pass
	if !s.turn.Held() {
		return errOvertaken
	}
	if err := s.whole(ctx); err != nil {
		s.state.Pass = nil
		return errors.Join(err, s.keep(ctx))
	}
	gone, err := s.d.Copy.Sweep(ctx, p.Started)
	if err != nil {
		return err
	}
	s.Gone = len(gone)
	if err := s.d.vanish(ctx, gone, s.d.Now(), false); err != nil {
		return err
	}
	s.state.Pass = nil
	if err := s.keep(ctx); err != nil {
		return err
	}
	s.mark = review.SyncMark{Complete: p.Started, Reviews: p.Reviews, Calls: p.Calls, Head: later(s.mark.Head, p.Started), Unit: s.mark.Unit}
	if err := s.d.Copy.SetMark(ctx, s.mark); err != nil {
		return err
	}
	s.Complete = true
	return nil
}

// markHead keeps when the newest reviews were read.
func (s *syncing) markHead(ctx context.Context, read bool) error {
	if !read {
		return nil
	}
	s.mark.Head = later(s.mark.Head, s.began)
	return s.d.Copy.SetMark(ctx, s.mark)
}

// mourner is a work file that keeps what has vanished.
type mourner interface {
	Vanish(ctx context.Context, ids []review.ID, at time.Time, deleted bool) error
	Vanished(ctx context.Context, id review.ID) (review.Vanishing, error)
}

func (d *Desk) vanish(ctx context.Context, ids []review.ID, at time.Time, deleted bool) error {
	m, ok := d.Work.(mourner)
	if !ok || len(ids) == 0 {
		return nil
	}
	return m.Vanish(ctx, ids, at, deleted)
}

// Last is what is left of a review that is no longer on the server: its last revision, and since when it is known to be
// gone. Of one that Trustpilot deleted the revision is empty. review.ErrNotFound when nobody knows that it is gone.
func (d *Desk) Last(ctx context.Context, id review.ID) (review.Revision, review.Vanishing, error) {
	m, ok := d.Work.(mourner)
	if !ok {
		return review.Revision{}, review.Vanishing{}, fmt.Errorf("look for %s: %w", id, review.ErrNotFound)
	}
	gone, err := m.Vanished(ctx, id)
	if err != nil {
		return review.Revision{}, gone, err
	}
	all, err := d.Work.Revisions(ctx, id)
	if err != nil || len(all) == 0 {
		return review.Revision{Review: review.Review{ID: id}}, gone, err
	}
	return all[len(all)-1], gone, nil
}

// deleter is an API that lists what Trustpilot deleted (trustpilot-api §4.2). Its calls are free, and whoever keeps
// reviews must make them.
type deleter interface {
	Deletions(ctx context.Context, since time.Time) iter.Seq2[review.ID, error]
}

const deletionsBatch = 500

// deletions takes what Trustpilot deleted out of the copy and erases its revisions, once a day. A sync does not fail for
// want of the list.
func (s *syncing) deletions(ctx context.Context) error {
	err := s.readDeletions(ctx)
	if ctx.Err() != nil || errors.Is(err, review.ErrIO) {
		return err
	}
	s.Undeleted = err
	return nil
}

// feedSince is from when on a list of what Trustpilot deleted is read that was read last at a time: from a day before, since
// its parameters are dates. It is due once a day.
func (s *syncing) feedSince(last time.Time) (from time.Time, due bool) {
	since := s.began.Sub(last)
	switch {
	case since >= 0 && since < daily:
		return from, false
	case s.filling && last.IsZero(): // what is read from now on has none that were deleted before
		return s.began.Add(-daily), true
	case last.IsZero(), last.After(s.began):
		return s.began.Add(-30 * daily), true
	}
	return last.Add(-daily), true
}

// remembering is a work file that knows when it kept a revision last; zero for never.
type remembering interface {
	LastSeen(ctx context.Context) (time.Time, error)
}

// outlived lets a copy that begins anew ask for what was deleted since a day before the work file, which outlives copies,
// kept its last revision: for so long at the least nobody has asked, and what it kept of those must go.
func (s *syncing) outlived(ctx context.Context) error {
	w, ok := s.d.Work.(remembering)
	if !ok || !s.filling || !s.state.Deletions.IsZero() && !s.state.Consumers.IsZero() {
		return nil
	}
	at, err := w.LastSeen(ctx)
	if err != nil || at.IsZero() {
		return err
	}
	s.state.Deletions = cmp.Or(s.state.Deletions, at.Add(-daily))
	s.state.Consumers = cmp.Or(s.state.Consumers, at.Add(-daily))
	return s.keep(ctx)
}

// readDeletions reads the list and erases what it names.
func (s *syncing) readDeletions(ctx context.Context) error {
	api, ok := s.d.API.(deleter)
	k, keeps := s.d.Copy.(keeper)
	from, due := s.feedSince(s.state.Deletions)
	if !ok || !keeps || !due {
		return nil
	}
	var ids []review.ID
	for id, err := range api.Deletions(ctx, from) {
		if err != nil {
			return fmt.Errorf("read what was deleted: %w", err)
		}
		if ids = append(ids, id); len(ids) == deletionsBatch {
			if err := s.erase(ctx, k, ids); err != nil {
				return err
			}
			ids = ids[:0]
		}
	}
	if err := s.erase(ctx, k, ids); err != nil {
		return err
	}
	s.state.Deletions = s.began
	return s.keep(ctx)
}

func (s *syncing) erase(ctx context.Context, k keeper, ids []review.ID) error {
	if len(ids) == 0 {
		return nil
	}
	n, err := k.Remove(ctx, ids)
	if err != nil {
		return err
	}
	s.Deleted += n
	return s.d.vanish(ctx, ids, s.began, true)
}
