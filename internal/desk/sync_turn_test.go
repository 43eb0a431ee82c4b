package desk

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// turnCopy is a copy that several processes share: another one has the turn to sync until a test ends that.
type turnCopy struct {
	*keptCopy
	by    review.Holder // who has the turn; zero for nobody
	from  []review.Holder
	told  toldSync
	teach review.Holder
	beat  int
	mine  *heldTurn
}

type heldTurn struct {
	lost, released bool
	told           toldSync
}

func (h *heldTurn) Tell(raw []byte) { _ = json.Unmarshal(raw, &h.told) }
func (h *heldTurn) Held() bool      { return !h.lost }
func (h *heldTurn) Release()        { h.released = true }

func (c *turnCopy) ClaimSync(from review.Holder) (review.Turn, review.Holder, error) {
	c.from = append(c.from, from)
	if c.by != (review.Holder{}) && !c.by.Same(from) {
		return nil, c.by, nil
	}
	c.by, c.mine = review.Holder{}, &heldTurn{}
	return c.mine, review.Holder{}, nil
}

func (c *turnCopy) SyncTold() ([]byte, review.Holder, int) {
	raw, _ := json.Marshal(c.told)
	return raw, c.teach, c.beat
}

// syncedElsewhere is a town in which process 7 syncs; each wait of ours is told to the test, by its number.
func syncedElsewhere(reviews int, wait func(c *turnCopy, n int)) (*town, *turnCopy) {
	w := newTown(9, reviews)
	by := review.Holder{PID: 7, Since: noon.Add(-time.Minute)}
	c := &turnCopy{keptCopy: w.copy, by: by, teach: by, told: toldSync{New: 40, Reviews: 400}}
	w.Desk.Copy = c
	n := 0
	w.Desk.Wait = func(ctx context.Context, _ time.Duration) error {
		n++
		wait(c, n)
		return ctx.Err()
	}
	return w, c
}

func TestWhatAnotherProcessHasJustSyncedIsNotReadAgain(t *testing.T) {
	w, c := syncedElsewhere(300, func(c *turnCopy, n int) {
		switch c.beat++; n {
		case 2:
			c.told.New = 42
		case 3:
			c.told.New, c.told.Gone, c.told.Complete, c.told.Ended = 45, 1, true, true
			c.by, c.mark = review.Holder{}, review.SyncMark{Complete: noon.Add(-time.Minute), Reviews: 300}
		}
	})
	var told []int
	waited := 0
	p, err := w.SyncWith(t.Context(), SyncOptions{Waits: func(by review.Holder, stuck bool) {
		if waited++; by.PID != 7 || stuck {
			t.Errorf("waits for %+v, stuck %v", by, stuck)
		}
	}}, func(p Progress) { told = append(told, p.New) })
	wantIs(t, "sync", err, nil)
	if len(w.api.queries) > 0 || p.By.PID != 7 || p.New != 5 || p.Gone != 1 || waited != 1 || !c.mine.released {
		t.Errorf("asked %q, %+v, told %d times that it waits", w.api.queries, p, waited)
	}
	if len(told) != 4 || told[0] != 0 || told[2] != 2 || told[3] != 5 {
		t.Errorf("told %v", told)
	}
}

func TestASyncThatAnotherProcessDidNotBringToItsEndIsDone(t *testing.T) {
	fresh := review.SyncMark{Complete: noon.Add(-time.Minute), Reviews: 300}
	for name, c := range map[string]struct {
		o    SyncOptions
		told toldSync
		mark review.SyncMark
	}{
		"the other was killed":                  {mark: fresh},
		"the other read the head, all is asked": {o: SyncOptions{Full: true}, told: toldSync{Ended: true}, mark: fresh},
		"the list is to be taken as it is":      {o: SyncOptions{Full: true, Accept: true}, told: toldSync{Ended: true, Complete: true}, mark: fresh},
		"it took so long that it is old":        {told: toldSync{Ended: true, Complete: true}, mark: review.SyncMark{Complete: noon.Add(-time.Hour), Reviews: 300}},
		"the copy was never complete":           {told: toldSync{Ended: true}},
	} {
		w, copied := syncedElsewhere(300, func(x *turnCopy, _ int) { x.by, x.told, x.mark = review.Holder{}, c.told, c.mark })
		p, err := w.SyncWith(t.Context(), c.o, nil)
		wantIs(t, name, err, nil)
		if p.By.PID != 0 || p.Reviews != 300 || !copied.mine.told.Ended || !copied.mine.told.Complete {
			t.Errorf("%s: %+v, told %+v", name, p, copied.mine.told)
		}
	}
}

func TestAProcessThatStandsStillIsNotWaitedForForEver(t *testing.T) {
	waits, stuck := 0, 0
	w, c := syncedElsewhere(300, func(*turnCopy, int) { waits++ })
	p, err := w.SyncWith(t.Context(), SyncOptions{Waits: func(by review.Holder, still bool) {
		if still {
			stuck++
		}
	}}, nil)
	wantIs(t, "sync", err, nil)
	if span := time.Duration(waits) * turnPause; p.Reviews != 300 || stuck != 1 || span < stillFor || span > stillFor+5*time.Second || c.from[len(c.from)-1].PID != 7 {
		t.Errorf("%+v after %v, told %d times, taken from %+v", p, span, stuck, c.from[len(c.from)-1])
	}
}

func TestASyncWhoseTurnWasTakenStopsAndWaitsForTheOther(t *testing.T) {
	w, c := syncedElsewhere(600, func(c *turnCopy, _ int) {
		c.beat++
		c.by, c.told.Ended = review.Holder{}, true
		c.mark = review.SyncMark{Complete: noon.Add(2 * time.Minute), Reviews: 600}
		c.teach.Since = noon.Add(time.Second)
	})
	c.by = review.Holder{}
	other := review.Holder{PID: 7, Since: noon.Add(time.Second)}
	w.api.between = func() {
		if w.api.calls == 3 { // it stood still here
			c.mine.lost, c.by, c.teach = true, other, other
			w.now = w.now.Add(3 * time.Minute)
		}
	}
	p, err := w.SyncWith(t.Context(), SyncOptions{}, nil)
	wantIs(t, "sync", err, nil)
	if p.By.PID != 7 || len(c.kept) >= 600 || len(w.api.queries) != 1 {
		t.Errorf("%+v, %d reviews stored, asked %q", p, len(c.kept), w.api.queries)
	}
}

func TestPatienceEndsTheWaitAndNothingIsRead(t *testing.T) {
	w, _ := syncedElsewhere(300, func(c *turnCopy, _ int) { c.beat++ })
	_, err := w.SyncWith(t.Context(), SyncOptions{Patience: time.Minute}, nil)
	wantIs(t, "sync", err, review.ErrTemporary)
	var busy *BusyError
	if !errors.As(err, &busy) || busy.By.PID != 7 || len(w.api.queries) > 0 {
		t.Errorf("%v, asked %q", err, w.api.queries)
	}
	ctx, cancel := context.WithCancel(t.Context())
	w, _ = syncedElsewhere(300, func(c *turnCopy, n int) {
		if c.beat++; n == 3 {
			cancel()
		}
	})
	_, err = w.SyncWith(ctx, SyncOptions{}, nil)
	wantIs(t, "Ctrl-C", err, context.Canceled)
}

func TestASyncThatNobodyNeedsAnyMoreReadsNothing(t *testing.T) {
	w, c := syncedElsewhere(300, func(*turnCopy, int) {})
	c.by, c.told.Ended = review.Holder{}, true
	c.mark = review.SyncMark{Complete: noon.Add(-time.Minute), Reviews: 300}
	asked := 0
	p, err := w.SyncWith(t.Context(), SyncOptions{Unless: func(m review.SyncMark) bool { asked++; return m == c.mark }}, nil)
	wantIs(t, "sync", err, nil)
	if asked != 1 || len(w.api.queries) > 0 || p.By.PID != 7 || p.New != 40 {
		t.Errorf("%+v, asked %d times, %q", p, asked, w.api.queries)
	}
	p, err = w.SyncWith(t.Context(), SyncOptions{Unless: func(review.SyncMark) bool { return false }}, nil)
	wantIs(t, "sync", err, nil)
	if p.By.PID != 0 || p.Reviews != 300 {
		t.Errorf("%+v", p)
	}
}
