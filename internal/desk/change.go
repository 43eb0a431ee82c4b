package desk

import (
	"context"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Change is one act on one review. The command line, the desk on the screen and later bulk plans run the same value.
type Change interface {
	// ReviewID names the review.
	ReviewID() review.ID
	// Name is the act in one word, as intents and messages have it: "reply", "tag", …
	Name() string
	// Check says why the act may not be done to r as it stands now; nil when it may. It is pure.
	Check(r review.Review) error
	// Apply is what r looks like afterwards. It is pure.
	Apply(r review.Review) review.Review
	// Shown reports whether r, as the server gave it, shows that the act was done.
	Shown(r review.Review) bool

	// text is what the public, or the reviewer, will read; "" for an act without words.
	text() string
	// send does the act, once. r is the review as it was read just before.
	send(ctx context.Context, api Trustpilot, r review.Review) error
}
