package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Reviews yields the unit's reviews newest first, each once, at least those that the filter selects. An error is the
// last thing it yields: without one the list is complete.
func (c *Client) Reviews(ctx context.Context, f review.Filter) iter.Seq2[review.Review, error] {
	if f.Kind == review.Product {
		return failing[review.Review](fmt.Errorf("list product reviews: %w: this is the list of service reviews", review.ErrInvalid))
	}
	if err := c.needsUnit("list reviews"); err != nil {
		return failing[review.Review](err)
	}
	k := call{op: "list reviews", method: http.MethodGet, path: "/private/business-units/" + c.unit + "/reviews",
		template: "/private/business-units/{id}/reviews"}
	return c.reviewWalk(k, true).all(ctx, queryOf(f, c.now()))
}

// Review reads one review; review.ErrNotFound when Trustpilot has none of that id.
func (c *Client) Review(ctx context.Context, id review.ID) (review.Review, error) {
	k, err := onReview("show", http.MethodGet, id, "")
	if err != nil {
		return review.Review{}, err
	}
	body, err := c.do(ctx, k)
	if err != nil {
		return review.Review{}, err
	}
	r, ok := decodeReview(body)
	if !ok {
		return review.Review{}, c.misread(ctx, k, errNoJSON)
	}
	if !strings.EqualFold(string(r.ID), string(id)) {
		return review.Review{}, c.misread(ctx, k, errOther)
	}
	return r, nil
}

var (
	errOther  = errors.New("the server sent another review than the one asked for")
	errCircle = errors.New("the server sends the same page again, so the list is not complete")
)

// misread is the error of a read whose answer came whole but cannot be believed; a repeat would bring the same.
func (c *Client) misread(ctx context.Context, k call, why error) *Error {
	e := c.lost(ctx, k, true, why)
	e.repeat = false
	return e
}

func failing[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) { yield(*new(T), err) }
}

func (c *Client) needsUnit(op string) error {
	if c.unit == "" {
		return fmt.Errorf("%s: %w: the business unit is not known", op, review.ErrInvalid)
	}
	return nil
}

// onReview is a private call on one review; below is what follows the id in the path.
func onReview(verb, method string, id review.ID, below string) (call, error) {
	if !review.ValidID(string(id)) {
		return call{}, fmt.Errorf("%s %q: %w: not the id of a review", verb, id, review.ErrInvalid)
	}
	return call{op: verb + " " + string(id), method: method, path: "/private/reviews/" + string(id) + below,
		template: "/private/reviews/{id}" + below}, nil
}

// reviewWalk walks a list of reviews; timed when it takes endDateTime.
func (c *Client) reviewWalk(k call, timed bool) walk[review.Review] {
	w := newWalk(c, k, "reviews", readable(c, k, decodeReview), func(r review.Review) (string, time.Time) { return string(r.ID), r.CreatedAt.Time })
	w.timed = timed
	return w
}

// readable reads the reviews of a page. One that cannot be read costs no other.
func readable[T any](c *Client, k call, decode func(json.RawMessage) (T, bool)) func([]json.RawMessage) []T {
	return func(elements []json.RawMessage) []T {
		out := make([]T, 0, len(elements))
		for i, raw := range elements {
			r, ok := decode(raw)
			if !ok {
				c.warn(fmt.Sprintf("%s: left out number %d of a page: it has no valid id or cannot be read", k.op, i+1))
				continue
			}
			out = append(out, r)
		}
		return out
	}
}

// newWalk walks the list called name in what k answers; read takes the rows of a page, and key tells them apart.
func newWalk[T any](c *Client, k call, name string, read func([]json.RawMessage) []T, key func(T) (string, time.Time)) walk[T] {
	return walk[T]{
		fetch: func(ctx context.Context, q url.Values) (page[T], error) { return fetchPage(ctx, c, k, q, name, read) },
		key:   key,
		bad:   func(ctx context.Context) error { return c.misread(ctx, k, errCircle) },
	}
}

// fetchPage reads one page of the list called name.
func fetchPage[T any](ctx context.Context, c *Client, k call, q url.Values, name string, read func([]json.RawMessage) []T) (page[T], error) {
	k.query = q
	body, err := c.do(ctx, k)
	if err != nil {
		return page[T]{}, err
	}
	members, elements, ok := splitPage(body, name)
	if _, there := members[name]; !ok || !there {
		return page[T]{}, c.misread(ctx, k, errNoJSON)
	}
	p := page[T]{rows: read(elements), size: len(elements)}
	if len(elements) > 0 {
		p.more = nextPage(members)
	}
	return p, nil
}

// nextPage is the query of the link called next-page; empty when its address cannot be read, nil when there is none.
func nextPage(members object) url.Values {
	for _, raw := range members.list("links") {
		o, ok := parseObject(raw)
		if !ok || !o.text("rel").Is("next-page") {
			continue
		}
		u, err := url.Parse(o.text("href").Raw())
		if err != nil {
			return url.Values{}
		}
		return u.Query()
	}
	return nil
}
