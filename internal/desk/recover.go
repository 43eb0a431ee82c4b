package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// armedFor is how long an intent may stand between its record and its first byte; an older one is of a tpdesk that is
// no more.
const armedFor = time.Minute

// Recover finds on disk the public writes that a tpdesk left in the middle, and returns them as they stand now: what was
// armed is withdrawn, since nothing had left; what was sent is unknown from now on. What another tpdesk is sending at this
// moment is left to it. It asks no server and sends nothing.
func (d *Desk) Recover(ctx context.Context) ([]review.Intent, error) {
	all, err := d.unsettled(ctx)
	if err != nil {
		return nil, err
	}
	var out []review.Intent
	for _, in := range all {
		release, left := d.abandoned(ctx, in)
		if !left {
			continue
		}
		now, err := d.takeUp(ctx, in)
		release()
		if now.State != in.State {
			out = append(out, now)
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// takeUp moves an intent that was left in the middle to what is certain of it, and gives its words back.
func (d *Desk) takeUp(ctx context.Context, in review.Intent) (review.Intent, error) {
	was := in
	switch {
	case in.State == review.Armed && !d.young(in, armedFor):
		in.State, in.Note = review.Withdrawn, "tpdesk ended before it was sent: nothing left"
	case in.State == review.Sent:
		in.State, in.Note = review.Unknown, "tpdesk ended before Trustpilot's answer came"
	default:
		return in, nil
	}
	if err := d.Work.Advance(ctx, in.Key, in.State, in.Note); err != nil {
		return was, err
	}
	return in, d.keepWords(ctx, in)
}

// looks is when a write whose outcome is not certain is looked for, counted from when it was armed (promise 1). After
// the last a person decides.
var looks = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, lag}

// fresh reports whether a look at the server may still show what became of the write.
func (d *Desk) fresh(in review.Intent) bool { return d.young(in, lag+time.Minute) }

// SettleFresh looks, once, for the writes that the server may show by now and for those that Recover just found; those of
// earlier days are left to a person. The review except is left to Do, which reads it anyway; "" leaves none. It costs
// nothing where there is nothing to look for.
func (d *Desk) SettleFresh(ctx context.Context, found []review.Intent, except review.ID) ([]review.Intent, error) {
	return d.settleSome(ctx, func(in review.Intent) bool {
		isFound := slices.ContainsFunc(found, func(other review.Intent) bool { return other.Key == in.Key })
		return in.ReviewID != except && (isFound || d.fresh(in))
	})
}

// followPause is how often Follow reads the outbox.
const followPause = 2 * time.Second

// Follow keeps looking for the writes whose outcome is not certain, at 2 s, 10 s, 60 s, 5 min and 15 min after each was
// armed, until ctx ends. A look that fails is made up for by the next.
func (d *Desk) Follow(ctx context.Context) {
	seen := map[int64]time.Duration{} // the age at which each was looked at last
	for d.Wait(ctx, followPause) == nil {
		_, _ = d.settleSome(ctx, func(in review.Intent) bool {
			age := d.Now().Sub(in.At)
			due := in.State != review.Sent && slices.ContainsFunc(looks, func(l time.Duration) bool { return age >= l && seen[in.Key] < l })
			if due && d.fresh(in) {
				seen[in.Key] = age
				return true
			}
			return false
		})
	}
}

// Overtaken is a reply of ours that was published and that the copy shows no more.
type Overtaken struct {
	Intent review.Intent
	Now    review.Review
}

// String is the line that tells it, safe for a terminal.
func (o Overtaken) String() string {
	what := "another's reply stands there now"
	if o.Now.CompanyReply == nil {
		what = "it was deleted"
	}
	return fmt.Sprintf("%s: changed since your reply of %s: %s", o.Intent.ReviewID, o.Intent.At.UTC().Format("2 Jan 2006 15:04 UTC"), what)
}

// ChangedSince lists the published replies that are not what the copy shows now, in the order in which they were armed:
// what a colleague replaced or deleted after our read-back is found here once a sync has brought it.
func (d *Desk) ChangedSince(ctx context.Context) ([]Overtaken, error) {
	all, err := d.Work.Intents(ctx)
	if err != nil {
		return nil, err
	}
	var out []Overtaken
	for i, in := range all {
		later := func(x review.Intent) bool {
			return x.ReviewID == in.ReviewID && (x.State == review.Published || pending(x)) && draftOf(x.Act) != review.RequestDraft
		}
		if in.Act != (Reply{}).Name() || in.State != review.Published || slices.ContainsFunc(all[i+1:], later) {
			continue
		}
		r, err := d.Copy.Get(ctx, in.ReviewID)
		lagging := r.CompanyReply.Digest() == in.SeenReply && d.young(in, lag)
		if err == nil && !shows(r, in) && !lagging {
			out = append(out, Overtaken{in, r})
		}
	}
	return out, nil
}
