package sandbox

import (
	"strconv"
	"strings"
	"time"
)

// person is a consumer who wrote at least one generated review.
type person struct {
	language, first, last, place, style uint8
	elsewhere                           uint8  // reviews of other businesses
	here                                uint16 // reviews of this one
}

// Styles of display names.
const (
	fullName = iota
	shortLast
	firstOnly
	lowerCase
	nickname
	styles
)

// newPerson makes consumer k.
func (g *generated) newPerson(k int) person {
	t := throw(g.seed, k, forPerson)
	weights := make([]int, len(g.languages))
	for i, l := range g.languages {
		weights[i] = l.weight
	}
	p := person{language: uint8(t.weighted(weights...))}
	l := g.languages[p.language]
	p.first, p.last = uint8(t.below(len(l.first))), uint8(t.below(len(l.last)))
	p.place, p.style = uint8(t.below(len(l.places)+2)), uint8(t.weighted(58, 18, 14, 5, 5))
	p.elsewhere = uint8([]int{0, t.below(4), t.below(40)}[t.weighted(40, 40, 20)])
	return p
}

// shown and ascii are the two halves of a name of the lists.
func shown(name string) string {
	s, _, _ := strings.Cut(name, "=")
	return s
}

func ascii(name string) string {
	if _, a, given := strings.Cut(name, "="); given {
		return a
	}
	return plainLetters(strings.ToLower(name))
}

// plainLetters spells letters with marks as addresses do.
func plainLetters(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) < 0 {
		return s
	}
	return strings.NewReplacer(
		"å", "aa", "ä", "ae", "æ", "ae", "ö", "oe", "ø", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "ë", "e",
		"á", "a", "à", "a", "â", "a", "ã", "a", "ą", "a", "ç", "c", "ć", "c", "č", "c", "ę", "e", "í", "i", "ì", "i", "ï", "i", "î", "i",
		"ł", "l", "ñ", "n", "ń", "n", "ó", "o", "ò", "o", "ô", "o", "õ", "o", "ś", "s", "ú", "u", "ù", "u", "û", "u", "ź", "z", "ż", "z",
		" ", "", "'", "", "’", "", "-", "",
	).Replace(s)
}

// displayName is how the person is called on the page.
func (p person) displayName(all []language) string {
	l := all[p.language]
	first, last := shown(l.first[p.first]), shown(l.last[p.last])
	initial := string([]rune(last)[:1])
	switch p.style {
	case shortLast:
		if l.familyFirst {
			return last + "さん"
		}
		return first + " " + initial + "."
	case firstOnly:
		return first
	case lowerCase:
		return strings.ToLower(p.full(l))
	case nickname:
		return ascii(l.first[p.first]) + "_" + strconv.Itoa(60+int(p.last))
	}
	return p.full(l)
}

// full is the name in the order of the language.
func (p person) full(l language) string {
	if l.familyFirst {
		return shown(l.last[p.last]) + " " + shown(l.first[p.first])
	}
	return shown(l.first[p.first]) + " " + shown(l.last[p.last])
}

// location is "City, CC", or "" for those who do not show it.
func (p person) location(all []language) string {
	l := all[p.language]
	if int(p.place) >= len(l.places) {
		return ""
	}
	return l.places[p.place]
}

// country is the two letters of where the person lives.
func (p person) country(all []language) string {
	l := all[p.language]
	place := l.places[int(p.place)%len(l.places)]
	return place[len(place)-2:]
}

// email is the address of consumer k; it ends in the number, by which it is found again.
func (g *generated) email(k int) string {
	p := g.people[k]
	l := g.languages[p.language]
	host := []string{"post", "mail", "inbox", "home"}[k%4]
	return ascii(l.first[p.first]) + "." + ascii(l.last[p.last]) + strconv.Itoa(k) + "@" + host + ".example"
}

// mailed finds the reviews that were invited under an address.
func (g *generated) mailed(address string) func(int) bool {
	name, _, _ := strings.Cut(address, "@")
	digits := strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.")
	k, err := strconv.Atoi(digits)
	if err != nil || k < 0 || k >= len(g.people) || !strings.EqualFold(g.email(k), address) {
		return func(int) bool { return false }
	}
	invited := invitedSources()
	return func(i int) bool {
		r := g.data.rows[i]
		return int(r.consumer) == k && invited[r.source]
	}
}

// invitedSources says for each source number whether its reviews carry an e-mail.
func invitedSources() []bool {
	list := []bool{false}
	for _, o := range origins() {
		list = append(list, o.invited)
	}
	return list
}

// referenced finds the review of an order.
func (g *generated) referenced(ref string) func(int) bool {
	n, err := strconv.ParseUint(strings.TrimPrefix(ref, "AO-"), 10, 32)
	if err != nil || orderNumber(uint32(n)) != ref {
		return func(int) bool { return false }
	}
	return func(i int) bool { return g.data.rows[i].ref == uint32(n) && n > 0 }
}

// named finds the reviews of all whose display name contains part. The names
// are few, however many people bear them, so each is looked at once.
func (g *generated) named(part string) func(int) bool {
	part = strings.ToLower(part)
	names := newNameTable(g.languages)
	return func(i int) bool {
		p := g.people[g.data.rows[i].consumer]
		known := names.at(p)
		if *known == unseen {
			*known = misses
			if strings.Contains(strings.ToLower(p.displayName(g.languages)), part) {
				*known = hits
			}
		}
		return *known == hits
	}
}

// What a name table knows of a name.
const (
	unseen = iota
	misses
	hits
)

// nameTable has a place for every name that a person can have.
type nameTable struct {
	first, last int // names of a language, at most
	places      []uint8
}

func newNameTable(all []language) *nameTable {
	t := &nameTable{}
	for _, l := range all {
		t.first, t.last = max(t.first, len(l.first)), max(t.last, len(l.last))
	}
	t.places = make([]uint8, len(all)*t.first*t.last*styles)
	return t
}

func (t *nameTable) at(p person) *uint8 {
	return &t.places[((int(p.language)*t.first+int(p.first))*t.last+int(p.last))*styles+int(p.style)]
}

// consumerID is the id of consumer k.
func (g *generated) consumerID(k int) string {
	t := throw(g.seed, k, forPerson<<8)
	joined := g.anchor.Add(-span - time.Duration(t.below(5*365*24))*time.Hour)
	return g.makeID(joined, t, k)
}

// consumerNumber finds a consumer by id, or gives -1.
func (g *generated) consumerNumber(id string) int {
	k := g.numberIn(id)
	if k < 0 || k >= len(g.people) || g.consumerID(k) != id {
		return -1
	}
	return k
}

// writtenBy finds the reviews of one consumer.
func (g *generated) writtenBy(id string) func(int) bool {
	k := g.consumerNumber(id)
	return func(i int) bool { return k >= 0 && int(g.data.rows[i].consumer) == k }
}

// consumer tells about one consumer.
func (g *generated) consumer(id string) (consumer, bool) {
	k := g.consumerNumber(id)
	if k < 0 {
		return consumer{}, false
	}
	return g.consumerAt(k), true
}

func (g *generated) consumerAt(k int) consumer {
	p := g.people[k]
	city, _, _ := strings.Cut(p.location(g.languages), ", ")
	return consumer{
		ID: g.consumerID(k), Name: p.displayName(g.languages), Location: p.location(g.languages), City: city,
		Country: p.country(g.languages), Locale: g.languages[p.language].locale,
		Reviews: int(p.elsewhere) + int(p.here), Image: k%3 == 0,
	}
}

// likers are the consumers behind the number of likes of review i.
func (g *generated) likers(i int) []consumer {
	n := min(g.review(i).NumberOfLikes, len(g.people))
	first := throw(g.seed, i, forLikes).below(len(g.people))
	list := make([]consumer, n)
	for k := range list {
		list[k] = g.consumerAt((first + k) % len(g.people))
	}
	return list
}
