package export

import (
	"slices"

	"github.com/tpdesk/tpdesk/internal/review"
)

// WithoutPersonal is the review without what only the company knows of its customer: e-mail, reference number and what
// the reviewer answered when asked for details. The review that was given stays as it is.
func WithoutPersonal(r review.Review) review.Review {
	r.ReferralEmail, r.ReferenceID = review.Text{}, review.Text{}
	if r.FindReviewer == nil {
		return r
	}
	asked := *r.FindReviewer
	asked.Requests = slices.Clone(asked.Requests)
	for i := range asked.Requests {
		asked.Requests[i].Response = nil
	}
	r.FindReviewer = &asked
	return r
}
