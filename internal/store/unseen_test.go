package store

import (
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestUnseenCountsWhatASweepWouldRemove(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	all := newMade(9).reviews(30)
	put(t, c, all...)
	later := noon().Add(time.Hour)
	if err := c.Put(t.Context(), all[:10], later); err != nil {
		t.Fatal(err)
	}
	unseen, had, err := c.Unseen(t.Context(), later)
	if err != nil || unseen != 20 || had != 30 {
		t.Fatalf("%d of %d unseen: %v", unseen, had, err)
	}
	if gone, err := c.Sweep(t.Context(), later); err != nil || len(gone) != unseen {
		t.Errorf("swept %d: %v", len(gone), err)
	}
}

func TestAReviewThatAClockAheadStampedIsSweptOnceTwoPassesDidNotSeeIt(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	stays, leaves := review.Review{ID: "stays"}, review.Review{ID: "leaves"}
	if err := c.Put(t.Context(), []review.Review{stays, leaves}, noon().AddDate(10, 0, 0)); err != nil {
		t.Fatal(err)
	}
	for pass, left := range []int{2, 1} {
		began := noon().Add(time.Duration(pass) * time.Hour)
		c.Now = func() time.Time { return began }
		if err := c.Put(t.Context(), []review.Review{stays}, began); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Sweep(t.Context(), began); err != nil {
			t.Fatal(err)
		}
		wantCount(t, c, review.Filter{}, 0, left)
	}
}

func TestForgottenIsTheTimeThatWasForgottenUpTo(t *testing.T) {
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	if at, err := c.Forgotten(t.Context()); err != nil || !at.IsZero() {
		t.Fatalf("%v, %v", at, err)
	}
	if _, err := c.Forget(t.Context(), noon()); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if at, err := openCopy(t, dir, nil).Forgotten(t.Context()); err != nil || !at.Equal(noon()) {
		t.Errorf("%v, %v", at, err)
	}
}
