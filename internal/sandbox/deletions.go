package sandbox

import (
	"encoding/base64"
	"strconv"
	"time"
)

// deletion is one entry of a deletions feed.
type deletion struct {
	id string
	at time.Time
}

type reviewGone struct {
	ID string `json:"reviewId"`
	At string `json:"deletedAt"`
}

type consumerGone struct {
	ID string `json:"consumerId"`
	At string `json:"deletedAt"`
}

// deletedReviews is the feed of reviews that are gone, trustpilot-api §4.2.
func (s *Server) deletedReviews(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	page, next, refused := feed(c, s.data.deleted)
	if refused != nil {
		return *refused
	}
	list := []reviewGone{}
	for _, d := range page {
		list = append(list, reviewGone{d.id, stamp(d.at)})
	}
	return ok(struct {
		Reviews []reviewGone `json:"reviews"`
		Next    *string      `json:"nextToken"`
	}{list, next})
}

// deletedConsumers is the feed of consumers that are gone.
func (s *Server) deletedConsumers(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	page, next, refused := feed(c, s.data.deletedConsumers)
	if refused != nil {
		return *refused
	}
	list := []consumerGone{}
	for _, d := range page {
		list = append(list, consumerGone{d.id, stamp(d.at)})
	}
	return ok(struct {
		Consumers []consumerGone `json:"consumers"`
		Next      *string        `json:"nextToken"`
	}{list, next})
}

// feed cuts one page out of a feed, which is oldest first, so that a token
// stays good while entries are added.
func feed(c *call, all []deletion) ([]deletion, *string, *answer) {
	q := readQuery(c.URL.RawQuery)
	limit := q.number("limit", 100, 1, 1000)
	start, end := q.day("startDate"), q.day("endDate")
	from := q.token("nextToken")
	if q.problem != "" {
		return nil, nil, refusal(invalid(q.problem))
	}
	var page []deletion
	for i := from; i < len(all); i++ {
		d := all[i]
		if start != nil && d.at.Before(*start) || end != nil && !d.at.Before(end.AddDate(0, 0, 1)) {
			continue
		}
		if len(page) == limit {
			return page, ptr(base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(i)))), nil
		}
		page = append(page, d)
	}
	return page, nil, nil
}

// day reads a date without a time.
func (q *query) day(name string) *time.Time {
	s := q.Get(name)
	if s == "" {
		return nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		q.complain("'%s' takes a date such as 2013-09-07, not %q", name, s)
		return nil
	}
	return &t
}

// token reads the place that a nextToken stands for.
func (q *query) token(name string) int {
	s := q.Get(name)
	if s == "" {
		return 0
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	n, err2 := strconv.Atoi(string(b))
	if err != nil || err2 != nil || n < 0 {
		q.complain("'%s' is not a token of this feed", name)
		return 0
	}
	return n
}
