package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Every act here is sent once. An error that wraps review.ErrUnknown means that it may have been done: read the review
// before trying again.

// Reply publishes the company's reply, in place of one that is there (trustpilot-api §3.1).
func (c *Client) Reply(ctx context.Context, id review.ID, text string) error {
	body := struct {
		Message string `json:"message"`
		Author  string `json:"authorBusinessUserId,omitempty"`
	}{text, c.user}
	return c.act(ctx, "reply to", http.MethodPost, id, "/reply", nil, body)
}

// DeleteReply takes the company's reply back.
func (c *Client) DeleteReply(ctx context.Context, id review.ID) error {
	return c.act(ctx, "delete the reply to", http.MethodDelete, id, "/reply", nil, nil)
}

type tagList struct {
	Tags []review.Tag `json:"tags"`
}

// AddTags adds tags to those that are there. It is PUT that adds, and POST that replaces (trustpilot-api §3.2).
func (c *Client) AddTags(ctx context.Context, id review.ID, tags []review.Tag) error {
	return c.act(ctx, "tag", http.MethodPut, id, "/tags", nil, tagList{tags})
}

// RemoveTag removes one tag.
func (c *Client) RemoveTag(ctx context.Context, id review.ID, tag review.Tag) error {
	q := url.Values{"group": {tag.Group.Raw()}, "value": {tag.Value.Raw()}}
	return c.act(ctx, "untag", http.MethodDelete, id, "/tags", q, nil)
}

// FindReviewer asks the reviewer for their details (trustpilot-api §3.3). Without a message Trustpilot's own is sent.
func (c *Client) FindReviewer(ctx context.Context, id review.ID, message string) error {
	body := struct {
		Message *string `json:"message"`
		Silent  bool    `json:"skipNotificationEmailToBusinessUser"`
	}{}
	if message != "" {
		body.Message = &message
	}
	return c.act(ctx, "find the reviewer of", http.MethodPost, id, "/find-reviewer", nil, body)
}

func (c *Client) act(ctx context.Context, verb, method string, id review.ID, below string, q url.Values, body any) error {
	k, err := onReview(verb, method, id, below)
	if err != nil {
		return err
	}
	k.query, k.body = q, body
	_, err = c.do(ctx, k)
	return err
}
