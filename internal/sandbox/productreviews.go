package sandbox

import (
	"math"
	"slices"
)

// shelf holds the product reviews and their conversations.
type shelf struct {
	reviews       []productReview // newest first
	conversations map[string]*conversation
}

// listProductReviews is the private list of product reviews, trustpilot-api §4.6.
func (s *Server) listProductReviews(c *call) answer {
	if refused := s.ownUnit(c); refused != nil {
		return *refused
	}
	q := readQuery(c.URL.RawQuery)
	page, perPage := q.number("page", 1, 1, math.MaxInt32), q.number("perPage", 20, 1, 100)
	match := q.productMatch()
	if q.problem != "" {
		return invalid(q.problem)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := slices.DeleteFunc(slices.Clone(s.shelf.reviews), func(r productReview) bool { return !match(r) })
	links := []link{}
	if page*perPage < len(found) {
		links = append(links, s.nextPage(c.URL, page+1))
	}
	return ok(struct {
		Reviews []productReview `json:"productReviews"`
		Links   []link          `json:"links"`
	}{orEmpty(stretch(found, (page-1)*perPage, perPage)), links})
}

// productMatch reads the filters of the list.
func (q *query) productMatch() func(productReview) bool {
	skus, languages, locale := q.list("sku"), q.list("language"), q.locale("locale")
	state := q.oneOf("state", "", "published", "unpublished")
	reported := q.flag("includeReportedReviews")
	return func(r productReview) bool {
		return (len(skus) == 0 || slices.Contains(skus, r.Product.SKU)) &&
			(len(languages) == 0 || slices.Contains(languages, r.Language)) &&
			(locale == "" || r.Locale == locale) && (state == "" || r.State == state) &&
			(!r.Reported || reported != nil && *reported)
	}
}

// productAt finds the product review of the path. The lock is held.
func (s *Server) productAt(c *call) (*productReview, *answer) {
	i := slices.IndexFunc(s.shelf.reviews, func(r productReview) bool { return r.ID == c.PathValue("id") })
	if i < 0 {
		return nil, refusal(notFound("Product review not found"))
	}
	return &s.shelf.reviews[i], nil
}

// showProductReview is one product review.
func (s *Server) showProductReview(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	q.locale("locale")
	if q.problem != "" {
		return invalid(q.problem)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, refused := s.productAt(c)
	if refused != nil {
		return *refused
	}
	return ok(r)
}
