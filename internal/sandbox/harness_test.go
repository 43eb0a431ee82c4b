package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// noon is the clock of tests that need a fixed one.
var noon = time.Date(2026, 3, 10, 12, 0, 30, 0, time.UTC)

// clock is a clock that a test sets.
type clock struct{ at atomic.Pointer[time.Time] }

func newClock() *clock           { c := &clock{}; c.set(noon); return c }
func (c *clock) set(t time.Time) { c.at.Store(&t) }
func (c *clock) now() time.Time  { return *c.at.Load() }

// api is a running sandbox and the ways of a plain HTTP client to it.
type api struct {
	*testing.T
	*sandbox.Server
	sandbox.Info
}

// start runs a sandbox until the test ends.
func start(t *testing.T, o sandbox.Options) api {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	s, err := sandbox.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return api{t, s, s.Info()}
}

// reply is what a call got back.
type reply struct {
	status int
	header http.Header
	body   string
}

// as reads the body into v.
func (r reply) as(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		t.Fatalf("status %d, body %.200q: %v", r.status, r.body, err)
	}
}

// call sends one request; headers are "Name: value". Redirects are not followed.
func (a api) call(method, address, body string, headers ...string) reply {
	a.Helper()
	if strings.HasPrefix(address, "/") {
		address = a.APIURL + address
	}
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "identity") // packing is for the tests that are about it
	for _, h := range headers {
		k, v, _ := strings.Cut(h, ": ")
		if k == "Host" {
			req.Host = v
		}
		req.Header.Set(k, v)
	}
	c := http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err != nil {
		a.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		a.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(b)}
}

func (a api) bearer() string { return "Authorization: Bearer " + a.ClientToken }

// private gets with the token, public with the key.
func (a api) private(path string) reply { a.Helper(); return a.call("GET", path, "", a.bearer()) }
func (a api) public(path string) reply {
	a.Helper()
	return a.call("GET", path, "", "apikey: "+a.APIKey)
}

// send sends JSON with the token.
func (a api) send(method, path, body string, headers ...string) reply {
	a.Helper()
	return a.call(method, path, body, append([]string{a.bearer(), "Content-Type: application/json"}, headers...)...)
}

func (a api) list(query string) string {
	return "/private/business-units/" + a.BusinessUnitID + "/reviews?" + query
}

// link, page and review are this test's own reading of the contract, §2.
type link struct{ Href, Method, Rel string }

type page struct {
	Links   []link
	Reviews []review
}

type review struct {
	ID       string
	Stars    int
	Title    *string
	Text     string
	Language string
	Source   string
	Status   string
	Consumer struct {
		ID, DisplayName string
		DisplayLocation *string
		NumberOfReviews int
	}
	Location *struct{ ID, Name, URLFormattedName, ExternalID string }

	CreatedAt     time.Time
	UpdatedAt     *time.Time
	ExperiencedAt *time.Time
	CompanyReply  *struct {
		Text                   string
		AuthorBusinessUserID   string
		AuthorBusinessUserName string
		CreatedAt              time.Time
		UpdatedAt              *time.Time
	}
	ReportData    *struct{ ReviewVisibility string }
	ReferenceID   *string
	ReferralEmail *string
	Tags          []struct{ Group, Value string }
	FindReviewer  struct {
		IsEligible bool
		Requests   []struct {
			ID, Status          string
			BusinessUserMessage *string
			ConsumerResponse    *struct{ Message string }
		}
	}
}

// page gets one page of the private list.
func (a api) page(query string) page {
	a.Helper()
	r := a.private(a.list(query))
	if r.status != 200 {
		a.Fatalf("list %s: status %d, %s", query, r.status, r.body)
	}
	var p page
	r.as(a.T, &p)
	return p
}

// all walks the next-page links to the end.
func (a api) all(query string) []review {
	a.Helper()
	p := a.page(query)
	list := p.Reviews
	for len(p.Links) > 0 {
		r := a.private(p.Links[0].Href)
		p = page{}
		r.as(a.T, &p)
		list = append(list, p.Reviews...)
	}
	return list
}

func (a api) one(id string) review {
	a.Helper()
	r := a.private("/private/reviews/" + id)
	if r.status != 200 {
		a.Fatalf("review %s: status %d, %s", id, r.status, r.body)
	}
	var v review
	r.as(a.T, &v)
	return v
}

// tokenCall posts a form to an OAuth address with Basic credentials.
func (a api) tokenCall(last string, form url.Values) reply {
	a.Helper()
	req, _ := http.NewRequest("GET", "http://x", nil)
	req.SetBasicAuth(a.APIKey, a.APISecret)
	return a.call("POST", "/oauth/oauth-business-users-for-applications/"+last, form.Encode(),
		"Content-Type: application/x-www-form-urlencoded", "Authorization: "+req.Header.Get("Authorization"))
}
