package sandbox

import (
	"math"
	"strings"
)

// unitJSON is a business unit, trustpilot-api §4.3.
type unitJSON struct {
	Links       []link     `json:"links"`
	ID          string     `json:"id"`
	DisplayName string     `json:"displayName"`
	Name        namesJSON  `json:"name"`
	Website     string     `json:"websiteUrl"`
	Country     string     `json:"country"`
	Reviews     countsJSON `json:"numberOfReviews"`
	Status      string     `json:"status"`
	Score       scoreJSON  `json:"score"`
	BadFit      bool       `json:"badFit"`
}

type namesJSON struct {
	Identifying string   `json:"identifying"`
	Referring   []string `json:"referring"`
}

type countsJSON struct {
	Total int `json:"total"`
	Used  int `json:"usedForTrustScoreCalculation"`
	One   int `json:"oneStar"`
	Two   int `json:"twoStars"`
	Three int `json:"threeStars"`
	Four  int `json:"fourStars"`
	Five  int `json:"fiveStars"`
}

// scoreJSON has the score to one decimal and the stars in half steps.
type scoreJSON struct {
	TrustScore float64 `json:"trustScore"`
	Stars      float64 `json:"stars"`
}

// profile counts the reviews and writes the unit out. The lock is held.
func (s *Server) profile() unitJSON {
	counts, used := s.data.count()
	u := unitJSON{
		Links: selfLink("/business-units/" + s.unit.ID), ID: s.unit.ID, DisplayName: s.unit.Name,
		Name: namesJSON{s.unit.Domain, s.unit.domains()}, Website: "https://" + s.unit.Domain, Country: s.unit.Country,
		Reviews: countsJSON{0, used, counts[1], counts[2], counts[3], counts[4], counts[5]}, Status: "active",
	}
	sum := 0
	for stars, n := range counts {
		u.Reviews.Total += n
		sum += stars * n
	}
	u.Score.TrustScore = math.Round(10*(float64(sum)+3.5*7)/(float64(u.Reviews.Total-counts[0])+7)) / 10
	u.Score.Stars = math.Round(2*u.Score.TrustScore) / 2
	return u
}

// count counts the reviews that are there by stars (0 for unknown), and those
// that count towards the score.
func (d *dataset) count() (byStars [6]int, used int) {
	for _, r := range d.rows {
		if r.marks.has(foreign | vanished) {
			continue
		}
		byStars[min(r.stars, 5)]++
		if !r.marks.has(reported) {
			used++
		}
	}
	return byStars, used
}

// domains are the names under which the unit is found.
func (u unit) domains() []string { return []string{u.Domain, "www." + u.Domain} }

// findUnit looks a unit up by its domain.
func (s *Server) findUnit(c *call) answer {
	name := strings.ToLower(strings.TrimSpace(c.URL.Query().Get("name")))
	if name == "" {
		return invalid("'name' is required")
	}
	if strings.TrimPrefix(name, "www.") != strings.ToLower(s.unit.Domain) {
		return notFound("Business unit not found")
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return ok(s.profile())
}

// showUnit is the public profile of a unit.
func (s *Server) showUnit(c *call) answer {
	if c.PathValue("unit") != s.unit.ID {
		return notFound("Business unit not found")
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return ok(s.profile())
}

// showOwnUnit is the profile for those who may act for it.
func (s *Server) showOwnUnit(c *call) answer {
	if refused := s.ownUnit(c); refused != nil {
		return *refused
	}
	return s.showUnit(c)
}

// searchUnits finds units by words; page and perpage are spelled as documented.
func (s *Server) searchUnits(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	words, country := strings.ToLower(q.Get("query")), q.Get("country")
	if words == "" {
		q.complain("'query' is required")
	}
	page := q.number("page", 1, 1, math.MaxInt32)
	q.number("perpage", 20, 1, 100)
	if q.problem != "" {
		return invalid(q.problem)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := []unitJSON{}
	named := strings.Contains(strings.ToLower(s.unit.Name+" "+s.unit.Domain), words)
	if page == 1 && named && (country == "" || strings.EqualFold(country, s.unit.Country)) {
		list = append(list, s.profile())
	}
	return ok(struct {
		Units []unitJSON `json:"businessUnits"`
	}{list})
}
