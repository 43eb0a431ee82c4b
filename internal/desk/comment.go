package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Products is an optional part of Trustpilot: what the desk asks of product reviews (trustpilot-api §4.6). Its errors are
// those of Trustpilot, and no write is ever sent twice.
type Products interface {
	// Products yields the unit's product reviews, in no documented order and without their conversations. The filter
	// only narrows what is asked.
	Products(ctx context.Context, f review.Filter) iter.Seq2[review.Review, error]
	// Product reads one with its conversation.
	Product(ctx context.Context, id review.ID) (review.Review, error)
	// Talk reads a conversation.
	Talk(ctx context.Context, conversation string) (*review.Talk, error)
	// CreateConversation begins the conversation of a review and gives its ID. Nothing is public by that.
	CreateConversation(ctx context.Context, id review.ID) (string, error)
	AddComment(ctx context.Context, conversation, text string) error
	EditComment(ctx context.Context, conversation, comment, text string) error
}

// Comment answers a product review in public, by a comment in its conversation. Comments stay beside each other.
type Comment struct {
	ID   review.ID
	Text string
	// Seen is the digest (or at least 6 digits of it) of a comment of the company: the one whose text this takes the
	// place of or, with Add, the last one that the agent saw; "" if there was none.
	Seen     string
	Add      bool   // speaks beside what the company said; with Seen "" whatever that was
	SeenText string // ContentDigest of the review the agent saw; "" when they saw none
	Force    bool   // allows more than MaxReply characters, and the same text again while its outcome is unknown
}

// ReviewID names the review.
func (c Comment) ReviewID() review.ID { return c.ID }

// Name is "comment".
func (c Comment) Name() string { return "comment" }

// Check refuses a text that no comment may have, comments of the company that are not as the agent saw them, and a review
// that was edited since.
func (c Comment) Check(r review.Review) error {
	if err := c.CheckText(); err != nil {
		return err
	}
	if n := len(c.Seen); n > 0 && n < minSeen {
		return fmt.Errorf("comment on %s: %w: %q is too short to name a comment, at least %d digits are needed", c.ID, review.ErrInvalid, c.Seen, minSeen)
	}
	if r.ReplyUntold {
		return fmt.Errorf("comment on %s: %w", c.ID, errUntold)
	}
	said := r.Talk.OfCompany()
	conflict := func(what string) error { return &ConflictError{ID: c.ID, Now: r, What: what} }
	switch {
	case c.SeenText != "" && c.SeenText != r.ContentDigest():
		return conflict("the reviewer has changed the review since you read it")
	case c.Add && (c.Seen == "" || len(said) > 0 && c.means(said[len(said)-1])):
		return nil
	case c.Add:
		return conflict("the company's last comment is another than the one you saw")
	case c.Seen == "" && len(said) > 0:
		return conflict("the company has commented already")
	case c.Seen != "" && !slices.ContainsFunc(said, c.means):
		return conflict("no comment of the company has the SHA " + review.NewText(c.Seen).Line())
	}
	return nil
}

// CheckText refuses what no review could take: an empty, over-long or broken text.
func (c Comment) CheckText() error { return Reply{ID: c.ID, Text: c.Text, Force: c.Force}.CheckText() }

// means reports whether k is the comment that Seen names.
func (c Comment) means(k review.Comment) bool {
	return c.Seen != "" && strings.HasPrefix(k.Reply().Digest(), strings.ToLower(c.Seen))
}

// edited is the comment that this takes the place of; false where it is one more. Of several with that text it is the last.
func (c Comment) edited(r review.Review) (review.Comment, bool) {
	if c.Add || c.Seen == "" {
		return review.Comment{}, false
	}
	said := r.Talk.OfCompany()
	for _, k := range slices.Backward(said) {
		if c.means(k) {
			return k, true
		}
	}
	return review.Comment{}, false
}

// Apply shows the text in the conversation, and as the company's answer.
func (c Comment) Apply(r review.Review) review.Review {
	talk := review.Talk{}
	if r.Talk != nil {
		talk = *r.Talk
	}
	talk.Comments = slices.Clone(talk.Comments)
	if was, ok := c.edited(r); ok {
		i := slices.IndexFunc(talk.Comments, func(k review.Comment) bool { return k.ID == was.ID })
		talk.Comments[i].Text = review.NewText(c.Text)
	} else {
		talk.Comments = append(talk.Comments, review.Comment{Company: true, Text: review.NewText(c.Text)})
	}
	r.Talk = &talk
	return r.Answered()
}

// Shown reports whether the server shows our text among the company's comments.
func (c Comment) Shown(r review.Review) bool { return slices.ContainsFunc(r.Talk.OfCompany(), c.ours) }

func (c Comment) ours(k review.Comment) bool { return sameText(k.Text.Raw(), c.Text) }

// shownSince looks at the comment that was changed, or at those that were not there before: the same words may stand
// there from an earlier time.
func (c Comment) shownSince(before, now review.Review) bool {
	was, edits := c.edited(before)
	return slices.ContainsFunc(now.Talk.OfCompany(), func(k review.Comment) bool {
		if edits {
			return k.ID == was.ID && c.ours(k)
		}
		return c.ours(k) && !hasComment(before, k)
	})
}

func hasComment(r review.Review, k review.Comment) bool {
	return slices.ContainsFunc(r.Talk.OfCompany(), func(o review.Comment) bool { return o.ID == k.ID })
}

// Made is the comment of r that this left there: the last of the company with these words.
func (c Comment) Made(r review.Review) (review.Comment, bool) {
	for _, k := range slices.Backward(r.Talk.OfCompany()) {
		if c.ours(k) {
			return k, true
		}
	}
	return review.Comment{}, false
}

// commented reports whether the company wrote a comment with such a text after a time, or changed one to it.
func commented(r review.Review, after time.Time, same func(text string) bool) bool {
	return slices.ContainsFunc(r.Talk.OfCompany(), func(k review.Comment) bool {
		return same(k.Text.Raw()) && (k.CreatedAt.After(after) || k.UpdatedAt.After(after))
	})
}

func (c Comment) text() string { return c.Text }

// errNoProducts says that the desk was opened without product reviews.
var errNoProducts = fmt.Errorf("%w: product reviews are not known here", review.ErrInvalid)

func (c Comment) send(ctx context.Context, api Trustpilot, r review.Review) error {
	p, ok := api.(Products)
	if !ok {
		return fmt.Errorf("%w: %w", review.ErrNotSent, errNoProducts)
	}
	conversation, err := begun(ctx, p, r)
	if err != nil {
		return err
	}
	if was, ok := c.edited(r); ok {
		return p.EditComment(ctx, conversation, was.ID.Raw(), c.Text)
	}
	return p.AddComment(ctx, conversation, c.Text)
}

// begun is the review's conversation, which is made where there is none. Nothing is said by that, so where the answer is
// lost the review tells, and the comment may be tried again.
func begun(ctx context.Context, p Products, r review.Review) (string, error) {
	if r.Item != nil && r.Item.Conversation.Visible() {
		return r.Item.Conversation.Raw(), nil
	}
	id, err := p.CreateConversation(ctx, r.ID)
	if err == nil || !errors.Is(err, review.ErrUnknown) {
		return id, err
	}
	if now, again := p.Product(ctx, r.ID); again == nil && now.Item != nil && now.Item.Conversation.Visible() {
		return now.Item.Conversation.Raw(), nil
	}
	return "", fmt.Errorf("no comment was sent: %w: %v", review.ErrTemporary, err)
}

// overtaken tells that the comment that was to change has other words now, or is gone.
func (c Comment) overtaken(before, now review.Review) string {
	was, edits := c.edited(before)
	if !edits {
		return ""
	}
	for _, k := range now.Talk.OfCompany() {
		if k.ID == was.ID && (c.ours(k) || k.Text == was.Text) {
			return ""
		} else if k.ID == was.ID {
			return "somebody else's words stand in the comment now"
		}
	}
	return "the comment is gone"
}

func (c Comment) unseen(_, _ review.Review) string { return "" } // comments stay beside each other

func (c Comment) saw(r review.Review) bool { return c.Check(r) == nil }

func (c Comment) insists() bool { return c.Force }

// read reads the review that an act of that name is about, as the server has it.
func (d *Desk) read(ctx context.Context, act string, id review.ID) (review.Review, error) {
	if act != (Comment{}).Name() {
		return d.API.Review(ctx, id)
	}
	p, ok := d.API.(Products)
	if !ok {
		return review.Review{}, errNoProducts
	}
	return p.Product(ctx, id)
}
