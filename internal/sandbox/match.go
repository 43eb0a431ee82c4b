package sandbox

import (
	"math"
	"slices"
	"strings"
	"time"
)

// matcher turns a question into a test of one row. The cheap tests come first.
func (d *dataset) matcher(q listQuery) func(int) bool {
	var tests []func(int) bool
	add := func(asked bool, test func(int) bool) {
		if asked {
			tests = append(tests, test)
		}
	}
	add(true, func(i int) bool { return !d.rows[i].marks.has(foreign | vanished) })
	add(len(q.stars) > 0, d.starred(q.stars))
	add(q.start != nil || q.end != nil, d.dated(q))
	add(q.responded != nil, d.marked(responded, q.responded))
	add(q.reported != nil, d.marked(reported, q.reported))
	add(q.findReviewer != "", d.asked(q.findReviewer))
	add(len(q.languages) > 0, d.inLanguage(q.languages))
	add(q.source != "", func(i int) bool { return d.sources[d.rows[i].source] == q.source })
	add(q.locationID != "", func(i int) bool { return strings.EqualFold(d.locations[d.rows[i].location].ID, q.locationID) })
	add(q.tag != nil, d.tagged(q))
	add(q.reference != "", d.withReference(q))
	add(q.email != "", d.mailed(q.email))
	add(q.consumerID != "", d.writtenBy(q.consumerID))
	add(q.username != "", d.named(q.username))
	add(q.username != "" && q.switches.UsernameExact, func(i int) bool { return strings.EqualFold(d.displayName(i), q.username) })
	return func(i int) bool {
		for _, test := range tests {
			if !test(i) {
				return false
			}
		}
		return true
	}
}

func (d *dataset) starred(stars []int) func(int) bool {
	return func(i int) bool { return slices.Contains(stars, int(d.rows[i].stars)) }
}

// dated takes the start with, the end without; an undated review is in no range.
func (d *dataset) dated(q listQuery) func(int) bool {
	return func(i int) bool {
		at := d.rows[i].created
		return at != undated &&
			(q.start == nil || at > nanos(*q.start) || at == nanos(*q.start) && !q.switches.StartExclusive) &&
			(q.end == nil || at < nanos(*q.end) || at == nanos(*q.end) && q.switches.EndInclusive)
	}
}

// nanos is t in unix nanoseconds, held within what they reach: 1678 to 2262.
func nanos(t time.Time) int64 {
	switch {
	case t.Year() < 1678:
		return undated + 1
	case t.Year() > 2261:
		return math.MaxInt64
	}
	return t.UnixNano()
}

// withReference compares the reference whole or, by switch, in part.
func (d *dataset) withReference(q listQuery) func(int) bool {
	if q.switches.ReferencePart {
		return func(i int) bool { return strings.Contains(d.reference(i), q.reference) }
	}
	return d.referenced(q.reference)
}

// displayName is how the reviewer of row i is called.
func (d *dataset) displayName(i int) string {
	return asText(parseObject(parseObject(d.private(i)).get("consumer")).get("displayName"))
}

func (d *dataset) marked(m marks, want *bool) func(int) bool {
	return func(i int) bool { return d.rows[i].marks.has(m) == *want }
}

func (d *dataset) asked(word string) func(int) bool {
	return func(i int) bool { return d.rows[i].marks.has(contacted) == (word == "contacted") }
}

func (d *dataset) inLanguage(codes []string) func(int) bool {
	wanted := make([]bool, len(d.languages))
	for i, l := range d.languages {
		wanted[i] = l != "" && slices.Contains(codes, l)
	}
	return func(i int) bool { return wanted[d.rows[i].language] }
}

// tagged compares group and value exactly, the value without case where asked.
func (d *dataset) tagged(q listQuery) func(int) bool {
	has := func(t tag) bool {
		return t.Group == q.tag.Group && (t.Value == q.tag.Value || q.ignoreTagCase && strings.EqualFold(t.Value, q.tag.Value))
	}
	return func(i int) bool { return slices.ContainsFunc(d.tagSets[d.rows[i].tags], has) }
}

// pick returns the rows of one page in their order, and whether more follow.
func (d *dataset) pick(q listQuery) (rows []int, more bool) {
	skip := (q.page - 1) * q.perPage
	match := d.matcher(q)
	if q.beyondCap() {
		return nil, false
	}
	for i := range d.ordered(q) {
		switch {
		case !match(i):
		case skip > 0:
			skip--
		case len(rows) == q.perPage:
			return rows, true
		default:
			rows = append(rows, i)
		}
	}
	return rows, false
}
