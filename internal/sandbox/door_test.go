package sandbox_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// appError is the application's error shape, §5.3.
type appError struct {
	Message       string
	ErrorCode     int
	Details       *string
	CorrelationID string
}

// gatewayError is the gateway's.
type gatewayError struct {
	Fault struct {
		FaultString string
		Detail      struct{ ErrorCode string }
	}
}

func TestPrivateCallsWithoutARightTokenAre401InTheGatewaysShape(t *testing.T) {
	a := start(t, sandbox.Options{})
	for name, headers := range map[string][]string{
		"nothing":        nil,
		"wrong token":    {"Authorization: Bearer tpa-WRONG"},
		"Bearer None":    {"Authorization: Bearer None", "apikey: " + a.APIKey},
		"only the key":   {"apikey: " + a.APIKey},
		"another scheme": {"Authorization: Basic " + a.ClientToken},
	} {
		for _, path := range []string{a.list("page=0"), "/private/reviews/nosuch", "/private/business-units/nosuch/reviews", "/private/business-units/" + a.BusinessUnitID + "/locations"} {
			r := a.call("GET", path, "", headers...)
			var e gatewayError
			r.as(t, &e)
			if r.status != 401 || e.Fault.Detail.ErrorCode != "oauth.v2.InvalidAccessToken" || e.Fault.FaultString != "Invalid access token" {
				t.Errorf("%s on %s: status %d, %s", name, path, r.status, r.body)
			}
		}
	}
}

func TestPublicCallsTakeTheKeyInHeaderOrQuery(t *testing.T) {
	a := start(t, sandbox.Options{})
	path := "/business-units/" + a.BusinessUnitID
	for name, c := range map[string]struct {
		path    string
		headers []string
		status  int
	}{
		"header":                        {path, []string{"apikey: " + a.APIKey}, 200},
		"query":                         {path + "?apikey=" + a.APIKey, nil, 200},
		"worthless Bearer beside right": {path, []string{"apikey: " + a.APIKey, "Authorization: Bearer None"}, 200},
		"worthless Bearer beside wrong": {path, []string{"apikey: x", "Authorization: Bearer None"}, 401},
		"nothing":                       {path, nil, 401},
		"wrong":                         {path, []string{"apikey: tpk-x"}, 401},
		"token instead":                 {path, []string{a.bearer()}, 401},
	} {
		r := a.call("GET", c.path, "", c.headers...)
		if r.status != c.status || c.status == 401 && !strings.Contains(r.body, `{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}`) {
			t.Errorf("%s: status %d, %s", name, r.status, r.body)
		}
	}
}

func TestBearerAndKeyTogetherAreFine(t *testing.T) {
	a := start(t, sandbox.Options{})
	if r := a.call("GET", a.list(""), "", a.bearer(), "apikey: "+a.APIKey); r.status != 200 {
		t.Errorf("status %d", r.status)
	}
}

func TestATokenExpiresAfter100Hours(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Now: c.now})
	c.set(noon.Add(100*time.Hour - time.Second))
	if r := a.private(a.list("")); r.status != 200 {
		t.Errorf("a second before: status %d", r.status)
	}
	c.set(noon.Add(100 * time.Hour))
	if r := a.private(a.list("")); r.status != 401 || !strings.Contains(r.body, "keymanagement.service.access_token_expired") {
		t.Errorf("after 100 hours: status %d, %s", r.status, r.body)
	}
}

func TestForeignAndUnknownUnitsAre403(t *testing.T) {
	a := start(t, sandbox.Options{})
	for _, path := range []string{"/reviews", "/locations", ""} {
		r := a.private("/private/business-units/ffffffffffffffffffffffff" + path)
		var e appError
		r.as(t, &e)
		if r.status != 403 || e.ErrorCode == 0 || e.CorrelationID == "" {
			t.Errorf("%s: status %d, %s", path, r.status, r.body)
		}
	}
}

func TestWhatIsMissingIs404With1009(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := "ffffffffffffffffffffffff"
	for _, r := range []reply{
		a.private("/private/reviews/" + id), a.private("/private/reviews/%00"), a.private("/private/reviews/" + id + "/tags"),
		a.send("POST", "/private/reviews/"+id+"/reply", `{"message":"x","authorBusinessUserId":"`+a.BusinessUserID+`"}`),
		a.public("/reviews/" + id), a.public("/reviews/" + id + "/likes"), a.public("/reviews/" + id + "/web-links?locale=en-US"),
		a.public("/consumers/" + id), a.public("/consumers/" + id + "/reviews"), a.public("/business-units/" + id), a.public("/business-units/find?name=x.example"),
		a.public("/no/such/path"), a.private("/private//reviews/x"),
	} {
		var e appError
		r.as(t, &e)
		if r.status != 404 || e.ErrorCode != 1009 {
			t.Errorf("status %d, %s", r.status, r.body)
		}
	}
	if r := a.send("PATCH", "/private/reviews/"+id, ""); r.status != 405 {
		t.Errorf("PATCH: status %d", r.status)
	}
}

func TestAForeignHostIsRefusedWith421(t *testing.T) {
	a := start(t, sandbox.Options{})
	for _, host := range []string{"evil.example", "api.trustpilot.com", "127.0.0.1", "127.0.0.1:1"} {
		if r := a.call("GET", a.list(""), "", a.bearer(), "Host: "+host); r.status != 421 {
			t.Errorf("Host %s: status %d", host, r.status)
		}
	}
	port := a.APIURL[strings.LastIndex(a.APIURL, ":"):strings.LastIndex(a.APIURL, "/")]
	if r := a.call("GET", a.list(""), "", a.bearer(), "Host: localhost"+port); r.status != 200 {
		t.Errorf("localhost: status %d", r.status)
	}
}

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.com:80", "[::]:0", "nonsense"} {
		if s, err := sandbox.Start(context.Background(), sandbox.Options{Addr: addr, Reviews: 1}); err == nil {
			_ = s.Close()
			t.Errorf("%s was listened on", addr)
		}
	}
}

func TestHeadersAreThoseOfARecordedReply(t *testing.T) {
	a := start(t, sandbox.Options{})
	h := a.private(a.list("")).header
	for k, want := range map[string]string{
		"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-cache", "X-Robots-Tag": "noindex", "Access-Control-Allow-Origin": "*",
	} {
		if h.Get(k) != want {
			t.Errorf("%s is %q, want %q", k, h.Get(k), want)
		}
	}
	if !strings.Contains(h.Get("Vary"), "Authorization") {
		t.Errorf("Vary is %q", h.Get("Vary"))
	}
}

func TestAnswersAreCompressedWhereTheClientTakesIt(t *testing.T) {
	a := start(t, sandbox.Options{})
	for accept, want := range map[string]string{"gzip": "gzip", "br, gzip;q=0.5": "gzip", "identity": "", "gzip;q=0": ""} {
		req, _ := http.NewRequest("GET", a.APIURL+a.list(""), nil)
		req.Header.Set("Authorization", "Bearer "+a.ClientToken)
		req.Header.Set("Accept-Encoding", accept)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = res.Body
		if got := res.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%s: Content-Encoding %q", accept, got)
		} else if want == "gzip" {
			if body, err = gzip.NewReader(res.Body); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := io.ReadAll(body); err != nil || !strings.HasPrefix(string(b), `{"links":`) {
			t.Errorf("%s: %.40q, %v", accept, b, err)
		}
		_ = res.Body.Close()
	}
}

func TestWrongContentTypesAre415(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := a.page("perPage=1").Reviews[0].ID
	for _, path := range []string{"/reply", "/tags", "/find-reviewer"} {
		for _, kind := range []string{"text/plain", "application/xml", "", "nonsense/;;"} {
			r := a.call("POST", "/private/reviews/"+id+path, `{"message":"x"}`, a.bearer(), "Content-Type: "+kind)
			if r.status != 415 {
				t.Errorf("%s with %q: status %d", path, kind, r.status)
			}
		}
	}
}

func TestEveryStartHasKeysOfItsOwn(t *testing.T) {
	a, b := start(t, sandbox.Options{Reviews: 1}), start(t, sandbox.Options{Reviews: 1})
	for _, p := range [][2]string{{a.APIKey, b.APIKey}, {a.APISecret, b.APISecret}, {a.ClientToken, b.ClientToken}, {a.Password, b.Password}, {a.ControlKey(), b.ControlKey()}} {
		if p[0] == p[1] || len(p[0]) < 16 {
			t.Errorf("keys %v", p)
		}
	}
	for prefix, key := range map[string]string{"tpk-": a.APIKey, "tps-": a.APISecret, "tpa-": a.ClientToken} {
		if !strings.HasPrefix(key, prefix) {
			t.Errorf("%s does not begin with %s", key, prefix)
		}
	}
}

func TestTheRequestsAreRememberedWithTheirHeaders(t *testing.T) {
	a := start(t, sandbox.Options{})
	a.call("GET", a.list("page=3"), "", a.bearer(), "x-business-user-id: abc")
	last := a.Requests()[len(a.Requests())-1]
	if last.Method != "GET" || last.Query != "page=3" || last.Header.Get("X-Business-User-Id") != "abc" {
		t.Errorf("the last request is %+v", last)
	}
	for range 1100 {
		a.call("GET", "/none", "")
	}
	if n := len(a.Requests()); n != 1000 {
		t.Errorf("%d requests are remembered", n)
	}
}

func TestCloseEndsWithTheContextToo(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s, err := sandbox.Start(ctx, sandbox.Options{Reviews: 1})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for {
		res, err := http.Get(s.Info().AuthURL)
		if err != nil {
			break
		}
		_ = res.Body.Close()
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
