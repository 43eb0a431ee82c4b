package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// condition is what a filter asks of a row, in SQL. It may let more through than the filter, never less.
type condition struct {
	sql   string // "" for all
	args  []any
	exact bool // it lets nothing more through
	rare  bool // few rows can have it, and there is an index for them
}

// narrow is the part of the filter that SQL can tell from the columns; what is searched for is the indexes' (search.go).
func narrow(f review.Filter, now time.Time) condition {
	all := condition{exact: true, rare: slices.ContainsFunc(f.Terms, rare)}
	for i, t := range f.Terms {
		if t.Field == review.FieldSearch {
			continue
		}
		if t.Not || !joins(t.Field) {
			all = all.and(termCondition(t, now).common(all.rare && t.Field == review.FieldReplied))
		} else if slices.IndexFunc(f.Terms, func(o review.Term) bool { return !o.Not && o.Field == t.Field }) == i {
			all = all.and(anyOf(f, t.Field).common(all.rare && t.Field == review.FieldStars))
		}
	}
	return all
}

// rare reports whether few reviews can have what the term asks for; then its index is the one to read by.
func rare(t review.Term) bool {
	switch t.Field {
	case review.FieldReference, review.FieldEmail:
		return !t.Not
	case review.FieldReported, review.FieldContacted, review.FieldOutdated:
		return (t.Value == "yes") != t.Not
	}
	return false
}

// common keeps SQLite from reading by the condition's index.
func (c condition) common(yes bool) condition {
	if yes && c.sql != "" && c.sql[0] != '+' {
		c.sql = "+" + c.sql
	}
	return c
}

// joins names the fields that a review has once: of their plain terms one must hold (review.Filter.Match).
func joins(f review.Field) bool {
	return f == review.FieldStars || f == review.FieldSource || f == review.FieldLanguage || f == review.FieldLocation
}

func (c condition) and(other condition) condition {
	c.exact = c.exact && other.exact
	if other.sql == "" {
		return c
	}
	if c.sql != "" {
		c.sql += " AND "
	}
	c.sql += other.sql
	c.args = append(c.args, other.args...)
	return c
}

// termCondition is the condition of one term, which may be turned round.
func termCondition(t review.Term, now time.Time) condition {
	if column := yesNoColumn(t.Field); column != "" {
		yes := 0
		if (t.Value == "yes") != t.Not {
			yes = 1
		}
		return condition{sql: fmt.Sprintf("%s = %d", column, yes), exact: true}
	}
	not := t.Not
	t.Not = false
	plain := review.Filter{Terms: []review.Term{t}}
	c := valueCondition(plain, t, now)
	if !not {
		return c
	}
	if !c.exact || c.sql == "" {
		return condition{}
	}
	c.sql = "(" + c.sql + ") IS NOT TRUE"
	return c
}

func yesNoColumn(f review.Field) string {
	switch f {
	case review.FieldReplied, review.FieldReported, review.FieldContacted, review.FieldOutdated:
		return string(f)
	}
	return ""
}

func valueCondition(plain review.Filter, t review.Term, now time.Time) condition {
	switch {
	case joins(t.Field):
		return anyOf(plain, t.Field)
	case t.Field == review.FieldSince:
		since, _ := plain.Window(now)
		return created(">=", since)
	case t.Field == review.FieldUntil:
		_, until := plain.Window(now)
		return created("<", until)
	case t.Field == review.FieldTag:
		return condition{sql: "instr(tags, ?) > 0", args: []any{[]byte(separator + t.Value + separator)}}
	case t.Field == review.FieldReference:
		return condition{sql: "reference = ?", args: []any{t.Value}, exact: true}
	case t.Field == review.FieldEmail:
		return condition{sql: "email = ?", args: []any{fold(t.Value)}, exact: true}
	}
	return condition{}
}

func created(operator string, t time.Time) condition {
	n, exact := clampNanos(t)
	if t.IsZero() || !exact {
		return condition{}
	}
	return condition{sql: "created " + operator + " ?", args: []any{n}, exact: true}
}

// anyOf is the condition that the plain terms of a joining field make together.
func anyOf(f review.Filter, field review.Field) condition {
	values := f.Values(field)
	switch field {
	case review.FieldStars:
		return starsIn(f.Stars())
	case review.FieldSource:
		return in(trimmed(values, true), "source")
	case review.FieldLanguage:
		return in(trimmed(values, false), "language")
	}
	return in(values, "location_id", "location_name", "location_external")
}

// starsIn keeps the index of stars from being used for several: their lists would have to be sorted.
func starsIn(stars []int) condition {
	if len(stars) == 1 {
		return condition{sql: fmt.Sprintf("stars = %d", stars[0]), exact: true}
	}
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(stars), " ", ","), "[]")
	return condition{sql: "+stars IN (" + list + ")", exact: true}
}

// trimmed is the values as the filter compares them; the name of a method stands for its sources too.
func trimmed(values []string, sources bool) []string {
	var out []string
	for _, v := range values {
		v = strings.TrimSpace(v)
		out = append(out, v)
		if sources {
			out = append(out, review.Method(v).Sources()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// in is the condition that one of the columns has one of the values.
func in(values []string, columns ...string) condition {
	c := condition{exact: true}
	marks := strings.Repeat(",?", len(values))[1:]
	var alternatives []string
	for _, column := range columns {
		alternatives = append(alternatives, column+" IN ("+marks+")")
		for _, v := range values {
			c.args = append(c.args, v)
		}
	}
	c.sql = "(" + strings.Join(alternatives, " OR ") + ")"
	return c
}
