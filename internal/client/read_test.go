package client

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// failFirst answers with each of the handlers, then with a review.
func failFirst(calls *atomic.Int32, first ...http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n := int(calls.Add(1))
		if n <= len(first) {
			first[n-1](w, r)
			return
		}
		answerJSON(w, 200, map[string]any{"id": reviewID, "stars": 4})
	}
}

func TestAReadIsRepeatedWhereThatMayHelp(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"429": status(429), "408": status(408), "500": status(500), "502": status(502), "503": status(503), "504": status(504),
		"closed": raw(""), "reset": reset, "half an answer": raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":"),
		"half a chunk": raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"id\":"), "silent": silent,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			tune := func(*Config) {}
			if name == "silent" {
				tune = hurried
			}
			c := serve(t, failFirst(&calls, h, h, h), tune)
			if r, err := c.Review(context.Background(), reviewID); err != nil || r.Stars != 4 {
				t.Errorf("got %+v, %v", r, err)
			}
			calls.Store(0)
			c = serve(t, failFirst(&calls, h, h, h, h), tune)
			_, err := c.Review(context.Background(), reviewID)
			wantKind(t, err, review.ErrTemporary)
			if calls.Load() != 4 {
				t.Errorf("tried %d times, want 4", calls.Load())
			}
		})
	}
}

func TestAReadIsNotRepeatedWhereThatCannotHelp(t *testing.T) {
	for name, tc := range map[string]struct {
		serve http.HandlerFunc
		want  error
	}{
		"400": {status(400), review.ErrRefused}, "403": {status(403), review.ErrRefused}, "404": {status(404), review.ErrNotFound},
		"410": {status(410), review.ErrNotFound}, "422": {status(422), review.ErrRefused}, "501": {status(501), review.ErrTemporary},
		"302": {location(302), review.ErrTemporary}, "307": {location(307), review.ErrTemporary},
		"a web page":          {raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>Hello!"), review.ErrTemporary},
		"an unnamed web page": {raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\r\n<p>Hello"), review.ErrTemporary},
		"no JSON":             {raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), review.ErrTemporary},
		"nothing":             {status(200), review.ErrTemporary},
		"too long":            {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "%s{}", strings.Repeat(" ", 2<<20)) }, review.ErrTemporary},
		"a week's Retry-After": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "604800")
			w.WriteHeader(429)
		}, review.ErrTemporary},
	} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int32
			c := serve(t, failFirst(&calls, tc.serve), func(cfg *Config) { cfg.Limits.Body = 1 << 20 })
			_, err := c.Review(context.Background(), reviewID)
			if e := wantKind(t, err, tc.want); e.Outcome == Unclear {
				t.Errorf("outcome %q of a read", e.Outcome)
			}
			if calls.Load() != 1 {
				t.Errorf("tried %d times, want once", calls.Load())
			}
		})
	}
}

func TestARejectedTokenIsRenewedOnceAndTheReadRepeated(t *testing.T) {
	tokens := &fakeTokens{}
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1); r.Header.Get("Authorization") != "Bearer t1" {
			w.WriteHeader(401)
			return
		}
		answerJSON(w, 200, map[string]any{"id": reviewID})
	}, func(cfg *Config) { cfg.Tokens = tokens })
	if _, err := c.Review(context.Background(), reviewID); err != nil {
		t.Fatal(err)
	}
	if tokens.renewals != 1 || calls.Load() != 2 {
		t.Errorf("%d renewals, %d calls", tokens.renewals, calls.Load())
	}
}

func TestATokenThatIsRejectedAgainNeedsASignIn(t *testing.T) {
	tokens := &fakeTokens{}
	c := serve(t, status(401), func(cfg *Config) { cfg.Tokens = tokens })
	_, err := c.Review(context.Background(), reviewID)
	wantKind(t, err, review.ErrSignIn)
	if tokens.renewals != 1 || c.Calls() != 2 {
		t.Errorf("%d renewals, %d calls", tokens.renewals, c.Calls())
	}
}

func TestATokenIsRenewedOnceOverAllTriesOfARead(t *testing.T) {
	tokens := &fakeTokens{}
	var calls atomic.Int32
	c := serve(t, failFirst(&calls, status(401), status(500), status(401)), func(cfg *Config) { cfg.Tokens = tokens })
	_, err := c.Review(context.Background(), reviewID)
	wantKind(t, err, review.ErrSignIn)
	if tokens.renewals != 1 || calls.Load() != 3 {
		t.Errorf("%d renewals, %d calls", tokens.renewals, calls.Load())
	}
}

func TestAWebPageIsToldAsOne(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<html><title>Sign in to Café WiFi</title></html>")
	})
	_, err := c.Review(context.Background(), reviewID)
	if err == nil || !strings.Contains(err.Error(), "a web page, not with the API") || strings.Contains(err.Error(), "WiFi") {
		t.Errorf("got %v", err)
	}
}

func TestTokensThatCannotBeHadAreASignIn(t *testing.T) {
	for _, tokens := range []Tokens{nil, &fakeTokens{fail: errors.New("the vault is shut")}} {
		c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request left") }, func(cfg *Config) { cfg.Tokens = tokens })
		_, err := c.Review(context.Background(), reviewID)
		wantKind(t, err, review.ErrSignIn)
		if e := wantKind(t, c.Reply(context.Background(), reviewID, "x"), review.ErrSignIn); e.Outcome != NotSent {
			t.Errorf("outcome %q", e.Outcome)
		}
	}
	offline := &fakeTokens{fail: fmt.Errorf("renew: %w", review.ErrTemporary)}
	_, err := connect(t, "http://127.0.0.1:1", func(cfg *Config) { cfg.Tokens = offline }).Review(context.Background(), reviewID)
	wantKind(t, err, review.ErrTemporary)
}

func TestARedirectNeverCarriesTheTokenElsewhere(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	t.Cleanup(other.Close)
	for _, code := range []int{301, 302, 303, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", other.URL)
			w.WriteHeader(code)
		})
		if _, err := c.Review(context.Background(), reviewID); err == nil {
			t.Errorf("%d passed for an answer", code)
		}
		if err := c.Reply(context.Background(), reviewID, "x"); err == nil {
			t.Errorf("%d passed for a published reply", code)
		}
	}
}

func TestABombOfGzipIsCutOffAtTheLimit(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.CopyN(z, blanks{}, 1<<30)
		_ = z.Close()
	}, func(cfg *Config) { cfg.Limits = Limits{Body: 4 << 20, Headers: time.Minute, Call: 2 * time.Minute} })
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := c.Review(context.Background(), reviewID)
	runtime.ReadMemStats(&after)
	wantKind(t, err, review.ErrTemporary)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 64<<20 {
		t.Errorf("took %d MB", taken>>20)
	}
	if !strings.Contains(err.Error(), "longer than") || c.Calls() != 1 {
		t.Errorf("%v, after %d calls", err, c.Calls())
	}
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestAServerCannotKeepUsWaiting(t *testing.T) {
	drip := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			runtime.Gosched()
		}
	}
	for name, tc := range map[string]struct {
		serve http.HandlerFunc
		call  time.Duration
	}{
		"silent": {silent, time.Minute}, "a byte at a time": {drip, 200 * time.Millisecond},
		"headers that never end": {func(w http.ResponseWriter, r *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			defer conn.Close()
			for _, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nX: "); err == nil; _, err = io.WriteString(conn, "xxxxxxxx") {
			}
		}, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, tc.serve, func(cfg *Config) {
				cfg.Limits = Limits{Headers: 100 * time.Millisecond, Call: tc.call, Tries: 1}
			})
			start := time.Now()
			_, err := c.Review(context.Background(), reviewID)
			wantKind(t, err, review.ErrTemporary)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
			if errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v passes for the caller's own deadline", err)
			}
		})
	}
}

func TestAReadStopsWhenItsCallerDoes(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c := serve(t, func(w http.ResponseWriter, r *http.Request) { cancel(); silent(w, r) })
	if _, err := c.Review(ctx, reviewID); !errors.Is(err, context.Canceled) || errors.Is(err, review.ErrTemporary) {
		t.Errorf("got %v", err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	slow := serve(t, status(429), func(cfg *Config) { cfg.Limits.SlowWait = time.Hour })
	start := time.Now()
	_, err := slow.Review(ctx, reviewID)
	wantKind(t, err, review.ErrTemporary)
	if time.Since(start) > 10*time.Second {
		t.Error("waited for a try that the caller could not see")
	}
}

func TestHTTPSIsCheckedAndWorks(t *testing.T) {
	s := serveTLS(t, func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, 200, map[string]any{"id": reviewID}) })
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	trusting := connect(t, s.URL, func(cfg *Config) { cfg.TLS = &tls.Config{RootCAs: roots} })
	if _, err := trusting.Review(context.Background(), reviewID); err != nil {
		t.Error(err)
	}
	if err := trusting.Reply(context.Background(), reviewID, "x"); err != nil {
		t.Error(err)
	}
	_, err := connect(t, s.URL).Review(context.Background(), reviewID)
	e := wantKind(t, err, review.ErrTemporary)
	if e.Outcome != NotSent || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("got %v", err)
	}
}
