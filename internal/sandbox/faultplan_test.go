package sandbox_test

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// raw sends a GET with the token and returns what arrives, unpacked by nobody.
func (a api) raw(path string, headers ...string) (int, string, error) {
	a.Helper()
	req, err := http.NewRequest("GET", a.APIURL+path, nil)
	if err != nil {
		a.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.ClientToken)
	for _, h := range append(headers, "Accept-Encoding: identity") {
		k, v, _ := strings.Cut(h, ": ")
		if req.Header.Get(k) == "" {
			req.Header.Set(k, v)
		}
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res.StatusCode, string(b), err
}

func TestAnAnswerIsCutAfterSoManyBytes(t *testing.T) {
	a := start(t, sandbox.Options{})
	whole := a.private(a.list("")).body
	for _, k := range []int{1, 100, len(whole) - 1} {
		a.breaks(`{"fault":"cut-body","bytes":` + strconv.Itoa(k) + `}`)
		status, got, err := a.raw(a.list(""))
		if status != 200 || got != whole[:k] || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("after %d bytes: status %d, %d bytes, %v", k, status, len(got), err)
		}
	}
	a.breaks(`{"fault":"cut-body","bytes":50}`)
	if _, got, err := a.raw(a.list(""), "Accept-Encoding: gzip"); err == nil || len(got) != 50 {
		t.Errorf("packed: %d bytes, %v", len(got), err)
	}
}

func TestWithoutANumberOfBytesTheSeedDecidesWhereAnAnswerIsCut(t *testing.T) {
	a := start(t, sandbox.Options{})
	cut := func(seed string) string {
		a.breaks(`{"fault":"cut-body","seed":` + seed + `}`)
		_, got, err := a.raw(a.list(""))
		if err == nil {
			t.Errorf("seed %s: the answer is whole", seed)
		}
		return got
	}
	first, again, other := cut("1"), cut("1"), cut("2")
	if first != again || first == other {
		t.Error("the cut does not follow the seed")
	}
}

func TestCutBodyHasCommitted(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := a.unanswered()
	a.breaks(`{"match":{"path":"/reply$"},"fault":"cut-body"}`)
	body := `{"message":"once","authorBusinessUserId":"` + a.BusinessUserID + `"}`
	if err := a.try(context.Background(), "POST", "/private/reviews/"+id+"/reply", body); err == nil {
		t.Error("the answer came whole")
	}
	if a.one(id).CompanyReply == nil {
		t.Error("the reply is not there")
	}
}

func TestAGzipBombUnpacksToManyTimesItsSize(t *testing.T) {
	a := start(t, sandbox.Options{})
	a.breaks(`{"fault":"gzip-bomb","bytes":20000000}`)
	_, packed, err := a.raw(a.list(""), "Accept-Encoding: gzip")
	if err != nil || len(packed) > 100_000 {
		t.Fatalf("%d bytes, %v", len(packed), err)
	}
	z, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, z); n < 20_000_000 || err != nil {
		t.Errorf("it unpacks to %d bytes, %v", n, err)
	}
}

func TestErrorsComeInEveryFormOfTheContract(t *testing.T) {
	a := start(t, sandbox.Options{})
	for form, sign := range map[string]string{
		"": "policies.ratelimit.QuotaViolation", "gateway": `"fault"`, "spike": "policies.ratelimit.SpikeArrestViolation", "application": `"correlationId"`,
		"oauth": `"error_description"`, "oldOauth": `"ErrorCode"`, "html": "<!doctype html>", "empty": "",
	} {
		a.breaks(`{"fault":"status","status":429,"form":"` + form + `"}`)
		if r := a.private(a.list("")); r.status != 429 || !strings.Contains(r.body, sign) || (form == "empty") != (r.body == "") || r.header.Get("Retry-After") != "1" {
			t.Errorf("%q: %d %s, Retry-After %q", form, r.status, r.body, r.header.Get("Retry-After"))
		}
	}
	a.turn(`{"retryAfter":"none"}`)
	a.breaks(`{"fault":"status","status":429,"retryAfter":9}`)
	if r := a.private(a.list("")); r.header.Get("Retry-After") != "" {
		t.Errorf("Retry-After is %q although it is switched off", r.header.Get("Retry-After"))
	}
	for _, status := range []string{"500", "501", "502", "504"} {
		a.breaks(`{"fault":"status","status":` + status + `}`)
		if r := a.private(a.list("")); strconv.Itoa(r.status) != status || r.header.Get("Retry-After") != "" {
			t.Errorf("%s: %d %v", status, r.status, r.header)
		}
	}
}

func TestAServerMayFailAfterItHasCommitted(t *testing.T) {
	a := start(t, sandbox.Options{})
	for fault, status := range map[string]int{"status-after-commit": 503, "html-after-commit": 502, "delay-after-commit": 200} {
		id := a.unanswered()
		a.breaks(`{"match":{"method":"POST"},"fault":"` + fault + `","delayMs":5}`)
		if r := a.replyTo(id, fault); r.status != status || a.one(id).CompanyReply == nil {
			t.Errorf("%s: status %d, reply %v", fault, r.status, a.one(id).CompanyReply)
		}
	}
}

func TestAFaultSkipsSomeMatchesAQueryAndStrikesByChanceOfItsSeed(t *testing.T) {
	a := start(t, sandbox.Options{})
	a.breaks(`{"match":{"query":"stars=1"},"skip":2,"fault":"status"}`)
	for n, want := range []int{200, 200, 503, 200} {
		if got := a.private(a.list("stars=1")).status; got != want {
			t.Errorf("request %d: status %d, want %d", n, got, want)
		}
		if got := a.private(a.list("stars=2")).status; got != 200 {
			t.Errorf("another query: status %d", got)
		}
	}
	strikes := func(seed string) string {
		a.breaks(`{"count":-1,"percent":40,"seed":` + seed + `,"fault":"status"}`)
		defer a.control("DELETE", "faults", "")
		pattern := ""
		for range 40 {
			pattern += map[int]string{200: ".", 503: "x"}[a.private("/private"+a.unit("")).status]
		}
		return pattern
	}
	first := strikes("5")
	if n := strings.Count(first, "x"); n < 6 || n > 28 || strikes("5") != first || strikes("6") == first {
		t.Errorf("seed 5 strikes %s", first)
	}
}

func TestADelayHasJitterOfItsSeed(t *testing.T) {
	a := start(t, sandbox.Options{})
	a.breaks(`{"fault":"delay","delayMs":20,"jitterMs":20,"seed":3}`)
	began := time.Now()
	if r := a.private(a.list("")); r.status != 200 || time.Since(began) < 20*time.Millisecond {
		t.Errorf("status %d after %v", r.status, time.Since(began))
	}
}

func TestFaultsComeFromAScenarioWithGeneratedReviewsToo(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7, Scenario: file(t, `{"faults":[{"fault":"status","status":500},{"fault":"html","count":2}]}`)})
	for _, want := range []int{500, 502, 502, 200} {
		if got := a.private(a.list("")).status; got != want {
			t.Errorf("status %d, want %d", got, want)
		}
	}
	if n := len(a.all("perPage=100")); n != 500 {
		t.Errorf("%d reviews", n)
	}
	for _, bad := range []string{`{"faults":[{"fault":"x"}]}`, `{"faults":{}}`, `{"faults":[{"fault":"status","form":"x"}]}`, `{"faults":[{"fault":"status","percent":101}]}`, `{"faults":[{"fault":"cut","match":{"query":"("}}]}`} {
		if s, err := sandbox.Start(context.Background(), sandbox.Options{Scenario: file(t, bad)}); err == nil {
			_ = s.Close()
			t.Errorf("%s was taken", bad)
		}
	}
}

// overTLS asks the https listener on a fresh connection.
func (a api) overTLS(roots *x509.CertPool) (int, error) {
	a.Helper()
	c := http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
	req, err := http.NewRequest("GET", a.TLSURL()+a.unit(""), nil)
	if err != nil {
		a.Fatal(err)
	}
	req.Header.Set("apikey", a.APIKey)
	res, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}

func TestTheHTTPSListenerIsTrustedByThoseOnlyWhoTrustItsAuthority(t *testing.T) {
	a := start(t, sandbox.Options{Reviews: 5, TLS: true})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.RootCertificate())
	if status, err := a.overTLS(roots); status != 200 || err != nil {
		t.Errorf("with the authority: %d, %v", status, err)
	}
	var unknown x509.UnknownAuthorityError
	if _, err := a.overTLS(x509.NewCertPool()); !errors.As(err, &unknown) {
		t.Errorf("without it: %v", err)
	}
	a.want(a.control("GET", "tls", ""), 200, "apiUrl", a.TLSURL(), "rootCertificate", string(a.RootCertificate()))
	if status, err := a.overTLS(roots); status != 200 || err != nil {
		t.Errorf("once more: %d, %v", status, err)
	}
}

func TestEachTLSFaultBreaksOneConnection(t *testing.T) {
	a := start(t, sandbox.Options{Reviews: 5, TLS: true})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.RootCertificate())
	for form, is := range map[string]func(error) bool{
		"":            func(err error) bool { return errors.As(err, new(x509.UnknownAuthorityError)) },
		"self-signed": func(err error) bool { return errors.As(err, new(x509.UnknownAuthorityError)) },
		"expired": func(err error) bool {
			var e x509.CertificateInvalidError
			return errors.As(err, &e) && e.Reason == x509.Expired
		},
		"wrong-host": func(err error) bool { return errors.As(err, new(x509.HostnameError)) },
		"cut": func(err error) bool {
			var e *net.OpError
			return errors.Is(err, io.EOF) || errors.As(err, &e)
		},
		"plain": func(err error) bool {
			var e tls.RecordHeaderError
			return errors.As(err, &e) || strings.Contains(err.Error(), "HTTP response to HTTPS client")
		},
	} {
		a.breaks(`{"fault":"tls","form":"` + form + `"}`)
		a.want(a.public(a.unit("")), 200) // the plain listener has nothing to do with it
		if status, err := a.overTLS(roots); err == nil || !is(err) {
			t.Errorf("%q: status %d, %v", form, status, err)
		}
		if status, err := a.overTLS(roots); status != 200 || err != nil {
			t.Errorf("%q, the next connection: %d, %v", form, status, err)
		}
	}
}

func TestWithoutTLSThereIsNoHTTPS(t *testing.T) {
	a := start(t, sandbox.Options{Reviews: 5})
	if a.TLSURL() != "" || a.RootCertificate() != nil {
		t.Errorf("%s", a.TLSURL())
	}
	a.want(a.control("GET", "tls", ""), 404)
}

func TestTheControlKeyIsLeftInAFileForItsOwnerAndTakenAwayAgain(t *testing.T) {
	path := t.TempDir() + "/key"
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	a := start(t, sandbox.Options{Reviews: 5, ControlKeyFile: path})
	b, err := os.ReadFile(path)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || strings.TrimSpace(string(b)) != a.ControlKey() || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v, %v, %v", b, info.Mode(), err, statErr)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
	if s, err := sandbox.Start(context.Background(), sandbox.Options{ControlKeyFile: t.TempDir() + "/no/such/folder"}); err == nil {
		_ = s.Close()
		t.Error("a file in no folder was written")
	}
}
