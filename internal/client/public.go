package client

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Consumer reads what Trustpilot tells the public of a consumer (trustpilot-api §4.1).
func (c *Client) Consumer(ctx context.Context, consumerID string) (review.Profile, error) {
	k, err := onConsumer("show reviewer", consumerID, "")
	if err != nil {
		return review.Profile{}, err
	}
	o, err := c.readObject(ctx, k)
	if err != nil {
		return review.Profile{}, err
	}
	return review.Profile{ID: o.text("id"), DisplayName: o.text("displayName"), City: o.text("city"), Country: o.text("country"),
		Locale: o.text("locale"), About: o.text("about"), HasImage: o.yes("hasImage"), NumberOfReviews: o.whole("numberOfReviews")}, nil
}

// ConsumerReviews yields the consumer's public reviews of any company, newest first, each once; they hold only what
// the public sees. An error is the last thing it yields.
func (c *Client) ConsumerReviews(ctx context.Context, consumerID string) iter.Seq2[review.Review, error] {
	k, err := onConsumer("list reviews of reviewer", consumerID, "/reviews")
	if err != nil {
		return failing[review.Review](err)
	}
	q := url.Values{"orderBy": {newestFirst}, "perPage": {strconv.Itoa(perPage)}}
	return c.reviewWalk(k, false).all(ctx, q)
}

func onConsumer(verb, id, below string) (call, error) {
	if !review.ValidID(id) {
		return call{}, fmt.Errorf("%s %q: %w: not the id of a consumer", verb, id, review.ErrInvalid)
	}
	return call{op: verb + " " + id, method: http.MethodGet, path: "/consumers/" + id + below, template: "/consumers/{id}" + below, public: true}, nil
}

// Unit reads what Trustpilot tells the public of the business unit (trustpilot-api §4.3).
func (c *Client) Unit(ctx context.Context) (review.UnitProfile, error) {
	if err := c.needsUnit("show the business unit"); err != nil {
		return review.UnitProfile{}, err
	}
	o, err := c.readObject(ctx, call{op: "show business unit " + c.unit, method: http.MethodGet, path: "/business-units/" + c.unit,
		template: "/business-units/{id}", public: true})
	return unitProfileOf(o), err
}

// FindUnit finds the business unit of a domain, such as kettleworks.example; review.ErrNotFound when there is none.
func (c *Client) FindUnit(ctx context.Context, domain string) (review.UnitProfile, error) {
	op := "find the business unit of " + review.NewText(domain).Line()
	o, err := c.readObject(ctx, call{op: op, method: http.MethodGet, path: "/business-units/find", template: "/business-units/find",
		query: url.Values{"name": {domain}}, public: true})
	return unitProfileOf(o), err
}

func unitProfileOf(o object) review.UnitProfile {
	return review.UnitProfile{ID: o.text("id"), DisplayName: o.text("displayName"), Name: o.object("name").text("identifying"),
		WebsiteURL: o.text("websiteUrl"), Country: o.text("country"), TrustScore: o.object("score").number("trustScore"),
		Stars: o.object("score").number("stars"), NumberOfReviews: o.object("numberOfReviews").whole("total")}
}

// WebLinks is the address of the review's public page in a locale such as da-DK; unknown when the answer has none. It
// is the server's word: check it before opening it.
func (c *Client) WebLinks(ctx context.Context, id review.ID, locale string) (review.Text, error) {
	k, err := onReview("find the page of", http.MethodGet, id, "/web-links")
	if err != nil {
		return review.Text{}, err
	}
	k.path, k.template, k.public = "/reviews/"+string(id)+"/web-links", "/reviews/{id}/web-links", true
	k.query = url.Values{"locale": {locale}}
	o, err := c.readObject(ctx, k)
	return o.text("reviewUrl"), err
}

// readObject makes a read whose answer is one object.
func (c *Client) readObject(ctx context.Context, k call) (object, error) {
	body, err := c.do(ctx, k)
	if err != nil {
		return nil, err
	}
	o, ok := parseObject(body)
	if !ok {
		return nil, c.misread(ctx, k, errNoJSON)
	}
	return o, nil
}
