package sandbox

import (
	"encoding/base64"
	"math"
	"slices"
	"strings"
)

// unitList is a list of business units.
type unitList struct {
	Units []unitJSON `json:"businessUnits"`
}

// searchUnits finds units by words; page and perpage are spelled as documented,
// trustpilot-api §4.3.
func (s *Server) searchUnits(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	words, countries := strings.ToLower(q.Get("query")), q.countries()
	if words == "" {
		q.complain("'query' is required")
	}
	page, perPage := q.number("page", 1, 1, math.MaxInt32), q.number("perpage", 20, 1, 100)
	if q.problem != "" {
		return invalid(q.problem)
	}
	found := slices.DeleteFunc(s.unitsOf(countries), func(u unit) bool {
		return !strings.Contains(strings.ToLower(u.Name+" "+u.Domain), words)
	})
	return ok(unitList{s.profiles(stretch(found, (page-1)*perPage, perPage))})
}

// allUnits pages through all units by a cursor, which is the id of the last one:
// trustpilot-api §4.3.
func (s *Server) allUnits(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	list, perPage := s.unitsOf(q.countries()), q.number("perPage", 1000, 1, 1000)
	from := q.cursor(list)
	if q.problem != "" {
		return invalid(q.problem)
	}
	page := stretch(list, from, perPage)
	cursor := ""
	if from+perPage < len(list) {
		cursor = base64.RawURLEncoding.EncodeToString([]byte(page[len(page)-1].ID))
	}
	return ok(struct {
		unitList
		Cursor *string `json:"cursor"`
	}{unitList{s.profiles(page)}, orNull(cursor)})
}

// cursor reads where a list of units goes on.
func (q *query) cursor(list []unit) int {
	s := q.Get("cursor")
	if s == "" {
		return 0
	}
	id, err := base64.RawURLEncoding.DecodeString(s)
	i := slices.IndexFunc(list, func(u unit) bool { return u.ID == string(id) })
	if err != nil || i < 0 {
		q.complain("'cursor' is not a cursor of this list")
	}
	return i + 1
}

// countries reads ISO 3166 codes, repeated or with commas.
func (q *query) countries() []string {
	list := q.list("country")
	for i, s := range list {
		if list[i] = strings.ToUpper(s); len(s) != 2 {
			q.complain("'country' takes two letters, not %q", s)
		}
	}
	return list
}

// unitsOf lists the units of some countries, or all where none is named.
func (s *Server) unitsOf(countries []string) []unit {
	return slices.DeleteFunc(s.units(), func(u unit) bool {
		return len(countries) > 0 && !slices.Contains(countries, u.Country)
	})
}

// profiles writes units out.
func (s *Server) profiles(list []unit) []unitJSON {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := []unitJSON{}
	for _, u := range list {
		out = append(out, s.profile(u))
	}
	return out
}

// stretch takes so many entries of a list from a place on; beyond the end there are none.
func stretch[T any](list []T, from, n int) []T {
	from = max(0, min(from, len(list)))
	return list[from:min(from+n, len(list))]
}
