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

// repeatable is an optional part of Change: an act that may be done again without harm, and need not be where the server
// shows it already. It leaves no intent.
type repeatable interface{ Changes(r review.Review) bool }

// recurring is an optional part of Change: an act whose trace may stand on the review from an earlier time, so that
// only a comparison with the review as it was before tells that it was done now.
type recurring interface {
	shownSince(before, now review.Review) bool
}

// contested is an optional part of Change: an act on something that a colleague may change at the same moment, since
// Trustpilot compares nothing (trustpilot-api §3.1).
type contested interface {
	// overtaken says what stands there now instead of what the act left; "" when that cannot be told.
	overtaken(before, now review.Review) string
	// unseen says what the act took the place of that nobody here had seen; "" when nothing tells of such a thing.
	unseen(before, now review.Review) string
	// saw reports whether r is as the agent saw it.
	saw(r review.Review) bool
}

// insistent is an optional part of Change: a person may insist on repeating an act whose outcome is not certain.
type insistent interface{ insists() bool }

func shown(c Change, before, now review.Review) bool {
	if r, ok := c.(recurring); ok {
		return r.shownSince(before, now)
	}
	return c.Shown(now)
}
