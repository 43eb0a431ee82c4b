package desk

import (
	"context"
	"fmt"
	"slices"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Posted is a public write with the review that it is about.
type Posted struct {
	review.Intent
	Review review.Review // as the copy has it; the zero one where it has none
}

// Outbox lists the public writes that were begun here, the newest first, at most so many; 0 for all. It asks no server.
func (d *Desk) Outbox(ctx context.Context, most int) ([]Posted, error) {
	all, err := d.Work.Intents(ctx)
	if err != nil {
		return nil, err
	}
	if most > 0 && len(all) > most {
		all = all[len(all)-most:]
	}
	out := make([]Posted, 0, len(all))
	for _, in := range slices.Backward(all) {
		p := Posted{Intent: in}
		if r, err := d.Copy.Get(ctx, in.ReviewID); err == nil { // without a name it is listed all the same
			p.Review = r
		}
		out = append(out, p)
	}
	return out, nil
}

// Compared is a public write beside what was there when it was written and what is there now.
type Compared struct {
	Posted
	Then *review.Review // as the agent saw it; nil where no revision of that is kept
}

// Compare puts a public write beside what is known of its review. It asks no server.
func (d *Desk) Compare(ctx context.Context, in review.Intent) (Compared, error) {
	c := Compared{Posted: Posted{Intent: in}}
	if r, err := d.Copy.Get(ctx, in.ReviewID); err == nil {
		c.Review = r
	}
	all, err := d.Work.Revisions(ctx, in.ReviewID)
	for _, rev := range all {
		if rev.Review.CompanyReply.Digest() == in.SeenReply && !rev.SeenAt.After(in.At) {
			c.Then = &rev.Review
		}
	}
	return c, err
}

// SettleOne reads back, now, what became of one public write; one that is settled is read again too, so that what stands
// there is known. It never sends. review.ErrTemporary where it is being sent at this moment or was not sent yet.
func (d *Desk) SettleOne(ctx context.Context, key int64) (review.Intent, error) {
	if d.API == nil {
		return review.Intent{}, fmt.Errorf("settle: %w", review.ErrSignIn)
	}
	if _, err := d.Recover(ctx); err != nil {
		return review.Intent{}, err
	}
	all, err := d.Work.Intents(ctx)
	if err != nil {
		return review.Intent{}, err
	}
	i := slices.IndexFunc(all, func(in review.Intent) bool { return in.Key == key })
	switch {
	case i < 0:
		return review.Intent{}, fmt.Errorf("settle: %w: there is no such write", review.ErrNotFound)
	case all[i].State == review.Armed, all[i].State == review.Sent:
		return all[i], fmt.Errorf("settle: %w: it is on its way", review.ErrTemporary)
	case !pending(all[i]):
		return all[i], d.seeAgain(ctx, all[i])
	}
	return d.look(ctx, all[i])
}

// seeAgain reads a review anew.
func (d *Desk) seeAgain(ctx context.Context, in review.Intent) error {
	r, err := d.read(ctx, in.Act, in.ReviewID)
	if err == nil {
		d.saw(ctx, r)
	}
	return err
}
