package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// turns is a copy that several processes share, of which one syncs at a time.
type turns interface {
	// ClaimSync gives the turn to sync, until it is released or the process is no more. Where another process has it, turn is
	// nil and by tells of it; that of from, if not zero, is taken over.
	ClaimSync(from review.Holder) (turn review.Turn, by review.Holder, err error)
	// SyncTold is what the process that has the turn, or had it last, told, and a number that grows while it moves.
	SyncTold() (told []byte, by review.Holder, beat int)
}

const (
	turnPause = 500 * time.Millisecond // between two looks at a sync of another process
	stillFor  = 30 * time.Second       // how long that may not move: it moves every 2 s, whatever it waits for
)

// errOvertaken ends a sync whose turn another process has taken over, while this one stood still.
var errOvertaken = errors.New("another tpdesk has taken the sync over")

// BusyError tells that another process was still syncing when Patience was over. Nothing was read.
type BusyError struct {
	By  review.Holder
	now time.Time
}

// Error says who syncs.
func (e *BusyError) Error() string {
	return fmt.Sprintf("sync: %v: %s, and nothing was read here", review.ErrTemporary, e.By.Doing("syncs", e.now))
}

// Unwrap says that it may be tried again.
func (e *BusyError) Unwrap() error { return review.ErrTemporary }

// waiting is a sync until it has its turn.
type waiting struct {
	d     *Desk
	o     SyncOptions
	told  func(Progress)
	began time.Time
	lost  bool // this process had the turn, and another took it

	by    review.Holder // who has the turn; zero for nobody yet
	met   []review.Holder
	beat  int
	still time.Duration // for how long that has not moved
	first *toldSync     // what it told when this one began to wait
	seen  Progress
}

// turn waits until this process may sync. It is nil where another one has just done what was to be done, or ends the wait.
func (w *waiting) turn(ctx context.Context) (review.Turn, error) {
	c, ok := w.d.Copy.(turns)
	if !ok {
		return noTurn{}, nil
	}
	var from review.Holder
	for waited := time.Duration(0); ; waited += turnPause {
		turn, by := claimSync(c, from)
		switch {
		case turn != nil && from == (review.Holder{}) && (w.done(ctx, c) || w.enough(ctx, c)):
			turn.Release()
			return nil, nil
		case turn != nil:
			return turn, nil
		case w.o.Patience > 0 && waited >= w.o.Patience:
			return nil, &BusyError{by, w.d.Now()}
		}
		from = w.look(c, by)
		if err := w.d.Wait(ctx, turnPause); err != nil {
			return nil, fmt.Errorf("sync: while another tpdesk syncs: %w", err)
		}
	}
}

// claimSync asks for the turn. A disk that cannot lock keeps nobody from syncing.
func claimSync(c turns, from review.Holder) (review.Turn, review.Holder) {
	turn, by, err := c.ClaimSync(from)
	if err != nil {
		turn = noTurn{}
	}
	return turn, by
}

// look takes in how far the other process is, and passes it on. One that does not move any more is returned.
func (w *waiting) look(c turns, by review.Holder) (stuck review.Holder) {
	raw, teller, beat := c.SyncTold()
	if !teller.Same(by) {
		raw, beat = nil, 0
	}
	if !by.Same(w.by) {
		w.by, w.beat, w.first = by, -1, nil
		w.met = append(w.met, by)
		w.waits(by, false)
	}
	if beat != w.beat {
		w.take(raw, by)
		w.beat, w.still = beat, 0
		return stuck
	}
	if w.still += turnPause; w.still < stillFor {
		return stuck
	}
	w.still = 0
	w.waits(by, true)
	return by
}

// take passes on what another process told.
func (w *waiting) take(raw []byte, by review.Holder) {
	t, ok := readTold(raw)
	if !ok {
		return
	}
	if w.first == nil {
		w.first = &t
	}
	if w.seen = t.progress(*w.first, by); w.told != nil {
		w.told(w.seen)
	}
}

func (w *waiting) waits(by review.Holder, stuck bool) {
	if w.o.Waits != nil {
		w.o.Waits(by, stuck)
	}
}

// done reports whether the process that was waited for, or that took this one's turn, came to its end just now, and did
// what this one was to do.
func (w *waiting) done(ctx context.Context, c turns) bool {
	raw, teller, _ := c.SyncTold()
	t, ok := readTold(raw)
	mark, err := w.d.Copy.Mark(ctx)
	waitedFor := slices.ContainsFunc(w.met, teller.Same) || w.lost && teller.Since.After(w.began)
	if err != nil || !ok || !t.Ended || !waitedFor || w.o.Accept || w.o.Full && !t.Complete || w.d.foreign(mark) != "" || !mark.Fresh(w.d.Now(), FreshFor) {
		return false
	}
	w.take(raw, teller)
	return true
}

// enough reports whether the copy is good enough as it is by now, and passes on what the other process brought.
func (w *waiting) enough(ctx context.Context, c turns) bool {
	if w.o.Unless == nil {
		return false
	}
	mark, err := w.d.Copy.Mark(ctx)
	if err != nil || w.d.foreign(mark) != "" || !w.o.Unless(mark) {
		return false
	}
	raw, teller, _ := c.SyncTold()
	w.first = &toldSync{}
	w.take(raw, teller)
	return true
}

// toldSync is what a process that syncs tells the others.
type toldSync struct {
	Pages    int           `json:"pages"`
	Reviews  int           `json:"reviews"`
	New      int           `json:"new"`
	Changed  int           `json:"changed"`
	Gone     int           `json:"gone"`
	Deleted  int           `json:"deleted"`
	Done     int           `json:"done"`
	Expected int           `json:"expected"`
	Left     time.Duration `json:"left"`
	Complete bool          `json:"complete"`
	Ended    bool          `json:"ended"` // it came to its end
}

func readTold(raw []byte) (t toldSync, ok bool) {
	ok = raw != nil && json.Unmarshal(raw, &t) == nil
	return t, ok
}

// progress is how far the other process is; new and changed are only what it brought after first.
func (t toldSync) progress(first toldSync, by review.Holder) Progress {
	return Progress{By: by, Pages: t.Pages, Reviews: t.Reviews, New: max(0, t.New-first.New), Changed: max(0, t.Changed-first.Changed), Gone: t.Gone,
		Deleted: t.Deleted, Done: t.Done, Expected: t.Expected, Left: t.Left, Complete: t.Complete}
}

// tellOthers tells the processes that wait how far this one is.
func (s *syncing) tellOthers(ended bool) {
	t := toldSync{Pages: s.Pages, Reviews: s.Reviews, New: s.New, Changed: s.Changed, Gone: s.Gone, Deleted: s.Deleted, Done: s.Done,
		Expected: s.Expected, Left: s.Left, Complete: s.Complete, Ended: ended}
	if raw, err := json.Marshal(t); err == nil {
		s.turn.Tell(raw)
	}
}

// noTurn is the turn where nobody else can want it.
type noTurn struct{}

func (noTurn) Tell([]byte) {}
func (noTurn) Held() bool  { return true }
func (noTurn) Release()    {}
