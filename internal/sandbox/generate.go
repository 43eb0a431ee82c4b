package sandbox

import (
	"math"
	"time"
)

// maxReviews is how many reviews can be generated: their ids carry their number in 24 bits.
const maxReviews = 10_000_000

// span is the time over which generated reviews spread.
const span = 730 * 24 * time.Hour

// generate makes n reviews. Everything but times follows from seed and n alone;
// times count back from the minute in which the sandbox started, so two
// sandboxes of the same minute are alike to the byte.
func generate(seed uint64, n int, now time.Time, u unit, users []businessUser) *dataset {
	g := &generated{seed: seed, anchor: now.UTC().Truncate(time.Minute), unit: u, users: users, languages: languages(), origins: origins()}
	d := newDataset(g)
	g.data = d
	g.nameWords(d)
	d.locations = append(d.locations, shops(u)...)
	d.rows, d.base = make([]row, n), n
	g.people = make([]person, 0, n)
	for i := range d.rows {
		d.rows[i] = g.row(i, n)
	}
	d.deleted, d.deletedConsumers = g.gone(min(n, 40), forGoneReview), g.gone(min(n, 12), forGoneConsumer)
	return d
}

// generated is the book of generated reviews.
type generated struct {
	seed      uint64
	anchor    time.Time
	unit      unit
	users     []businessUser
	languages []language
	origins   []origin
	people    []person // by consumer number
	data      *dataset
	tagNumber map[[3]int]uint32
}

// origin is one way in which a review comes about, trustpilot-api §2.4.
type origin struct {
	source  string
	level   string // reviewVerificationLevel
	weight  int    // how many of a hundred
	invited bool   // there was an invitation, so e-mail and reference are known
}

// origins lists every known source, and one that no documentation knows.
func origins() []origin {
	return []origin{
		{"AFSv2", "verified", 30, true}, {"InvitationApi", "verified", 18, true}, {"AFSv1", "verified", 2, true},
		{"ManualInputInvitation", "invited", 4, true}, {"FileUpload", "invited", 4, true},
		{"CopyPasteInvitation", "invited", 1, true}, {"Kickstart", "invited", 1, true},
		{"InvitationLinkApi", "invited", 6, true}, {"BusinessGeneratedLink", "invited", 6, true},
		{"EmbeddedBusinessGeneratedLinkForm", "invited", 4, true},
		{"BasicLink", "invited", 5, false}, {"DomainLink", "redirected", 3, false}, {"Organic", "not-verified", 15, false},
		{"PartnerKiosk", "invited", 1, false},
	}
}

// nameWords fills the word lists of the data set: sources and languages.
func (g *generated) nameWords(d *dataset) {
	for _, o := range g.origins {
		number(&d.sources, o.source)
	}
	for _, l := range g.languages {
		number(&d.languages, l.code)
	}
	d.tagSets, g.tagNumber = tagSets()
}

// row makes review i of n, the newest being 0.
func (g *generated) row(i, n int) row {
	t := throw(g.seed, i, forRow)
	age := g.age(t, i, n)
	stars := starsFor(t, age)
	who := g.writer(t, i)
	g.people[who].here++
	r := row{
		created:  g.anchor.Add(-age).UnixNano(),
		consumer: uint32(who),
		language: uint16(g.people[who].language) + 1,
		source:   g.source(t, stars),
		stars:    stars,
	}
	r.location = g.location(t, r)
	o := g.origins[r.source-1]
	r.marks = fate(t, r, age, o)
	if o.invited && !t.chance(8) {
		r.ref = uint32(100_000 + (n-i)*7 + t.below(7))
	}
	r.tags = g.tagSet(t, i, r, age)
	return r
}

// age spreads the reviews over two years, denser towards now, the newest at the anchor.
func (g *generated) age(t *dice, i, n int) time.Duration {
	if i == 0 {
		return 0
	}
	power := 2.2
	if n > 20_000 {
		power = 1.6 // else too many fall into the same second
	}
	u := (float64(i) + 0.8*t.fraction()) / float64(n)
	return time.Duration(math.Pow(u, power) * float64(span)).Truncate(time.Second)
}

// starsFor gives about 4.2 on average, less in the last days: what angers
// customers is written before it is answered.
func starsFor(t *dice, age time.Duration) uint8 {
	if age < 3*24*time.Hour {
		return uint8(1 + t.weighted(20, 12, 9, 15, 44))
	}
	return uint8(1 + t.weighted(8, 5, 6, 17, 64))
}

// writer gives the number of the consumer: often a new one, now and then
// somebody who wrote later as well.
func (g *generated) writer(t *dice, i int) int {
	if i > 20 && t.chance(12) {
		if k := g.data.rows[i-1-t.below(min(i, 400))].consumer; g.people[k].here < 4 {
			return int(k)
		}
	}
	g.people = append(g.people, g.newPerson(len(g.people)))
	return len(g.people) - 1
}

// source chooses a source; who is angry comes more often without an invitation.
func (g *generated) source(t *dice, stars uint8) uint16 {
	list := g.origins
	weights := make([]int, len(list))
	for i, o := range list {
		weights[i] = o.weight
		if o.source == "Organic" && stars <= 2 {
			weights[i] *= 3
		}
	}
	return uint16(1 + t.weighted(weights...))
}

// location puts a third of the reviews into a shop, by preference one of the reviewer's country.
func (g *generated) location(t *dice, r row) uint16 {
	if !t.chance(33) {
		return 0
	}
	country := g.people[r.consumer].country(g.languages)
	for i, l := range g.data.locations[1:] {
		if l.Details.CountryCode == country && t.chance(60) {
			return uint16(i + 1)
		}
	}
	return uint16(1 + t.below(len(g.data.locations)-1))
}

// fate decides what has happened to a review of this age: answered, reported,
// its reviewer asked.
func fate(t *dice, r row, age time.Duration, o origin) marks {
	days := int(age / (24 * time.Hour))
	answered := []int{6, 6, 30, 30}[min(days, 3)]
	if days > 3 {
		answered = []int{88, 80, 55}[min(max(int(r.stars)-2, 0), 2)]
	}
	m := marks(0).with(responded, t.chance(answered))
	if r.stars <= 2 && days > 0 && t.chance(9) || r.stars > 2 && t.chance(1) {
		m = m.with(reported, true)
	}
	if !o.invited && r.stars <= 3 && age > 6*time.Hour && t.chance(30) {
		m = m.with(contacted, true)
	}
	return m
}

// gone makes a deletions feed of n entries, one every second day, of ids that
// nothing here bears.
func (g *generated) gone(n int, purpose uint64) []deletion {
	list := make([]deletion, n)
	for i := range list {
		t := throw(g.seed, i, purpose)
		at := g.anchor.Add(-time.Duration(i)*48*time.Hour - time.Duration(1+t.below(86_400_000))*time.Millisecond)
		list[n-1-i] = deletion{id: g.makeID(at.Add(-time.Hour), t, maxReviews+i), at: at}
	}
	return list
}
