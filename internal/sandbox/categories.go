package sandbox

import (
	"math"
	"slices"
)

// category is one kind of business, trustpilot-api §4.3.
type category struct{ id, parent, name string }

// allCategories are two levels of them, with names in English only.
func allCategories() []category {
	return []category{
		{"home_garden", "", "Home & Garden"}, {"garden_center", "home_garden", "Garden Center"},
		{"kitchen_supply_store", "home_garden", "Kitchen Supply Store"}, {"lighting_store", "home_garden", "Lighting Store"},
		{"hobbies_crafts", "", "Hobbies & Crafts"}, {"craft_store", "hobbies_crafts", "Craft Store"},
		{"sports", "", "Sports"}, {"bicycle_store", "sports", "Bicycle Store"}, {"camping_store", "sports", "Camping Store"},
		{"outdoor_sports_store", "sports", "Outdoor Sports Store"},
	}
}

// categoryJSON is a category as the lists have it.
type categoryJSON struct {
	ID       string   `json:"categoryId"`
	Name     string   `json:"displayName"`
	Plain    string   `json:"name"`
	Parent   *string  `json:"parentId"`
	Count    int      `json:"numberOfBusinesses"`
	Children []string `json:"childrenCategories"`
}

// written counts the units of some countries that are in a category or below it.
func (k category) written(units []unit) categoryJSON {
	j := categoryJSON{ID: k.id, Name: k.name, Plain: k.id, Parent: orNull(k.parent), Children: []string{}, Count: len(k.of(units))}
	for _, child := range allCategories() {
		if child.parent == k.id {
			j.Children = append(j.Children, child.id)
		}
	}
	return j
}

// of picks the units of a category and of those below it.
func (k category) of(units []unit) []unit {
	return slices.DeleteFunc(slices.Clone(units), func(u unit) bool {
		own, _ := categoryBy(u.Category)
		return own.id != k.id && own.parent != k.id
	})
}

func categoryBy(id string) (category, bool) {
	all := allCategories()
	i := slices.IndexFunc(all, func(k category) bool { return k.id == id })
	if i < 0 {
		return category{}, false
	}
	return all[i], true
}

// listCategories lists all categories, or those below one.
func (s *Server) listCategories(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	units, parent := s.unitsOf(q.countries()), q.Get("parentId")
	q.locale("locale")
	if q.problem != "" {
		return invalid(q.problem)
	}
	list := []categoryJSON{}
	for _, k := range allCategories() {
		if parent == "" || k.parent == parent {
			list = append(list, k.written(units))
		}
	}
	return ok(struct {
		Total      int            `json:"totalNumberOfCategories"`
		Categories []categoryJSON `json:"categories"`
	}{len(list), list})
}

// showCategory is one category; country is required.
func (s *Server) showCategory(c *call) answer {
	k, found := categoryBy(c.PathValue("id"))
	q := readQuery(c.URL.RawQuery)
	countries := q.countries()
	if len(countries) == 0 {
		q.complain("'country' is required")
	}
	q.locale("locale")
	switch {
	case q.problem != "":
		return invalid(q.problem)
	case !found:
		return notFound("Category not found")
	}
	j := k.written(s.unitsOf(countries))
	return ok(struct {
		Count    int      `json:"businessUnitCount"`
		Parent   *string  `json:"parentId"`
		Name     string   `json:"displayName"`
		ID       string   `json:"categoryId"`
		Plain    string   `json:"name"`
		Children []string `json:"childrenCategories"`
	}{j.Count, j.Parent, j.Name, j.ID, j.Plain, j.Children})
}

// inCategory is a business unit as the list of a category has it.
type inCategory struct {
	ID         string     `json:"businessUnitId"`
	Name       string     `json:"displayName"`
	Domain     string     `json:"identifyingName"`
	Score      float64    `json:"trustScore"`
	Reviews    int        `json:"numberOfReviews"`
	Rank       int        `json:"rank"`
	Location   placedJSON `json:"location"`
	Logo       *string    `json:"logoUrl"`
	Categories []namedID  `json:"categories"`
}

type placedJSON struct {
	City    *string `json:"city"`
	Zip     *string `json:"zipCode"`
	Address *string `json:"address"`
}

type namedID struct {
	ID      string `json:"categoryId"`
	Name    string `json:"displayName"`
	Primary bool   `json:"isPrimary"`
}

// unitsInCategory lists the units of a category.
func (s *Server) unitsInCategory(c *call) answer {
	k, found := categoryBy(c.PathValue("id"))
	if !found {
		return notFound("Category not found")
	}
	q := readQuery(c.URL.RawQuery)
	units := k.of(s.unitsOf(q.countries()))
	page, perPage := q.number("page", 1, 1, math.MaxInt32), q.number("perPage", 20, 0, 100)
	q.locale("locale")
	if q.problem != "" {
		return invalid(q.problem)
	}
	list := []inCategory{}
	for _, u := range s.profiles(stretch(units, (page-1)*perPage, perPage)) {
		of, _ := s.unitBy(func(o unit) bool { return o.ID == u.ID })
		list = append(list, inCategory{
			ID: u.ID, Name: u.DisplayName, Domain: u.Name.Identifying, Score: u.Score.TrustScore, Reviews: u.Reviews.Total, Categories: of.categories(),
		})
	}
	return ok(struct {
		Total int          `json:"totalNumberOfBusinesses"`
		Units []inCategory `json:"businessUnits"`
	}{len(units), list})
}

// categories are the one that a unit is in and the one above it.
func (u unit) categories() []namedID {
	list := []namedID{}
	for k, found := categoryBy(u.Category); found; k, found = categoryBy(k.parent) {
		list = append(list, namedID{k.id, k.name, k.id == u.Category})
	}
	return list
}

// unitCategories lists the categories of a unit.
func (s *Server) unitCategories(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	q.countries()
	q.locale("locale")
	if q.problem != "" {
		return invalid(q.problem)
	}
	return s.ofUnit(c, func(u unit) any { return map[string]any{"categories": u.categories()} })
}
