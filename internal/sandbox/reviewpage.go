package sandbox

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
)

const reviewHTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Heading}} · Trustpilot sandbox</title>
<meta name="viewport" content="width=device-width"><link rel="canonical" href="{{.Address}}">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}
.t{white-space:pre-wrap;overflow-wrap:anywhere}blockquote{margin:1rem 0;padding:.5rem 1rem;border-left:3px solid #aaa}small{color:#666}</style></head>
<body><small>Trustpilot sandbox · {{.Where}}</small>
<h1 class="t" dir="auto">{{.Heading}}</h1>
<p><span aria-label="{{.Stars}} of 5 stars">{{.Marks}}</span> · <b dir="auto">{{.Name}}</b> · <bdi>{{.Created}}</bdi></p>
<p class="t" dir="auto">{{.Text}}</p>
{{with .Reply}}<blockquote><b>Reply from {{$.Company}}</b><p class="t" dir="auto">{{.}}</p></blockquote>{{end}}
{{if .Private}}<dl><dt>Source</dt><dd dir="auto">{{.Source}}</dd><dt>Reference</dt><dd dir="auto">{{.Reference}}</dd><dt>Location</dt><dd dir="auto">{{.Location}}</dd>
<dt>Tags</dt><dd dir="auto">{{.Tags}}</dd><dt>Reported</dt><dd>{{.Reported}}</dd></dl>
<p>Reporting a review happens here at Trustpilot; the sandbox has no such form.</p>{{end}}
</body></html>
`

// reviewView is a review for the eyes; html/template escapes every part of it.
type reviewView struct {
	Where, Address, Company, Heading, Marks, Name, Created, Text, Reply string
	Source, Reference, Location, Tags, Reported                         string
	Stars                                                               int
	Private                                                             bool
}

// reviewPage is the public page of a review.
func (s *Server) reviewPage(c *call) answer { return s.showPage(c, "public page", false) }

// appPage is the review in the business web app, without the reviewer's e-mail,
// for the page asks for no sign-in.
func (s *Server) appPage(c *call) answer { return s.showPage(c, "business web app", true) }

func (s *Server) showPage(c *call, where string, private bool) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, found := s.data.lookup(c.PathValue("id"))
	if !found {
		return page(http.StatusNotFound, refusedHTML, "There is no such review.")
	}
	v := s.view(i)
	v.Where, v.Private, v.Address = where, private, realSite+"/reviews/"+c.PathValue("id")
	if private {
		v.Address = "https://businessapp.b2b.trustpilot.com/reviews/" + c.PathValue("id")
	}
	return page(http.StatusOK, reviewHTML, v)
}

// view reads a review object, whatever is missing in it.
func (s *Server) view(i int) reviewView {
	o := parseObject(s.data.private(i))
	stars := int(s.data.rows[i].stars)
	inside := func(key, of string) string { return asText(parseObject(o.get(key)).get(of)) }
	v := reviewView{
		Company: shownLine(s.unit.Name), Stars: stars,
		Heading: cmp.Or(shownLine(asText(o.get("title"))), "A review without a title"),
		Marks:   strings.Repeat("★", stars) + strings.Repeat("☆", 5-stars),
		Name:    shownName(inside("consumer", "displayName")),
		Created: shownLine(asText(o.get("createdAt"))), Text: shownText(asText(o.get("text"))),
		Reply: shownText(inside("companyReply", "text")), Source: shownLine(asText(o.get("source"))),
		Reference: shownLine(asText(o.get("referenceId"))), Location: shownLine(inside("location", "name")),
		Reported: strconv.FormatBool(s.data.rows[i].marks.has(reported)),
	}
	for _, t := range s.data.tagsOf(i) {
		v.Tags = strings.TrimSpace(v.Tags + " " + shownLine(t.Group+":"+t.Value))
	}
	return v
}
