// Package desk is what tpdesk can do with reviews: list, show, sync, and the acts with their checks, drafts and
// read-backs; it leaves HTTP, disks, flags and screens to others and declares what it needs of them.
package desk

import (
	"context"
	"iter"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Trustpilot is what the desk asks of the API, for one business unit. Errors wrap the words of package review:
// ErrNotFound, ErrSignIn, ErrRefused, ErrTemporary (nothing was changed, a repeat is safe) and, of a write only,
// ErrUnknown (it may have been done). No write is ever sent twice.
type Trustpilot interface {
	// Reviews yields the unit's reviews newest first. The filter only narrows what is asked of the server: more may
	// come than it selects, never less. A yielded error ends the list.
	Reviews(ctx context.Context, f review.Filter) iter.Seq2[review.Review, error]
	Review(ctx context.Context, id review.ID) (review.Review, error)

	Reply(ctx context.Context, id review.ID, text string) error
	DeleteReply(ctx context.Context, id review.ID) error
	AddTags(ctx context.Context, id review.ID, tags []review.Tag) error
	RemoveTag(ctx context.Context, id review.ID, tag review.Tag) error
	FindReviewer(ctx context.Context, id review.ID, message string) error

	Consumer(ctx context.Context, consumerID string) (review.Profile, error)
	ConsumerReviews(ctx context.Context, consumerID string) iter.Seq2[review.Review, error]
	Unit(ctx context.Context) (review.UnitProfile, error)
}

// Copy is the local copy of the reviews; it may be lost at any time.
type Copy interface {
	// Page lists up to n reviews that the filter selects, in its order, after the review `after` (zero: from the
	// first); the filter's Limit is ignored. More tells whether others follow.
	Page(ctx context.Context, f review.Filter, after review.Review, n int) (rs []review.Review, more bool, err error)
	// Before lists up to n reviews that the filter selects, in its order, that end just before the review `before`
	// (zero: with the last). More tells whether others come before them.
	Before(ctx context.Context, f review.Filter, before review.Review, n int) (rs []review.Review, more bool, err error)
	// Count counts what the filter selects, and stops at most.
	Count(ctx context.Context, f review.Filter, most int) (int, error)
	// Get finds one review; review.ErrNotFound when the copy does not have it.
	Get(ctx context.Context, id review.ID) (review.Review, error)
	// Put adds or replaces reviews as they were seen at a time.
	Put(ctx context.Context, rs []review.Review, seen time.Time) error
	// Sweep removes the reviews that were last seen before a time and returns their IDs: they have vanished.
	Sweep(ctx context.Context, seenBefore time.Time) ([]review.ID, error)
	Mark(ctx context.Context) (review.SyncMark, error)
	SetMark(ctx context.Context, m review.SyncMark) error
}

// Work is the work nobody may lose.
type Work interface {
	// Draft finds a draft; review.ErrNotFound when there is none.
	Draft(ctx context.Context, id review.ID, kind review.DraftKind) (review.Draft, error)
	// SaveDraft puts a draft on disk before it returns; the version before is kept.
	SaveDraft(ctx context.Context, d review.Draft) error
	// DiscardDraft ends a draft; its versions are kept.
	DiscardDraft(ctx context.Context, id review.ID, kind review.DraftKind) error
	Drafts(ctx context.Context) ([]review.Draft, error)

	// Arm puts an intent on disk before it returns, and gives its key.
	Arm(ctx context.Context, in review.Intent) (int64, error)
	// Advance moves an intent to a state, on disk before it returns.
	Advance(ctx context.Context, key int64, state review.IntentState, note string) error
	Intents(ctx context.Context) ([]review.Intent, error)

	// See keeps a revision of each review that differs from the last one kept.
	See(ctx context.Context, rs []review.Review, at time.Time) error
	// Revisions lists what was seen of a review, oldest first.
	Revisions(ctx context.Context, id review.ID) ([]review.Revision, error)

	SaveDossier(ctx context.Context, d review.Dossier) error
	// Dossier finds the newest dossier of a review; review.ErrNotFound when there is none.
	Dossier(ctx context.Context, id review.ID) (review.Dossier, error)
}
