package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

const (
	// lag is how long a read may show a review as it was before a write: the last look of promise 1.
	lag = 15 * time.Minute
	// sending is how long an act may be on its way: the call's limit, its read-backs and the wait for the disk.
	sending = 2 * time.Minute
)

// pending reports whether the write may still become visible.
func pending(in review.Intent) bool {
	return in.State == review.Sent || in.State == review.Accepted || in.State == review.Unknown
}

// young reports whether the intent is not older than most. A clock that was set back makes it old.
func (d *Desk) young(in review.Intent, most time.Duration) bool {
	age := d.Now().Sub(in.At)
	return age >= 0 && age < most
}

// before lists the intents on the review as they are before it is read: what changes in them afterwards makes the read
// stale. An act that leaves no intent needs none.
func (d *Desk) before(ctx context.Context, c Change) ([]review.Intent, error) {
	if _, ok := c.(repeatable); ok {
		return nil, nil
	}
	return d.onReview(ctx, c)
}

func (d *Desk) onReview(ctx context.Context, c Change) ([]review.Intent, error) {
	all, err := d.Work.Intents(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s %s: nothing was sent, the outbox could not be read: %w", c.Name(), c.ReviewID(), err)
	}
	return slices.DeleteFunc(slices.Clone(all), func(in review.Intent) bool { return in.ReviewID != c.ReviewID() }), nil
}

// doneBefore reports whether the server shows this very act, of which an earlier try had no certain outcome, and what
// that replaced unseen.
func (d *Desk) doneBefore(ctx context.Context, c Change, had []review.Intent, now review.Review) (done bool, unseen string) {
	for _, in := range had {
		if twins(in, c) && pending(in) && shows(now, in) {
			done, unseen = true, replacedUnseen(now, in)
			_ = d.Work.Advance(ctx, in.Key, review.Published, unseen) // else the next look finds it again
		}
	}
	return done, unseen
}

// twins reports whether the intent is of the very act.
func twins(in review.Intent, c Change) bool {
	return in.ReviewID == c.ReviewID() && in.Act == c.Name() && in.Digest == digest(c.text())
}

// alone refuses an armed act beside another on the same review that is on its way, or has moved since the review was
// read, from this process or any other, and one that may have been done already. The outbox is the lock: of two that
// were armed at once the later gives way. Nor may the draft that it publishes be another tpdesk's by now.
func (d *Desk) alone(ctx context.Context, c Change, had []review.Intent, ours review.Intent) error {
	if err := d.stillOurs(c); err != nil {
		return err
	}
	all, err := d.onReview(ctx, c)
	if err != nil {
		return err
	}
	for _, in := range all {
		if in.Key >= ours.Key {
			continue
		}
		if err := d.beside(c, in); err != nil {
			return err
		}
		if !slices.ContainsFunc(had, func(was review.Intent) bool { return was.Key == in.Key && was.State == in.State }) {
			return busy(c, "another tpdesk has written to the review since it was read")
		}
	}
	return nil
}

func busy(c Change, why string) error {
	return fmt.Errorf("%s %s: nothing was sent: %w: %s", c.Name(), c.ReviewID(), review.ErrTemporary, why)
}

func (d *Desk) beside(c Change, in review.Intent) error {
	k, may := c.(insistent)
	switch {
	case in.State == review.Armed && d.young(in, sending), in.State == review.Sent && d.young(in, sending) && !twins(in, c):
		return busy(c, "another tpdesk is writing to the review right now")
	case !twins(in, c) || !pending(in) || !d.young(in, lag) || in.Act == DeleteReply{}.Name():
		return nil
	case may && k.insists() && in.State != review.Sent:
		return nil
	}
	return fmt.Errorf("%s %s: nothing was sent again: %w: the same was sent at %s, and reads may lag until %s", in.Act, in.ReviewID,
		review.ErrUnknown, in.At.UTC().Format("15:04:05"), in.At.Add(lag).UTC().Format("15:04 UTC"))
}
