package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Field is the name of a term: the word before the colon in a query line, and the flag.
type Field string

// The fields of the query grammar (commands.md, Filters). Outdated has no flag: it is the desk's "changed since reply".
const (
	FieldStars     Field = "stars"
	FieldReplied   Field = "replied"
	FieldReported  Field = "reported"
	FieldContacted Field = "contacted"
	FieldOutdated  Field = "outdated"
	FieldSource    Field = "source"
	FieldTag       Field = "tag"
	FieldLanguage  Field = "language"
	FieldLocation  Field = "location"
	FieldSince     Field = "since"
	FieldUntil     Field = "until"
	FieldReviewer  Field = "reviewer"
	FieldReference Field = "reference"
	FieldEmail     Field = "email"
	FieldSearch    Field = "search"
)

// fields are all of them, in the order in which help and completion show them.
var fields = []Field{FieldStars, FieldReplied, FieldReported, FieldContacted, FieldOutdated, FieldSource, FieldTag, FieldLanguage,
	FieldLocation, FieldSince, FieldUntil, FieldReviewer, FieldReference, FieldEmail, FieldSearch}

// Fields lists the fields of the query grammar.
func Fields() []Field { return slices.Clone(fields) }

// once reports whether a review has one value of the field, so that several terms can only mean "one of these".
func (f Field) once() bool {
	return f == FieldStars || f == FieldSource || f == FieldLanguage || f == FieldLocation
}

func (f Field) split(value string) []string {
	if f == FieldStars || f == FieldSource || f == FieldLanguage {
		return strings.Split(value, ",")
	}
	return []string{value}
}

// parts are the values that a term's value lists, without the blanks around each.
func (f Field) parts(value string) []string {
	parts := f.split(value)
	if len(parts) > 1 || f.once() && f != FieldLocation {
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
	}
	return parts
}

// Allowed says what values the field takes, for errors, help and completion.
func (f Field) Allowed() string {
	switch f {
	case FieldStars:
		return "1 to 5, as 1,2 or 1-2"
	case FieldReplied, FieldReported, FieldContacted, FieldOutdated:
		return "yes or no"
	case FieldSource:
		return "automatic, manual, generated, basic, embedded, organic or a raw value such as AFSv2"
	case FieldTag:
		return "VALUE or GROUP:VALUE"
	case FieldLanguage:
		return "language codes such as da,en"
	case FieldLocation:
		return "a location's id or name"
	case FieldSince, FieldUntil:
		return "7d, 24h, 2026-01-31 or an RFC 3339 time"
	}
	return "any text"
}

// ValueError says what is wrong with the value of a term; At is the 0-based character in the value.
type ValueError struct {
	Field Field
	Value string
	At    int
	Msg   string
}

// Error names the place and what is allowed.
func (e *ValueError) Error() string {
	return fmt.Sprintf("%s: character %d: %s; allowed: %s", e.Field, e.At+1, e.Msg, e.Field.Allowed())
}

// Unwrap is ErrInvalid.
func (e *ValueError) Unwrap() error { return ErrInvalid }

// NewTerm makes the term field:value; the error is a *ValueError that names the place.
func NewTerm(field Field, value string) (Term, error) {
	t := Term{Field: field, Value: value}
	fail := func(at int, format string, args ...any) (Term, error) {
		return Term{}, &ValueError{Field: field, Value: value, At: at, Msg: fmt.Sprintf(format, args...)}
	}
	if strings.TrimSpace(value) == "" {
		return fail(0, "a value is missing")
	}
	if field == FieldSearch {
		return newSearch(value)
	}
	at := 0
	for _, part := range field.split(value) {
		if msg := field.checkPart(part); msg != "" {
			return fail(at, "%s", msg)
		}
		at += utf8.RuneCountInString(part) + 1
	}
	if t.match = field.matcher(value); t.match == nil {
		return fail(0, "unknown term")
	}
	return t, nil
}

// checkPart says what is wrong with one value of a list, "" if nothing.
func (f Field) checkPart(part string) string {
	switch f {
	case FieldStars:
		if _, err := parseStars(part); err != nil {
			return err.Error()
		}
	case FieldReplied, FieldReported, FieldContacted, FieldOutdated:
		if part != "yes" && part != "no" {
			return fmt.Sprintf("%q is neither yes nor no", part)
		}
	case FieldSince, FieldUntil:
		if _, err := parseMoment(part, time.Time{}, false); err != nil {
			return err.Error()
		}
	case FieldSource, FieldLanguage:
		if strings.TrimSpace(part) == "" {
			return "a value is missing"
		}
	}
	return ""
}

func parseStars(s string) ([]int, error) {
	from, to, isRange := strings.Cut(strings.TrimSpace(s), "-")
	if !isRange {
		to = from
	}
	a, errA := strconv.Atoi(from)
	b, errB := strconv.Atoi(to)
	switch {
	case errA != nil || errB != nil:
		return nil, fmt.Errorf("%q is no number of stars", s)
	case a < 1 || b > 5 || a > 5 || b < 1:
		return nil, fmt.Errorf("star %s does not exist", outside(from, to, a))
	case a > b:
		return nil, fmt.Errorf("%q runs backwards", s)
	}
	var out []int
	for n := a; n <= b; n++ {
		out = append(out, n)
	}
	return out, nil
}

func outside(from, to string, a int) string {
	if a < 1 || a > 5 {
		return from
	}
	return to
}

// parseMoment reads a point in time: 90m, 24h, 7d, 2w back from now; a date (midnight UTC, or the end of that day for
// until); or a date with a time, in UTC when it has no zone.
func parseMoment(s string, now time.Time, until bool) (time.Time, error) {
	if d, ok := parseAgo(s); ok {
		return now.Add(-d), nil
	}
	if t, err := time.Parse("2006-01-02", s); err == nil {
		if until {
			t = t.AddDate(0, 0, 1)
		}
		return t, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time", s)
}

func parseAgo(s string) (time.Duration, bool) {
	if len(s) < 2 {
		return 0, false
	}
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[s[len(s)-1]]
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 32)
	if err != nil || unit == 0 || n > 100*366*24*60 || time.Duration(n) > 200*366*24*time.Hour/unit {
		return 0, false
	}
	return time.Duration(n) * unit, true
}
