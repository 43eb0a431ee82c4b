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

// scenarioFile is what a scenario file holds. Without reviews the generated ones
// are served.
type scenarioFile struct {
	Reviews  []json.RawMessage `json:"reviews"`
	Products []productReview   `json:"productReviews"`
	Switches json.RawMessage   `json:"switches"`
	Faults   []json.RawMessage `json:"faults"`
	Events   []Event           `json:"events"`
}

// readScenario reads a scenario file; keys that it does not know are left for
// later uses of the format.
func readScenario(path string) (f scenarioFile, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return f, fmt.Errorf("read the scenario: %w", err)
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return f, fmt.Errorf("read the scenario %s: %w", path, err)
	}
	if f.Reviews == nil && f.Products == nil && f.Switches == nil && f.Faults == nil && f.Events == nil {
		return f, fmt.Errorf("read the scenario %s: it has no reviews", path)
	}
	return f, nil
}

// loadScenario serves what a scenario file holds.
func (s *Server) loadScenario(o Options) error {
	f, err := readScenario(o.Scenario)
	if err != nil {
		return err
	}
	if f.Reviews == nil {
		if err := s.loadGenerated(o); err != nil {
			return err
		}
	} else {
		s.adopt(f.Reviews)
		s.data = s.scenarioData(f.Reviews)
		s.shelf = shelf{nil, map[string]*conversation{}}
	}
	if f.Products != nil {
		s.shelf = shelfOf(f.Products)
	}
	return s.direct(f)
}

// shelfOf holds given product reviews; a conversation that one of them names is there, without a comment yet.
func shelfOf(reviews []productReview) shelf {
	s := shelf{reviews, map[string]*conversation{}}
	for _, r := range reviews {
		if r.Conversation != nil {
			s.conversations[*r.Conversation] = &conversation{*r.Conversation, r.UnitID, r.Consumer.ID, "Product reviews", r.ID, "public", []comment{}}
		}
	}
	return s
}

// direct sets the switches, faults and events of a scenario.
func (s *Server) direct(f scenarioFile) error {
	if f.Switches != nil {
		if err := s.turn(f.Switches); err != nil {
			return err
		}
	}
	for _, raw := range f.Faults {
		planned, err := plan(raw)
		if err != nil {
			return err
		}
		s.faults.add(planned)
	}
	for _, e := range f.Events {
		if err := s.Schedule(e); err != nil {
			return err
		}
	}
	return nil
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
