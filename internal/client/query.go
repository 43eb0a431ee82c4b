package client

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// perPage is the most that one page holds (trustpilot-api §2.1).
const perPage = 100

// newestFirst is the order of every walk.
const newestFirst = "createdat.desc"

// queryOf writes what of the filter the server can do as parameters of the private list (trustpilot-api §2.1). What
// comes back holds at least all that the filter selects; the desk matches again. So a parameter is sent only where the
// server cannot mean less by it: no searches, no negated terms, and no username, of which nobody knows whether the
// server wants the whole name.
func queryOf(f review.Filter, now time.Time) url.Values {
	q := url.Values{"orderBy": {newestFirst}, "perPage": {strconv.Itoa(pageSize(f))}}
	for _, n := range f.Stars() {
		q.Add("stars", strconv.Itoa(n))
	}
	for _, language := range f.Values(review.FieldLanguage) {
		q.Add("language", strings.TrimSpace(language))
	}
	setYesNo(q, f, "responded", review.FieldReplied, "true", "false")
	setYesNo(q, f, "reported", review.FieldReported, "true", "false")
	setYesNo(q, f, "findReviewer", review.FieldContacted, "contacted", "notContacted")
	setWindow(q, f, now)
	setOnly(q, "source", wireSource(f))
	setOnly(q, "referenceId", f.Values(review.FieldReference))
	setOnly(q, "referralEmail", f.Values(review.FieldEmail))
	setOnly(q, "internalLocationId", slices.DeleteFunc(f.Values(review.FieldLocation), func(v string) bool {
		return !isUUID(v) || len(f.Values(review.FieldLocation)) > 1
	}))
	setTag(q, f)
	return q
}

// pageSize is a whole page, unless few are wanted and the server finds exactly those.
func pageSize(f review.Filter) int {
	if f.Limit <= 0 || f.Limit >= perPage || f.Sort != "" && f.Sort != review.Newest {
		return perPage
	}
	exact := []review.Field{review.FieldStars, review.FieldReplied, review.FieldReported, review.FieldContacted, review.FieldLanguage,
		review.FieldSince}
	for _, t := range f.Terms {
		if t.Not || !slices.Contains(exact, t.Field) {
			return perPage
		}
	}
	return f.Limit
}

func setYesNo(q url.Values, f review.Filter, name string, field review.Field, yes, no string) {
	switch value, asked := f.YesNo(field); {
	case asked && value:
		q.Set(name, yes)
	case asked:
		q.Set(name, no)
	}
}

// setWindow widens the window to whole seconds and one more at each end, since nobody knows whether the server takes
// its bounds as inclusive.
func setWindow(q url.Values, f review.Filter, now time.Time) {
	since, until := f.Window(now)
	if !since.IsZero() {
		q.Set("startDateTime", wireTime(since.Add(-time.Second)))
	}
	if !until.IsZero() {
		q.Set("endDateTime", wireTime(until.Add(2*time.Second-1)))
	}
}

// wireTime is the form of a time in a query: UTC, whole seconds, no zone.
func wireTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }

// setOnly sets the parameter when exactly one value is asked for; the server takes no more.
func setOnly(q url.Values, name string, values []string) {
	if len(values) == 1 {
		q.Set(name, values[0])
	}
}

// wireSource lists the wire values that the filter's sources stand for.
func wireSource(f review.Filter) []string {
	var out []string
	for _, v := range f.Values(review.FieldSource) {
		v = strings.TrimSpace(v)
		if slices.Contains(review.Methods(), review.Method(v)) {
			out = append(out, review.Method(v).Sources()...)
		} else {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// setTag sets the one tag that names its group without doubt. Of several tags, all of which must be there, one does.
func setTag(q url.Values, f review.Filter) {
	for _, v := range f.Values(review.FieldTag) {
		group, value, ok := strings.Cut(v, ":")
		if ok && group != "" && value != "" && !strings.Contains(value, ":") {
			q.Set("tagGroup", group)
			q.Set("tagValue", value)
			return
		}
	}
}

// isUUID reports whether s has the form of a location's id.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", rune(s[i])) {
			return false
		}
	}
	return true
}
