package ui

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// memory is a copy and a work file in memory, with the faults that a test asks for.
type memory struct {
	mu        sync.Mutex
	now       func() time.Time
	reviews   map[review.ID]review.Review
	seen      map[review.ID]time.Time
	mark      review.SyncMark
	drafts    map[draftKey]review.Draft
	saves     int
	intents   []review.Intent
	revisions map[review.ID][]review.Revision
	dossiers  map[review.ID]review.Dossier
	vanished  map[review.ID]review.Vanishing
	saveErr   error
	pageErr   error
	writers   map[draftKey]review.Holder // of drafts, this desk or another
	claimErr  error
}

func newMemory(now func() time.Time, rs ...review.Review) *memory {
	c := &memory{now: now, reviews: map[review.ID]review.Review{}, seen: map[review.ID]time.Time{}, drafts: map[draftKey]review.Draft{},
		revisions: map[review.ID][]review.Revision{}, dossiers: map[review.ID]review.Dossier{}, vanished: map[review.ID]review.Vanishing{}, writers: map[draftKey]review.Holder{}}
	for _, r := range rs {
		c.reviews[r.ID] = r
		c.revisions[r.ID] = []review.Revision{{SeenAt: r.CreatedAt.Time, Review: r}}
	}
	return c
}

func (c *memory) sorted(f review.Filter) []review.Review {
	var out []review.Review
	for _, r := range c.reviews {
		if f.Match(r, c.now()) {
			out = append(out, r)
		}
	}
	review.SortReviews(out, f.Sort)
	return out
}

func (c *memory) Page(_ context.Context, f review.Filter, after review.Review, n int) ([]review.Review, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pageErr != nil {
		return nil, false, c.pageErr
	}
	rs := c.sorted(f)
	if after.ID != "" {
		for len(rs) > 0 && f.Sort.Compare(rs[0], after) <= 0 {
			rs = rs[1:]
		}
	}
	more := len(rs) > n
	return rs[:min(n, len(rs))], more, nil
}

func (c *memory) Before(_ context.Context, f review.Filter, before review.Review, n int) ([]review.Review, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pageErr != nil {
		return nil, false, c.pageErr
	}
	rs := c.sorted(f)
	if before.ID != "" {
		for len(rs) > 0 && f.Sort.Compare(rs[len(rs)-1], before) >= 0 {
			rs = rs[:len(rs)-1]
		}
	}
	return rs[max(0, len(rs)-n):], len(rs) > n, nil
}

func (c *memory) Count(_ context.Context, f review.Filter, most int) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return min(len(c.sorted(f)), most), nil
}

func (c *memory) Get(_ context.Context, id review.ID) (review.Review, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r, ok := c.reviews[id]; ok {
		return r, nil
	}
	return review.Review{}, review.ErrNotFound
}

func (c *memory) Put(_ context.Context, rs []review.Review, seen time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range rs {
		c.reviews[r.ID], c.seen[r.ID] = r, seen
	}
	return nil
}

func (c *memory) Sweep(_ context.Context, before time.Time) ([]review.ID, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var gone []review.ID
	for id := range c.reviews {
		if c.seen[id].Before(before) {
			gone = append(gone, id)
			delete(c.reviews, id)
		}
	}
	return gone, nil
}

func (c *memory) Mark(context.Context) (review.SyncMark, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mark, nil
}

func (c *memory) SetMark(_ context.Context, m review.SyncMark) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mark = m
	return nil
}

func (c *memory) Draft(_ context.Context, id review.ID, kind review.DraftKind) (review.Draft, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d, ok := c.drafts[draftKey{id, kind}]; ok {
		return d, nil
	}
	return review.Draft{}, review.ErrNotFound
}

func (c *memory) SaveDraft(_ context.Context, d review.Draft) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.saveErr != nil {
		return c.saveErr
	}
	c.saves++
	c.drafts[draftKey{d.ReviewID, d.Kind}] = d
	return nil
}

func (c *memory) DiscardDraft(_ context.Context, id review.ID, kind review.DraftKind) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.drafts, draftKey{id, kind})
	return nil
}

func (c *memory) Drafts(context.Context) ([]review.Draft, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []review.Draft
	for _, d := range c.drafts {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b review.Draft) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	return out, nil
}

func (c *memory) Arm(_ context.Context, in review.Intent) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	in.Key = int64(len(c.intents) + 1)
	c.intents = append(c.intents, in)
	return in.Key, nil
}

func (c *memory) Advance(_ context.Context, key int64, s review.IntentState, note string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.intents[key-1].State, c.intents[key-1].Note = s, note
	return nil
}

func (c *memory) Intents(context.Context) ([]review.Intent, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.intents), nil
}

func (c *memory) See(_ context.Context, rs []review.Review, at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range rs {
		have := c.revisions[r.ID]
		if len(have) == 0 || !have[len(have)-1].Review.SameRevision(r) {
			c.revisions[r.ID] = append(have, review.Revision{SeenAt: at, Review: r})
		}
	}
	return nil
}

func (c *memory) Revisions(_ context.Context, id review.ID) ([]review.Revision, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.revisions[id]), nil
}

func (c *memory) Vanish(_ context.Context, ids []review.ID, at time.Time, deleted bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		c.vanished[id] = review.Vanishing{ReviewID: id, At: at, Deleted: deleted}
	}
	return nil
}

func (c *memory) Vanished(_ context.Context, id review.ID) (review.Vanishing, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.vanished[id]; ok {
		return v, nil
	}
	return review.Vanishing{}, review.ErrNotFound
}

func (c *memory) SaveDossier(_ context.Context, d review.Dossier) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dossiers[d.ReviewID] = d
	return nil
}

func (c *memory) Dossier(_ context.Context, id review.ID) (review.Dossier, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d, ok := c.dossiers[id]; ok {
		return d, nil
	}
	return review.Dossier{}, review.ErrNotFound
}

// server is Trustpilot: its reviews, what was written to it, and the answers that a test plants.
type server struct {
	mu       sync.Mutex
	now      func() time.Time
	reviews  map[review.ID]review.Review
	writes   []string
	writeErr error                // answered to a write
	commit   bool                 // with writeErr: the write happens all the same
	lags     bool                 // a write is accepted and not visible
	after    func(*review.Review) // what somebody else does right after a write
	readErr  error
	profile  review.Profile
	others   []review.Review
	products []review.Review // with their conversations, newest first
	talks    int             // conversations that were read
	lists    int             // how often the list was asked for
	pages    int             // how many pages of it were read
}

func newServer(now func() time.Time, rs ...review.Review) *server {
	s := &server{now: now, reviews: map[review.ID]review.Review{}}
	for _, r := range rs {
		s.reviews[r.ID] = r
	}
	return s
}

func (s *server) Reviews(context.Context, review.Filter) iter.Seq2[review.Review, error] {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists++
	var rs []review.Review
	for _, r := range s.reviews {
		rs = append(rs, r)
	}
	review.SortReviews(rs, review.Newest)
	err := s.readErr
	return func(yield func(review.Review, error) bool) {
		s.pages++
		if err != nil {
			yield(review.Review{}, err)
			return
		}
		for i, r := range rs {
			if i > 0 && i%100 == 0 {
				s.pages++
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (s *server) Review(_ context.Context, id review.ID) (review.Review, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readErr != nil {
		return review.Review{}, s.readErr
	}
	if r, ok := s.reviews[id]; ok {
		return r, nil
	}
	return review.Review{}, review.ErrNotFound
}

func (s *server) write(id review.ID, what string, do func(*review.Review)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = append(s.writes, what)
	if s.writeErr == nil && !s.lags || s.commit {
		r := s.reviews[id]
		do(&r)
		if s.after != nil {
			s.after(&r)
		}
		s.reviews[id] = r
	}
	return s.writeErr
}

func (s *server) Reply(_ context.Context, id review.ID, text string) error {
	return s.write(id, "reply "+text, func(r *review.Review) {
		r.CompanyReply = &review.Reply{Text: review.NewText(text), CreatedAt: review.Time{Time: s.now()}}
	})
}

func (s *server) DeleteReply(_ context.Context, id review.ID) error {
	return s.write(id, "delete reply", func(r *review.Review) { r.CompanyReply = nil })
}

func (s *server) AddTags(_ context.Context, id review.ID, tags []review.Tag) error {
	return s.write(id, "add "+tagList(tags), func(r *review.Review) { r.Tags = append(slices.Clone(r.Tags), tags...) })
}

func (s *server) RemoveTag(_ context.Context, id review.ID, tag review.Tag) error {
	return s.write(id, "remove "+tag.String(), func(r *review.Review) {
		r.Tags = slices.DeleteFunc(slices.Clone(r.Tags), func(t review.Tag) bool { return t == tag })
	})
}

func (s *server) FindReviewer(_ context.Context, id review.ID, message string) error {
	return s.write(id, "find "+message, func(r *review.Review) {
		f := review.ReviewerRequest{}
		if r.FindReviewer != nil {
			f = *r.FindReviewer
		}
		f.Requests = append(slices.Clone(f.Requests), review.Request{Message: review.NewText(message), Status: review.NewText("Pending")})
		r.FindReviewer = &f
	})
}

func (s *server) Consumer(context.Context, string) (review.Profile, error) {
	return s.profile, s.readErr
}

func (s *server) ConsumerReviews(context.Context, string) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		for _, r := range s.others {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (s *server) Unit(context.Context) (review.UnitProfile, error) {
	return review.UnitProfile{DisplayName: review.NewText("Acme Outdoor"), TrustScore: review.Some(4.2), NumberOfReviews: review.Some(12481)}, s.readErr
}

// ClaimDraft gives a draft to one at a time; a test puts another writer into writers.
func (c *memory) ClaimDraft(id review.ID, kind review.DraftKind) (func(), review.Holder, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := draftKey{id, kind}
	if by, held := c.writers[key]; held || c.claimErr != nil {
		return nil, by, c.claimErr
	}
	c.writers[key] = review.Holder{PID: 1}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.writers[key].PID == 1 {
			delete(c.writers, key)
		}
	}, review.Holder{}, nil
}

// TakeDraft puts this desk in the place of another writer.
func (c *memory) TakeDraft(id review.ID, kind review.DraftKind, from review.Holder) (func(), review.Holder, error) {
	c.mu.Lock()
	key := draftKey{id, kind}
	if by := c.writers[key]; by.Same(from) {
		delete(c.writers, key)
	}
	c.mu.Unlock()
	return c.ClaimDraft(id, kind)
}

// DraftLost reports that a test has put another writer into the place of this desk.
func (c *memory) DraftLost(id review.ID, kind review.DraftKind) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	by, held := c.writers[draftKey{id, kind}]
	return held && by.PID != 1
}

// ClaimSending lets everybody send: no other process has this memory.
func (c *memory) ClaimSending(int64) (func(), review.Holder, error) {
	return func() {}, review.Holder{}, nil
}
