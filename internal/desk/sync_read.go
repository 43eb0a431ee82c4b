package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// stretch is a part of the server's list that is read page by page.
type stretch struct {
	filter  review.Filter
	closely bool // compare in every field, to tell what is known
	// after is told each page once it is stored, and reports whether to go on.
	after func(p batch) (more bool, err error)
}

// batch is a page of the list. Its times are those of its first and its last review, zero where unknown.
type batch struct {
	reviews       int
	newest, least time.Time
	falling       bool // no review was created after the one before it
	known         bool // the copy had all of them, and no other
}

// errEnough ends a stretch early.
var errEnough = errors.New("enough")

// through reads a stretch; ended tells that the list was read to its end.
func (s *syncing) through(ctx context.Context, t stretch) (ended bool, err error) {
	var page []review.Review
	for r, err := range s.d.API.Reviews(ctx, t.filter) {
		if err != nil {
			_, _ = s.store(context.WithoutCancel(ctx), t, page)
			return false, err
		}
		if page = append(page, r); len(page) < syncPage {
			continue
		}
		if more, err := s.store(ctx, t, page); err != nil || !more {
			return false, err
		}
		page = page[:0]
	}
	_, err = s.store(ctx, t, page)
	return err == nil, err
}

// store puts a page into revisions and copy. It is stamped with no time before the pass began, whatever the clock does: else
// the pass would take it for vanished.
func (s *syncing) store(ctx context.Context, t stretch, page []review.Review) (more bool, err error) {
	if !s.turn.Held() {
		return false, errOvertaken
	}
	if len(page) == 0 {
		s.count()
		return true, nil
	}
	page = s.d.withKnownReplies(ctx, page)
	b := s.compare(ctx, page, t.closely)
	seen := s.d.Now()
	if s.state.Pass != nil {
		seen = later(seen, s.state.Pass.Started)
	}
	if err := s.d.Work.See(ctx, page, seen); err != nil {
		return false, err
	}
	if err := s.d.Copy.Put(ctx, page, seen); err != nil {
		return false, err
	}
	s.Pages, s.Reviews = s.Pages+1, s.Reviews+len(page)
	s.count()
	more, err = t.after(b)
	s.estimate()
	if err == nil {
		err = s.keep(ctx)
	}
	if s.tellOthers(false); s.told != nil {
		s.told(s.Progress)
	}
	return more, err
}

// compare counts what is new and changed on a page.
func (s *syncing) compare(ctx context.Context, page []review.Review, closely bool) batch {
	b := batch{reviews: len(page), newest: page[0].CreatedAt.Time, least: page[len(page)-1].CreatedAt.Time, falling: true, known: closely}
	for i, r := range page {
		b.falling = b.falling && (i == 0 || !r.CreatedAt.After(page[i-1].CreatedAt.Time))
		had, err := s.d.Copy.Get(ctx, r.ID)
		switch {
		case err != nil:
			s.New++
		case !had.SameRevision(r):
			s.Changed++
		}
		b.known = b.known && err == nil && equal(had, r)
	}
	return b
}

// equal reports whether two reviews say the same in every field.
func equal(a, b review.Review) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// until is the filter of a line with what was created up to a time, its whole second and the next one included.
func until(line string, cursor time.Time) review.Filter {
	f, err := review.Parse(line)
	if err != nil {
		panic(err) // the lines are constants of this package
	}
	if cursor.IsZero() {
		return f
	}
	term, err := review.NewTerm(review.FieldUntil, cursor.UTC().Truncate(time.Second).Add(2*time.Second).Format(time.RFC3339))
	if err == nil {
		f.Terms = append(f.Terms, term)
	}
	return f
}

// pass goes on with the pass over everything, or begins one, until its end or until the calls are spent; one page it
// always reads, so that it comes to an end.
func (s *syncing) pass(ctx context.Context, full bool) error {
	began := s.state.Pass == nil || s.state.Pass.Cursor.IsZero()
	if s.state.Pass == nil {
		s.state.Pass = &passState{Started: s.d.Now(), Full: full}
	}
	if began {
		s.state.Pass.Reviews, s.state.Pass.Calls = 0, 0
	}
	p, before := s.state.Pass, s.Calls
	ended, err := s.through(ctx, stretch{filter: until("", p.Cursor), after: func(b batch) (bool, error) {
		if began && p.Reviews == 0 {
			s.top(b)
		}
		p.Reviews, p.Calls, before = p.Reviews+b.reviews, p.Calls+s.Calls-before, s.Calls
		was := p.Cursor
		p.Cursor = cursorAfter(was, b)
		s.narrowGap(was, p.Cursor)
		return !s.spent() || p.Cursor.IsZero(), nil
	}})
	if err != nil || !ended {
		return errors.Join(err, s.markHead(ctx, began && err == nil))
	}
	return s.finish(ctx)
}

// top begins a pass at the newest review: from there to where the copy was without a gap before, one is open until it is
// read.
func (s *syncing) top(b batch) {
	if !s.state.Top.IsZero() || !s.mark.Complete.IsZero() { // a unit may have had no review at all
		s.state.Gap = wider(s.state.Gap, b.newest, s.state.Top)
	}
	s.state.Top = later(s.state.Top, b.newest)
}

// narrowGap is what a pass does to the gap when it goes on from one cursor to the next.
func (s *syncing) narrowGap(from, to time.Time) {
	g := s.state.Gap
	if g == nil || to.IsZero() || !from.IsZero() && from.Before(g.Cursor) || to.After(g.Cursor) {
		return
	}
	if s.state.Gap = &(gapState{Cursor: to, Bottom: g.Bottom}); to.Before(g.Bottom) {
		s.state.Gap = nil
	}
}

// cursorAfter is where a list is gone on with after a page: nowhere, if it is not in order.
func cursorAfter(cursor time.Time, b batch) time.Time {
	if !b.falling || b.least.IsZero() || !cursor.IsZero() && b.newest.After(cursor.Add(3*time.Second)) {
		return time.Time{}
	}
	return b.least
}

// head reads the newest reviews down to what is known, then what an earlier head read did not reach.
func (s *syncing) head(ctx context.Context) error {
	var newest, least time.Time
	top, started, before := s.state.Top, s.d.Now(), s.Reviews
	ended, err := s.through(ctx, stretch{closely: true, after: func(b batch) (bool, error) {
		newest, least = later(newest, b.newest), b.least
		if b.known && !b.least.IsZero() && !b.least.After(top) {
			return false, errEnough
		}
		return !s.spent(), nil
	}})
	reached := ended || errors.Is(err, errEnough)
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	if read := s.Reviews - before; ended && !s.sure && short(s.mark.Reviews-read, s.mark.Reviews) {
		return &ShortError{Missing: s.mark.Reviews - read, Had: s.mark.Reviews}
	}
	if !reached {
		s.state.Gap = wider(s.state.Gap, least, top)
	}
	s.state.Top = later(s.state.Top, newest)
	if ended {
		s.state.Gap = nil
	}
	if err := s.keep(ctx); err != nil {
		return err
	}
	s.mark.Head = started
	if err := s.markHead(ctx, true); err != nil {
		return err
	}
	return s.gap(ctx)
}

// wider is the gap that takes in both.
func wider(g *gapState, cursor, bottom time.Time) *gapState {
	if g != nil && g.Bottom.Before(bottom) {
		bottom = g.Bottom
	}
	return &gapState{Cursor: cursor, Bottom: bottom}
}

// gap reads what lies between.
func (s *syncing) gap(ctx context.Context) error {
	if s.state.Gap == nil || s.spent() {
		return nil
	}
	g := *s.state.Gap
	ended, err := s.through(ctx, stretch{filter: until("", g.Cursor), after: func(b batch) (bool, error) {
		s.state.Gap = &gapState{Cursor: b.least, Bottom: g.Bottom}
		if !b.least.IsZero() && b.least.Before(g.Bottom) {
			return false, errEnough
		}
		return !s.spent(), nil
	}})
	if ended || errors.Is(err, errEnough) {
		s.state.Gap = nil
		return s.keep(ctx)
	}
	return err
}

// lane is a part of the reviews that is read again more often than the rest.
type lane struct {
	name, line string
	every      time.Duration
}

// soonest are the lanes, by how much what changes in them matters.
func soonest() []lane {
	return []lane{
		{"answered negatives", "stars:1-3 replied:yes since:90d", daily},
		{"recent", "since:14d", daily / 2},
	}
}

// lanes reads what is due again, with at most half of the calls that are left.
func (s *syncing) lanes(ctx context.Context) error {
	most := s.Calls + (s.Of-s.Calls)/2
	for _, l := range soonest() {
		state := s.state.Lanes[l.name]
		if state.Done && s.began.Sub(state.Began) < l.every && !s.began.Before(state.Began) {
			continue
		}
		if state.Done || state.Began.IsZero() {
			state = laneState{Began: s.began}
		}
		if s.Calls >= most {
			return nil
		}
		if err := s.lane(ctx, l, state, most); err != nil {
			return err
		}
	}
	return nil
}

func (s *syncing) lane(ctx context.Context, l lane, state laneState, most int) error {
	keep := func(state laneState) {
		s.state.Lanes = maps.Clone(s.state.Lanes)
		if s.state.Lanes == nil {
			s.state.Lanes = map[string]laneState{}
		}
		s.state.Lanes[l.name] = state
	}
	ended, err := s.through(ctx, stretch{filter: until(l.line, state.Cursor), after: func(b batch) (bool, error) {
		state.Cursor = cursorAfter(state.Cursor, b)
		keep(state)
		return s.Calls < most, nil
	}})
	if err == nil && ended {
		state.Done = true
		keep(state)
		err = s.keep(ctx)
	}
	return err
}
