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
	return func(yield func(review.ID, error) bool) {
		for id, err := range c.deletions(ctx, "reviews", "reviewId", since) {
			if !yield(review.ID(id), err) {
				return
			}
		}
	}
}

// DeletedConsumers yields the IDs of the consumers, whatever they reviewed, whom Trustpilot deleted since, as Deletions does.
func (c *Client) DeletedConsumers(ctx context.Context, since time.Time) iter.Seq2[string, error] {
	return c.deletions(ctx, "consumers", "consumerId", since)
}

// deletions reads the feed of what is called so, each with its ID in a member of that name.
func (c *Client) deletions(ctx context.Context, what, member string, since time.Time) iter.Seq2[string, error] {
	path := "/" + what + "/deletions"
	k := call{op: "list deleted " + what, method: http.MethodGet, path: path, template: path, public: true, free: true}
	return func(yield func(string, error) bool) {
		q, shown := deletionsQuery(since), map[string]bool{"": true}
		for len(shown) <= mostDeletions {
			ids, token, err := c.deletionsPage(ctx, k, q, what, member)
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

// deletionsPage reads one page; token is "" on the last one. What is no ID is left out.
func (c *Client) deletionsPage(ctx context.Context, k call, q url.Values, what, member string) (ids []string, token string, err error) {
	k.query = q
	body, err := c.do(ctx, k)
	if err != nil {
		return nil, "", err
	}
	members, elements, ok := splitPage(body, what)
	if _, there := members[what]; !ok || !there {
		return nil, "", c.misread(ctx, k, errNoJSON)
	}
	return deletedIDs(elements, member), members.text("nextToken").Raw(), nil
}

func deletedIDs(elements []json.RawMessage, member string) (ids []string) {
	for _, raw := range elements {
		o, _ := parseObject(raw)
		if id := o.text(member).Raw(); review.ValidID(id) {
			ids = append(ids, id)
		}
	}
	return ids
}
