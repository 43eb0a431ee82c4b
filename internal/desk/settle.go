package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Settle looks on the server what became of the public writes whose outcome is not certain, and notes those that it
// shows as published. Nothing is ever sent. It returns the writes it looked at, as they stand now.
func (d *Desk) Settle(ctx context.Context) ([]review.Intent, error) {
	if d.API == nil {
		return nil, fmt.Errorf("settle: %w", review.ErrSignIn)
	}
	all, err := d.Work.Intents(ctx)
	if err != nil {
		return nil, err
	}
	var out []review.Intent
	for _, in := range all {
		if in.State != review.Sent && in.State != review.Unknown {
			continue
		}
		if in.State, err = d.settled(ctx, in); err != nil {
			return out, err
		}
		if err := d.Work.Advance(ctx, in.Key, in.State, ""); err != nil {
			return out, err
		}
		out = append(out, in)
	}
	return out, nil
}

// settled is the state that the server's review proves, Unknown when it proves none.
func (d *Desk) settled(ctx context.Context, in review.Intent) (review.IntentState, error) {
	r, err := d.API.Review(ctx, in.ReviewID)
	if errors.Is(err, review.ErrNotFound) {
		return review.Refused, nil
	}
	if err != nil {
		return in.State, err
	}
	d.saw(ctx, r)
	if shows(r, in) {
		return review.Published, nil
	}
	return review.Unknown, nil
}

// clockSkew is how far the server's clock may be behind ours.
const clockSkew = 5 * time.Minute

// shows reports whether r proves that the act of an intent was done, of which only the digest of the text may be known.
func shows(r review.Review, in review.Intent) bool {
	same := func(text string) bool { return digest(text) == in.Digest || in.Text != "" && sameText(text, in.Text) }
	switch in.Act {
	case Reply{}.Name():
		return r.CompanyReply != nil && same(r.CompanyReply.Text.Raw())
	case DeleteReply{}.Name():
		return r.CompanyReply == nil // another reply tells nothing: it may have replaced the one we meant
	case FindReviewer{}.Name():
		for _, q := range requests(r) {
			words := same(q.Message.Raw()) || in.Digest == digest("") // Trustpilot's own words are not known
			if words && q.Created.After(in.At.Add(-clockSkew)) {
				return true
			}
		}
	}
	return false
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func requests(r review.Review) []review.Request {
	if r.FindReviewer == nil {
		return nil
	}
	return r.FindReviewer.Requests
}
