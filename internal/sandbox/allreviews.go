package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// allPerPage is how many reviews a page of all-reviews has; the contract gives no number.
const allPerPage = 100

// listAll pages through all public reviews by token, trustpilot-api §2.2. A token
// names the last review of its page by place, so that what comes or goes in
// between moves nothing.
func (s *Server) listAll(c *call) answer {
	if _, refused := s.publicUnit(c); refused != nil {
		return *refused
	}
	q := readQuery(c.URL.RawQuery)
	after := q.place("pageToken")
	s.mu.RLock()
	defer s.mu.RUnlock()
	if after.row >= len(s.data.rows) {
		q.complain("'pageToken' is not a token of this list")
	}
	if q.problem != "" {
		return invalid(q.problem)
	}
	if c.PathValue("unit") != s.unit.ID {
		return listOf("nextPageToken", "", nil)
	}
	rows, more := s.data.pickAfter(after, allPerPage)
	token := ""
	if more {
		token = s.data.placeOf(rows[len(rows)-1]).token()
	}
	return listOf("nextPageToken", token, s.data.publics(rows))
}

// listOf is a page of reviews with a token for the next one, null at the end.
func listOf(tokenKey, token string, reviews []json.RawMessage) answer {
	return ok(object{{"reviews", encode(orEmpty(reviews))}, {tokenKey, encode(orNull(token))}})
}

func (d *dataset) publics(rows []int) []json.RawMessage {
	var list []json.RawMessage
	for _, i := range rows {
		list = append(list, d.public(i))
	}
	return list
}

// place is where a page ended: the row and its time. The zero place is the beginning.
type place struct {
	created int64
	row     int
	given   bool
}

func (d *dataset) placeOf(i int) place { return place{d.rows[i].created, i, true} }

// token writes a place so that nobody takes it for a number of a page.
func (p place) token() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", p.created, p.row))
}

// place reads a token.
func (q *query) place(name string) place {
	s := q.Get(name)
	if s == "" {
		return place{}
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	p := place{given: true}
	if n, scanErr := fmt.Sscanf(string(b), "%d.%d", &p.created, &p.row); err != nil || scanErr != nil || n != 2 || p.row < 0 || p.token() != s {
		q.complain("'%s' is not a token of this list", name)
		return place{}
	}
	return p
}

// pickAfter returns the rows of the unit that follow a place, newest first, and
// whether more follow them.
func (d *dataset) pickAfter(p place, limit int) (rows []int, more bool) {
	for i := range d.newestFirst {
		switch {
		case d.rows[i].marks.has(foreign|vanished) || p.given && (i == p.row || d.before(i, p.row)):
		case len(rows) == limit:
			return rows, true
		default:
			rows = append(rows, i)
		}
	}
	return rows, false
}

// latest lists the newest public reviews of a language, trustpilot-api §2.2.
// locale changes nothing: the sandbox translates no review.
func (s *Server) latest(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	language := strings.ToLower(q.Get("language"))
	if language == "" {
		q.complain("'language' is required")
	}
	count, pictured := q.number("count", 20, 1, 100), q.flag("filterUsersWithoutImages")
	q.locale("locale")
	if q.problem != "" {
		return invalid(q.problem)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	rows := s.data.newest(language, count, pictured != nil && *pictured)
	return ok(object{{"links", []byte("[]")}, {"reviews", encode(orEmpty(s.data.publics(rows)))}})
}

// newest finds so many of the newest unreported reviews of a language, by reviewers
// with a picture where that is asked.
func (d *dataset) newest(language string, count int, pictured bool) (rows []int) {
	no := false
	match := d.matcher(listQuery{languages: []string{language}, reported: &no})
	for i := range d.newestFirst {
		if len(rows) == count {
			return rows
		}
		if match(i) && (!pictured || d.pictured(i)) {
			rows = append(rows, i)
		}
	}
	return rows
}

// pictured reports whether the reviewer has a picture.
func (d *dataset) pictured(i int) bool {
	who, found := d.consumer(asText(parseObject(parseObject(d.private(i)).get("consumer")).get("id")))
	return found && who.Image
}
