package cli

import (
	"context"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/review"
)

// ownUnit is the API as a profile may use it: a review of another business unit is refused before anything is done with it,
// also where the sign-in itself may act for both. A reply would else go out in the name of the wrong company.
type ownUnit struct {
	*client.Client
	profile, unit string
}

// Review reads a review of the profile's business unit.
func (o ownUnit) Review(ctx context.Context, id review.ID) (review.Review, error) {
	r, err := o.Client.Review(ctx, id)
	if err != nil || o.owns(r) {
		return r, err
	}
	err = fmt.Errorf("review %s is of %s, and profile %s acts for another business unit (%s): %w", id, unitName(r.BusinessUnit), o.profile, o.unit, review.ErrRefused)
	return review.Review{}, withNext(err, id, "tpdesk auth status --all, then the same command with --profile NAME")
}

// Product reads a product review of the profile's business unit.
func (o ownUnit) Product(ctx context.Context, id review.ID) (review.Review, error) {
	r, err := o.Client.Product(ctx, id)
	if err != nil || o.owns(r) {
		return r, err
	}
	return review.Review{}, fmt.Errorf("product review %s is of business unit %s, and profile %s acts for another (%s): %w", id, r.BusinessUnit.ID.Line(), o.profile, o.unit, review.ErrRefused)
}

// owns also takes a review that was the unit's before units were merged. Where the server names no unit there is nothing to
// compare.
func (o ownUnit) owns(r review.Review) bool {
	if r.BusinessUnit == nil || !r.BusinessUnit.ID.Visible() || r.BusinessUnit.ID.Raw() == o.unit {
		return true
	}
	for _, was := range r.UnitHistory {
		if was.BusinessUnitID.Raw() == o.unit {
			return true
		}
	}
	return false
}

func unitName(u *review.Unit) string {
	if u.IdentifyingName.Visible() {
		return u.IdentifyingName.Line()
	}
	return "business unit " + u.ID.Line()
}
