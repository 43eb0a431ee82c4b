package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"strconv"
)

// link is one entry of a links array.
type link struct {
	Href   string `json:"href"`
	Method string `json:"method"`
	Rel    string `json:"rel"`
}

// realAPI is the base of the addresses inside objects, which are Trustpilot's
// own, so that the same seed gives the same bytes. Only the links between pages
// lead to the sandbox.
const realAPI = "https://api.trustpilot.com/v1"

// selfLink is the links array of an object with an address of its own.
func selfLink(path string) []link {
	return []link{{realAPI + path, "GET", "self"}}
}

// listPrivate is the private review list, trustpilot-api §2.1.
func (s *Server) listPrivate(c *call) answer {
	if refused := s.ownUnit(c); refused != nil {
		return *refused
	}
	q := s.readList(c)
	l := q.private()
	if q.problem != "" {
		return invalid(q.problem)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.pageOf(c, l, s.data.private)
}

// listPublic is the public review list, trustpilot-api §2.2.
func (s *Server) listPublic(c *call) answer {
	u, refused := s.publicUnit(c)
	if refused != nil {
		return *refused
	}
	q := s.readList(c)
	l := q.public()
	if q.problem != "" {
		return invalid(q.problem)
	}
	if u.ID != s.unit.ID {
		return noReviews()
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.pageOf(c, l, s.data.public)
}

// noReviews is the list of a business unit without reviews.
func noReviews() answer { return ok(map[string]any{"links": []link{}, "reviews": []any{}}) }

// ownUnit refuses a business unit that the token may not see: foreign and
// unknown ones alike, trustpilot-api §5.2.
func (s *Server) ownUnit(c *call) *answer {
	if c.PathValue("unit") == s.unit.ID {
		return nil
	}
	return refusal(s.foreign("The token has no access to this business unit"))
}

// foreign is the answer to a call for what is another's.
func (s *Server) foreign(details string) answer {
	if s.switched().ForeignIs404 {
		return notFound(details)
	}
	return denied(details)
}

// pageOf writes one page: the objects as they are, and a link to the next page
// when there is one. There is no total.
func (s *Server) pageOf(c *call, l listQuery, object func(int) []byte) answer {
	rows, more := s.data.pick(l)
	links := []link{}
	if more {
		links = append(links, s.nextPage(c.URL, l.page+1))
	}
	var b bytes.Buffer
	b.WriteString(`{"links":`)
	b.Write(encode(links))
	b.WriteString(`,"reviews":[`)
	for n, i := range rows {
		if n > 0 {
			b.WriteByte(',')
		}
		b.Write(object(i))
	}
	b.WriteString(`]}`)
	return answer{status: 200, kind: kindJSON, body: b.Bytes()}
}

// nextPage links to another page of the same question. A key in the query does
// not travel on.
func (s *Server) nextPage(u *url.URL, page int) link {
	v := u.Query()
	v.Del("apikey")
	if s.switched().BareNextPage {
		v = url.Values{"perPage": {cmp.Or(v.Get("perPage"), "20")}}
	}
	v.Set("page", strconv.Itoa(page))
	return link{s.info.AuthURL + u.EscapedPath() + "?" + v.Encode(), "GET", "next-page"}
}

// showPrivate is one private review.
func (s *Server) showPrivate(c *call) answer {
	a := s.readPrivate(c)
	s.afterRead(c.PathValue("id"))
	return a
}

func (s *Server) readPrivate(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, refused := s.ownReview(c)
	if refused != nil {
		return *refused
	}
	return answer{status: 200, kind: kindJSON, body: s.data.private(i)}
}

// ownReview finds the review of the path: 404 when there is none, 403 when it
// belongs to another business unit. The lock is held.
func (s *Server) ownReview(c *call) (int, *answer) {
	i, found := s.data.lookup(c.PathValue("id"))
	var refused answer
	switch {
	case !found:
		refused = notFound("Review not found")
	case s.data.rows[i].marks.has(foreign):
		refused = s.foreign("The review belongs to another business unit")
	default:
		return i, nil
	}
	return 0, &refused
}

// showPublic is one public review.
func (s *Server) showPublic(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, found := s.data.lookup(c.PathValue("id"))
	if !found {
		return notFound("Review not found")
	}
	return answer{status: 200, kind: kindJSON, body: s.data.public(i)}
}

// public is the review object without what only the business sees: reference,
// e-mail, tags, find-reviewer state and the author of the reply.
func (d *dataset) public(i int) []byte {
	o := parseObject(d.private(i)).without("referenceId", "referralEmail", "tags", "findReviewer")
	if reply := parseObject(o.get("companyReply")); reply != nil {
		o = o.set("companyReply", reply.without("authorBusinessUserId", "authorBusinessUserName").bytes())
	}
	for n, f := range o {
		if f.key == "links" && !isNull(f.value) {
			o[n].value = encode(selfLink("/reviews/" + d.id(i)))
		}
	}
	return o.bytes()
}

// isNull reports whether a raw value is null or missing.
func isNull(v json.RawMessage) bool { return len(v) == 0 || string(v) == "null" }
