package client

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// ProductReview is one review of a product, under Trustpilot's field names (trustpilot-api §4.6).
type ProductReview struct {
	ID               review.ID                    `json:"id"`
	CreatedAt        review.Time                  `json:"createdAt"`
	UpdatedAt        review.Time                  `json:"updatedAt"`
	BusinessUnitID   review.Text                  `json:"businessUnitId"`
	Stars            int                          `json:"stars"` // 1 to 5, 0 when unknown
	Content          review.Text                  `json:"content"`
	Product          *ReviewedProduct             `json:"product"`
	Consumer         *Buyer                       `json:"consumer"`
	ReferenceID      review.Text                  `json:"referenceId"`
	Locale           review.Text                  `json:"locale"`
	Language         review.Text                  `json:"language"`
	RedirectURI      review.Text                  `json:"redirectUri"`
	State            review.Text                  `json:"state"` // published or unpublished
	Moderated        review.Opt[bool]             `json:"hasModerationHistory"`
	ConversationID   review.Text                  `json:"conversationId"`
	AttributeRatings review.List[json.RawMessage] `json:"attributeRatings"`
	Attachments      review.List[json.RawMessage] `json:"attachments"`

	untold bool // the answer had no conversationId at all, so that it says nothing of a conversation
}

// ReviewedProduct is what a product review is about.
type ReviewedProduct struct {
	ID    review.Text `json:"id"`
	URL   review.Text `json:"productUrl"`
	Name  review.Text `json:"name"`
	SKU   review.Text `json:"sku"`
	GTIN  review.Text `json:"gtin"`
	MPN   review.Text `json:"mpn"`
	Brand review.Text `json:"brand"`
}

// Buyer is who wrote a product review.
type Buyer struct {
	ID    review.Text `json:"id"`
	Email review.Text `json:"email"`
	Name  review.Text `json:"name"`
}

// Conversation is what was said under a product review, oldest first. Only one whose State is public is seen by everybody.
type Conversation struct {
	ID             review.Text          `json:"id"`
	BusinessUnitID review.Text          `json:"businessUnitId"`
	ConsumerID     review.Text          `json:"consumerId"`
	Source         review.Text          `json:"source"`
	SourceID       review.Text          `json:"sourceId"`
	State          review.Text          `json:"state"`
	Comments       review.List[Comment] `json:"comments"`
}

// Comment is one thing that was said; Author.Type is businessUser for the company.
type Comment struct {
	ID        review.Text   `json:"commentId"`
	CreatedAt review.Time   `json:"createdAt"`
	UpdatedAt review.Time   `json:"updatedAt"`
	Author    CommentAuthor `json:"author"`
	Content   review.Text   `json:"content"`
}

// CommentAuthor is who said something.
type CommentAuthor struct {
	ID   review.Text `json:"id"`
	Type review.Text `json:"type"`
}

// Company reports whether the company said it.
func (c Comment) Company() bool { return strings.EqualFold(c.Author.Type.Raw(), "businessUser") }

// ProductReviews yields the unit's product reviews, reported ones too, each once; only those in the language unless that is
// "". No order is documented. An error is the last thing it yields.
func (c *Client) ProductReviews(ctx context.Context, language string) iter.Seq2[ProductReview, error] {
	if err := c.needsUnit("list product reviews"); err != nil {
		return failing[ProductReview](err)
	}
	k := call{op: "list product reviews", method: http.MethodGet, path: "/private/product-reviews/business-units/" + c.unit + "/reviews",
		template: "/private/product-reviews/business-units/{id}/reviews"}
	w := newWalk(c, k, "productReviews", readable(c, k, decodeProduct), func(r ProductReview) (string, time.Time) { return string(r.ID), time.Time{} })
	q := url.Values{"perPage": {strconv.Itoa(perPage)}, "includeReportedReviews": {"true"}}
	if language != "" {
		q.Set("language", language)
	}
	return w.all(ctx, q)
}

func decodeProduct(raw json.RawMessage) (ProductReview, bool) {
	o, ok := parseObject(raw)
	id := o.text("id").Raw()
	if !ok || !review.ValidID(id) {
		return ProductReview{}, false
	}
	r := ProductReview{ID: review.ID(id), CreatedAt: o.time("createdAt"), UpdatedAt: o.time("updatedAt"), BusinessUnitID: o.text("businessUnitId"), Stars: stars(o),
		Content: o.text("content"), ReferenceID: o.text("referenceId"), Locale: o.text("locale"), Language: o.text("language"), RedirectURI: o.text("redirectUri"),
		untold: !o.has("conversationId"), State: o.text("state"), Moderated: o.yes("hasModerationHistory"), ConversationID: o.text("conversationId"),
		AttributeRatings: o.list("attributeRatings"), Attachments: o.list("attachments")}
	if p := o.object("product"); p != nil {
		r.Product = &ReviewedProduct{p.text("id"), p.text("productUrl"), p.text("name"), p.text("sku"), p.text("gtin"), p.text("mpn"), p.text("brand")}
	}
	if b := o.object("consumer"); b != nil {
		r.Consumer = &Buyer{b.text("id"), b.text("email"), b.text("name")}
	}
	return r, true
}

// ProductReview reads one product review; review.ErrNotFound when Trustpilot has none of that id.
func (c *Client) ProductReview(ctx context.Context, id review.ID) (ProductReview, error) {
	k, err := onProduct("show product review", http.MethodGet, id, "")
	if err != nil {
		return ProductReview{}, err
	}
	body, err := c.do(ctx, k)
	if err != nil {
		return ProductReview{}, err
	}
	r, ok := decodeProduct(body)
	switch {
	case !ok:
		return ProductReview{}, c.misread(ctx, k, errNoJSON)
	case !strings.EqualFold(string(r.ID), string(id)):
		return ProductReview{}, c.misread(ctx, k, errOther)
	}
	return r, nil
}

// Conversation reads what was said under a product review.
func (c *Client) Conversation(ctx context.Context, id string) (Conversation, error) {
	k, err := onConversation("show conversation", http.MethodGet, id, "")
	if err != nil {
		return Conversation{}, err
	}
	o, err := c.readObject(ctx, k)
	switch {
	case err != nil:
		return Conversation{}, err
	case !o.has("comments"): // which does not mean that nobody has said anything
		return Conversation{}, c.misread(ctx, k, errNoJSON)
	case !strings.EqualFold(o.text("id").Raw(), id):
		return Conversation{}, c.misread(ctx, k, errOther)
	}
	return Conversation{ID: o.text("id"), BusinessUnitID: o.text("businessUnitId"), ConsumerID: o.text("consumerId"), Source: o.text("source"),
		SourceID: o.text("sourceId"), State: o.text("state"), Comments: each(o, "comments", commentOf)}, nil
}

func commentOf(o object) Comment {
	by := o.object("author")
	return Comment{ID: o.text("commentId"), CreatedAt: o.time("createdAt"), UpdatedAt: o.time("updatedAt"), Content: o.text("content"),
		Author: CommentAuthor{by.text("id"), by.text("type")}}
}

// rehearsedConversation stands for the id of a conversation that a dry run did not make.
const rehearsedConversation = "CONVERSATION_ID"

// CreateConversation makes the conversation of a product review and gives its id. Nothing is public by that. Where the id
// cannot be read the error wraps review.ErrUnknown: the review itself tells whether there is one now.
func (c *Client) CreateConversation(ctx context.Context, id review.ID) (string, error) {
	k, err := onProduct("begin the conversation of", http.MethodPost, id, "/create-conversation")
	if err != nil {
		return "", err
	}
	var answer []byte
	k.answered = &answer
	if _, err := c.do(ctx, k); err != nil {
		return "", err
	}
	if c.rehearse != nil {
		return rehearsedConversation, nil
	}
	o, _ := parseObject(answer)
	if made := o.text("conversationId").Raw(); review.ValidID(made) {
		return made, nil
	}
	return "", c.misread(ctx, k, errNoJSON)
}

type commentBody struct {
	Content string `json:"content"`
}

// AddComment says something in a conversation, for the company. It is sent once; what was said before stays.
func (c *Client) AddComment(ctx context.Context, conversation, text string) error {
	return c.talk(ctx, "comment in", http.MethodPost, conversation, "/comments", "/comments", commentBody{text})
}

// EditComment puts a text in place of that of a comment.
func (c *Client) EditComment(ctx context.Context, conversation, comment, text string) error {
	if !review.ValidID(comment) {
		return fmt.Errorf("change comment %q: %w: not the id of a comment", review.NewText(comment).Line(), review.ErrInvalid)
	}
	return c.talk(ctx, "change a comment in", http.MethodPut, conversation, "/comments/"+comment, "/comments/{comment}", commentBody{text})
}

// PublishConversation shows a conversation to everybody.
func (c *Client) PublishConversation(ctx context.Context, conversation string) error {
	return c.talk(ctx, "publish", http.MethodPost, conversation, "/state", "/state", map[string]string{"state": "public"})
}

func (c *Client) talk(ctx context.Context, verb, method, conversation, below, template string, body any) error {
	k, err := onConversation(verb+" conversation", method, conversation, below)
	if err != nil {
		return err
	}
	k.template, k.body = "/private/conversations/{id}"+template, body
	_, err = c.do(ctx, k)
	return err
}

func onProduct(verb, method string, id review.ID, below string) (call, error) {
	if !review.ValidID(string(id)) {
		return call{}, fmt.Errorf("%s %q: %w: not the id of a review", verb, id, review.ErrInvalid)
	}
	return call{op: verb + " " + string(id), method: method, path: "/private/product-reviews/" + string(id) + below,
		template: "/private/product-reviews/{id}" + below}, nil
}

func onConversation(verb, method, id, below string) (call, error) {
	if !review.ValidID(id) {
		return call{}, fmt.Errorf("%s %q: %w: not the id of a conversation", verb, review.NewText(id).Line(), review.ErrInvalid)
	}
	return call{op: verb + " " + id, method: method, path: "/private/conversations/" + id + below, template: "/private/conversations/{id}" + below}, nil
}
