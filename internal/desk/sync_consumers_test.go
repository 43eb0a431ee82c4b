package desk

import (
	"context"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// leavingAPI lists consumers who were deleted.
type leavingAPI struct {
	*driftingAPI
	gone  []string
	since []time.Time
	err   error
}

func (a *leavingAPI) DeletedConsumers(_ context.Context, since time.Time) iter.Seq2[string, error] {
	a.since = append(a.since, since)
	return func(yield func(string, error) bool) {
		for _, id := range a.gone {
			if !yield(id, nil) {
				return
			}
		}
		if a.err != nil {
			yield("", a.err)
		}
	}
}

// forgettingCopy remembers whom it was to forget.
type forgettingCopy struct {
	*keptCopy
	asked []string
	err   error
}

func (c *forgettingCopy) ForgetConsumers(_ context.Context, ids map[string]bool) (int, error) {
	c.asked = append(c.asked, slices.Sorted(maps.Keys(ids))...)
	return 2, c.err
}

func leaving(reviews int, gone ...string) (*town, *leavingAPI, *forgettingCopy) {
	w := newTown(11, reviews)
	api, c := &leavingAPI{driftingAPI: w.api, gone: gone}, &forgettingCopy{keptCopy: w.copy}
	w.Desk.API, w.Desk.Copy = api, c
	return w, api, c
}

func TestDeletedConsumersAreAskedForOnceADayFromADayBefore(t *testing.T) {
	w, api, c := leaving(20, "c1", "c2")
	for range 5 {
		p, err := w.Sync(t.Context(), nil)
		wantIs(t, "sync", err, nil)
		if want := 2 * len(api.since); p.Anonymised != 0 && len(c.asked) != want {
			t.Errorf("%+v, forgot %v", p, c.asked)
		}
		w.now = w.now.Add(13 * time.Hour)
	}
	want := []time.Time{noon.Add(-daily), noon.Add(-daily), noon.Add(26*time.Hour - daily)}
	if !slices.EqualFunc(api.since, want, time.Time.Equal) || len(c.asked) != 6 {
		t.Errorf("asked since %v, want %v; forgot %v", api.since, want, c.asked)
	}
}

func TestDeletedConsumersAreForgottenThoughNoCallIsLeftForTheList(t *testing.T) {
	w, api, c := leaving(20, "c1")
	w.api.fail = func() error { return review.ErrTemporary }
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "sync", err, review.ErrTemporary)
	if len(c.asked) != 1 || len(api.since) != 1 {
		t.Errorf("forgot %v", c.asked)
	}
}

func TestAFirstFillingThatRestsForDaysAsksWhatWasDeletedMeanwhile(t *testing.T) {
	w, api, _ := leaving(500)
	w.api.fail = func() error {
		if w.api.calls == 3 {
			return review.ErrTemporary
		}
		return nil
	}
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "the first", err, review.ErrTemporary)
	if len(w.copy.kept) == 0 || !w.copy.mark.Complete.IsZero() {
		t.Fatalf("%d reviews, mark %+v", len(w.copy.kept), w.copy.mark)
	}
	w.now = w.now.Add(10 * daily)
	_, err = w.Sync(t.Context(), nil)
	wantIs(t, "the second", err, nil)
	for what, since := range map[string][]time.Time{"reviews": w.api.since, "consumers": api.since} {
		if want := noon.Add(-daily); len(since) != 2 || !since[1].Equal(want) {
			t.Errorf("%s: asked since %v, want %v the second time", what, since, want)
		}
	}
}

// lastingWork is a work file of before.
type lastingWork struct {
	*mourningWork
	last time.Time
}

func (w lastingWork) LastSeen(context.Context) (time.Time, error) { return w.last, nil }

func TestACopyThatBeginsAnewAsksWhatWasDeletedSinceTheWorkFileKeptAReview(t *testing.T) {
	for days, want := range map[time.Duration]time.Time{0: noon.Add(-daily), 10: noon.Add(-12 * daily)} {
		w, api, _ := leaving(20)
		work := lastingWork{mourningWork: w.work}
		if days > 0 {
			work.last = noon.Add(-days * daily)
		}
		w.Desk.Work = work
		_, err := w.Sync(t.Context(), nil)
		wantIs(t, "sync", err, nil)
		for what, since := range map[string][]time.Time{"reviews": w.api.since, "consumers": api.since} {
			if len(since) != 1 || !since[0].Equal(want) {
				t.Errorf("%s: asked since %v, want %v", what, since, want)
			}
		}
	}
}

func TestAListOfConsumersThatIsCutIsAskedForAgainAndASyncGoesOn(t *testing.T) {
	w, api, c := leaving(20)
	api.err = review.ErrTemporary
	for n := range 2 {
		p, err := w.Sync(t.Context(), nil)
		wantIs(t, "sync", err, nil)
		wantIs(t, "why", p.Undeleted, review.ErrTemporary)
		if len(api.since) != n+1 || len(c.asked) > 0 || !p.Complete {
			t.Errorf("asked %v, forgot %v, %+v", api.since, c.asked, p)
		}
	}
	api.err, api.gone, c.err = nil, []string{"c1"}, review.ErrIO
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "a disk that refuses", err, review.ErrIO)
	if w.unfinished().Consumers != (time.Time{}) {
		t.Error("what could not be forgotten is not asked for again")
	}
}
