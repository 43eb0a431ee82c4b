package desk

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// FindReviewer asks the reviewer, through Trustpilot, for their details (trustpilot-api §3.3).
type FindReviewer struct {
	ID      review.ID
	Message string // "" lets Trustpilot use its own words
}

// ReviewID names the review.
func (c FindReviewer) ReviewID() review.ID { return c.ID }

// Name is "find-reviewer".
func (c FindReviewer) Name() string { return "find-reviewer" }

// Check refuses a reviewer who was asked already or whom Trustpilot does not let us ask, and a text that is no UTF-8.
func (c FindReviewer) Check(r review.Review) error {
	switch {
	case !utf8.ValidString(c.Message):
		return fmt.Errorf("find reviewer of %s: %w: the message is not valid UTF-8", c.ID, review.ErrInvalid)
	case open(r) != nil:
		return &ConflictError{ID: c.ID, Now: r, What: "the reviewer was asked already: wait for the answer"}
	case !r.Eligible():
		return fmt.Errorf("find reviewer of %s: %w: Trustpilot does not let you ask this reviewer (%s)", c.ID, review.ErrRefused, whyNot(r))
	}
	return nil
}

// open is the request that still waits for an answer, nil for none.
func open(r review.Review) *review.Request {
	if r.FindReviewer == nil {
		return nil
	}
	i := slices.IndexFunc(r.FindReviewer.Requests, func(q review.Request) bool {
		return q.Response == nil && !q.Status.Is("Declined") && !q.Status.Is("Complete")
	})
	if i < 0 {
		return nil
	}
	return &r.FindReviewer.Requests[i]
}

func whyNot(r review.Review) string {
	switch {
	case review.MethodOf(r.Source) != review.Organic && r.ReferralEmail.Known():
		return "you invited them: the order number and e-mail stand on the review"
	case r.Stars > 3:
		return "it is for reviews of three stars and fewer"
	}
	return "the review is not eligible"
}

// Apply shows the request as waiting.
func (c FindReviewer) Apply(r review.Review) review.Review {
	next := review.ReviewerRequest{IsEligible: review.Some(false)}
	if r.FindReviewer != nil {
		next.Requests = slices.Clone(r.FindReviewer.Requests)
	}
	next.Requests = append(next.Requests, review.Request{Status: review.NewText("Pending"), Message: review.NewText(c.Message)})
	r.FindReviewer = &next
	return r
}

// Shown reports whether an unanswered request with our words stands on the review.
func (c FindReviewer) Shown(r review.Review) bool {
	return r.FindReviewer != nil && slices.ContainsFunc(r.FindReviewer.Requests, func(q review.Request) bool {
		return c.ours(q) && q.Response == nil
	})
}

// ours reports whether the request may be this one; Trustpilot's own words are not known.
func (c FindReviewer) ours(q review.Request) bool {
	return c.Message == "" || sameText(q.Message.Raw(), c.Message)
}

// shownSince reports whether a request of ours was added: one that was declined stays on the review for ever.
func (c FindReviewer) shownSince(before, now review.Review) bool {
	return c.count(now) > c.count(before)
}

func (c FindReviewer) count(r review.Review) int {
	n := 0
	for _, q := range requests(r) {
		if c.ours(q) {
			n++
		}
	}
	return n
}

func (c FindReviewer) text() string { return c.Message }

func (c FindReviewer) send(ctx context.Context, api Trustpilot, _ review.Review) error {
	return api.FindReviewer(ctx, c.ID, c.Message)
}
