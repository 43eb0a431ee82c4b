package client

import (
	"context"
	"iter"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Review is the product review in the words of a service review, so that filters, orders and lines are the same: the
// product is the title, the company's last comment the reply.
func (r ProductReview) Review(talk *Conversation) review.Review {
	out := review.Review{ID: r.ID, Stars: r.Stars, Text: r.Content, Language: r.Language, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
		ReferenceID: r.ReferenceID, Status: r.State, ReplyUntold: r.untold, Item: &review.Item{Conversation: r.ConversationID}}
	if p := r.Product; p != nil {
		out.Item.Name, out.Item.SKU, out.Item.Brand, out.Item.URL = p.Name, p.SKU, p.Brand, p.URL
		out.Title = out.Item.Title()
	}
	if c := r.Consumer; c != nil {
		out.Consumer, out.ReferralEmail = &review.Consumer{ID: c.ID, DisplayName: c.Name}, c.Email
	}
	if r.BusinessUnitID.Visible() {
		out.BusinessUnit = &review.Unit{ID: r.BusinessUnitID}
	}
	if talk != nil {
		out.Talk = talk.Talk()
	}
	return out.Answered()
}

// Talk is the conversation in our words.
func (c Conversation) Talk() *review.Talk {
	t := &review.Talk{State: c.State}
	for _, k := range c.Comments {
		t.Comments = append(t.Comments, review.Comment{ID: k.ID, AuthorID: k.Author.ID, Text: k.Content, Company: k.Company(), CreatedAt: k.CreatedAt, UpdatedAt: k.UpdatedAt})
	}
	return t
}

// Products yields the unit's product reviews that the filter may select, without their conversations.
func (c *Client) Products(ctx context.Context, f review.Filter) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		for r, err := range c.ProductReviews(ctx, OnlyLanguage(f)) {
			if !yield(r.Review(nil), err) || err != nil {
				return
			}
		}
	}
}

// Product reads one product review with its conversation.
func (c *Client) Product(ctx context.Context, id review.ID) (review.Review, error) {
	r, err := c.ProductReview(ctx, id)
	if err != nil || !r.ConversationID.Visible() {
		return r.Review(nil), err
	}
	talk, err := c.Conversation(ctx, r.ConversationID.Raw())
	if err != nil {
		return review.Review{}, err
	}
	return r.Review(&talk), nil
}

// Talk reads a conversation in our words.
func (c *Client) Talk(ctx context.Context, conversation string) (*review.Talk, error) {
	talk, err := c.Conversation(ctx, conversation)
	if err != nil {
		return nil, err
	}
	return talk.Talk(), nil
}

// OnlyLanguage is the one language that is asked for, "" for any or several.
func OnlyLanguage(f review.Filter) string {
	all := f.Values(review.FieldLanguage)
	if len(all) != 1 || all[0] == "" {
		return ""
	}
	for _, r := range all[0] {
		if r < 'a' || r > 'z' {
			return ""
		}
	}
	return all[0]
}
