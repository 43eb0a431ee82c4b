package sandbox

import (
	"crypto/sha256"
	"math"
)

// location is a shop, trustpilot-api §4.4.
type location struct {
	ID           string          `json:"id"`
	Name         string          `json:"name"`
	URLName      string          `json:"urlFormattedName"`
	CustomerID   string          `json:"customerLocationId"`
	BusinessUnit string          `json:"businessUnitId"`
	Phone        *string         `json:"phone"`
	Website      *string         `json:"website"`
	Description  describedJSON   `json:"description"`
	Details      locationDetails `json:"locationDetails"`
}

type describedJSON struct {
	Header *string `json:"header"`
	Text   *string `json:"text"`
}

type locationDetails struct {
	CountryCode string   `json:"countryCode"`
	Street      *string  `json:"streetAddress"`
	Street2     *string  `json:"streetAddress2"`
	Locality    *string  `json:"locality"`
	PostalCode  *string  `json:"postalCode"`
	Area        *string  `json:"administrativeArea"`
	Formatted   *string  `json:"formattedAddress"`
	Latitude    *float64 `json:"latitude"`
	Longitude   *float64 `json:"longitude"`
}

// shops are the places of Acme Outdoor.
func shops(u unit) []location {
	list := []struct{ city, slug, country, id, street, code, land string }{
		{"Aarhus", "aarhus", "DK", "DK-AAR-01", "Åboulevarden 1", "8000", "Denmark"},
		{"København", "koebenhavn", "DK", "DK-CPH-01", "Frederiksborggade 12", "1360", "Denmark"},
		{"Malmö", "malmoe", "SE", "SE-MAL-01", "Södergatan 5", "211 34", "Sweden"},
		{"Hamburg", "hamburg", "DE", "DE-HAM-01", "Lange Reihe 40", "20099", "Germany"},
		{"Utrecht", "utrecht", "NL", "NL-UTR-01", "Oudegracht 88", "3511 AV", "Netherlands"},
		{"Leeds", "leeds", "GB", "GB-LDS-01", "Albion Street 3", "LS1 5ES", "United Kingdom"},
		{"Oslo", "oslo", "NO", "NO-OSL-01", "Torggata 9", "0181", "Norway"},
		{"Lyon", "lyon", "FR", "FR-LYO-01", "Rue de la République 21", "69002", "France"},
	}
	all := make([]location, len(list))
	for i, p := range list {
		all[i] = location{
			ID: nameUUID(u.ID + p.id), Name: u.Name + " " + p.city, URLName: "acme-outdoor-" + p.slug, CustomerID: p.id,
			BusinessUnit: u.ID, Website: ptr("https://" + u.Domain + "/" + p.slug), Phone: ptr("+45 00 00 00 0" + string(rune('0'+i))),
			Details: locationDetails{
				CountryCode: p.country, Street: ptr(p.street), Locality: ptr(p.city), PostalCode: ptr(p.code),
				Formatted: ptr(p.street + ", " + p.code + " " + p.city + ", " + p.land),
			},
		}
	}
	return all
}

// nameUUID makes the UUID that belongs to a name.
func nameUUID(name string) string {
	sum := sha256.Sum256([]byte(name))
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	return uuidText(sum[:16])
}

// inReview is the location object inside a review; the empty location is null.
func (l location) inReview() *placeJSON {
	if l.ID == "" {
		return nil
	}
	return &placeJSON{l.ID, l.Name, l.URLName, l.CustomerID}
}

// locationsPerPage is the size of a page, trustpilot-api §4.4.
const locationsPerPage = 200

// listOwnLocations lists the shops for those who may act for the unit.
func (s *Server) listOwnLocations(c *call) answer {
	if refused := s.ownUnit(c); refused != nil {
		return *refused
	}
	return s.listLocations(c)
}

// listLocations lists the shops, 200 a page; beyond the end the page is empty.
func (s *Server) listLocations(c *call) answer {
	u, refused := s.publicUnit(c)
	if refused != nil {
		return *refused
	}
	q := readQuery(c.URL.RawQuery)
	page := q.number("page", 1, 1, math.MaxInt32)
	if q.problem != "" {
		return invalid(q.problem)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := s.data.locations[1:]
	if u.ID != s.unit.ID {
		all = nil
	}
	from := min((page-1)*locationsPerPage, len(all))
	to := min(from+locationsPerPage, len(all))
	links := []link{}
	if to < len(all) {
		links = append(links, s.nextPage(c.URL, page+1))
	}
	return ok(struct {
		Locations []location `json:"locations"`
		Links     []link     `json:"links"`
	}{orEmpty(all[from:to:to]), links})
}
