package desk

import (
	"context"
	"fmt"
	"slices"

	"github.com/tpdesk/tpdesk/internal/review"
)

// claimer is what a work file can do that several processes share, beside what Work asks. What one has claimed no other
// gets until it lets go or is no more, however it ended; then release is nil, and by tells of it.
type claimer interface {
	ClaimDraft(id review.ID, kind review.DraftKind) (release func(), by review.Holder, err error)
	ClaimSending(key int64) (release func(), by review.Holder, err error)
}

// ClaimDraft makes the caller the one writer of a draft. Where another tpdesk is, release is nil and by tells of it.
func (d *Desk) ClaimDraft(id review.ID, kind review.DraftKind) (release func(), by review.Holder, err error) {
	if c, ok := d.Work.(claimer); ok {
		return c.ClaimDraft(id, kind)
	}
	return func() {}, by, nil
}

// taker is what such a work file can do about a process that stands still, as after Ctrl-Z.
type taker interface {
	// TakeDraft claims a draft in place of from, where that still has it.
	TakeDraft(id review.ID, kind review.DraftKind, from review.Holder) (release func(), by review.Holder, err error)
	// DraftLost reports whether a draft that this process has claimed was taken over by another.
	DraftLost(id review.ID, kind review.DraftKind) bool
}

// TakeDraft makes the caller the one writer of a draft in place of from, which may only read it from then on.
func (d *Desk) TakeDraft(id review.ID, kind review.DraftKind, from review.Holder) (release func(), by review.Holder, err error) {
	if t, ok := d.Work.(taker); ok {
		return t.TakeDraft(id, kind, from)
	}
	return d.ClaimDraft(id, kind)
}

// DraftLost reports whether another tpdesk has taken a draft over that the caller has claimed.
func (d *Desk) DraftLost(id review.ID, kind review.DraftKind) bool {
	t, ok := d.Work.(taker)
	return ok && t.DraftLost(id, kind)
}

// stillOurs is an error where another tpdesk has taken over the draft that an act publishes: it was stopped since its agent
// wrote it, and somebody else answers now.
func (d *Desk) stillOurs(c Change) error {
	if kind := draftOf(c.Name()); kind != "" && d.DraftLost(c.ReviewID(), kind) {
		return fmt.Errorf("%s %s: %w: %w", c.Name(), c.ReviewID(), review.ErrNotSent, review.ErrTaken)
	}
	return nil
}

// claimSending tells other processes that the intent is being sent. Where that cannot be told it goes out all the same:
// they then take it for unknown until its state is written.
func (d *Desk) claimSending(key int64) (release func()) {
	if c, ok := d.Work.(claimer); ok {
		if release, _, err := c.ClaimSending(key); err == nil && release != nil {
			return release
		}
	}
	return func() {}
}

// abandoned reports whether nobody is sending the intent at this moment and it stands as it was read. Until release is
// called nobody else looks after it.
func (d *Desk) abandoned(ctx context.Context, in review.Intent) (release func(), left bool) {
	c, ok := d.Work.(claimer)
	if !ok || in.State != review.Sent {
		return func() {}, true
	}
	release, _, err := c.ClaimSending(in.Key)
	if err != nil || release == nil {
		return nil, false
	}
	all, err := d.unsettled(ctx) // its sender may have ended since it was read
	if err != nil || !slices.ContainsFunc(all, func(now review.Intent) bool { return now.Key == in.Key && now.State == in.State }) {
		release()
		return nil, false
	}
	return release, true
}

// unsettled lists the intents whose outcome is not certain.
func (d *Desk) unsettled(ctx context.Context) ([]review.Intent, error) {
	if w, ok := d.Work.(interface {
		Unsettled(ctx context.Context) ([]review.Intent, error)
	}); ok {
		return w.Unsettled(ctx)
	}
	all, err := d.Work.Intents(ctx)
	return slices.DeleteFunc(slices.Clone(all), func(in review.Intent) bool { return !in.Open() }), err
}
