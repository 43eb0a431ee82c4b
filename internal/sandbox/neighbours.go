package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// neighbours are the other business units of the sandbox: found, searched, paged
// and sorted into categories in public, foreign to every token, and without reviews.
func neighbours() []unit {
	var list []unit
	for _, n := range []struct{ name, country, category string }{
		{"Alder Pots", "GB", "kitchen_supply_store"}, {"Birkely Cykler", "DK", "bicycle_store"}, {"Casa Limón", "ES", "kitchen_supply_store"},
		{"Dünenzelt", "DE", "camping_store"}, {"Elvested Garn", "NO", "craft_store"}, {"Fjällpack", "SE", "camping_store"},
		{"Grachtfiets", "NL", "bicycle_store"}, {"Havbris Kajak", "DK", "outdoor_sports_store"}, {"Ivory Pines Tents", "US", "camping_store"},
		{"Jardin Ombré", "FR", "garden_center"}, {"Kuusikko Retki", "FI", "camping_store"}, {"Lanterna Bianca", "IT", "lighting_store"},
		{"Moss & Ladder", "IE", "garden_center"}, {"Nordlys Lamper", "DK", "lighting_store"}, {"Ostrava Rowery", "PL", "bicycle_store"},
		{"Praia Norte", "PT", "outdoor_sports_store"}, {"Quill Harbour", "AU", "craft_store"}, {"Rotbuche Räder", "AT", "bicycle_store"},
		{"Seltun Ski", "NO", "outdoor_sports_store"}, {"Tinderbox Stoves", "CA", "camping_store"}, {"Umber Lane", "NZ", "craft_store"},
		{"Vinterlyd", "SE", "outdoor_sports_store"}, {"Wendelgarten", "CH", "garden_center"}, {"Yamabiko Camp", "JP", "camping_store"},
	} {
		domain := strings.ReplaceAll(plainLetters(strings.ToLower(n.name)), "&", "") + ".example"
		sum := sha256.Sum256([]byte(domain))
		list = append(list, unit{ID: "5f" + hex.EncodeToString(sum[:11]), Name: n.name, Domain: domain, Country: n.country, Category: n.category})
	}
	return list
}

// units lists all business units, the sandbox's own first.
func (s *Server) units() []unit { return append([]unit{s.unit}, s.others...) }

// unitBy finds a business unit.
func (s *Server) unitBy(is func(unit) bool) (unit, bool) {
	list := s.units()
	i := slices.IndexFunc(list, is)
	if i < 0 {
		return unit{}, false
	}
	return list[i], true
}

// publicUnit finds the business unit of the path among all that are public.
func (s *Server) publicUnit(c *call) (unit, *answer) {
	u, found := s.unitBy(func(u unit) bool { return u.ID == c.PathValue("unit") })
	if !found {
		return u, refusal(notFound("Business unit not found"))
	}
	return u, nil
}
