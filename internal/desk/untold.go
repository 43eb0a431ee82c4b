package desk

import (
	"context"
	"errors"

	"github.com/tpdesk/tpdesk/internal/review"
)

// errUntold keeps an answer that is silent on the reply from passing for a review without one.
var errUntold = errors.New("nothing was sent: trustpilot's answer does not say whether there is a reply, so none can be compared")

// withKnownReplies is the reviews with the reply that the copy has, where the server's answer was silent on it: silence
// must not make a reply vanish from what is kept.
func (d *Desk) withKnownReplies(ctx context.Context, rs []review.Review) []review.Review {
	for i, r := range rs {
		if !r.ReplyUntold {
			continue
		}
		if had, err := d.Copy.Get(ctx, r.ID); err == nil {
			rs[i].CompanyReply = had.CompanyReply
		}
	}
	return rs
}
