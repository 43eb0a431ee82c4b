package reliability

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/store"
)

// drift is a desk with the real client and the real copy on a sandbox in which reviewers, colleagues and Trustpilot act
// between any two calls.
type drift struct {
	*desk.Desk
	*rand.Rand
	t       *testing.T
	seed    uint64
	sandbox *sandbox.Server
	client  *client.Client
	copy    *store.Copy
	clock   *clock
	busy    bool
	there   []review.ID // on the server all the time since a moment that the test sets
}

func newDrift(t *testing.T, seed uint64) *drift {
	t.Helper()
	d := &drift{t: t, seed: seed, Rand: rand.New(rand.NewPCG(seed, 8)), clock: &clock{now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}}
	var err error
	d.sandbox, err = sandbox.Start(t.Context(), sandbox.Options{Seed: seed + 1, Reviews: 60 + d.IntN(260), Now: d.clock.Now})
	check(t, err)
	info := d.sandbox.Info()
	d.client, err = client.New(client.Config{BaseURL: info.APIURL, BusinessUnit: info.BusinessUnitID, APIKey: info.APIKey, Tokens: static(info.ClientToken),
		Now: d.clock.Now, Trace: func(client.Event) { d.act() }})
	check(t, err)
	d.copy, err = store.OpenMemoryCopy(t.Context())
	check(t, err)
	d.copy.Now = d.clock.Now
	work, err := store.OpenMemoryWork(t.Context(), "")
	check(t, err)
	d.Desk = desk.New(d.client, d.copy, work)
	d.Now = d.clock.Now
	return d
}

func (d *drift) close() {
	_ = d.copy.Close()
	_ = d.Work.(*store.Work).Close()
	_ = d.sandbox.Close()
}

// act is what happens between two calls. The sandbox answers from one state, so it is done once an answer is out.
func (d *drift) act() {
	d.clock.add(time.Duration(1+d.IntN(60)) * time.Second)
	if !d.busy {
		return
	}
	for range d.IntN(3) {
		check(d.t, d.sandbox.Schedule(sandbox.Event{Event: "created"}))
	}
	for _, id := range d.some(3) {
		check(d.t, d.sandbox.Edit(string(id), 1+d.IntN(5), "Edited", fmt.Sprint("for the ", d.IntN(1000), "th time")))
	}
	for _, id := range d.some(2) {
		check(d.t, d.sandbox.Schedule(sandbox.Event{Event: "replied", ReviewID: string(id), Text: ptr(fmt.Sprint("A colleague, ", d.IntN(1000)))}))
	}
	for _, id := range d.some(2) {
		check(d.t, d.sandbox.Vanish(string(id)))
		d.there = slices.DeleteFunc(d.there, func(x review.ID) bool { return x == id })
	}
}

func ptr(s string) *string { return &s }

// some are fewer than n of the reviews that are there.
func (d *drift) some(n int) (ids []review.ID) {
	for range min(d.IntN(n), len(d.there)) {
		if id := d.there[d.IntN(len(d.there))]; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// all is the server's list, read while nothing happens.
func (d *drift) all() map[review.ID]review.Review {
	d.t.Helper()
	was := d.busy
	d.busy = false
	defer func() { d.busy = was }()
	out := map[review.ID]review.Review{}
	for r, err := range d.client.Reviews(d.t.Context(), review.Filter{}) {
		check(d.t, err)
		out[r.ID] = r
	}
	return out
}

// sync lets a sync pass with few calls or many, and wants what was there from its beginning to its end.
func (d *drift) sync() {
	d.there = slices.Sorted(maps.Keys(d.all()))
	d.busy = true
	p, err := d.SyncWith(d.t.Context(), desk.SyncOptions{Calls: d.IntN(6), Full: d.IntN(5) == 0, Accept: true}, nil)
	d.busy = false
	if err != nil {
		d.t.Fatalf("seed %d: %v", d.seed, err)
	}
	if p.Complete && p.Reviews >= len(d.there) { // in one go
		for _, id := range d.there {
			if _, err := d.copy.Get(d.t.Context(), id); err != nil {
				d.t.Fatalf("seed %d: a pass misses %s: %v", d.seed, id, err)
			}
		}
	}
}

// settle lets everything rest until a pass is complete that began then, and wants the copy to be the server.
func (d *drift) settle() {
	calm := d.clock.Now()
	for {
		mark, err := d.copy.Mark(d.t.Context())
		check(d.t, err)
		if mark.Complete.After(calm) {
			break
		}
		if d.clock.Now().Sub(calm) > 10*24*time.Hour {
			d.t.Fatalf("seed %d: no pass comes to its end", d.seed)
		}
		if _, err := d.SyncWith(d.t.Context(), desk.SyncOptions{Calls: 4, Accept: true}, nil); err != nil {
			d.t.Fatalf("seed %d: %v", d.seed, err)
		}
		d.clock.add(10 * time.Minute)
	}
	d.compare()
}

func (d *drift) compare() {
	want, got := d.all(), map[review.ID]int{}
	for r, err := range d.Cached(d.t.Context(), review.Filter{}) {
		check(d.t, err)
		if got[r.ID]++; got[r.ID] > 1 {
			d.t.Fatalf("seed %d: %s is there twice", d.seed, r.ID)
		}
		if is, was := asJSON(d.t, r), asJSON(d.t, want[r.ID]); is != was {
			d.t.Fatalf("seed %d: the copy has %s, the server %s", d.seed, is, was)
		}
	}
	if len(got) != len(want) {
		d.t.Fatalf("seed %d: the copy has %d reviews, the server %d", d.seed, len(got), len(want))
	}
	for id := range want {
		if _, _, err := d.Last(d.t.Context(), id); !errors.Is(err, review.ErrNotFound) {
			d.t.Fatalf("seed %d: %s is there and said to have vanished: %v", d.seed, id, err)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	check(t, err)
	return string(b)
}

func TestNoReviewIsMissingOrDoubleWhileTheSandboxDriftsBetweenPages(t *testing.T) {
	first := firstSeed(t)
	for seed := range uint64(runs(t, "TPDESK_SEEDS", 12)) {
		d := newDrift(t, first+seed)
		for range 3 {
			d.sync()
			d.clock.add(time.Duration(d.IntN(300)) * time.Minute)
		}
		d.settle()
		d.close()
	}
}
