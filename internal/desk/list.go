package desk

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Freshness says where a list may come from.
type Freshness int

// Auto takes the copy when its last complete pass is under FreshFor old or the server cannot be reached; Fresh asks
// the server, Cached the copy alone.
const (
	Auto Freshness = iota
	Fresh
	Cached
)

// FreshFor is how long a complete pass over the server counts as now (commands.md, Lists).
const FreshFor = 5 * time.Minute

// page is how many reviews are read from the copy at once.
const page = 200

// Listing is the answer to a list. Reviews yields at most the filter's limit, in its order; an error ends it.
type Listing struct {
	Reviews  iter.Seq2[review.Review, error]
	FromCopy bool
	SeenAt   time.Time // of the copy's last complete pass; zero where it was never complete
	Offline  error     // why the server was not asked, where it should have been
	// Partial tells that e-mails and order numbers, which the filter asks for, have left the copy: there may be more.
	Partial bool
}

// List finds the reviews that the filter selects.
func (d *Desk) List(ctx context.Context, f review.Filter, from Freshness) (Listing, error) {
	mark, err := d.Copy.Mark(ctx)
	if unit := d.foreign(mark); unit != "" {
		mark, err = review.SyncMark{}, &UnitError{Copied: mark.Unit, Now: unit}
	}
	if err != nil && from == Cached {
		return Listing{}, err
	}
	partial := mark.Forgotten && asksPersonal(f)
	if from == Cached || from == Auto && d.recent(mark) && !partial {
		return Listing{Reviews: d.Cached(ctx, f), FromCopy: true, SeenAt: mark.Complete, Partial: partial}, nil
	}
	if d.API == nil {
		return Listing{}, review.ErrSignIn
	}
	next, stop := iter.Pull2(d.asked(ctx, f, err == nil))
	first, err, ok := next()
	if ok && err != nil && from == Auto && errors.Is(err, review.ErrTemporary) && !mark.Complete.IsZero() {
		stop()
		return Listing{Reviews: d.Cached(ctx, f), FromCopy: true, SeenAt: mark.Complete, Offline: err, Partial: partial}, nil
	}
	return Listing{Reviews: rest(first, err, ok, next, stop)}, nil
}

// asksPersonal reports whether the filter asks for what leaves the copy after a while.
func asksPersonal(f review.Filter) bool {
	return slices.ContainsFunc(f.Terms, func(t review.Term) bool { return t.Field == review.FieldEmail || t.Field == review.FieldReference })
}

func (d *Desk) recent(m review.SyncMark) bool {
	age := d.Now().Sub(m.Complete)
	return !m.Complete.IsZero() && age < FreshFor && age > -FreshFor
}

// rest yields a pair that was pulled already and what follows it.
func rest(r review.Review, err error, ok bool, next func() (review.Review, error, bool), stop func()) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		defer stop()
		for ; ok; r, err, ok = next() {
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// Cached lists from the copy, page by page.
func (d *Desk) Cached(ctx context.Context, f review.Filter) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		after, left := review.Review{}, f.Limit
		for {
			n := page
			if f.Limit > 0 {
				n = min(n, left)
			}
			rs, more, err := d.Copy.Page(ctx, f, after, n)
			for _, r := range rs {
				if !yield(r, nil) {
					return
				}
			}
			if left -= len(rs); err != nil {
				yield(review.Review{}, err)
				return
			}
			if !more || len(rs) == 0 || f.Limit > 0 && left <= 0 {
				return
			}
			after = rs[len(rs)-1]
		}
	}
}

// asked lists from the server, and keeps what comes where the copy is of that unit. Newest first streams as pages arrive; the
// other orders need the whole first.
func (d *Desk) asked(ctx context.Context, f review.Filter, ours bool) iter.Seq2[review.Review, error] {
	matched := d.matched(d.API.Reviews(ctx, f), f)
	if ours && !d.Passing {
		matched = d.keep(ctx, matched)
	}
	if f.Sort != "" && f.Sort != review.Newest {
		matched = sorted(matched, f.Sort)
	}
	return limited(matched, f.Limit)
}

func (d *Desk) matched(from iter.Seq2[review.Review, error], f review.Filter) iter.Seq2[review.Review, error] {
	now := d.Now()
	return func(yield func(review.Review, error) bool) {
		for r, err := range from {
			if err == nil && !f.Match(r, now) {
				continue
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// keep puts what passes by into the copy, a hundred at a time, and what is left when the list ends.
func (d *Desk) keep(ctx context.Context, from iter.Seq2[review.Review, error]) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		var batch []review.Review
		defer func() { d.saw(context.WithoutCancel(ctx), batch...) }()
		for r, err := range from {
			if err == nil {
				batch = append(batch, r)
			}
			if len(batch) == 100 {
				d.saw(ctx, batch...)
				batch = batch[:0]
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func sorted(from iter.Seq2[review.Review, error], by review.Sort) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		var all []review.Review
		for r, err := range from {
			if err != nil {
				yield(r, err)
				return
			}
			all = append(all, r)
		}
		review.SortReviews(all, by)
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func limited(from iter.Seq2[review.Review, error], limit int) iter.Seq2[review.Review, error] {
	if limit <= 0 {
		return from
	}
	return func(yield func(review.Review, error) bool) {
		n := 0
		for r, err := range from {
			if !yield(r, err) || err != nil {
				return
			}
			if n++; n == limit {
				return
			}
		}
	}
}

// Show reads one review, from the server or, with Cached, from the copy. Auto falls back to the copy when the server
// cannot be reached, and says so by fromCopy.
func (d *Desk) Show(ctx context.Context, id review.ID, from Freshness) (r review.Review, fromCopy bool, err error) {
	if from == Cached || d.API == nil {
		r, err = d.Copy.Get(ctx, id)
		return r, true, err
	}
	r, err = d.API.Review(ctx, id)
	if err == nil {
		d.saw(ctx, r)
		return r, false, nil
	}
	if from == Auto && errors.Is(err, review.ErrTemporary) {
		if kept, e := d.Copy.Get(ctx, id); e == nil {
			return kept, true, nil
		}
	}
	return review.Review{}, false, err // it names the act and the review
}
