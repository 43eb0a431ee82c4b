package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

const (
	unitID   = "5f3c8a1e9b7d4c0001a2b3c4"
	reviewID = review.ID("66a0f1c2d3e4b5a697887766")
)

// fakeTokens hands out t0, and t1, t2 … in place of rejected ones.
type fakeTokens struct {
	mu       sync.Mutex
	renewals int
	fail     error
}

func (f *fakeTokens) Token(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return "t" + string(rune('0'+f.renewals)), f.fail
}

func (f *fakeTokens) Renew(_ context.Context, rejected string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if rejected == "t"+string(rune('0'+f.renewals)) {
		f.renewals++
	}
	return "t" + string(rune('0'+f.renewals)), f.fail
}

// quick is limits under which nothing in a test waits long between tries. A server that answers has time to, however busy
// the machine is.
func quick() Limits {
	return Limits{Connect: 10 * time.Second, Headers: 10 * time.Second, Call: 20 * time.Second, FirstWait: time.Millisecond, SlowWait: time.Millisecond}
}

// hurried is for servers that never answer, or never end.
func hurried(cfg *Config) { cfg.Limits.Headers, cfg.Limits.Call = 500*time.Millisecond, time.Second }

// serve starts a server and a client of it; tune may change the configuration first.
func serve(t *testing.T, h http.HandlerFunc, tune ...func(*Config)) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return connect(t, s.URL, tune...)
}

func connect(t *testing.T, address string, tune ...func(*Config)) *Client {
	t.Helper()
	cfg := Config{BaseURL: address + "/v1", BusinessUnit: unitID, APIKey: "key-1", Tokens: &fakeTokens{}, Limits: quick()}
	for _, f := range tune {
		f(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.reads.CloseIdleConnections)
	return c
}

// serveTLS starts an https server whose certificate nobody trusts by themselves.
func serveTLS(t *testing.T, h http.HandlerFunc) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func answerJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// collect reads a list to its end.
func collect(seq func(func(review.Review, error) bool)) (rs []review.Review, err error) {
	for r, e := range seq {
		if e != nil {
			return rs, e
		}
		rs = append(rs, r)
	}
	return rs, nil
}

func wantKind(t *testing.T, err error, want error) *Error {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want an error of the kind %q", err, want)
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %T, want a *client.Error", err)
	}
	return e
}

func TestTheBaseAddressIsHTTPSOrLoopback(t *testing.T) {
	for address, good := range map[string]bool{
		"https://api.trustpilot.com/v1":         true,
		"https://api.trustpilot.com/v1/":        true,
		"http://127.0.0.1:8080/v1":              true,
		"http://127.9.9.9/v1":                   true,
		"http://[::1]:8080/v1":                  true,
		"http://localhost:8080/v1":              true,
		"http://api.trustpilot.com/v1":          false,
		"http://localhost.evil.example/v1":      false,
		"http://127.0.0.1.evil.example/v1":      false,
		"ftp://127.0.0.1/v1":                    false,
		"https://user:secret@trustpilot.com/v1": false,
		"https://api.trustpilot.com/v1?token=1": false,
		"https:///v1":                           false,
		"api.trustpilot.com":                    false,
		"":                                      false,
	} {
		_, err := New(Config{BaseURL: address})
		if (err == nil) != good {
			t.Errorf("%q: got %v, want good %v", address, err, good)
		}
		if err != nil && !errors.Is(err, review.ErrInvalid) {
			t.Errorf("%q: %v is not ErrInvalid", address, err)
		}
	}
}

func TestIdsThatCouldChangeAnAddressAreRefusedUnsent(t *testing.T) {
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request left") })
	ctx := context.Background()
	for _, id := range []string{"", "../x", "a/b", "a?b", "a b", "a%2fb", "ü"} {
		_, errReview := c.Review(ctx, review.ID(id))
		_, errConsumer := c.Consumer(ctx, id)
		_, errUnit := c.ForUnit(id)
		for _, err := range []error{errReview, errConsumer, errUnit, c.Reply(ctx, review.ID(id), "x"), c.RemoveTag(ctx, review.ID(id), review.Tag{})} {
			if !errors.Is(err, review.ErrInvalid) {
				t.Errorf("%q: got %v, want ErrInvalid", id, err)
			}
		}
	}
}

func TestPrivateCallsCarryTheTokenAndPublicOnesTheKey(t *testing.T) {
	var got []http.Header
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header)
		answerJSON(w, 200, map[string]any{"id": reviewID})
	}, func(cfg *Config) { cfg.BusinessUser, cfg.UserAgent = "60aa11bb22cc33dd44ee55ff", "tpdesk/1" })
	ctx := context.Background()
	_, _ = c.Review(ctx, reviewID)
	_, _ = c.Consumer(ctx, "64b1c2d3e4f5061728394a5b")
	private, public := got[0], got[1]
	if private.Get("Authorization") != "Bearer t0" || private.Get("X-Business-User-Id") != "60aa11bb22cc33dd44ee55ff" || private.Get("Apikey") != "" {
		t.Errorf("private call: %v", private)
	}
	if public.Get("Apikey") != "key-1" || public.Get("Authorization") != "" {
		t.Errorf("public call: %v", public)
	}
	if private.Get("User-Agent") != "tpdesk/1" || private.Get("Content-Type") != "" {
		t.Errorf("private call: %v", private)
	}
}

func TestWithoutAKeyAPublicCallCarriesTheToken(t *testing.T) {
	var got http.Header
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		w.WriteHeader(401)
	}, func(cfg *Config) { cfg.APIKey = "" })
	_, err := c.Consumer(context.Background(), "64b1c2d3e4f5061728394a5b")
	wantKind(t, err, review.ErrSignIn)
	if got.Get("Authorization") == "" || got.Get("Apikey") != "" {
		t.Errorf("headers: %v", got)
	}
}

func TestTheTraceTellsNoValues(t *testing.T) {
	var events []Event
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, 200, map[string]any{"reviews": []any{}}) },
		func(cfg *Config) { cfg.Trace = func(e Event) { events = append(events, e) } })
	f, err := review.Parse("email:jane@customer.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := collect(c.Reviews(context.Background(), f)); err != nil {
		t.Fatal(err)
	}
	want := Event{Method: "GET", Host: c.base.Host, Path: "/private/business-units/{id}/reviews", Status: 200}
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	events[0].Took = 0
	if events[0] != want {
		t.Errorf("got %+v, want %+v", events[0], want)
	}
}
