package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// breaks plans a fault.
func (a api) breaks(body string) {
	a.Helper()
	r := a.call("POST", a.AuthURL+"/_sandbox/faults", body, "X-Sandbox-Key: "+a.ControlKey(), "Content-Type: application/json")
	if r.status != 201 {
		a.Fatalf("fault %s: status %d, %s", body, r.status, r.body)
	}
}

// try sends a request that may break and gives the error it broke with.
func (a api) try(ctx context.Context, method, path, body string) error {
	a.Helper()
	req, err := http.NewRequestWithContext(ctx, method, a.APIURL+path, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.ClientToken)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err
}

func TestAFaultStrikesWhatItMatchesSoManyTimes(t *testing.T) {
	a := start(t, sandbox.Options{})
	a.breaks(`{"match":{"method":"GET","path":"/reviews$"},"count":2,"fault":"status","status":429,"retryAfter":7}`)
	if r := a.private("/private/business-units/" + a.BusinessUnitID); r.status != 200 {
		t.Errorf("another path: status %d", r.status)
	}
	for range 2 {
		r := a.private(a.list(""))
		var e gatewayError
		r.as(t, &e)
		if r.status != 429 || r.header.Get("Retry-After") != "7" || e.Fault.Detail.ErrorCode != "policies.ratelimit.QuotaViolation" {
			t.Errorf("status %d, %s", r.status, r.body)
		}
	}
	if r := a.private(a.list("")); r.status != 200 {
		t.Errorf("the third time: status %d", r.status)
	}
}

func TestStatusHTMLRedirectAndHuge(t *testing.T) {
	a := start(t, sandbox.Options{})
	a.breaks(`{"fault":"status"}`)
	if r := a.private(a.list("")); r.status != 503 || r.header.Get("Retry-After") != "" {
		t.Errorf("status: %d", r.status)
	}
	a.breaks(`{"fault":"status","status":401}`)
	if r := a.private(a.list("")); r.status != 401 || !strings.Contains(r.body, "InvalidAccessToken") {
		t.Errorf("401: %d %s", r.status, r.body)
	}
	a.breaks(`{"fault":"html","status":200}`)
	if r := a.private(a.list("")); r.status != 200 || !strings.HasPrefix(r.body, "<!doctype html>") {
		t.Errorf("html: %d %s", r.status, r.body)
	}
	a.breaks(`{"fault":"redirect","location":"https://evil.example/x"}`)
	if r := a.private(a.list("")); r.status != 307 || r.header.Get("Location") != "https://evil.example/x" {
		t.Errorf("redirect: %d %s", r.status, r.header.Get("Location"))
	}
	a.breaks(`{"fault":"huge","bytes":3000000}`)
	if r := a.private(a.list("")); len(r.body) < 3000000 {
		t.Errorf("huge: %d bytes", len(r.body))
	}
}

func TestCutAfterCommitHasCommitted(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := a.unanswered()
	body := `{"message":"once","authorBusinessUserId":"` + a.BusinessUserID + `"}`
	a.breaks(`{"match":{"path":"/reply$"},"fault":"cut"}`)
	if err := a.try(context.Background(), "POST", "/private/reviews/"+id+"/reply", body); err == nil || a.one(id).CompanyReply != nil {
		t.Errorf("cut: %v, reply %v", err, a.one(id).CompanyReply)
	}
	a.breaks(`{"match":{"path":"/reply$"},"fault":"cut-after-commit"}`)
	if err := a.try(context.Background(), "POST", "/private/reviews/"+id+"/reply", body); err == nil {
		t.Error("the answer was not cut")
	}
	if got := a.one(id).CompanyReply; got == nil || got.Text != "once" {
		t.Errorf("the reply is %v", got)
	}
}

func TestAHangLastsUntilTheClientLeaves(t *testing.T) {
	a := start(t, sandbox.Options{})
	for _, kind := range []string{"hang", "hang-after-commit"} {
		a.breaks(`{"fault":"` + kind + `"}`)
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		if err := a.try(ctx, "GET", a.list(""), ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", kind, err)
		}
		cancel()
	}
	if r := a.private(a.list("")); r.status != 200 {
		t.Errorf("afterwards: status %d", r.status)
	}
}

func TestADelayedCallIsAnsweredAllTheSame(t *testing.T) {
	a := start(t, sandbox.Options{})
	a.breaks(`{"fault":"delay","delayMs":60}`)
	began := time.Now()
	if r := a.private(a.list("")); r.status != 200 || time.Since(began) < 60*time.Millisecond {
		t.Errorf("status %d after %v", r.status, time.Since(began))
	}
}

func TestTheControlsNeedTheirKeyAndNeverFail(t *testing.T) {
	a := start(t, sandbox.Options{})
	for _, key := range []string{"", "x", a.APIKey, a.ClientToken} {
		for _, path := range []string{"/_sandbox/faults", "/_sandbox/requests"} {
			if r := a.call("GET", a.AuthURL+path, "", "X-Sandbox-Key: "+key, a.bearer()); r.status != 403 {
				t.Errorf("%s with %q: status %d", path, key, r.status)
			}
		}
	}
	a.breaks(`{"count":-1,"fault":"status"}`)
	own := "X-Sandbox-Key: " + a.ControlKey()
	if r := a.call("GET", a.AuthURL+"/_sandbox/faults", "", own); r.status != 200 || !strings.Contains(r.body, `"fault":"status"`) {
		t.Errorf("list: %d %s", r.status, r.body)
	}
	if r := a.private(a.list("")); r.status != 503 {
		t.Errorf("status %d", r.status)
	}
	if r := a.call("DELETE", a.AuthURL+"/_sandbox/faults", "", own); r.status != 204 {
		t.Errorf("clear: %d", r.status)
	}
	if r := a.private(a.list("")); r.status != 200 {
		t.Errorf("after clearing: status %d", r.status)
	}
	for _, bad := range []string{`{"fault":"no such"}`, `{"fault":"status","match":{"path":"("}}`, `{"fault":"status","status":7}`, `x`} {
		if r := a.call("POST", a.AuthURL+"/_sandbox/faults", bad, own, "Content-Type: application/json"); r.status != 400 {
			t.Errorf("%s: status %d", bad, r.status)
		}
	}
	if r := a.call("GET", a.AuthURL+"/_sandbox/requests", "", own); r.status != 200 || !strings.Contains(r.body, `"path":"/_sandbox/faults"`) {
		t.Errorf("requests: %d", r.status)
	}
}

func TestPagesShowHostileTextAsText(t *testing.T) {
	a := start(t, sandbox.Options{Scenario: file(t, `{"reviews":[{"id":"66a0f1c2d3e4b5a697880001","stars":2,"title":"<script>alert(1)</script>","text":"\"><img src=x onerror=y>",
		"consumer":{"displayName":"</title><b>"},"companyReply":{"text":"<i>"},"referralEmail":"secret@mail.example","tags":[{"group":"<u>","value":"x"}]}]}`)})
	for _, path := range []string{"/reviews/", "/app/reviews/"} {
		r := a.call("GET", a.AuthURL+path+"66a0f1c2d3e4b5a697880001", "")
		for _, bad := range []string{"<script", "<img", "<b>\n", "</title><b>", "<i>", "<u>", "secret@mail.example"} {
			if strings.Contains(r.body, bad) {
				t.Errorf("%s shows %s as markup or at all", path, bad)
			}
		}
		if r.status != 200 || !strings.Contains(r.body, "&lt;script&gt;alert(1)") || !strings.Contains(r.body, "★★☆☆☆") || !strings.Contains(r.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
		if r := a.call("GET", a.AuthURL+path+"66a0f1c2d3e4b5a697880002", ""); r.status != 404 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s of nothing: status %d", path, r.status)
		}
	}
}

func TestAStatusBringsABodyAndHeadersOfItsOwn(t *testing.T) {
	a := start(t, sandbox.Options{})
	a.breaks(`{"fault":"status","status":403,"body":{"message":"Your plan has no API"},"header":{"Date":"Mon, 01 Jan 2035 00:00:00 GMT"}}`)
	if r := a.private(a.list("")); r.status != 403 || r.body != `{"message":"Your plan has no API"}` || r.header.Get("Date") != "Mon, 01 Jan 2035 00:00:00 GMT" {
		t.Errorf("status %d, %s, %v", r.status, r.body, r.header)
	}
	a.breaks(`{"fault":"status-after-commit","status":500,"body":"out of order"}`)
	if r := a.private(a.list("")); r.status != 500 || r.body != "out of order" || !strings.HasPrefix(r.header.Get("Content-Type"), "text/plain") {
		t.Errorf("status %d, %s, %v", r.status, r.body, r.header)
	}
	if r := a.call("POST", a.AuthURL+"/_sandbox/faults", `{"fault":"cut","body":"x"}`, "X-Sandbox-Key: "+a.ControlKey(), "Content-Type: application/json"); r.status != 400 {
		t.Errorf("a cut with a body: status %d", r.status)
	}
}
