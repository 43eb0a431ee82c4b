package sandbox

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listQuery is the question of a review list, trustpilot-api §2.1. Fields are as
// asked; nil and "" ask for nothing.
type listQuery struct {
	page, perPage    int
	order            string
	stars            []int
	languages        []string
	locationID       string
	tag              *tag
	ignoreTagCase    bool
	responded        *bool
	reported         *bool
	reference, email string
	start, end       *time.Time
	source, username string
	findReviewer     string
	consumerID       string // for the list of a consumer
	switches         Switches
}

// maxRecords is how far a list can be paged, trustpilot-api §2.1.
const maxRecords = 100_000

// query reads parameters and keeps the first complaint.
type query struct {
	url.Values
	problem  string
	switches Switches
}

// readList parses the query of a review list, which some switches change.
func (s *Server) readList(c *call) *query {
	q := readQuery(c.URL.RawQuery)
	q.switches = s.switched()
	return q
}

func (q *query) complain(format string, args ...any) {
	if q.problem == "" {
		q.problem = fmt.Sprintf(format, args...)
	}
}

// readQuery parses a query string into values; a broken escape is a complaint.
func readQuery(raw string) *query {
	v, err := url.ParseQuery(raw)
	q := &query{Values: v}
	if err != nil {
		q.complain("The query cannot be read")
	}
	return q
}

// private reads the eighteen parameters of the private list.
func (q *query) private() listQuery {
	l := q.common()
	l.ignoreTagCase = q.flag("ignoreTagValueCase") != nil && *q.flag("ignoreTagValueCase")
	l.reference, l.email = q.Get("referenceId"), q.Get("referralEmail")
	l.reported = q.flag("reported")
	l.start, l.end = q.time("startDateTime"), q.time("endDateTime")
	l.source, l.username = q.Get("source"), q.Get("username")
	l.findReviewer = q.oneOf("findReviewer", "", "contacted", "notContacted")
	return l
}

// public reads the parameters of the public list, trustpilot-api §2.2.
func (q *query) public() listQuery {
	l := q.common()
	if all := q.flag("includeReportedReviews"); all == nil || !*all {
		no := false
		l.reported = &no
	}
	return l
}

// common reads what all review lists share.
func (q *query) common() listQuery {
	l := listQuery{
		page:       q.number("page", 1, 1, 2147483647),
		perPage:    q.number("perPage", 20, 1, 100),
		order:      q.oneOf("orderBy", "createdat.desc", "createdat.asc", "stars.asc", "stars.desc"),
		stars:      q.starList(),
		languages:  q.list("language"),
		locationID: q.uuid("internalLocationId"),
		tag:        q.tagPair(),
		responded:  q.flag("responded"),
		switches:   q.switches,
	}
	if l.beyondCap() && !q.switches.BeyondCapEmpty {
		q.complain("A query returns at most %d records: page * perPage is beyond that", maxRecords)
	}
	return l
}

// beyondCap reports whether a page reaches over the cap.
func (l listQuery) beyondCap() bool { return l.page > maxRecords/l.perPage }

// list reads a repeated or comma-separated parameter.
func (q *query) list(name string) []string {
	var all []string
	for _, v := range q.Values[name] {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				all = append(all, part)
			}
		}
	}
	return all
}

func (q *query) starList() []int {
	var stars []int
	for _, s := range q.list("stars") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 5 {
			q.complain("'stars' takes 1 to 5, not %q", s)
		}
		stars = append(stars, n)
	}
	return stars
}

func (q *query) number(name string, missing, low, high int) int {
	s := q.Get(name)
	if s == "" {
		return missing
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < low || n > high {
		q.complain("'%s' takes a whole number from %d to %d, not %q", name, low, high, s)
		return missing
	}
	return n
}

func (q *query) flag(name string) *bool {
	s := strings.ToLower(q.Get(name))
	on := s == "true"
	if s == "" {
		return nil
	}
	if !on && s != "false" {
		q.complain("'%s' takes true or false, not %q", name, q.Get(name))
	}
	return &on
}

// oneOf reads a word, without case; the first allowed one stands for a missing one.
func (q *query) oneOf(name string, allowed ...string) string {
	s := q.Get(name)
	if s == "" {
		return allowed[0]
	}
	i := slices.IndexFunc(allowed, func(a string) bool { return strings.EqualFold(a, s) })
	if i < 0 {
		q.complain("'%s' takes %s, not %q", name, strings.Join(allowed, ", "), s)
		i = 0
	}
	return allowed[i]
}

func (q *query) uuid(name string) string {
	s := q.Get(name)
	if s != "" && !regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`).MatchString(s) {
		q.complain("'%s' takes a UUID, not %q", name, s)
	}
	return strings.ToLower(s)
}

func (q *query) time(name string) *time.Time {
	s := q.Get(name)
	if s == "" {
		return nil
	}
	t, err := parseTime(s)
	if err != nil {
		q.complain("'%s' takes a date and time such as 2013-09-07T13:37:00, not %q", name, s)
		return nil
	}
	return &t
}

// tagPair reads tagGroup and tagValue, which only go together.
func (q *query) tagPair() *tag {
	group, value := q.Get("tagGroup"), q.Get("tagValue")
	if (group == "") != (value == "") {
		q.complain("'tagGroup' and 'tagValue' go together")
	}
	if group == "" || value == "" {
		return nil
	}
	return &tag{group, value}
}

// parseTime reads the dates of trustpilot-api §5.4: with a zone, Z or none
// (UTC), with a fraction or none, or without a time part (midnight).
func parseTime(s string) (time.Time, error) {
	var first error
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339, "2006-01-02", "2006-01-02T15:04", "2006-01-02 15:04:05"} {
		t, err := time.Parse(layout, s)
		if err == nil {
			return t.UTC(), nil
		}
		if first == nil {
			first = err
		}
	}
	return time.Time{}, first
}
