package review

import (
	"slices"
	"strconv"
	"strings"
)

// both joins the terms in which two filters ask for one field that a review has once, so that what stands in the two
// lists together selects what each of them does: stars:1-2 and stars:2-3 are stars:2.
func both(field Field, f, other Filter) (mine, theirs []Term) {
	a, b := f.Values(field), other.Values(field)
	if len(a) == 0 || len(b) == 0 {
		return f.Terms, other.Terms
	}
	if field == FieldLocation { // an id and a name may mean one place, which only the reviews tell
		return f.less(field), other.Terms
	}
	if field == FieldStars {
		a, b = digits(f.Stars()), digits(other.Stars())
	}
	shared := common(a, b)
	if len(shared) == 0 {
		return nothing(field, a, f), other.less(field)
	}
	if term, err := NewTerm(field, strings.Join(shared, ",")); err == nil {
		return f.less(field), append(other.less(field), term)
	}
	return f.Terms, other.Terms
}

// less is the filter's terms without those that join in the field.
func (f Filter) less(field Field) []Term {
	return slices.DeleteFunc(slices.Clone(f.Terms), func(t Term) bool { return t.joins() && t.Field == field })
}

// nothing is the filter's terms with two more that exclude each other.
func nothing(field Field, values []string, f Filter) []Term {
	term, err := NewTerm(field, strings.Join(values, ","))
	if err != nil {
		return f.Terms
	}
	turned := term
	turned.Not = true
	return append(f.less(field), term, turned)
}

func digits(stars []int) []string {
	var out []string
	for _, n := range stars {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// common lists what both name. A collection method names its sources too.
func common(a, b []string) []string {
	var out []string
	for _, v := range a {
		switch {
		case slices.Contains(b, v), slices.Contains(b, string(sourceMethods[v])):
			out = append(out, v)
		default:
			out = append(out, within(Method(v), b)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// within lists the sources of the method that are among the values.
func within(m Method, values []string) []string {
	var out []string
	for _, v := range values {
		if m != "" && sourceMethods[v] == m {
			out = append(out, v)
		}
	}
	return out
}
