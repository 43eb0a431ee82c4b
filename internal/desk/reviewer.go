package desk

import (
	"context"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Reviewer is what can be known of who wrote a review.
type Reviewer struct {
	Profile review.Profile
	Here    []review.Review // their reviews of this company that the copy has, newest first
	All     []review.Review // their newest public reviews of any company, newest first
}

// othersShown is how many of a reviewer's public reviews are read.
const othersShown = 20

// Reviewer looks a consumer up: the profile, their reviews here and elsewhere.
func (d *Desk) Reviewer(ctx context.Context, consumerID string) (Reviewer, error) {
	if d.API == nil {
		return Reviewer{}, fmt.Errorf("reviewer %s: %w", consumerID, review.ErrSignIn)
	}
	profile, err := d.API.Consumer(ctx, consumerID)
	if err != nil {
		return Reviewer{}, err // it names the act and the consumer
	}
	out := Reviewer{Profile: profile}
	for r, err := range d.API.ConsumerReviews(ctx, consumerID) {
		if err != nil {
			return out, fmt.Errorf("reviews of %s: %w", consumerID, err)
		}
		if out.All = append(out.All, r); len(out.All) == othersShown {
			break
		}
	}
	return out, d.addHere(ctx, &out, consumerID)
}

// addHere finds the consumer's reviews in the copy, by the name they go by and then by their ID.
func (d *Desk) addHere(ctx context.Context, out *Reviewer, consumerID string) error {
	name := out.Profile.DisplayName.Raw()
	term, err := review.NewTerm(review.FieldReviewer, name)
	if err != nil {
		return nil // a name of nothing selects nothing
	}
	for r, err := range d.Cached(ctx, review.Filter{Terms: []review.Term{term}}) {
		if err != nil {
			return fmt.Errorf("reviews of %s: %w", consumerID, err)
		}
		if r.Consumer != nil && r.Consumer.ID.Is(consumerID) {
			out.Here = append(out.Here, r)
		}
	}
	return nil
}
