package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Outcome is what became of an act.
type Outcome struct {
	ReviewID review.ID
	State    review.IntentState // Published: the server shows it. Sent: accepted, not yet visible
	Review   review.Review      // as last read from the server
	Changed  bool               // false when the review was that way already and nothing was sent
	Unseen   string             // what the act replaced that nobody here had seen, in words; "" for nothing known
}

// confirmReads is when an accepted act is looked for on the server; lostReads when the answer was lost. The waits add
// up to less than the 20 s within which a command says "outcome unknown" (commands.md, Writes).
var (
	confirmReads = []time.Duration{0, 2 * time.Second}
	lostReads    = []time.Duration{0, 2 * time.Second, 8 * time.Second}
)

// Do does the act: it reads the review anew, checks, puts the intent on disk, sends once and reads back. Where it
// returns an error, errors.Is tells what is certain: ErrUnknown may have been done; with any other nothing was changed.
// When ctx ends while the act is on its way, its answer is waited for up to Linger.
func (d *Desk) Do(ctx context.Context, c Change) (Outcome, error) {
	if d.API == nil {
		return Outcome{}, fmt.Errorf("%s %s: nothing was sent: %w", c.Name(), c.ReviewID(), review.ErrSignIn)
	}
	had, err := d.before(ctx, c)
	if err != nil {
		return Outcome{}, err
	}
	now, err := d.read(ctx, c.Name(), c.ReviewID())
	if err != nil {
		return Outcome{}, fmt.Errorf("%s %s: %w: %w", c.Name(), c.ReviewID(), review.ErrNotSent, readSafe(err))
	}
	d.saw(ctx, now)
	out := Outcome{ReviewID: c.ReviewID(), State: review.Published, Review: now}
	if u, ok := c.(repeatable); ok {
		return d.repeatable(ctx, c, u, out)
	}
	done, unseen := d.doneBefore(ctx, c, had, now)
	if out.Unseen = unseen; done {
		return out, nil
	}
	if err := c.Check(now); err != nil {
		return out, d.withBoth(ctx, c, err)
	}
	return d.publish(ctx, c, had, now)
}

// repeatable does an act that leaves no intent.
func (d *Desk) repeatable(ctx context.Context, c Change, u repeatable, out Outcome) (Outcome, error) {
	if err := c.Check(out.Review); err != nil || !u.Changes(out.Review) {
		return out, err
	}
	ctx, done := d.lingering(ctx)
	defer done()
	return d.settle(ctx, c, out.Review, c.send(ctx, d.API, out.Review))
}

// readSafe keeps a failed read from looking like a failed write.
func readSafe(err error) error {
	if errors.Is(err, review.ErrUnknown) {
		return fmt.Errorf("%w: %v", review.ErrTemporary, err)
	}
	return err
}

// withBoth adds to a conflict what the agent saw and what they wrote, so that the front end can show both.
func (d *Desk) withBoth(ctx context.Context, c Change, err error) error {
	var conflict *ConflictError
	if k, ok := c.(contested); ok && errors.As(err, &conflict) {
		conflict.Yours, conflict.Then = c.text(), d.revisionSeen(ctx, k, conflict.Now)
	}
	return err
}

// revisionSeen is the newest revision that is what the agent saw; nil when none is kept.
func (d *Desk) revisionSeen(ctx context.Context, k contested, now review.Review) *review.Review {
	all, err := d.Work.Revisions(ctx, now.ID)
	if err != nil {
		return nil
	}
	for i := len(all) - 1; i >= 0; i-- {
		if r := all[i].Review; k.saw(r) && !r.SameRevision(now) {
			return &r
		}
	}
	return nil
}

// publish arms, sends and confirms an act that was checked against the server's review.
func (d *Desk) publish(ctx context.Context, c Change, had []review.Intent, before review.Review) (Outcome, error) {
	in := review.Intent{
		ReviewID: c.ReviewID(), Act: c.Name(), Digest: digest(c.text()), Text: c.text(),
		SeenReply: before.CompanyReply.Digest(), State: review.Armed, At: d.Now(),
	}
	var err error
	if in.Key, err = d.Work.Arm(ctx, in); err != nil {
		return Outcome{}, fmt.Errorf("%s %s: nothing was sent, its record could not be written: %w", c.Name(), c.ReviewID(), err)
	}
	ctx, done := d.lingering(ctx) // from here on a public act must not be cut in half
	defer done()
	kept := context.WithoutCancel(ctx)
	if err := d.alone(kept, c, had, in); err != nil {
		_ = d.Work.Advance(kept, in.Key, review.Withdrawn, note(err)) // armed, it is withdrawn at the next start
		return Outcome{ReviewID: in.ReviewID, Review: before}, err
	}
	defer d.claimSending(in.Key)()
	if err := d.Work.Advance(kept, in.Key, review.Sent, ""); err != nil {
		return Outcome{}, fmt.Errorf("%s %s: nothing was sent, its record could not be written: %w", c.Name(), c.ReviewID(), err)
	}
	out, err := d.settle(ctx, c, before, c.send(ctx, d.API, before))
	if e := d.Work.Advance(kept, in.Key, recorded(out, err), noteOf(out, err)); e != nil && err == nil {
		return out, fmt.Errorf("%s %s: it was done, but its record could not be written: %w", c.Name(), c.ReviewID(), e)
	}
	return out, err
}

// recorded is the state in which an act that was sent is kept.
func recorded(out Outcome, err error) review.IntentState {
	switch {
	case err == nil && out.State == review.Sent:
		return review.Accepted
	case err == nil:
		return out.State
	case errors.Is(err, review.ErrUnknown):
		return review.Unknown
	case errors.Is(err, review.ErrTemporary), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return review.Withdrawn
	}
	return review.Refused
}

// noteOf is what is kept beside the state: why it went wrong, else what it replaced unseen.
func noteOf(out Outcome, err error) string {
	if err == nil {
		return out.Unseen
	}
	return note(err)
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
	switch {
	case errors.Is(sendErr, review.ErrUnknown):
		reads = lostReads
	case errors.Is(sendErr, review.ErrConflict):
		return out, d.refusedFor(ctx, c, sendErr)
	case sendErr != nil:
		return out, sendErr
	}
	for _, pause := range reads {
		if d.confirmed(ctx, c, before, pause, &out) {
			return out, nil
		}
	}
	err := overtakenBy(c, before, out.Review, sendErr)
	if errors.As(err, new(*OvertakenError)) {
		d.saw(ctx, out.Review)
	}
	return out, err
}

// refusedFor turns Trustpilot's word that there is a reply already into a conflict with that reply.
func (d *Desk) refusedFor(ctx context.Context, c Change, sendErr error) error {
	r, err := d.read(ctx, c.Name(), c.ReviewID())
	if err != nil {
		return sendErr
	}
	d.saw(ctx, r)
	return d.withBoth(ctx, c, &ConflictError{ID: c.ReviewID(), Now: r, What: "trustpilot refused it, since the review was changed at the same time"})
}

// overtakenBy tells, of an act that the last read did not show, that another's stands there.
func overtakenBy(c Change, before, now review.Review, sendErr error) error {
	k, ok := c.(contested)
	if !ok {
		return sendErr
	}
	what := k.overtaken(before, now)
	switch {
	case what == "":
		return sendErr
	case sendErr != nil:
		return fmt.Errorf("%w; %s", sendErr, what)
	}
	return &OvertakenError{ID: c.ReviewID(), Now: now, Yours: c.text(), What: what}
}

func (d *Desk) confirmed(ctx context.Context, c Change, before review.Review, pause time.Duration, out *Outcome) bool {
	if pause > 0 && d.Wait(ctx, pause) != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	r, err := d.read(ctx, c.Name(), c.ReviewID())
	if err != nil {
		return false
	}
	out.Review = r
	if !shown(c, before, r) {
		return false
	}
	out.State = review.Published
	if k, ok := c.(contested); ok {
		out.Unseen = k.unseen(before, r)
	}
	d.saw(ctx, r)
	return true
}

// saw keeps what the server just showed. The copy and the revisions are a memory, not a condition: an act does not fail
// because they could not be written.
func (d *Desk) saw(ctx context.Context, rs ...review.Review) {
	rs = slices.DeleteFunc(slices.Clone(rs), func(r review.Review) bool { return r.Item != nil }) // the copy has service reviews alone
	if len(rs) == 0 {
		return
	}
	now, rs := d.Now(), d.withKnownReplies(ctx, rs)
	_ = d.Work.See(ctx, rs, now)
	_ = d.Copy.Put(ctx, rs, now)
}

// Rehearse goes the way of Do up to the request, against an API that records and does not send: it reads the review,
// checks, and gives the act to api. Nothing is put on disk.
func (d *Desk) Rehearse(ctx context.Context, api Trustpilot, c Change) error {
	now, err := d.read(ctx, c.Name(), c.ReviewID())
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
