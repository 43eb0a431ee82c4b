package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// noon is when these tests take place.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// script is what happened, in order, over all three edges of a desk.
type script struct{ lines []string }

func (s *script) note(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

func (s *script) want(t *testing.T, lines ...string) {
	t.Helper()
	if !slices.Equal(s.lines, lines) {
		t.Errorf("what happened:\n  %s\nwant:\n  %s", strings.Join(s.lines, "\n  "), strings.Join(lines, "\n  "))
	}
}

// fakeAPI is a Trustpilot in memory.
type fakeAPI struct {
	*script
	reviews  []review.Review // newest first
	readErrs map[int]error   // by the number of the read, from 1
	listErr  error           // ends the list after listStop reviews
	listStop int
	sendErr  error
	applies  bool                    // whether a write takes hold
	stale    int                     // how many reads after a write still show the review as it was
	onRead   func(n int, f *fakeAPI) // runs before the n-th read
	profile  review.Profile

	reads, sends int
	pending      *review.Review
}

func (f *fakeAPI) Reviews(ctx context.Context, filter review.Filter) iter.Seq2[review.Review, error] {
	f.note("list %q", filter)
	return func(yield func(review.Review, error) bool) {
		for i, r := range f.reviews {
			if f.listErr != nil && i == f.listStop {
				break
			}
			if !yield(r, nil) {
				return
			}
		}
		if f.listErr != nil {
			yield(review.Review{}, f.listErr)
		}
	}
}

func (f *fakeAPI) Review(ctx context.Context, id review.ID) (review.Review, error) {
	f.reads++
	f.note("read %s", id)
	if f.onRead != nil {
		f.onRead(f.reads, f)
	}
	if err := f.readErrs[f.reads]; err != nil {
		return review.Review{}, err
	}
	if f.pending != nil {
		if f.stale--; f.stale < 0 {
			f.put(*f.pending)
			f.pending = nil
		}
	}
	if i := f.find(id); i >= 0 {
		return f.reviews[i], nil
	}
	return review.Review{}, review.ErrNotFound
}

func (f *fakeAPI) find(id review.ID) int {
	return slices.IndexFunc(f.reviews, func(r review.Review) bool { return r.ID == id })
}

func (f *fakeAPI) put(r review.Review) { f.reviews[f.find(r.ID)] = r }

// write is one send: it is told, takes hold if it shall, and answers.
func (f *fakeAPI) write(ctx context.Context, id review.ID, apply func(*review.Review), format string, args ...any) error {
	f.sends++
	f.note("SEND "+format, args...)
	if ctx.Err() != nil {
		return fmt.Errorf("the write was cancelled: %w", ctx.Err())
	}
	if f.applies {
		r := f.reviews[f.find(id)]
		if f.pending != nil {
			r = *f.pending
		}
		apply(&r)
		f.pending = &r
	}
	return f.sendErr
}

func (f *fakeAPI) Reply(ctx context.Context, id review.ID, text string) error {
	return f.write(ctx, id, func(r *review.Review) {
		r.CompanyReply = &review.Reply{Text: review.NewText(text), CreatedAt: review.Time{Time: noon}}
	}, "reply %s %q", id, text)
}

func (f *fakeAPI) DeleteReply(ctx context.Context, id review.ID) error {
	return f.write(ctx, id, func(r *review.Review) { r.CompanyReply = nil }, "delete %s", id)
}

func (f *fakeAPI) AddTags(ctx context.Context, id review.ID, tags []review.Tag) error {
	return f.write(ctx, id, func(r *review.Review) { r.Tags = append(slices.Clone(r.Tags), tags...) }, "add %v", tags)
}

func (f *fakeAPI) RemoveTag(ctx context.Context, id review.ID, tag review.Tag) error {
	return f.write(ctx, id, func(r *review.Review) {
		r.Tags = slices.DeleteFunc(slices.Clone(r.Tags), func(t review.Tag) bool { return t == tag })
	}, "remove %v", tag)
}

func (f *fakeAPI) FindReviewer(ctx context.Context, id review.ID, message string) error {
	return f.write(ctx, id, func(r *review.Review) { *r = FindReviewer{Message: message}.Apply(*r) }, "ask %s %q", id, message)
}

func (f *fakeAPI) Consumer(ctx context.Context, id string) (review.Profile, error) {
	if !f.profile.ID.Is(id) {
		return review.Profile{}, review.ErrNotFound
	}
	return f.profile, nil
}

func (f *fakeAPI) ConsumerReviews(ctx context.Context, id string) iter.Seq2[review.Review, error] {
	return f.Reviews(ctx, review.Filter{})
}

func (f *fakeAPI) Unit(context.Context) (review.UnitProfile, error) { return review.UnitProfile{}, nil }

// fakeCopy is a copy in memory that pages as it is told.
type fakeCopy struct {
	*script
	kept    map[review.ID]review.Review
	seen    map[review.ID]time.Time
	mark    review.SyncMark
	markErr error
	pageErr error
	putErr  error
}

func (f *fakeCopy) Page(ctx context.Context, filter review.Filter, after review.Review, n int) ([]review.Review, bool, error) {
	f.note("page of %d after %q", n, after.ID)
	if f.pageErr != nil {
		return nil, false, f.pageErr
	}
	var all []review.Review
	for _, r := range f.kept {
		if filter.Match(r, noon) && (after.ID == "" || filter.Sort.Compare(after, r) < 0) {
			all = append(all, r)
		}
	}
	review.SortReviews(all, filter.Sort)
	return all[:min(n, len(all))], len(all) > n, nil
}

func (f *fakeCopy) Before(ctx context.Context, filter review.Filter, before review.Review, n int) ([]review.Review, bool, error) {
	var all []review.Review
	for _, r := range f.kept {
		if filter.Match(r, noon) && (before.ID == "" || filter.Sort.Compare(r, before) < 0) {
			all = append(all, r)
		}
	}
	review.SortReviews(all, filter.Sort)
	return all[max(0, len(all)-n):], len(all) > n, f.pageErr
}

func (f *fakeCopy) Count(ctx context.Context, filter review.Filter, most int) (int, error) {
	rs, _, err := f.Page(ctx, filter, review.Review{}, most)
	return len(rs), err
}

func (f *fakeCopy) Get(ctx context.Context, id review.ID) (review.Review, error) {
	if r, ok := f.kept[id]; ok {
		return r, nil
	}
	return review.Review{}, review.ErrNotFound
}

func (f *fakeCopy) Put(ctx context.Context, rs []review.Review, seen time.Time) error {
	if f.putErr != nil {
		return f.putErr
	}
	for _, r := range rs {
		f.kept[r.ID], f.seen[r.ID] = r, seen
	}
	return nil
}

func (f *fakeCopy) Sweep(ctx context.Context, before time.Time) ([]review.ID, error) {
	var gone []review.ID
	for id, seen := range f.seen {
		if seen.Before(before) {
			delete(f.kept, id)
			delete(f.seen, id)
			gone = append(gone, id)
		}
	}
	f.note("sweep %d", len(gone))
	return gone, nil
}

func (f *fakeCopy) Mark(context.Context) (review.SyncMark, error) { return f.mark, f.markErr }

func (f *fakeCopy) SetMark(ctx context.Context, m review.SyncMark) error {
	f.note("mark %d reviews in %d calls", m.Reviews, m.Calls)
	f.mark = m
	return nil
}

// fakeWork keeps intents, revisions, drafts and dossiers in memory.
type fakeWork struct {
	*script
	Work
	intents  []review.Intent
	revised  []review.Revision
	drafts   []review.Draft
	dossiers map[review.ID]review.Dossier
	seenErr  error
	armErr   error
	advance  map[review.IntentState]error
	saved    error
}

func (f *fakeWork) Arm(ctx context.Context, in review.Intent) (int64, error) {
	f.note("arm %s %s", in.Act, in.ReviewID)
	if f.armErr != nil {
		return 0, f.armErr
	}
	in.Key = int64(len(f.intents) + 1)
	f.intents = append(f.intents, in)
	return in.Key, nil
}

func (f *fakeWork) Advance(ctx context.Context, key int64, state review.IntentState, note string) error {
	f.note("advance to %s", state)
	if err := f.advance[state]; err != nil {
		return err
	}
	if state == review.Sent && f.intents[key-1].State != review.Armed {
		return review.ErrConflict // as the store has it: one send for each intent
	}
	f.intents[key-1].State, f.intents[key-1].Note = state, note
	return nil
}

func (f *fakeWork) See(_ context.Context, rs []review.Review, at time.Time) error {
	for _, r := range rs {
		f.revised = append(f.revised, review.Revision{SeenAt: at, Review: r})
	}
	return f.seenErr
}

func (f *fakeWork) Revisions(context.Context, review.ID) ([]review.Revision, error) {
	return f.revised, f.seenErr
}

func (f *fakeWork) Draft(_ context.Context, id review.ID, kind review.DraftKind) (review.Draft, error) {
	for _, d := range f.drafts {
		if d.ReviewID == id && d.Kind == kind {
			return d, nil
		}
	}
	return review.Draft{}, review.ErrNotFound
}

func (f *fakeWork) SaveDraft(_ context.Context, d review.Draft) error {
	f.drafts = append(f.drafts, d)
	return nil
}

func (f *fakeWork) SaveDossier(ctx context.Context, d review.Dossier) error {
	if f.saved == nil {
		f.dossiers[d.ReviewID] = d
	}
	return f.saved
}

func (f *fakeWork) Dossier(ctx context.Context, id review.ID) (review.Dossier, error) {
	if d, ok := f.dossiers[id]; ok {
		return d, nil
	}
	return review.Dossier{}, review.ErrNotFound
}

// bench is a desk on three fakes that write into one script, with a clock that only the waits move.
type bench struct {
	*script
	*Desk
	api  *fakeAPI
	copy *fakeCopy
	work *fakeWork
	now  time.Time
}

func newBench(reviews ...review.Review) *bench {
	s := &script{}
	b := &bench{script: s, now: noon,
		api:  &fakeAPI{script: s, reviews: reviews, applies: true},
		copy: &fakeCopy{script: s, kept: map[review.ID]review.Review{}, seen: map[review.ID]time.Time{}},
		work: &fakeWork{script: s, dossiers: map[review.ID]review.Dossier{}, advance: map[review.IntentState]error{}},
	}
	b.Desk = New(b.api, b.copy, b.work)
	b.Desk.Now = func() time.Time { return b.now }
	b.Desk.Wait = func(ctx context.Context, d time.Duration) error {
		b.note("wait %s", d)
		b.now = b.now.Add(d)
		return ctx.Err()
	}
	return b
}

// state is how far the only intent has come.
func (b *bench) state(t *testing.T) review.IntentState {
	t.Helper()
	if len(b.work.intents) != 1 {
		t.Fatalf("%d intents, want one", len(b.work.intents))
	}
	return b.work.intents[0].State
}

// plain is a two-star review without a reply.
func plain(id review.ID) review.Review {
	return review.Review{ID: id, Stars: 2, Title: review.NewText("Late"), Text: review.NewText("It came late."), CreatedAt: review.Time{Time: noon.Add(-time.Hour)},
		Consumer: &review.Consumer{ID: review.NewText("c-" + string(id)), DisplayName: review.NewText("Anna")}, Source: review.NewText("Organic"),
		FindReviewer: &review.ReviewerRequest{IsEligible: review.Some(true)}}
}

func answered(r review.Review, text string) review.Review {
	r.CompanyReply = &review.Reply{Text: review.NewText(text), CreatedAt: review.Time{Time: noon.Add(-time.Minute)}}
	return r
}

func tagged(r review.Review, tags ...string) review.Review {
	for _, s := range tags {
		r.Tags = append(slices.Clone(r.Tags), review.NewTag(s))
	}
	return r
}

// many are n reviews, newest first.
func many(n int) []review.Review {
	var rs []review.Review
	for i := range n {
		r := plain(review.ID(fmt.Sprintf("r%04d", i)))
		r.CreatedAt = review.Time{Time: noon.Add(-time.Duration(i) * time.Minute)}
		rs = append(rs, r)
	}
	return rs
}

// collect reads a list to its end.
func collect(seq iter.Seq2[review.Review, error]) (ids []review.ID, err error) {
	for r, e := range seq {
		if e != nil {
			return ids, e
		}
		ids = append(ids, r.ID)
	}
	return ids, nil
}

// wantIs fails unless err is what it should be; nil asks for none.
func wantIs(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) || want == nil && err != nil {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}
