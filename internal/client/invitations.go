package client

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// ForServer is the same client, with its tokens, pace and count, for another server of the same company: Trustpilot's
// invitations have a host of their own (trustpilot-api §1.1).
func (c *Client) ForServer(base string) (*Client, error) {
	u, err := baseURL(base)
	if err != nil {
		return nil, err
	}
	other := *c
	other.base = u
	return &other, nil
}

// EmailInvitation is what Trustpilot is asked to send to a customer (trustpilot-api §4.7). What is left out is "".
type EmailInvitation struct {
	ReplyTo     string             `json:"replyTo,omitempty"`
	Locale      string             `json:"locale,omitempty"` // as da-DK
	SenderName  string             `json:"senderName,omitempty"`
	SenderEmail string             `json:"senderEmail,omitempty"`
	LocationID  string             `json:"locationId,omitempty"` // the company's own ID of the location
	Reference   string             `json:"referenceNumber,omitempty"`
	Name        string             `json:"consumerName,omitempty"`
	Email       string             `json:"consumerEmail"`
	Type        string             `json:"type"` // "email"
	Service     *ServiceInvitation `json:"serviceReviewInvitation,omitempty"`
	Product     *ProductInvitation `json:"productReviewInvitation,omitempty"`
}

// ServiceInvitation asks for a review of the company.
type ServiceInvitation struct {
	TemplateID string   `json:"templateId,omitempty"`
	SendTime   string   `json:"preferredSendTime,omitempty"` // SendTime makes it
	Redirect   string   `json:"redirectUri,omitempty"`
	Tags       []string `json:"tags,omitempty"`
}

// ProductInvitation asks for reviews of what was bought: products, or the SKUs of products that Trustpilot has.
type ProductInvitation struct {
	TemplateID string   `json:"templateId,omitempty"`
	SendTime   string   `json:"preferredSendTime,omitempty"`
	Redirect   string   `json:"redirectUri,omitempty"`
	Products   any      `json:"products,omitempty"`
	SKUs       []string `json:"productSkus,omitempty"`
}

// SendTime writes when an invitation is to go out: ISO 8601 in UTC, whole seconds; "" for the zero time. Trustpilot's
// documentation has another form too, which reads as two dates (trustpilot-api §4.7).
func SendTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// InviteByEmail asks Trustpilot to send an invitation. It is sent once, and nothing can be read back: an error that wraps
// review.ErrUnknown may have sent it, and only a person repeats it.
func (c *Client) InviteByEmail(ctx context.Context, i EmailInvitation) error {
	if i.Type == "" {
		i.Type = "email"
	}
	k, err := c.onInvitations("send the invitation", http.MethodPost, "/email-invitations")
	if err != nil {
		return err
	}
	k.body = i
	_, err = c.do(ctx, k)
	return err
}

// LinkRequest is for whom an invitation link is made (trustpilot-api §4.7).
type LinkRequest struct {
	LocationID string   `json:"locationId,omitempty"`
	Reference  string   `json:"referenceId,omitempty"`
	Email      string   `json:"email"`
	Name       string   `json:"name,omitempty"`
	Locale     string   `json:"locale,omitempty"`
	Tags       []string `json:"tags,omitempty"`
	Redirect   string   `json:"redirectUri,omitempty"`
}

// InvitationLink is a link with which one customer can review one order.
type InvitationLink struct {
	ID  review.Text `json:"id"`
	URL review.Text `json:"url"`
}

// InviteByLink makes a link; nothing is sent to the customer. A link that was made and whose answer cannot be read wraps
// review.ErrUnknown. In a dry run the link is unknown.
func (c *Client) InviteByLink(ctx context.Context, r LinkRequest) (InvitationLink, error) {
	k, err := c.onInvitations("make the invitation link", http.MethodPost, "/invitation-links")
	if err != nil {
		return InvitationLink{}, err
	}
	var answer []byte
	k.body, k.answered = r, &answer
	if _, err := c.do(ctx, k); err != nil || c.rehearse != nil {
		return InvitationLink{}, err
	}
	o, ok := parseObject(answer)
	if !ok || !o.text("url").Visible() {
		return InvitationLink{}, c.misread(ctx, k, errNoJSON)
	}
	return InvitationLink{ID: o.text("id"), URL: o.text("url")}, nil
}

// Template is how an invitation looks; Type is as "email" and says what it is for.
type Template struct {
	ID      review.Text      `json:"id"`
	Name    review.Text      `json:"name"`
	Default review.Opt[bool] `json:"isDefaultTemplate"`
	Locale  review.Text      `json:"locale"`
	Type    review.Text      `json:"type"`
}

// Templates lists the unit's invitation templates.
func (c *Client) Templates(ctx context.Context) ([]Template, error) {
	k, err := c.onInvitations("list the invitation templates", http.MethodGet, "/templates")
	if err != nil {
		return nil, err
	}
	o, err := c.readObject(ctx, k)
	if err == nil && o.list("templates") == nil {
		err = c.misread(ctx, k, errNoJSON)
	}
	return each(o, "templates", func(o object) Template {
		return Template{ID: o.text("id"), Name: o.text("name"), Default: o.yes("isDefaultTemplate"), Locale: o.text("locale"), Type: o.text("type")}
	}), err
}

// ForgetInvited deletes what Trustpilot keeps of invitations to these customers. It cannot be undone.
func (c *Client) ForgetInvited(ctx context.Context, emails []string) error {
	if len(emails) == 0 {
		return fmt.Errorf("delete invitation data: %w: no customer is named", review.ErrInvalid)
	}
	return c.forget(ctx, map[string]any{"customerEmails": emails})
}

// ForgetInvitedBefore deletes what Trustpilot keeps of invitations from before a time. It cannot be undone.
func (c *Client) ForgetInvitedBefore(ctx context.Context, t time.Time) error {
	return c.forget(ctx, map[string]any{"deleteOlderThan": SendTime(t)})
}

func (c *Client) forget(ctx context.Context, body any) error {
	k, err := c.onInvitations("delete invitation data", http.MethodPost, "/invitation-data/delete")
	if err != nil {
		return err
	}
	k.body = body
	_, err = c.do(ctx, k)
	return err
}

// onInvitations is a private call below the client's business unit on the server of invitations.
func (c *Client) onInvitations(op, method, below string) (call, error) {
	if err := c.needsUnit(op); err != nil {
		return call{}, err
	}
	return call{op: op, method: method, path: "/private/business-units/" + c.unit + below, template: "/private/business-units/{id}" + below}, nil
}
