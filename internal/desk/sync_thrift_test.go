package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// keptCopy is a copy that keeps how far syncs are.
type keptCopy struct {
	*fakeCopy
	state     []byte
	forgotten []time.Time
}

func (k *keptCopy) SyncState(context.Context) ([]byte, error) { return k.state, nil }

func (k *keptCopy) SetSyncState(_ context.Context, state []byte) error {
	k.state = slices.Clone(state)
	return nil
}

func (k *keptCopy) Remove(_ context.Context, ids []review.ID) (n int, err error) {
	for _, id := range ids {
		if _, ok := k.kept[id]; ok {
			n++
		}
		delete(k.kept, id)
		delete(k.seen, id)
	}
	return n, nil
}

func (k *keptCopy) Forget(_ context.Context, olderThan time.Time) (int, error) {
	k.forgotten = append(k.forgotten, olderThan)
	return 0, nil
}

func (k *keptCopy) Forgotten(context.Context) (last time.Time, err error) {
	if n := len(k.forgotten); n > 0 {
		last = k.forgotten[n-1]
	}
	return last, nil
}

func (k *keptCopy) Unseen(_ context.Context, before time.Time) (unseen, all int, err error) {
	for _, seen := range k.seen {
		if seen.Before(before) {
			unseen++
		}
	}
	return unseen, len(k.kept), nil
}

// Put never moves back when a review was seen, as the store does not.
func (k *keptCopy) Put(ctx context.Context, rs []review.Review, seen time.Time) error {
	if k.putErr != nil {
		return k.putErr
	}
	for _, r := range rs {
		k.kept[r.ID], k.seen[r.ID] = r, later(k.seen[r.ID], seen)
	}
	return nil
}

// mourningWork keeps what has vanished.
type mourningWork struct {
	*fakeWork
	gone map[review.ID]review.Vanishing
	last map[review.ID]review.Review
}

func (w *mourningWork) See(_ context.Context, rs []review.Review, _ time.Time) error {
	for _, r := range rs {
		w.last[r.ID] = r
		delete(w.gone, r.ID)
	}
	return w.seenErr
}

func (w *mourningWork) Revisions(_ context.Context, id review.ID) ([]review.Revision, error) {
	if r, ok := w.last[id]; ok {
		return []review.Revision{{Review: r}}, nil
	}
	return nil, nil
}

func (w *mourningWork) Vanish(_ context.Context, ids []review.ID, at time.Time, deleted bool) error {
	for _, id := range ids {
		if _, ok := w.last[id]; ok {
			w.gone[id] = review.Vanishing{ReviewID: id, At: at, Deleted: deleted}
		}
		if deleted {
			delete(w.last, id)
		}
	}
	return nil
}

func (w *mourningWork) Vanished(_ context.Context, id review.ID) (review.Vanishing, error) {
	if v, ok := w.gone[id]; ok {
		return v, nil
	}
	return review.Vanishing{}, review.ErrNotFound
}

// driftingAPI is a server that is busy: what it has changes between two pages. Its list is what the client makes of the
// real one: newest first, each review once, every one that was there all the time; but no page is like the one before.
type driftingAPI struct {
	*fakeAPI
	now     *time.Time
	between func() // runs before each page but the first
	fail    func() error
	calls   int
	queries []string
	deleted []review.ID
	since   []time.Time // from when on what was deleted was asked for
	feedErr error
}

func (a *driftingAPI) Calls() int { return a.calls }

func (a *driftingAPI) Reviews(_ context.Context, f review.Filter) iter.Seq2[review.Review, error] {
	a.queries = append(a.queries, f.String())
	return func(yield func(review.Review, error) bool) {
		given := map[review.ID]bool{}
		var reached review.Review
		for first := true; ; first = false {
			if !first && a.between != nil {
				a.between()
			}
			a.calls++
			if err := a.fail(); err != nil {
				yield(review.Review{}, err)
				return
			}
			page := a.page(f, given, reached)
			for _, r := range page {
				given[r.ID], reached = true, r
				if !yield(r, nil) {
					return
				}
			}
			if len(page) < syncPage {
				return
			}
		}
	}
}

// page is the next hundred from the second on in which the last review was created.
func (a *driftingAPI) page(f review.Filter, given map[review.ID]bool, reached review.Review) (page []review.Review) {
	for _, r := range a.reviews {
		late := reached.ID != "" && r.CreatedAt.After(reached.CreatedAt.Truncate(time.Second).Add(time.Second))
		if late || given[r.ID] || !f.Match(r, *a.now) {
			continue
		}
		if page = append(page, r); len(page) == syncPage {
			return page
		}
	}
	return page
}

func (a *driftingAPI) Deletions(_ context.Context, since time.Time) iter.Seq2[review.ID, error] {
	a.since = append(a.since, since)
	return func(yield func(review.ID, error) bool) {
		for _, id := range a.deleted {
			if !yield(id, nil) {
				return
			}
		}
		if a.feedErr != nil {
			yield("", a.feedErr)
		}
	}
}

// town is a desk on a busy server.
type town struct {
	*bench
	*rand.Rand
	api  *driftingAPI
	copy *keptCopy
	work *mourningWork
	made int
	// there are the reviews that were on the server all the time since a moment that the test sets, and hidden those that
	// came to light in the middle of the list: only a pass that begins later has to find them.
	there  map[review.ID]bool
	hidden map[review.ID]bool
}

func newTown(seed uint64, reviews int) *town {
	b := newBench()
	t := &town{bench: b, Rand: rand.New(rand.NewPCG(seed, 3)), hidden: map[review.ID]bool{}, there: map[review.ID]bool{}}
	t.api = &driftingAPI{fakeAPI: b.api, now: &b.now, fail: func() error { return nil }}
	t.copy = &keptCopy{fakeCopy: b.copy}
	t.work = &mourningWork{fakeWork: b.work, gone: map[review.ID]review.Vanishing{}, last: map[review.ID]review.Review{}}
	b.Desk.API, b.Desk.Copy, b.Desk.Work = t.api, t.copy, t.work
	for range reviews {
		t.add(b.now.Add(-time.Duration(t.IntN(200*24*3600)) * time.Second))
	}
	return t
}

func (t *town) add(created time.Time) review.ID {
	t.made++
	r := plain(review.ID(fmt.Sprintf("r%05d", t.made)))
	r.CreatedAt, r.Stars = review.Time{Time: created.UTC().Truncate(time.Second)}, 1+t.IntN(5)
	if t.IntN(2) == 0 {
		r = answered(r, "Thank you")
	}
	i, _ := slices.BinarySearchFunc(t.api.reviews, r, review.Newest.Compare)
	t.api.reviews = slices.Insert(t.api.reviews, i, r)
	return r.ID
}

// drift is what happens in a moment: new reviews, edits, replies, removals, now and then one that comes to light.
func (t *town) drift() {
	t.now = t.now.Add(time.Duration(1+t.IntN(90)) * time.Second)
	for range t.IntN(4) {
		t.add(t.now)
	}
	for range t.IntN(4) {
		if n := len(t.api.reviews); n > 0 {
			r := &t.api.reviews[t.IntN(n)]
			r.Text = review.NewText(fmt.Sprint("edited ", t.IntN(1000)))
		}
	}
	for range t.IntN(3) {
		if n := len(t.api.reviews); n > 0 {
			i := t.IntN(n)
			delete(t.there, t.api.reviews[i].ID)
			t.api.reviews = slices.Delete(t.api.reviews, i, i+1)
		}
	}
	if t.IntN(4) == 0 {
		t.hidden[t.add(t.now.Add(-time.Duration(t.IntN(100*24*3600))*time.Second))] = true
	}
}

// burst is a lot of new reviews at once, as after a campaign.
func (t *town) burst(n int) {
	for range n {
		t.now = t.now.Add(time.Duration(t.IntN(3)) * time.Second)
		t.add(t.now)
	}
}

// stay marks what is on the server now as there.
func (t *town) stay() {
	clear(t.there)
	for _, r := range t.api.reviews {
		t.there[r.ID] = true
	}
}

func (t *town) missing(but map[review.ID]bool) (ids []review.ID) {
	for id := range t.there {
		if _, ok := t.copy.kept[id]; !ok && !but[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// unfinished is the pass that is under way.
func (t *town) unfinished() syncState {
	var s syncState
	_ = json.Unmarshal(t.copy.state, &s)
	return s
}

// seeds is how many towns there are; TPDESK_SEEDS names more.
func seeds(t *testing.T) int {
	n := 200
	if said := os.Getenv("TPDESK_SEEDS"); said != "" {
		var err error
		if n, err = strconv.Atoi(said); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func TestNoReviewIsMissedOrKeptWhileTheServerDrifts(t *testing.T) {
	for seed := range uint64(seeds(t)) {
		w := newTown(seed, rand.New(rand.NewPCG(seed, 9)).IntN(600))
		w.api.between = w.drift
		w.api.fail = func() error {
			if w.IntN(12) == 0 {
				return review.ErrTemporary
			}
			return nil
		}
		for range 6 {
			w.runOnce(t, seed)
			for range w.IntN(20) {
				w.drift()
			}
			if w.IntN(2) == 0 {
				w.burst(100 + w.IntN(400))
			}
		}
		w.settle(t, seed)
	}
}

// runOnce syncs with some calls, and wants whatever was there from its beginning to its end.
func (w *town) runOnce(t *testing.T, seed uint64) {
	t.Helper()
	o := SyncOptions{Calls: w.IntN(8), Full: w.IntN(6) == 0, Accept: true} // a small town may lose a fifth in a night
	before, was := w.copy.mark, w.copy.fakeCopy.kept
	was = maps.Clone(was)
	passBefore := w.unfinished().Pass
	w.stay()
	p, err := w.SyncWith(t.Context(), o, nil)
	if err != nil && !errors.Is(err, review.ErrTemporary) {
		t.Fatalf("seed %d: %v", seed, err)
	}
	if o.Calls > 0 && p.Calls > o.Calls+1 {
		t.Errorf("seed %d: %d calls of %d", seed, p.Calls, o.Calls)
	}
	state := w.unfinished()
	moved := !w.copy.mark.Complete.Equal(before.Complete)
	if moved && passBefore == nil {
		if missing := w.missing(nil); len(missing) > 0 {
			t.Fatalf("seed %d, %+v: a pass in one go misses %v", seed, o, missing)
		}
		for id := range was { // what was gone before the pass began is gone
			if _, kept := w.copy.kept[id]; kept && !w.there[id] && w.api.find(id) < 0 && w.copy.seen[id].Before(w.copy.mark.Complete) {
				t.Fatalf("seed %d: %s was kept", seed, id)
			}
		}
		for id := range w.there {
			delete(w.hidden, id)
		}
	}
	if err == nil && !w.copy.mark.Complete.IsZero() && state.Gap == nil {
		if missing := w.missing(w.hidden); len(missing) > 0 {
			t.Fatalf("seed %d, %+v: the head misses %v (pass %+v, top %v)", seed, o, missing, state.Pass, state.Top)
		}
	}
}

// settle lets the server rest and syncs until a pass is complete that began then: the copy is what the server has.
func (w *town) settle(t *testing.T, seed uint64) {
	t.Helper()
	w.api.between, w.api.fail = nil, func() error { return nil }
	w.now = w.now.Add(time.Minute)
	for calm := w.now; w.copy.mark.Complete.Before(calm); w.now = w.now.Add(10 * time.Minute) {
		if w.now.Sub(calm) > 10*24*time.Hour {
			t.Fatalf("seed %d: no pass came to its end: %+v", seed, w.unfinished().Pass)
		}
		if _, err := w.SyncWith(t.Context(), SyncOptions{Calls: 6, Accept: true}, nil); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	if len(w.copy.kept) != len(w.api.reviews) {
		t.Fatalf("seed %d: the copy has %d reviews, the server %d", seed, len(w.copy.kept), len(w.api.reviews))
	}
	for _, r := range w.api.reviews {
		if !w.copy.kept[r.ID].SameRevision(r) {
			t.Fatalf("seed %d: %s is %v, want %v", seed, r.ID, w.copy.kept[r.ID].Text, r.Text)
		}
	}
	for id := range w.copy.kept {
		if _, gone := w.work.gone[id]; gone {
			t.Fatalf("seed %d: %s is there and said to have vanished", seed, id)
		}
	}
}

func TestASmallUnitIsReadWholeEachTime(t *testing.T) {
	w := newTown(1, 450)
	for range 3 {
		p, err := w.Sync(t.Context(), nil)
		wantIs(t, "sync", err, nil)
		if p.Calls != 5 || !w.copy.mark.Complete.Equal(w.now) {
			t.Errorf("%d calls, complete at %v", p.Calls, w.copy.mark.Complete)
		}
		w.now = w.now.Add(time.Minute)
	}
}

func TestALargeUnitIsReadAgainALittleEachTime(t *testing.T) {
	w := newTown(2, 5_000)
	p, err := w.Sync(t.Context(), nil)
	wantIs(t, "the first filling", err, nil)
	if p.Reviews != 5_000 || p.Of != 0 || w.copy.mark.Reviews != 5_000 {
		t.Fatalf("filled %+v", p)
	}
	complete := w.copy.mark.Complete
	w.now = w.now.Add(10 * time.Minute)
	w.api.queries = nil
	p, err = w.Sync(t.Context(), nil)
	wantIs(t, "sync", err, nil)
	if p.Calls > thriftyCalls+1 || p.Of != thriftyCalls || p.Expected != 5_000 || !w.copy.mark.Complete.Equal(complete) || !w.copy.mark.Head.Equal(w.now) {
		t.Errorf("%+v, mark %+v", p, w.copy.mark)
	}
	if want := []string{"", "stars:1-3 replied:yes since:90d", ""}; len(w.api.queries) < 3 || w.api.queries[0] != want[0] || w.api.queries[1] != want[1] {
		t.Errorf("asked %q", w.api.queries)
	}
	for i := 0; w.copy.mark.Complete.Equal(complete); i++ {
		if i > 10 {
			t.Fatalf("the pass comes to no end: %+v", w.unfinished().Pass)
		}
		w.now = w.now.Add(10 * time.Minute)
		_, err = w.Sync(t.Context(), nil)
		wantIs(t, "sync", err, nil)
	}
}

func TestAFirstFillingGoesOnWhereItWasCut(t *testing.T) {
	w := newTown(3, 2_000)
	w.api.fail = func() error {
		if w.api.calls == 9 {
			return review.ErrTemporary
		}
		return nil
	}
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "the first", err, review.ErrTemporary)
	if !w.copy.mark.Complete.IsZero() || len(w.copy.kept) != 800 {
		t.Fatalf("%d reviews, mark %+v", len(w.copy.kept), w.copy.mark)
	}
	p, err := w.Sync(t.Context(), nil)
	wantIs(t, "the second", err, nil)
	if p.Calls > 15 || len(w.copy.kept) != 2_000 || w.copy.mark.Complete.IsZero() || w.copy.mark.Reviews < 2_000 {
		t.Errorf("%d calls, %d reviews, mark %+v", p.Calls, len(w.copy.kept), w.copy.mark)
	}
	last := w.api.queries[len(w.api.queries)-1]
	if !strings.HasPrefix(last, "until:") {
		t.Errorf("the second sync asked %q", w.api.queries)
	}
}

func TestAClockThatJumpsBackInAPassLosesNoReview(t *testing.T) {
	w := newTown(4, 1_000)
	w.api.between = func() { w.now = w.now.Add(-time.Hour) }
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "sync", err, nil)
	if len(w.copy.kept) != 1_000 {
		t.Errorf("the copy has %d", len(w.copy.kept))
	}
}

func TestAVanishedReviewIsRememberedAndADeletedOneErased(t *testing.T) {
	w := newTown(5, 10)
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "sync", err, nil)
	hidden, deleted := w.api.reviews[3], w.api.reviews[4]
	w.api.reviews = slices.Delete(w.api.reviews, 3, 5)
	w.api.deleted = []review.ID{"stranger", deleted.ID}
	w.now = w.now.Add(25 * time.Hour)
	p, err := w.Sync(t.Context(), nil)
	wantIs(t, "sync", err, nil)
	if p.Gone != 1 || p.Deleted != 1 || p.Undeleted != nil {
		t.Errorf("%+v", p)
	}
	last, gone, err := w.Last(t.Context(), hidden.ID)
	if err != nil || !equal(last.Review, hidden) || gone.Deleted || !gone.At.Equal(w.now) {
		t.Errorf("%+v, %+v, %v", last, gone, err)
	}
	last, gone, err = w.Last(t.Context(), deleted.ID)
	if err != nil || last.Review.Text.Known() || !gone.Deleted {
		t.Errorf("%+v, %+v, %v", last, gone, err)
	}
	_, _, err = w.Last(t.Context(), w.api.reviews[0].ID)
	wantIs(t, "one that is there", err, review.ErrNotFound)
}

func TestASyncGoesOnWithoutTheListOfDeletions(t *testing.T) {
	w := newTown(6, 10)
	w.api.feedErr = review.ErrRefused
	p, err := w.Sync(t.Context(), nil)
	wantIs(t, "sync", err, nil)
	wantIs(t, "why", p.Undeleted, review.ErrRefused)
	if len(w.copy.kept) != 10 {
		t.Errorf("the copy has %d", len(w.copy.kept))
	}
}

func TestPersonalDataLeavesOnceADayAfterItsTime(t *testing.T) {
	w := newTown(7, 10)
	w.KeepPersonal = 5 * daily
	for range 3 {
		_, err := w.Sync(t.Context(), nil)
		wantIs(t, "sync", err, nil)
		w.now = w.now.Add(13 * time.Hour)
	}
	if want := []time.Time{noon.Add(-5 * daily), noon.Add(26*time.Hour - 5*daily)}; !slices.EqualFunc(w.copy.forgotten, want, time.Time.Equal) {
		t.Errorf("forgot before %v, want %v", w.copy.forgotten, want)
	}
}

func TestAStateThatNobodyUnderstandsBeginsThePassAnew(t *testing.T) {
	w := newTown(8, 300)
	w.copy.state = []byte(`{"pass":7}`)
	_, err := w.Sync(t.Context(), nil)
	wantIs(t, "sync", err, nil)
	if len(w.copy.kept) != 300 || w.copy.mark.Complete.IsZero() {
		t.Errorf("the copy has %d, mark %+v", len(w.copy.kept), w.copy.mark)
	}
}
