package ui

import (
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

func TestASyncNeverMovesTheCursor(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j j")
	d.wait(readerPause)
	before, line := d.selected(), d.m.inbox.cursor-d.m.inbox.top
	fresh := one(50, 1, time.Minute, "New Person", "Just in", "Hello", "en")
	d.srv.reviews[fresh.ID] = fresh
	d.run(d.m.startSync(true))
	d.wants("1 new · R")
	d.lacks("New Person")
	if d.selected() != before {
		t.Fatal("the selection moved")
	}
	d.press("R")
	d.wants("New Person")
	if d.selected() != before {
		t.Fatal("the selection is another review now")
	}
	if d.m.inbox.cursor != 3 || d.m.inbox.cursor-d.m.inbox.top < line {
		t.Fatalf("cursor %d, top %d", d.m.inbox.cursor, d.m.inbox.top)
	}
}

func TestAFirstSyncFillsTheListAsPagesArrive(t *testing.T) {
	rs := many(350)
	d := start(t, 120, 36, nil, func(d *driver, _ *Options) {
		d.mem.mark = review.SyncMark{}
		for _, r := range rs {
			d.srv.reviews[r.ID] = r
		}
	})
	d.wants("newest · 350", "synced just now")
	if len(d.m.inbox.rows) < firstRows {
		t.Fatalf("%d rows", len(d.m.inbox.rows))
	}
	d.press("G")
	if d.selected() != rs[349].ID {
		t.Fatalf("the last row is %s", d.selected())
	}
}

func TestAFreshCopyIsNotReadAgainAtTheStart(t *testing.T) {
	d := start(t, 120, 36, sample())
	if d.m.syncing.mark.Reviews != 0 || d.m.syncing.on {
		t.Fatal("a sync began although the copy is two minutes old")
	}
}

func TestOfflineTheAgeOfWhatIsShownIsSaid(t *testing.T) {
	d := start(t, 120, 36, sample(), func(d *driver, _ *Options) {
		d.mem.mark = review.SyncMark{Complete: testNow().Add(-3 * time.Hour)}
		d.srv.readErr = review.ErrTemporary
	})
	d.wants("offline", "synced 3 h ago", "not done: sync", "R tries again", "Maria Sørensen")
}

func TestTheListIsReadOnAsTheCursorNearsItsEnd(t *testing.T) {
	d := start(t, 120, 36, many(900))
	if len(d.m.inbox.rows) != firstRows {
		t.Fatalf("%d rows at the start", len(d.m.inbox.rows))
	}
	for range 60 {
		d.press("j")
	}
	if len(d.m.inbox.rows) != firstRows+moreRows {
		t.Fatalf("%d rows", len(d.m.inbox.rows))
	}
	d.press("G g g")
	if d.m.inbox.cursor != 0 {
		t.Fatal("g g does not lead to the first")
	}
}

func TestAReviewThatVanishedLeavesTheCursorInTheList(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("G")
	last := d.selected()
	delete(d.mem.reviews, last)
	delete(d.srv.reviews, last)
	d.press("R")
	if d.m.inbox.cursor != 8 || d.selected() == last || d.selected() == "" {
		t.Fatalf("cursor %d on %q", d.m.inbox.cursor, d.selected())
	}
}

func TestThereIsOneTimerForTheNextSync(t *testing.T) {
	d := start(t, 120, 36, sample(), func(_ *driver, o *Options) { o.SyncEvery = 10 * time.Minute })
	d.press("R R R")
	n := 0
	for _, x := range d.timers {
		if _, ok := x.msg.(syncDueMsg); ok {
			n++
		}
	}
	if n != 1 {
		t.Fatalf("%d timers wait", n)
	}
	fresh := one(50, 1, time.Minute, "New Person", "Just in", "Hello", "en")
	d.srv.reviews[fresh.ID] = fresh
	d.wait(11 * time.Minute)
	d.wants("1 new · R")
}

func TestASyncThatNobodyAskedForLeavesCallsForTheDaysWork(t *testing.T) {
	d := start(t, 120, 36, sample(), func(d *driver, o *Options) {
		d.mem.mark = review.SyncMark{Complete: testNow().Add(-time.Hour), Calls: 125}
		o.Calls = func() (int, int) { return 500, 548 }
	})
	d.wants("the rest of today's calls is kept", "R tries again", "synced 1 h ago")
	d.press("R")
	d.wants("synced just now")
}

func TestWhatAnotherDeskHasSyncedIsAnnouncedAndShownLikeOnesOwn(t *testing.T) {
	d := start(t, 120, 36, sample())
	fresh := one(50, 1, time.Minute, "New Person", "Just in", "Hello", "en")
	d.mem.reviews[fresh.ID] = fresh
	d.m.syncing.on = true
	d.send(syncWaitsMsg{by: review.Holder{PID: 7}})
	d.lacks("process 7")
	d.mem.mark.Head = testNow()
	d.send(syncDoneMsg{progress: desk.Progress{New: 1, By: review.Holder{PID: 7}}})
	d.wants("1 new · R", "synced just now")
	d.press("R")
	d.wants("New Person")
	d.send(syncWaitsMsg{by: review.Holder{PID: 7}, stuck: true})
	d.wants("another tpdesk syncs (process 7) and does not move")
}
