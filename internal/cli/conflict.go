package cli

import (
	"errors"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// standingJSON is the review, and the reply on it, that stopped a write or took its place.
type standingJSON struct {
	Reply  *review.Reply `json:"reply"`         // null: there is none
	SHA    string        `json:"sha,omitempty"` // names the reply for --replace
	Review struct {
		Stars int         `json:"stars"`
		Title review.Text `json:"title"`
		Text  review.Text `json:"text"`
	} `json:"review"`
}

// collision is what stands there, what was seen and what was written, of an error that tells of it.
func collision(err error) (now review.Review, then *review.Review, yours string, ok bool) {
	var conflict *desk.ConflictError
	var overtaken *desk.OvertakenError
	switch {
	case errors.As(err, &conflict):
		return conflict.Now, conflict.Then, conflict.Yours, true
	case errors.As(err, &overtaken):
		return overtaken.Now, nil, overtaken.Yours, true
	}
	return now, nil, "", false
}

func standing(err error) *standingJSON {
	now, _, _, ok := collision(err)
	if !ok {
		return nil
	}
	s := &standingJSON{Reply: now.CompanyReply, SHA: now.CompanyReply.Digest()}
	s.Review.Stars, s.Review.Title, s.Review.Text = now.Stars, now.Title, now.Text
	return s
}

// showBoth shows a person what they saw, what stands there now and what they wrote.
func (a *App) showBoth(err error) {
	now, then, yours, ok := collision(err)
	if !ok || a.out.asked() {
		return
	}
	w := a.errLines()
	edited := then != nil && then.ContentDigest() != now.ContentDigest()
	if then != nil {
		showSide(w, "then", *then, edited)
	}
	showSide(w, "now", now, edited)
	if yours != "" {
		w.line("yours:")
		w.line(indent(review.NewText(yours).Block()))
	}
}

// showSide shows a reply and, where the reviewer has changed it, the review.
func showSide(w *lines, side string, r review.Review, edited bool) {
	if edited {
		w.line(fmt.Sprintf("%s, the review: %d stars, %s", side, r.Stars, r.Title.Line()))
		w.line(indent(r.Text.Block()))
	}
	c := r.CompanyReply
	if c == nil {
		w.line(side + ": no reply")
		return
	}
	at := c.CreatedAt
	if c.UpdatedAt.After(at.Time) {
		at = c.UpdatedAt
	}
	w.line(side + ": " + joined("reply of "+orDash(c.AuthorName.Line()), day(at), "SHA "+c.Digest()))
	w.line(indent(c.Text.Block()))
}
