package sandbox

import (
	"math"
	"time"
)

// row is what the filters need of a review, small enough for a million of them.
// Text, title, names and replies are written by the book when they are asked for.
type row struct {
	created  int64  // unix nanoseconds; undated when the review has no date
	consumer uint32 // number of the consumer in a generated book
	ref      uint32 // order number of a generated review, 0 for none
	tags     uint32 // index into dataset.tagSets
	source   uint16 // index into dataset.sources
	language uint16 // index into dataset.languages
	location uint16 // index into dataset.locations, 0 for none
	stars    uint8  // 0 when unknown
	marks    marks
}

// undated stands for a createdAt that is missing or unreadable.
const undated = math.MinInt64

// marks are the yes-or-no facts that filters ask for.
type marks uint8

const (
	responded marks = 1 << iota // there is a company reply
	reported                    // there is report data
	contacted                   // there is a find-reviewer request
	foreign                     // the review belongs to another business unit
	vanished                    // the review was deleted
)

func (m marks) has(x marks) bool { return m&x != 0 }

// with returns m with x set or cleared.
func (m marks) with(x marks, on bool) marks {
	if on {
		return m | x
	}
	return m &^ x
}

// tag is one tag of a review, trustpilot-api §3.2.
type tag struct {
	Group string `json:"group"`
	Value string `json:"value"`
}

// book writes out what the rows only point at. There are two: the generated one
// and the one of a scenario.
type book interface {
	id(i int) string
	find(id string) (int, bool)
	text(i int) []byte                    // the private review object before any write
	named(part string) func(int) bool     // display name contains part, without case
	reference(i int) string               // order number or ""
	referenced(ref string) func(int) bool // reference is exactly ref
	mailed(address string) func(int) bool // e-mail is address, without case
	consumer(id string) (consumer, bool)  // who has this id
	writtenBy(consumerID string) func(int) bool
	likers(i int) []consumer // who found review i useful
}

// dataset is all reviews of one sandbox, newest first, with what writes have made of them.
type dataset struct {
	book
	rows      []row // the first base in the order of the list, then those that came later
	base      int
	fresh     []int // the rows that came later, in the order of the list
	sources   []string
	languages []string
	locations []location
	tagSets   [][]tag
	changed   map[int]object // reviews that were written to, whole, by row
	ahead     []lagged       // what was committed and does not show yet

	deleted, deletedConsumers []deletion // oldest first
}

func newDataset(b book) *dataset {
	return &dataset{
		book: b, sources: []string{""}, languages: []string{""}, locations: []location{{}},
		tagSets: [][]tag{nil}, changed: map[int]object{},
	}
}

// number returns the place of s in a word list, adding it at the end when it is new.
func number(list *[]string, s string) uint16 {
	for i, have := range *list {
		if have == s {
			return uint16(i)
		}
	}
	*list = append(*list, s)
	return uint16(len(*list) - 1)
}

// private is the private review object as it stands now.
func (d *dataset) private(i int) []byte {
	if o, changed := d.changed[i]; changed {
		return o.bytes()
	}
	return d.text(i)
}

// change sets one key of a review. It comes before any change of the row, from
// which the book writes the rest.
func (d *dataset) change(i int, key string, v any) {
	o, changed := d.changed[i]
	if !changed {
		o = parseObject(d.text(i))
	}
	d.changed[i] = o.set(key, encode(v))
}

// lookup finds a review that is there.
func (d *dataset) lookup(id string) (int, bool) {
	i, found := d.find(id)
	return i, found && !d.rows[i].marks.has(vanished)
}

// stamp writes a time as the API does: UTC, milliseconds, Z.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
