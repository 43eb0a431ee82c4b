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

// profile counts the reviews of a unit and writes it out. The lock is held.
func (s *Server) profile(of unit) unitJSON {
	u := unitJSON{
		Links: selfLink("/business-units/" + of.ID), ID: of.ID, DisplayName: of.Name,
		Name: namesJSON{of.Domain, of.domains()}, Website: "https://" + of.Domain, Country: of.Country, Status: "active",
	}
	if of.ID != s.unit.ID {
		return u
	}
	counts, used := s.data.count()
	u.Reviews = countsJSON{0, used, counts[1], counts[2], counts[3], counts[4], counts[5]}
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
	u, found := s.unitBy(func(u unit) bool { return strings.TrimPrefix(name, "www.") == strings.ToLower(u.Domain) })
	if !found {
		return notFound("Business unit not found")
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return ok(s.profile(u))
}

// showUnit is the public profile of a unit.
func (s *Server) showUnit(c *call) answer {
	u, refused := s.publicUnit(c)
	if refused != nil {
		return *refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return ok(s.profile(u))
}

// showOwnUnit is the profile for those who may act for it.
func (s *Server) showOwnUnit(c *call) answer {
	if refused := s.ownUnit(c); refused != nil {
		return *refused
	}
	return s.showUnit(c)
}
