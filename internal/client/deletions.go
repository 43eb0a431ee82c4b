package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

const (
	perDeletions  = 1000   // the most that one page of the feed holds (trustpilot-api §4.2)
	mostDeletions = 10_000 // pages, after which a feed counts as endless
)

// Deletions yields the IDs of the reviews, of any company, that Trustpilot deleted on the day of since in UTC or later
// (trustpilot-api §4.2). Its calls are free of the yearly allowance, so Calls leaves them out. An error is the last thing it
// yields.
func (c *Client) Deletions(ctx context.Context, since time.Time) iter.Seq2[review.ID, error] {
	k := call{op: "list deletions", method: http.MethodGet, path: "/reviews/deletions", template: "/reviews/deletions", public: true, free: true}
	return func(yield func(review.ID, error) bool) {
		q, shown := deletionsQuery(since), map[string]bool{"": true}
		for len(shown) <= mostDeletions {
			ids, token, err := c.deletionsPage(ctx, k, q)
			if err != nil {
				yield("", err)
				return
			}
			for _, id := range ids {
				if !yield(id, nil) {
					return
				}
			}
			if token == "" {
				return
			}
			if shown[token] {
				break
			}
			shown[token] = true
			q.Set("nextToken", token)
		}
		yield("", c.misread(ctx, k, errCircle))
	}
}

// deletionsQuery asks from a whole day on. Nothing is deleted before the year that Trustpilot began in.
func deletionsQuery(since time.Time) url.Values {
	q := url.Values{"limit": {strconv.Itoa(perDeletions)}}
	if since.Year() >= 2007 {
		q.Set("startDate", since.UTC().Format(time.DateOnly))
	}
	return q
}

// deletionsPage reads one page; token is "" on the last one. What is no review's ID is left out.
func (c *Client) deletionsPage(ctx context.Context, k call, q url.Values) (ids []review.ID, token string, err error) {
	k.query = q
	body, err := c.do(ctx, k)
	if err != nil {
		return nil, "", err
	}
	members, elements, ok := splitPage(body, "reviews")
	if _, there := members["reviews"]; !ok || !there {
		return nil, "", c.misread(ctx, k, errNoJSON)
	}
	return deletedIDs(elements), members.text("nextToken").Raw(), nil
}

func deletedIDs(elements []json.RawMessage) (ids []review.ID) {
	for _, raw := range elements {
		o, _ := parseObject(raw)
		if id := o.text("reviewId").Raw(); review.ValidID(id) {
			ids = append(ids, review.ID(id))
		}
	}
	return ids
}
