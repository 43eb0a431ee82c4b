package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

const (
	syncPage     = 100            // reviews that one call brings (trustpilot-api §2.1)
	thriftyCalls = 20             // list calls of a sync that nobody limits, once the copy is complete
	fullFor      = 30 * daily     // how long a pass over everything that somebody asked for is gone on with
	daily        = 24 * time.Hour // how often the deletions are asked for and personal data leaves
)

// SyncOptions says how much a sync reads.
type SyncOptions struct {
	Full  bool // everything, as far as the API lets it
	Calls int  // the most list calls, give or take one; 0: as many as the copy's first filling needs, then 20
	// Left is how many calls the allowance has left, the most in any case but Full; 0: nobody counts.
	Left int
	// Patience is how long the sync of another process on the same copy is waited for; 0: as long as that moves.
	Patience time.Duration
	// Unless, if not nil, is asked once the turn is had whether the copy is good enough as another process left it.
	Unless func(m review.SyncMark) bool
	// Waits is told, if not nil, when another process is waited for, and when that is not, since it does not move.
	Waits func(by review.Holder, stuck bool)
	// Accept takes a list as it is that lacks most of what the copy has, and another business unit's (ShortError, UnitError).
	Accept bool
}

// Progress tells how far a sync has come.
type Progress struct {
	Pages   int
	Reviews int
	New     int // not in the copy before
	Changed int // in the copy, and different
	Gone    int // in the copy, and no longer on the server; told at the end of a complete pass
	Deleted int // taken out of the copy because Trustpilot deleted them
	// Anonymised is how many reviews of the copy lost who wrote them, because Trustpilot deleted that consumer.
	Anonymised int
	Calls      int  // made by this sync
	Of         int  // how many calls it may make; 0: as many as it takes
	Done       int  // reviews that the pass under way has read so far, in earlier syncs too
	Expected   int  // how many it should read: what the last one had, or what Trustpilot says; 0 while nobody knows
	Complete   bool // a pass came to its end: the copy is what the server has
	// Left is how long the sync should still take; 0 while nobody knows.
	Left time.Duration
	// By is the other process that syncs the copy while this one waits, and at the end the one that did it in place of this
	// one; zero for none. New and Changed are then what it brought since.
	By review.Holder
	// Undeleted is why the list of what Trustpilot deleted could not be read; the rest of the sync went on.
	Undeleted error
}

// Sync brings the copy up to date as SyncOptions{} does. told, if not nil, is called after each page.
func (d *Desk) Sync(ctx context.Context, told func(Progress)) (Progress, error) {
	return d.SyncWith(ctx, SyncOptions{}, told)
}

// SyncWith brings the copy up to date, newest reviews first, and stores each page as it arrives; told, if not nil, is
// called after each.
//
// A pass reads every review of the unit to the end of the list. Only when that is done, what the server no longer has
// leaves the copy and the mark moves. A pass that is cut, by an error or for want of calls, is gone on with by the next
// sync. Where a whole pass fits into the calls, each sync is one. Else a sync reads the newest reviews down to a page that
// is known and unchanged, then again what changes soonest (answered negatives, then the last two weeks), and then goes on
// with the pass, which thus comes round to every review. A list that lacks so much of the copy that it cannot be right changes
// nothing: *ShortError; nor does one of another business unit: *UnitError.
//
// Of several processes on one copy one syncs at a time. Another waits, and what that one has just read it does not read
// again; one that stands still, as after Ctrl-Z, is not waited for.
func (d *Desk) SyncWith(ctx context.Context, o SyncOptions, told func(Progress)) (Progress, error) {
	if d.API == nil {
		return Progress{}, fmt.Errorf("sync: %w", review.ErrSignIn)
	}
	w := &waiting{d: d, o: o, told: told, began: d.Now()}
	for {
		turn, err := w.turn(ctx)
		if turn == nil {
			return w.seen, err
		}
		p, err := d.syncOnce(ctx, o, told, turn)
		if !errors.Is(err, errOvertaken) {
			return p, err
		}
		w.lost = true
	}
}

func (d *Desk) syncOnce(ctx context.Context, o SyncOptions, told func(Progress), turn review.Turn) (Progress, error) {
	defer turn.Release()
	s := &syncing{d: d, told: told, began: d.Now(), sure: o.Accept, turn: turn}
	err := s.run(ctx, o)
	if err != nil {
		err = fmt.Errorf("sync: after %d reviews: %w", s.Reviews, err)
	}
	s.tellOthers(err == nil)
	return s.Progress, err
}

// syncing is a sync that runs.
type syncing struct {
	Progress
	d     *Desk
	told  func(Progress)
	sure  bool // a short list is taken as it is
	began time.Time
	mark  review.SyncMark
	state syncState
	start int // calls that the API had made before
	// filling tells that the copy was never complete when this sync began.
	filling bool
	turn    review.Turn
}

func (s *syncing) run(ctx context.Context, o SyncOptions) error {
	if err := s.recall(ctx); err != nil {
		return err
	}
	if err := s.ofThisUnit(ctx, o); err != nil {
		return err
	}
	s.filling = s.mark.Complete.IsZero()
	s.expect(ctx)
	if err := errors.Join(s.outlived(ctx), s.deletions(ctx)); err != nil {
		return err
	}
	read := s.read(ctx, o)
	if read != nil && (ctx.Err() != nil || s.Undeleted != nil || errors.Is(read, errOvertaken)) {
		return read
	}
	if err := errors.Join(read, s.deletedConsumers(ctx)); err != nil { // for want of calls nobody is kept: these are free
		return err
	}
	return s.d.ForgetOld(ctx)
}

// recall reads how far the copy is, and how many calls were made.
func (s *syncing) recall(ctx context.Context) (err error) {
	if s.mark, err = s.d.Copy.Mark(ctx); err != nil {
		return err
	}
	if s.state, err = s.d.syncState(ctx); err != nil {
		return err
	}
	s.doubt()
	if c, ok := s.d.API.(counter); ok {
		s.start = c.Calls()
	}
	return nil
}

// counter is an API that knows how many calls it made.
type counter interface{ Calls() int }

// count brings the calls up to date. An API that does not count them makes one a page.
func (s *syncing) count() {
	s.Calls = s.Pages
	if c, ok := s.d.API.(counter); ok {
		s.Calls = c.Calls() - s.start
	}
}

// spent reports whether no more calls may be made.
func (s *syncing) spent() bool { return s.Of > 0 && s.Calls >= s.Of }

func (s *syncing) read(ctx context.Context, o SyncOptions) error {
	s.Of = o.Calls
	if s.Of == 0 && !o.Full && !s.mark.Complete.IsZero() {
		s.Of = thriftyCalls
	}
	if o.Left > 0 && !o.Full && (s.Of == 0 || o.Left < s.Of) {
		s.Of = o.Left
	}
	if o.Full && s.state.Pass != nil && (!s.state.Pass.Full || s.began.Sub(s.state.Pass.Started) > fullFor) {
		s.state.Pass = nil
	}
	if s.state.Pass == nil && (o.Full || s.mark.Complete.IsZero() || s.pages() <= s.Of) {
		return s.pass(ctx, o.Full)
	}
	if err := s.head(ctx); err != nil {
		return err
	}
	if !o.Full && !s.mark.Complete.IsZero() {
		if err := s.lanes(ctx); err != nil {
			return err
		}
	}
	return s.pass(ctx, o.Full)
}

// pages is how many calls a whole pass should take.
func (s *syncing) pages() int { return (s.mark.Reviews + syncPage - 1) / syncPage }
