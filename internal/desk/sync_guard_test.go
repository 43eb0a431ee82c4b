package desk

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// filled is a town whose copy is complete.
func filled(t *testing.T, seed uint64, reviews int) *town {
	t.Helper()
	w := newTown(seed, reviews)
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "the first filling", err, nil)
	w.now = w.now.Add(10 * time.Minute)
	return w
}

// until syncs until there is an error, which is returned, or a pass came to its end.
func (t *town) until(tt *testing.T, o SyncOptions) error {
	tt.Helper()
	for range 20 {
		p, err := t.SyncWith(tt.Context(), o, nil)
		if t.now = t.now.Add(10 * time.Minute); err != nil || p.Complete {
			return err
		}
	}
	return nil
}

// wantUntouched fails unless the copy has what it had, and is complete as of when it was.
func (t *town) wantUntouched(tt *testing.T, reviews int, complete time.Time) {
	tt.Helper()
	if len(t.copy.kept) != reviews || !t.copy.mark.Complete.Equal(complete) || len(t.work.gone) != 0 {
		tt.Errorf("the copy has %d reviews, complete %v, %d said to have vanished", len(t.copy.kept), t.copy.mark.Complete, len(t.work.gone))
	}
}

func TestAnEmptyOrWildlyShortListTakesNothingOutOfTheCopy(t *testing.T) {
	for name, c := range map[string]struct{ had, given int }{
		"a small unit, nothing": {450, 0}, "a small unit, a page": {450, 100}, "a large unit, nothing": {2_500, 0}, "a large unit, a tenth": {2_500, 250},
	} {
		for _, o := range []SyncOptions{{}, {Full: true}, {Calls: 2}} {
			w := filled(t, 11, c.had)
			complete, all := w.copy.mark.Complete, w.api.reviews
			w.api.reviews = all[:c.given]
			var short *ShortError
			if err := w.until(t, o); !errors.As(err, &short) || short.Missing != c.had-c.given || short.Had != c.had {
				t.Errorf("%s, %+v: %v", name, o, err)
			}
			w.wantUntouched(t, c.had, complete)
			w.api.reviews = all // what was wrong is right again
			w.settle(t, 11)
		}
	}
}

func TestAListThatIsCutInTheMiddleOfAPassTakesNothingOutOfTheCopy(t *testing.T) {
	w := filled(t, 12, 5_000)
	complete, all := w.copy.mark.Complete, w.api.reviews
	for range 2 {
		_, err := w.SyncWith(t.Context(), SyncOptions{Calls: 8}, nil)
		wantIs(t, "a part of the pass", err, nil)
		w.now = w.now.Add(10 * time.Minute)
	}
	if w.unfinished().Pass == nil {
		t.Fatal("no pass is under way")
	}
	w.api.reviews = all[:1_500]
	var short *ShortError
	if err := w.until(t, SyncOptions{Calls: 8}); !errors.As(err, &short) {
		t.Errorf("%v", err)
	}
	w.wantUntouched(t, 5_000, complete)
}

func TestAShortListIsTakenAsItIsWhereThatIsAccepted(t *testing.T) {
	w := filled(t, 13, 450)
	w.api.reviews = w.api.reviews[:30]
	p, err := w.SyncWith(t.Context(), SyncOptions{Full: true, Accept: true}, nil)
	wantIs(t, "sync", err, nil)
	if p.Gone != 420 || !p.Complete || len(w.copy.kept) != 30 {
		t.Errorf("%+v, the copy has %d", p, len(w.copy.kept))
	}
}

func TestAFewOrAFifthMayGoWithoutAQuestion(t *testing.T) {
	for _, c := range []struct{ had, given int }{{20, 0}, {450, 370}} {
		w := filled(t, 14, c.had)
		w.api.reviews = w.api.reviews[:c.given]
		_, err := w.Sync(t.Context(), nil)
		wantIs(t, "sync", err, nil)
		if len(w.copy.kept) != c.given {
			t.Errorf("of %d the copy has %d, want %d", c.had, len(w.copy.kept), c.given)
		}
	}
}

// unitAPI is a server that is asked for one business unit.
type unitAPI struct {
	*driftingAPI
	unit string
}

func (u unitAPI) UnitID() string { return u.unit }

func TestACopyIsNotFilledWithAnotherUnitsReviewsUnlessThatIsAccepted(t *testing.T) {
	w := newTown(15, 300)
	w.Desk.API = unitAPI{w.api, "unit-a"}
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "the first filling", err, nil)
	complete, first := w.copy.mark.Complete, w.api.reviews
	w.now = w.now.Add(time.Minute)

	w.Desk.API, w.api.reviews = unitAPI{w.api, "unit-b"}, nil
	theirs := w.add(w.now.Add(-time.Hour))
	_, err = w.Sync(t.Context(), nil)
	var foreign *UnitError
	if !errors.As(err, &foreign) || foreign.Copied != "unit-a" || foreign.Now != "unit-b" {
		t.Errorf("%v", err)
	}
	w.wantUntouched(t, 300, complete)

	l, err := w.List(t.Context(), review.Filter{}, Auto) // the copy is fresh, and of the other unit
	wantIs(t, "list", err, nil)
	if ids, err := collect(l.Reviews); err != nil || l.FromCopy || !slices.Equal(ids, []review.ID{theirs}) {
		t.Errorf("listed %v, from the copy %v: %v", ids, l.FromCopy, err)
	}
	if _, err := w.List(t.Context(), review.Filter{}, Cached); !errors.As(err, &foreign) {
		t.Errorf("the copy alone: %v", err)
	}
	w.api.fail = func() error { return review.ErrTemporary }
	if l, err = w.List(t.Context(), review.Filter{}, Auto); err == nil {
		_, err = collect(l.Reviews)
	}
	wantIs(t, "without network", err, review.ErrTemporary)
	w.api.fail = func() error { return nil }
	w.wantUntouched(t, 300, complete)

	_, err = w.SyncWith(t.Context(), SyncOptions{Full: true, Accept: true}, nil)
	wantIs(t, "accepted", err, nil)
	if _, kept := w.copy.kept[first[0].ID]; kept || len(w.copy.kept) != 1 || w.copy.mark.Unit != "unit-b" {
		t.Errorf("the copy has %d reviews of %s", len(w.copy.kept), w.copy.mark.Unit)
	}
}

func TestAPassThatAClockAheadBeganIsBegunAnew(t *testing.T) {
	w := filled(t, 16, 5_000)
	right := w.now
	w.now = right.AddDate(10, 0, 0)
	_, err := w.SyncWith(t.Context(), SyncOptions{Calls: 8}, nil)
	wantIs(t, "with the clock ahead", err, nil)
	w.now = right.Add(time.Minute)
	_, err = w.SyncWith(t.Context(), SyncOptions{Calls: 8}, nil)
	wantIs(t, "with the clock right", err, nil)
	if p := w.unfinished().Pass; p == nil || p.Started.After(w.now) || w.copy.mark.Head.After(w.now) {
		t.Errorf("pass %+v, head %v", p, w.copy.mark.Head)
	}
}

func TestProgressTellsHowMuchIsLeft(t *testing.T) {
	w := newTown(17, 1_000)
	w.Desk.API = publicUnit{w.api, 1_000}
	w.api.between = func() { w.now = w.now.Add(2 * time.Second) }
	var told []Progress
	_, err := w.Sync(t.Context(), func(p Progress) { told = append(told, p) })
	wantIs(t, "sync", err, nil)
	half, last := told[4], told[len(told)-1]
	if half.Expected != 1_000 || half.Done != 500 || half.Left < 5*time.Second || half.Left > 15*time.Second || last.Left != 0 {
		t.Errorf("half %+v, last %+v", half, last)
	}
}

// publicUnit tells how many reviews the public sees.
type publicUnit struct {
	*driftingAPI
	reviews int
}

func (u publicUnit) Unit(context.Context) (review.UnitProfile, error) {
	return review.UnitProfile{NumberOfReviews: review.Some(u.reviews)}, nil
}

func TestASyncStaysInsideTheCallsThatAreLeft(t *testing.T) {
	w := newTown(18, 3_000)
	p, err := w.SyncWith(t.Context(), SyncOptions{Left: 5}, nil)
	wantIs(t, "the first filling", err, nil)
	if p.Calls > 6 || p.Complete || !w.copy.mark.Complete.IsZero() {
		t.Errorf("%+v", p)
	}
	wantIs(t, "the rest of it", w.until(t, SyncOptions{Left: 40}), nil)
	p, err = w.SyncWith(t.Context(), SyncOptions{Left: 3}, nil)
	wantIs(t, "with few calls left", err, nil)
	if p.Calls > 4 || len(w.copy.kept) != 3_000 {
		t.Errorf("%+v, the copy has %d", p, len(w.copy.kept))
	}
}
