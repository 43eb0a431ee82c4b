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
	return d.settleSome(ctx, pending)
}

func (d *Desk) settleSome(ctx context.Context, which func(review.Intent) bool) ([]review.Intent, error) {
	if d.API == nil {
		return nil, fmt.Errorf("settle: %w", review.ErrSignIn)
	}
	all, err := d.unsettled(ctx)
	if err != nil {
		return nil, err
	}
	var out []review.Intent
	for _, in := range all {
		if !pending(in) || !which(in) {
			continue
		}
		release, left := d.abandoned(ctx, in)
		if !left {
			continue
		}
		in, err := d.look(ctx, in)
		release()
		if err != nil {
			return out, err
		}
		out = append(out, in)
	}
	return out, nil
}

// look reads the review of one write and keeps what that proves.
func (d *Desk) look(ctx context.Context, in review.Intent) (review.Intent, error) {
	was := in.State
	if err := d.prove(ctx, &in); err != nil {
		return in, err
	}
	if in.State != was {
		if err := d.Work.Advance(ctx, in.Key, in.State, in.Note); err != nil {
			return in, err
		}
	}
	return in, d.keepWords(ctx, in)
}

// prove moves the intent to the state that the server's review proves; where it proves none, to Unknown, unless it was
// accepted and reads may still lag.
func (d *Desk) prove(ctx context.Context, in *review.Intent) error {
	r, err := d.read(ctx, in.Act, in.ReviewID)
	switch {
	case errors.Is(err, review.ErrNotFound) && d.young(*in, lag): // one word of a proxy does not make it gone
		in.State, in.Note = review.Unknown, "Trustpilot does not find the review"
		return nil
	case errors.Is(err, review.ErrNotFound):
		in.State, in.Note = review.Refused, "the review is gone"
		return nil
	case err != nil:
		return err
	}
	d.saw(ctx, r)
	switch {
	case shows(r, *in):
		in.State, in.Note = review.Published, replacedUnseen(r, *in)
	case stranger(r, *in) != "":
		in.State, in.Note = review.Unknown, stranger(r, *in)
	case in.State == review.Accepted && d.young(*in, lag):
		in.Note = "accepted, and not visible yet"
	case in.State != review.Unknown:
		in.State, in.Note = review.Unknown, "Trustpilot does not show it"
	}
	return nil
}

// replacedUnseen says that a reply of ours, sent where none was seen, took another's place; "" when nothing tells of it.
func replacedUnseen(r review.Review, in review.Intent) string {
	if in.Act != (Reply{}).Name() || in.SeenReply != "" {
		return ""
	}
	return Reply{}.unseen(review.Review{}, r)
}

// stranger says what stands there instead of our reply, where it is not the one that was seen; "" when that cannot be
// told.
func stranger(r review.Review, in review.Intent) string {
	switch {
	case in.Act != Reply{}.Name() || r.ReplyUntold || r.CompanyReply.Digest() == in.SeenReply:
		return ""
	case r.CompanyReply == nil:
		return "there is no reply any more: somebody has deleted it"
	}
	return "another's reply stands there now"
}

// keepWords gives the text of a write that may have been lost back as a draft, unless there is one.
func (d *Desk) keepWords(ctx context.Context, in review.Intent) error {
	kind := draftOf(in.Act)
	if in.Text == "" || kind == "" || in.State != review.Unknown && in.State != review.Withdrawn {
		return nil
	}
	_, err := d.Work.Draft(ctx, in.ReviewID, kind)
	if !errors.Is(err, review.ErrNotFound) {
		return err
	}
	return d.Work.SaveDraft(ctx, review.Draft{ReviewID: in.ReviewID, Kind: kind, Text: in.Text, SeenReply: in.SeenReply, UpdatedAt: d.Now()})
}

// draftOf is the kind of draft that an act publishes, "" for none.
func draftOf(act string) review.DraftKind {
	switch act {
	case Reply{}.Name(), Comment{}.Name():
		return review.ReplyDraft
	case FindReviewer{}.Name():
		return review.RequestDraft
	}
	return ""
}

// clockSkew is how far the server's clock may be behind ours.
const clockSkew = 5 * time.Minute

// shows reports whether r proves that the act of an intent was done, of which only the digest of the text may be known.
func shows(r review.Review, in review.Intent) bool {
	same := func(text string) bool { return digest(text) == in.Digest || in.Text != "" && sameText(text, in.Text) }
	switch in.Act {
	case Reply{}.Name():
		return r.CompanyReply != nil && same(r.CompanyReply.Text.Raw())
	case Comment{}.Name():
		return commented(r, in.At.Add(-clockSkew), same)
	case DeleteReply{}.Name():
		return DeleteReply{}.Shown(r) // another reply tells nothing: it may have replaced the one we meant
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
