package ui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

func TestCallsThatAreLeftAreSpreadOverTheDay(t *testing.T) {
	for _, c := range []struct {
		left  int
		day   time.Duration
		calls int
		need  time.Duration
	}{
		{493, 24 * time.Hour, 2, 24 * time.Hour * 2 / 493}, // the first tier, from midnight on
		{493, 2 * time.Hour, 8, 0},
		{100_000, 24 * time.Hour, 20, 0},
		{1, time.Hour, 2, 2 * time.Hour},
	} {
		if calls, need := ration(c.left, c.day, 2*time.Minute); calls != c.calls || need.Round(time.Second) != c.need.Round(time.Second) {
			t.Errorf("%d calls for %s: %d, then a pause of %s; want %d and %s", c.left, c.day, calls, need, c.calls, c.need)
		}
	}
}

// syncingDesk is a desk whose copy is complete, that syncs each 2 minutes and counts how often the server's list was asked for.
func syncingDesk(t *testing.T, change ...func(*driver, *Options)) *driver {
	t.Helper()
	return start(t, 120, 36, sample(), append([]func(*driver, *Options){func(d *driver, o *Options) {
		o.SyncEvery, o.Free = 2*time.Minute, true
		d.mem.mark = review.SyncMark{Complete: testNow().Add(-time.Hour), Reviews: 10}
	}}, change...)...)
}

func TestTheDeskSyncsByItselfMoreOftenWhileItsWindowHasTheFocus(t *testing.T) {
	d := syncingDesk(t)
	if d.srv.lists != 1 {
		t.Fatalf("%d lists at the start", d.srv.lists)
	}
	d.wait(20 * time.Minute)
	if d.srv.lists != 11 {
		t.Errorf("%d lists in 20 minutes with the focus", d.srv.lists)
	}
	d.send(tea.BlurMsg{})
	d.wait(2 * time.Minute) // the sync that was due
	before := d.srv.lists
	d.wait(20 * time.Minute)
	if n := d.srv.lists - before; n != 2 {
		t.Errorf("%d lists in 20 minutes without it", n)
	}
	before = d.srv.lists
	d.wait(5 * time.Minute)
	d.send(tea.FocusMsg{})
	if n := d.srv.lists - before; n != 1 {
		t.Errorf("%d lists when the focus came back", n)
	}
	d.wait(10 * time.Minute)
	if n := d.srv.lists - before; n != 6 {
		t.Errorf("%d lists in the 10 minutes after that", n)
	}
	d.send(tea.FocusMsg{}) // some terminals tell it twice
	if n := d.srv.lists - before; n != 6 {
		t.Errorf("%d lists after it was told again", n)
	}
}

func TestADayInTheDeskNeverSpendsMoreThanNineTenthsOfItsCalls(t *testing.T) {
	for _, o := range []struct{ reviews, allowed int }{{10, 548}, {450, 60}} {
		made := 0
		d := start(t, 120, 36, many(o.reviews), func(d *driver, x *Options) {
			x.SyncEvery = 2 * time.Minute
			x.Calls = func() (int, int) { return d.srv.pages, o.allowed }
			d.mem.mark = review.SyncMark{Complete: testNow().Add(-time.Hour), Reviews: o.reviews}
		})
		d.wait(untilMidnight(d.clock) - time.Second)
		if made = d.srv.pages; made > o.allowed*9/10+mostCalls || made < o.allowed/4 {
			t.Errorf("%+v: %d calls from %s on", o, made, testNow().Format("15:04"))
		}
		if o.reviews < syncWhole && d.m.syncing.err != nil {
			t.Errorf("%+v: %v", o, d.m.syncing.err)
		}
	}
}

// syncWhole is how many reviews two calls read whole.
const syncWhole = 200

func TestACopyThatAClockAheadMarkedIsSyncedAllTheSame(t *testing.T) {
	d := syncingDesk(t, func(d *driver, _ *Options) { d.mem.mark.Complete = testNow().AddDate(10, 0, 0) })
	if d.srv.lists != 1 {
		t.Errorf("%d lists at the start", d.srv.lists)
	}
}

func TestTheHeadTellsHowFarASyncIs(t *testing.T) {
	d := syncingDesk(t, func(_ *driver, o *Options) { o.SyncEvery = 0 })
	d.m.syncing.on = true
	for _, c := range []struct {
		p    desk.Progress
		want string
	}{
		{desk.Progress{}, "syncing ·"},
		{desk.Progress{Reviews: 1200}, "syncing 1,200 ·"},
		{desk.Progress{Reviews: 300, Done: 1200, Expected: 5000, Left: 40 * time.Second}, "syncing 1,200 of 5,000, 40 s left"},
		{desk.Progress{Reviews: 300, Done: 1200, Expected: 1_000_000, Left: 150 * time.Minute}, "1,200 of 1,000,000, 2 h left"},
	} {
		d.send(syncToldMsg{c.p})
		d.wants(c.want)
	}
}

func TestAListThatCannotBeRightIsRefusedAndTheWayOnIsNamed(t *testing.T) {
	d := syncingDesk(t)
	d.send(syncDoneMsg{err: fmt.Errorf("sync: after 0 reviews: %w", &desk.ShortError{Missing: 5000, Had: 5000})})
	d.wants("not done: sync", "tpdesk sync --full --yes takes it all the same", "sync failed")
}
