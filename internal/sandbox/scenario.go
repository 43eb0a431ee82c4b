package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
)

// scenario is the book of a scenario file: reviews that are served as given.
type scenario struct {
	reviews   []given
	index     map[string]int
	consumers map[string]consumer
}

// given is one review of the file with what the filters need of its text.
type given struct {
	raw                    []byte
	id, consumerID         string
	name, reference, email string
}

// loadScenario reads {"reviews":[…]} and, beside them, "productReviews".
func (s *Server) loadScenario(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the scenario: %w", err)
	}
	var file struct {
		Reviews  []json.RawMessage `json:"reviews"`
		Products []productReview   `json:"productReviews"`
		Switches json.RawMessage   `json:"switches"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return fmt.Errorf("read the scenario %s: %w", path, err)
	}
	if file.Reviews == nil {
		return fmt.Errorf("read the scenario %s: it has no reviews", path)
	}
	s.adopt(file.Reviews)
	s.data = s.scenarioData(file.Reviews)
	s.shelf = shelf{file.Products, map[string]*conversation{}}
	if file.Switches == nil {
		return nil
	}
	return s.turn(file.Switches)
}

// adopt takes over the business unit that most reviews name, so that they are
// the sandbox's own, and the people who have answered them.
func (s *Server) adopt(reviews []json.RawMessage) {
	seen := map[string]int{}
	most := 0
	for _, raw := range reviews {
		o := parseObject(raw)
		named := parseObject(o.get("businessUnit"))
		id := asText(named.get("id"))
		if seen[id]++; isID(id) && seen[id] > most {
			most = seen[id]
			s.unit = unit{
				ID: id, Name: cmp.Or(asText(named.get("displayName")), s.unit.Name),
				Domain: cmp.Or(asText(named.get("identifyingName")), s.unit.Domain), Country: s.unit.Country, Category: s.unit.Category,
			}
		}
		s.meet(parseObject(o.get("companyReply")))
	}
}

// meet adds the author of a reply to the business users.
func (s *Server) meet(reply object) {
	id, name := asText(reply.get("authorBusinessUserId")), asText(reply.get("authorBusinessUserName"))
	if _, known := s.user(id); !known && isID(id) {
		s.users = append(s.users, businessUser{ID: id, Name: name})
	}
}

// scenarioData makes the data set, newest first, undated reviews last.
func (s *Server) scenarioData(reviews []json.RawMessage) *dataset {
	b := &scenario{index: map[string]int{}, consumers: map[string]consumer{}}
	d := newDataset(b)
	type both struct {
		given
		row
	}
	list := make([]both, len(reviews))
	for i, raw := range reviews {
		o := parseObject(raw)
		list[i] = both{b.read(raw, o), s.scenarioRow(d, o)}
	}
	slices.SortStableFunc(list, func(x, y both) int { return cmp.Compare(y.created, x.created) })
	for i, r := range list {
		b.reviews, d.rows = append(b.reviews, r.given), append(d.rows, r.row)
		if _, twice := b.index[r.id]; !twice && r.id != "" {
			b.index[r.id] = i
		}
	}
	d.base = len(d.rows)
	return d
}

// read takes what identifies a review and its consumer.
func (b *scenario) read(raw []byte, o object) given {
	who := parseObject(o.get("consumer"))
	g := given{
		raw: raw, id: asText(o.get("id")), consumerID: asText(who.get("id")), name: asText(who.get("displayName")),
		reference: asText(o.get("referenceId")), email: asText(o.get("referralEmail")),
	}
	if _, met := b.consumers[g.consumerID]; g.consumerID != "" && !met {
		b.consumers[g.consumerID] = consumerFrom(who, asText(o.get("language")))
	}
	return g
}

// scenarioRow takes what the filters need; what is missing matches nothing.
func (s *Server) scenarioRow(d *dataset, o object) row {
	r := row{
		created:  undated,
		source:   number(&d.sources, asText(o.get("source"))),
		language: number(&d.languages, asText(o.get("language"))),
		location: d.locationFrom(parseObject(o.get("location")), s.unit),
		tags:     d.tagsFrom(o.get("tags")),
		stars:    starsFrom(o.get("stars")),
	}
	if t, err := parseTime(asText(o.get("createdAt"))); err == nil {
		r.created = nanos(t)
	}
	requests := parseList(parseObject(o.get("findReviewer")).get("requests"))
	unitID := asText(parseObject(o.get("businessUnit")).get("id"))
	r.marks = r.marks.with(responded, parseObject(o.get("companyReply")) != nil).
		with(reported, parseObject(o.get("reportData")) != nil).
		with(contacted, len(requests) > 0).
		with(foreign, unitID != "" && unitID != s.unit.ID)
	return r
}

// starsFrom reads 1 to 5 from a number or a string, else 0.
func starsFrom(v json.RawMessage) uint8 {
	n, err := strconv.Atoi(asText(v))
	if err != nil || n < 1 || n > 5 {
		return 0
	}
	return uint8(n)
}

// parseList reads an array; what is not one gives none.
func parseList(v json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(v, &list) != nil {
		return nil
	}
	return list
}

func (d *dataset) tagsFrom(v json.RawMessage) uint32 {
	var tags []tag
	for _, raw := range parseList(v) {
		o := parseObject(raw)
		tags = append(tags, tag{asText(o.get("group")), asText(o.get("value"))})
	}
	if tags == nil {
		return 0
	}
	d.tagSets = append(d.tagSets, tags)
	return uint32(len(d.tagSets) - 1)
}

// locationFrom finds or adds the shop that a review names.
func (d *dataset) locationFrom(o object, u unit) uint16 {
	id := asText(o.get("id"))
	if id == "" {
		return 0
	}
	i := slices.IndexFunc(d.locations, func(l location) bool { return l.ID == id })
	if i < 0 {
		i = len(d.locations)
		d.locations = append(d.locations, location{
			ID: id, Name: asText(o.get("name")), URLName: asText(o.get("urlFormattedName")),
			CustomerID: asText(o.get("externalId")), BusinessUnit: u.ID,
		})
	}
	return uint16(i)
}
