package desk

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// MaxReply is how many characters a reply may have unless it is forced. Trustpilot documents no limit; clients of the
// API clamp at this one (trustpilot-api §3.1).
const MaxReply = 4096

// minSeen is how many digits of a digest are enough to name a reply.
const minSeen = 6

// Reply answers a review in public.
type Reply struct {
	ID       review.ID
	Text     string
	Seen     string // digest (or at least 6 digits of it) of the reply the agent saw; "" if there was none
	SeenText string // ContentDigest of the review the agent saw; "" when they saw none
	Force    bool   // allows more than MaxReply characters, and the same text again while its outcome is unknown
}

// ReviewID names the review.
func (c Reply) ReviewID() review.ID { return c.ID }

// Name is "reply".
func (c Reply) Name() string { return "reply" }

// Check refuses an empty or over-long text, a reply that is not the one seen, and a review that was edited since.
func (c Reply) Check(r review.Review) error {
	if err := c.CheckText(); err != nil {
		return err
	}
	if err := checkSeen(c.ID, r, c.Seen); err != nil {
		return err
	}
	if c.SeenText != "" && c.SeenText != r.ContentDigest() {
		return &ConflictError{ID: c.ID, Now: r, What: "the reviewer has changed the review since you read it"}
	}
	return nil
}

// CheckText refuses what no review could take: an empty, over-long or broken text.
func (c Reply) CheckText() error {
	n := utf8.RuneCountInString(c.Text)
	switch {
	case strings.TrimSpace(c.Text) == "":
		return fmt.Errorf("reply to %s: %w: the text is empty", c.ID, review.ErrInvalid)
	case !utf8.ValidString(c.Text):
		return fmt.Errorf("reply to %s: %w: the text is not valid UTF-8", c.ID, review.ErrInvalid)
	case n > MaxReply && !c.Force:
		return fmt.Errorf("reply to %s: %w: the text has %d characters, %d are allowed (--force sends it all the same)", c.ID, review.ErrInvalid, n, MaxReply)
	}
	return nil
}

// Apply shows the text as the company's reply.
func (c Reply) Apply(r review.Review) review.Review {
	next := review.Reply{Text: review.NewText(c.Text)}
	if r.CompanyReply != nil {
		next.CreatedAt = r.CompanyReply.CreatedAt
	}
	r.CompanyReply = &next
	return r
}

// Shown reports whether the server shows our text.
func (c Reply) Shown(r review.Review) bool {
	return r.CompanyReply != nil && sameText(r.CompanyReply.Text.Raw(), c.Text)
}

func (c Reply) text() string { return c.Text }

func (c Reply) send(ctx context.Context, api Trustpilot, _ review.Review) error {
	return api.Reply(ctx, c.ID, c.Text)
}

// overtaken tells another's reply, or none, where ours or the one before should stand.
func (c Reply) overtaken(before, now review.Review) string {
	switch {
	case now.ReplyUntold, c.Shown(now), now.CompanyReply.Digest() == before.CompanyReply.Digest():
		return ""
	case now.CompanyReply == nil:
		return "there is no reply any more: somebody has deleted it"
	}
	return "another's reply stands there now"
}

// unseen reads the times of our reply: replacing keeps createdAt and sets updatedAt (trustpilot-api §3.1), so a reply
// that was seen by nobody here shows where none was there, or where the one that was there was written anew.
func (c Reply) unseen(before, now review.Review) string {
	mine := now.CompanyReply
	if mine == nil || !mine.UpdatedAt.After(mine.CreatedAt.Time) {
		return ""
	}
	if was := before.CompanyReply; was != nil && was.CreatedAt.Equal(mine.CreatedAt.Time) {
		return ""
	}
	return "it replaced a reply that somebody wrote at the same time, which nobody here has seen"
}

func (c Reply) saw(r review.Review) bool {
	return saw(r, c.Seen) && (c.SeenText == "" || c.SeenText == r.ContentDigest())
}

func (c Reply) insists() bool { return c.Force }

// saw reports whether the reply of r is the one with the digest, "" for none.
func saw(r review.Review, digest string) bool {
	there := r.CompanyReply.Digest()
	return there == digest || digest != "" && strings.HasPrefix(there, strings.ToLower(digest))
}

// DeleteReply takes the company's reply away.
type DeleteReply struct {
	ID   review.ID
	Seen string // digest (or at least 6 digits of it) of the reply meant; "" for whichever is there
}

// ReviewID names the review.
func (c DeleteReply) ReviewID() review.ID { return c.ID }

// Name is "delete-reply".
func (c DeleteReply) Name() string { return "delete-reply" }

// Check refuses when there is no reply, or another than the one meant.
func (c DeleteReply) Check(r review.Review) error {
	if r.ReplyUntold {
		return fmt.Errorf("delete the reply to %s: %w", c.ID, errUntold)
	}
	if r.CompanyReply == nil && c.Seen == "" {
		return fmt.Errorf("delete the reply to %s: %w: there is no reply to delete", c.ID, review.ErrNotFound)
	}
	if r.CompanyReply == nil {
		return &ConflictError{ID: c.ID, Now: r, What: "the reply you meant is gone: there is no reply to delete"}
	}
	if c.Seen == "" {
		return nil
	}
	return checkSeen(c.ID, r, c.Seen)
}

// Apply takes the reply off.
func (c DeleteReply) Apply(r review.Review) review.Review {
	r.CompanyReply = nil
	return r
}

// Shown reports whether the server shows no reply.
func (c DeleteReply) Shown(r review.Review) bool { return r.CompanyReply == nil && !r.ReplyUntold }

func (c DeleteReply) text() string { return "" }

func (c DeleteReply) send(ctx context.Context, api Trustpilot, _ review.Review) error {
	return api.DeleteReply(ctx, c.ID)
}

// overtaken tells a reply that somebody wrote while ours was being deleted.
func (c DeleteReply) overtaken(before, now review.Review) string {
	if now.CompanyReply == nil || now.CompanyReply.Digest() == before.CompanyReply.Digest() {
		return ""
	}
	return "another reply stands there now"
}

func (c DeleteReply) unseen(_, _ review.Review) string { return "" } // a deleted reply leaves no trace

func (c DeleteReply) saw(r review.Review) bool { return c.Seen != "" && saw(r, c.Seen) }

// checkSeen refuses unless the reply that is there is the one that was seen.
func checkSeen(id review.ID, r review.Review, seen string) error {
	there := r.CompanyReply.Digest()
	switch {
	case r.ReplyUntold:
		return fmt.Errorf("reply to %s: %w", id, errUntold)
	case seen == "" && r.CompanyReply != nil:
		return &ConflictError{ID: id, Now: r, What: "there is a reply already"}
	case seen == "":
		return nil
	case len(seen) < minSeen:
		return fmt.Errorf("reply to %s: %w: %q is too short to name a reply, at least %d digits are needed", id, review.ErrInvalid, seen, minSeen)
	case r.CompanyReply == nil:
		return &ConflictError{ID: id, Now: r, What: "the reply you meant is gone"}
	case !strings.HasPrefix(there, strings.ToLower(seen)):
		return &ConflictError{ID: id, Now: r, What: "the reply is another than the one you saw"}
	}
	return nil
}

// ConflictError says that a review is not as the agent saw it. It unwraps to review.ErrConflict.
type ConflictError struct {
	ID   review.ID
	Now  review.Review // as the server has it
	What string

	Then  *review.Review // as the agent saw it, nil when that is not kept
	Yours string         // what the agent wrote
}

// Error says what differs; the texts are for the front end to show.
func (e *ConflictError) Error() string { return fmt.Sprintf("review %s: %s", e.ID, e.What) }

// Unwrap is review.ErrConflict.
func (e *ConflictError) Unwrap() error { return review.ErrConflict }

// OvertakenError says that an act was sent and accepted, and that the server shows another's work in its place. It
// unwraps to review.ErrUnknown: whether ours stood there for a while cannot be told.
type OvertakenError struct {
	ID    review.ID
	Now   review.Review // as the server has it
	Yours string        // what was sent
	What  string
}

// Error says what stands there; the texts are for the front end to show.
func (e *OvertakenError) Error() string {
	return fmt.Sprintf("review %s: it was sent and accepted, and %s", e.ID, e.What)
}

// Unwrap is review.ErrUnknown.
func (e *OvertakenError) Unwrap() error { return review.ErrUnknown }
