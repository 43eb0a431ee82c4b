package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Outcome is what became of an act.
type Outcome struct {
	ReviewID review.ID
	State    review.IntentState // Published: the server shows it. Sent: accepted, not yet visible
	Review   review.Review      // as last read from the server
	Changed  bool               // false when the review was that way already and nothing was sent
}

// confirmReads is when an accepted act is looked for on the server; lostReads when the answer was lost. The waits add
// up to less than the 20 s within which a command says "outcome unknown" (commands.md, Writes).
var (
	confirmReads = []time.Duration{0, 2 * time.Second}
	lostReads    = []time.Duration{0, 2 * time.Second, 8 * time.Second}
)

// repeatable is an optional part of Change: an act that may be done again without harm, and need not be where the server
// shows it already. It leaves no intent.
type repeatable interface{ Changes(r review.Review) bool }

// recurring is an optional part of Change: an act whose trace may stand on the review from an earlier time, so that
// only a comparison with the review as it was before tells that it was done now.
type recurring interface {
	shownSince(before, now review.Review) bool
}

func shown(c Change, before, now review.Review) bool {
	if r, ok := c.(recurring); ok {
		return r.shownSince(before, now)
	}
	return c.Shown(now)
}

// Do does the act: it reads the review anew, checks, puts the intent on disk, sends once and reads back. Where it
// returns an error, errors.Is tells what is certain: ErrUnknown may have been done; with any other nothing was changed.
func (d *Desk) Do(ctx context.Context, c Change) (Outcome, error) {
	if d.API == nil {
		return Outcome{}, fmt.Errorf("%s %s: nothing was sent: %w", c.Name(), c.ReviewID(), review.ErrSignIn)
	}
	now, err := d.API.Review(ctx, c.ReviewID())
	if err != nil {
		return Outcome{}, fmt.Errorf("%s %s: nothing was sent: %w", c.Name(), c.ReviewID(), readSafe(err))
	}
	d.saw(ctx, now)
	out := Outcome{ReviewID: c.ReviewID(), State: review.Published, Review: now}
	if err := c.Check(now); err != nil {
		return out, err
	}
	if u, ok := c.(repeatable); ok {
		if !u.Changes(now) {
			return out, nil
		}
		return d.settle(ctx, c, now, c.send(context.WithoutCancel(ctx), d.API, now))
	}
	return d.publish(ctx, c, now)
}

// readSafe keeps a failed read from looking like a failed write.
func readSafe(err error) error {
	if errors.Is(err, review.ErrUnknown) {
		return fmt.Errorf("%w: %v", review.ErrTemporary, err)
	}
	return err
}

// publish arms, sends and confirms an act that was checked against the server's review.
func (d *Desk) publish(ctx context.Context, c Change, before review.Review) (Outcome, error) {
	key, err := d.Work.Arm(ctx, review.Intent{
		ReviewID: c.ReviewID(), Act: c.Name(), Digest: digest(c.text()), Text: c.text(),
		SeenReply: before.CompanyReply.Digest(), State: review.Armed, At: d.Now(),
	})
	if err != nil {
		return Outcome{}, fmt.Errorf("%s %s: nothing was sent, its record could not be written: %w", c.Name(), c.ReviewID(), err)
	}
	ctx = context.WithoutCancel(ctx) // from here on a public act must not be cut in half
	if err := d.Work.Advance(ctx, key, review.Sent, ""); err != nil {
		return Outcome{}, fmt.Errorf("%s %s: nothing was sent, its record could not be written: %w", c.Name(), c.ReviewID(), err)
	}
	err = c.send(ctx, d.API, before)
	out, err := d.settle(ctx, c, before, err)
	if e := d.Work.Advance(ctx, key, stateOf(out, err), note(err)); e != nil && err == nil {
		return out, fmt.Errorf("%s %s: it was done, but its record could not be written: %w", c.Name(), c.ReviewID(), e)
	}
	return out, err
}

func stateOf(out Outcome, err error) review.IntentState {
	switch {
	case err == nil:
		return out.State
	case errors.Is(err, review.ErrUnknown):
		return review.Unknown
	case errors.Is(err, review.ErrTemporary):
		return review.Withdrawn
	}
	return review.Refused
}

func note(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// settle reads back what became of a send that ended with sendErr.
func (d *Desk) settle(ctx context.Context, c Change, before review.Review, sendErr error) (Outcome, error) {
	out := Outcome{ReviewID: c.ReviewID(), State: review.Sent, Review: before, Changed: true}
	reads := confirmReads
	if sendErr != nil {
		if !errors.Is(sendErr, review.ErrUnknown) {
			return out, sendErr
		}
		reads = lostReads
	}
	for _, pause := range reads {
		if d.confirmed(ctx, c, before, pause, &out) {
			return out, nil
		}
	}
	return out, sendErr
}

func (d *Desk) confirmed(ctx context.Context, c Change, before review.Review, pause time.Duration, out *Outcome) bool {
	if pause > 0 && d.Wait(ctx, pause) != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	r, err := d.API.Review(ctx, c.ReviewID())
	if err != nil {
		return false
	}
	out.Review = r
	if !shown(c, before, r) {
		return false
	}
	out.State = review.Published
	d.saw(ctx, r)
	return true
}

// saw keeps what the server just showed. The copy and the revisions are a memory, not a condition: an act does not fail
// because they could not be written.
func (d *Desk) saw(ctx context.Context, rs ...review.Review) {
	now := d.Now()
	_ = d.Work.See(ctx, rs, now)
	_ = d.Copy.Put(ctx, rs, now)
}

// Rehearse goes the way of Do up to the request, against an API that records and does not send: it reads the review,
// checks, and gives the act to api. Nothing is put on disk.
func (d *Desk) Rehearse(ctx context.Context, api Trustpilot, c Change) error {
	now, err := d.API.Review(ctx, c.ReviewID())
	if err != nil {
		return fmt.Errorf("%s %s: %w", c.Name(), c.ReviewID(), readSafe(err))
	}
	if err := c.Check(now); err != nil {
		return err
	}
	if u, ok := c.(repeatable); ok && !u.Changes(now) {
		return nil
	}
	return c.send(ctx, api, now)
}
