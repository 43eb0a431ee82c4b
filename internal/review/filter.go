package review

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Filter selects reviews and says in which order and how many. The zero Filter selects everything, newest first. It is
// written as a line ("stars:1-2 replied:no since:7d late") that flags, the filter bar and saved views share.
type Filter struct {
	Terms []Term
	Sort  Sort   // Newest when ""
	Limit int    // 0: all
	View  string // a saved view to add, resolved by whoever keeps views
	Kind  Kind   // Service when ""
}

// Kind is what sort of review is meant.
type Kind string

// The two kinds of review that Trustpilot has.
const (
	Service Kind = "service"
	Product Kind = "product"
)

// Term is one condition of a filter. It is made by NewTerm or Parse.
type Term struct {
	Field Field
	Value string // as a person typed it
	Not   bool   // matches everything that the plain term does not
	match func(doc *document, now time.Time) bool

	search Clause // of a search term, as if it were not turned
}

// document is a review while it is matched; its words are found once, when a search asks for them.
type document struct {
	Review
	words [][]string
}

func (d *document) fields() [][]string {
	if d.words == nil {
		d.words = searchable(d.Review)
	}
	return d.words
}

// Match reports whether the review satisfies every term. Terms of a field that a review has once (stars, source,
// language, location) join: one of them must hold. Terms that begin with "-" must hold each.
func (f Filter) Match(r Review, now time.Time) bool {
	doc := &document{Review: r}
	for i, t := range f.Terms {
		if t.joins() && f.first(t.Field) == i {
			if !f.any(t.Field, doc, now) {
				return false
			}
		} else if !t.joins() && t.match(doc, now) == t.Not {
			return false
		}
	}
	return true
}

func (t Term) joins() bool { return !t.Not && t.Field.once() }

// first is the index of the first joining term of the field.
func (f Filter) first(field Field) int {
	return slices.IndexFunc(f.Terms, func(t Term) bool { return t.joins() && t.Field == field })
}

func (f Filter) any(field Field, doc *document, now time.Time) bool {
	return slices.ContainsFunc(f.Terms, func(t Term) bool { return t.joins() && t.Field == field && t.match(doc, now) })
}

// Values lists the values of the field's plain terms (not those with "-"), split where the field takes a list.
func (f Filter) Values(field Field) []string {
	var out []string
	for _, t := range f.Terms {
		if t.Field == field && !t.Not {
			out = append(out, field.parts(t.Value)...)
		}
	}
	return out
}

// Stars lists the stars that the plain terms allow, ascending; nil when any star is allowed.
func (f Filter) Stars() []int {
	var out []int
	for _, v := range f.Values(FieldStars) {
		stars, _ := parseStars(v)
		out = append(out, stars...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// YesNo is the value of a yes-or-no field where the filter asks for one.
func (f Filter) YesNo(field Field) (yes, asked bool) {
	for _, t := range f.Terms {
		if t.Field == field {
			return (t.Value == "yes") != t.Not, true
		}
	}
	return false, false
}

// Window is the time of creation that the filter allows: from since (inclusive) until until (exclusive), zero where
// it is open.
func (f Filter) Window(now time.Time) (since, until time.Time) {
	for _, v := range f.Values(FieldSince) {
		if t, err := parseMoment(v, now, false); err == nil && t.After(since) {
			since = t
		}
	}
	for _, v := range f.Values(FieldUntil) {
		if t, err := parseMoment(v, now, true); err == nil && (until.IsZero() || t.Before(until)) {
			until = t
		}
	}
	return since, until
}

// And is the filter that asks for both: stars, sources and languages that only one of them allows fall away. The
// other's location, order and limit win where it has them.
func (f Filter) And(other Filter) Filter {
	for _, field := range fields {
		if field.once() {
			f.Terms, other.Terms = both(field, f, other)
		}
	}
	f.Terms = append(slices.Clone(f.Terms), other.Terms...)
	if other.Sort != "" {
		f.Sort = other.Sort
	}
	if other.Limit != 0 {
		f.Limit = other.Limit
	}
	if other.Kind != "" {
		f.Kind = other.Kind
	}
	return f
}

// Without is the filter less the term at index i.
func (f Filter) Without(i int) Filter {
	f.Terms = slices.Delete(slices.Clone(f.Terms), i, i+1)
	return f
}

// String is the line that Parse reads back into the same filter.
func (f Filter) String() string {
	var parts []string
	for _, t := range f.Terms {
		parts = append(parts, t.String())
	}
	if f.View != "" {
		parts = append(parts, "view:"+quote(f.View))
	}
	if f.Kind != "" && f.Kind != Service {
		parts = append(parts, "kind:"+string(f.Kind))
	}
	if f.Sort != "" && f.Sort != Newest {
		parts = append(parts, "sort:"+string(f.Sort))
	}
	if f.Limit > 0 {
		parts = append(parts, "limit:"+strconv.Itoa(f.Limit))
	}
	return strings.Join(parts, " ")
}

// String is the term as it is typed in a query line.
func (t Term) String() string {
	minus := ""
	if t.Not {
		minus = "-"
	}
	if t.Field == FieldSearch {
		if t.Not && severalWords(t.Value) {
			return minus + string(t.Field) + ":" + quoted(t.Value)
		}
		return minus + t.Value
	}
	return minus + string(t.Field) + ":" + quote(t.Value)
}

func quote(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r == '"' || r == '\\' || unicode.IsSpace(r) }) {
		return s
	}
	return quoted(s)
}

func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
