package ui

import (
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestEveryReviewIsPassedInItsOrderWhileOnlyAWindowIsHeld(t *testing.T) {
	for _, by := range review.Sorts() {
		rs := many(3000)
		d := start(t, 120, 36, rs, func(_ *driver, o *Options) { o.Filter.Sort = by })
		review.SortReviews(rs, by)
		for i, r := range rs {
			if d.selected() != r.ID {
				t.Fatalf("%s: row %d is %s, not %s", by, i, d.selected(), r.ID)
			}
			if len(d.m.inbox.rows) > mostRows || len(d.m.inbox.lines) > mostRows {
				t.Fatalf("%s: %d rows and %d lines are held", by, len(d.m.inbox.rows), len(d.m.inbox.lines))
			}
			d.press("j")
		}
		for i := len(rs) - 1; i >= 0; i-- {
			if d.selected() != rs[i].ID {
				t.Fatalf("%s: on the way back row %d is %s, not %s", by, i, d.selected(), rs[i].ID)
			}
			d.press("k")
		}
	}
}

func TestTheLastReviewIsReachedWithoutReadingAllBetween(t *testing.T) {
	rs := many(5000)
	d := start(t, 120, 36, rs)
	d.press("G")
	if d.selected() != rs[4999].ID || len(d.m.inbox.rows) > 2*moreRows {
		t.Fatalf("%s is selected of %d rows", d.selected(), len(d.m.inbox.rows))
	}
	d.press("k")
	if d.selected() != rs[4998].ID {
		t.Fatalf("%s stands above the last", d.selected())
	}
	d.press("g g")
	if d.selected() != rs[0].ID || d.m.inbox.cursor != 0 {
		t.Fatalf("%s is the first", d.selected())
	}
}

func TestALimitEndsTheListAtItsLastRow(t *testing.T) {
	rs := many(3000)
	d := start(t, 120, 36, rs, func(_ *driver, o *Options) { o.Filter.Limit = 1700 })
	d.press("G")
	if d.selected() != rs[1699].ID {
		t.Fatalf("the last is %s", d.selected())
	}
	d.press("g g")
	for range 1800 {
		d.press("j")
	}
	if d.selected() != rs[1699].ID {
		t.Fatalf("the last is %s", d.selected())
	}
}

func TestASyncKeepsTheCursorFarDownTheList(t *testing.T) {
	rs := many(3000)
	d := start(t, 120, 36, rs)
	d.press("G")
	for range 200 {
		d.press("k")
	}
	before, line := d.selected(), d.m.inbox.cursor-d.m.inbox.top
	fresh := one(4000, 1, time.Minute, "New Person", "Just in", "Hello", "en")
	d.srv.reviews[fresh.ID] = fresh
	d.press("R")
	if d.selected() != before || d.m.inbox.cursor-d.m.inbox.top != line {
		t.Fatalf("%s is selected in line %d, before it was %s in line %d", d.selected(), d.m.inbox.cursor-d.m.inbox.top, before, line)
	}
	d.press("g g")
	d.wants("New Person")
}

func TestAReviewThatIsNotReadYetIsRevealed(t *testing.T) {
	rs := many(3000)
	d := start(t, 120, 36, rs)
	d.run(d.m.reveal(rs[2000].ID))
	if d.selected() != rs[2000].ID {
		t.Fatalf("%s is selected", d.selected())
	}
	d.press("j")
	if d.selected() != rs[2001].ID {
		t.Fatalf("%s follows", d.selected())
	}
	d.run(d.m.reveal("unknown"))
	d.wants("that review is not in this list")
}

func TestARowThatWasAnsweredKeepsItsPlaceUntilTheListIsReadAnew(t *testing.T) {
	rs := many(900)
	d := start(t, 120, 36, rs, func(_ *driver, o *Options) { o.Filter.Sort = review.LongestWait })
	review.SortReviews(rs, review.LongestWait)
	b := &d.m.inbox
	last := b.rows[len(b.rows)-1]
	last.CompanyReply = &review.Reply{Text: text("Thank you")}
	b.put(last)
	for range len(b.rows) {
		d.press("j")
	}
	for i := range b.rows {
		if b.rows[i].ID != rs[i].ID {
			t.Fatalf("row %d is %s, not %s", i, b.rows[i].ID, rs[i].ID)
		}
	}
}
