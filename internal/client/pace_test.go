package client

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestALoopbackAPIIsPacedOnlyAfterA429OrWhenItIsAskedFor(t *testing.T) {
	var calls atomic.Int32
	c := serve(t, failFirst(&calls, status(429)))
	if c.valve.keep != counted {
		t.Error("paced from the start")
	}
	_, _ = c.Review(context.Background(), reviewID)
	if c.valve.keep != paced {
		t.Error("not paced after a 429")
	}
	asked := serve(t, status(200), func(cfg *Config) { cfg.Paced = true })
	if asked.valve.keep != rationed || connect(t, "https://api.trustpilot.com").valve.keep != rationed {
		t.Error("the real API, or a loopback one where it is asked for, is not paced")
	}
}

func TestAfterA429NoCallIsMadeBeforeRetryAfter(t *testing.T) {
	var refused, next atomic.Int64
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if refused.CompareAndSwap(0, time.Now().UnixNano()) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(429)
			return
		}
		next.CompareAndSwap(0, time.Now().UnixNano())
		answerJSON(w, 200, map[string]any{"id": reviewID})
	})
	e := wantKind(t, c.Reply(context.Background(), reviewID, "x"), review.ErrTemporary)
	if e.RetryAfter != time.Second {
		t.Errorf("asked to wait %s", e.RetryAfter)
	}
	if _, err := c.Review(context.Background(), reviewID); err != nil {
		t.Fatal(err)
	}
	if gap := time.Duration(next.Load() - refused.Load()); gap < time.Second {
		t.Errorf("the next call came after %s", gap)
	}
}

func TestAPauseLongerThanTheCallersTimeIsToldAtOnce(t *testing.T) {
	for _, asked := range []string{"60", "9999"} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", asked)
			w.WriteHeader(429)
		})
		ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Review(ctx, reviewID)
		wantKind(t, err, review.ErrTemporary)
		again := wantKind(t, c.Reply(ctx, reviewID, "x"), review.ErrTemporary)
		if again.Outcome != NotSent || again.RetryAfter < 50*time.Second || c.Calls() != 1 || time.Since(start) > 20*time.Second {
			t.Errorf("%v after %d calls", again, c.Calls())
		}
	}
}

func TestRetryAfterIsReadInEveryForm(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"0": 0, "30": 30 * time.Second, " 30 ": 30 * time.Second, "1.5": 1500 * time.Millisecond, "-1": 0, "1000000000": 24 * time.Hour,
		"9e99": 24 * time.Hour, "+Inf": 24 * time.Hour,
		"Sun, 01 Mar 2026 12:01:00 GMT": time.Minute, "Sun, 01 Mar 2026 11:00:00 GMT": 0, "Mon, 01 Mar 9999 11:00:00 GMT": 24 * time.Hour,
		"": -1, "soon": -1, "NaN": -1, "1 minute": -1, "0x": -1,
	} {
		got, ok := ParseRetryAfter(header, now)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: got %s, %v, want %s", header, got, ok, want)
		}
	}
}

func FuzzParseRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "-1", "30", "1e9", "NaN", "Sun, 01 Mar 2026 12:01:00 GMT", "0x1p-2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		d, ok := ParseRetryAfter(header, begin)
		if d < 0 || d > mostRetryAfter || !ok && d != 0 {
			t.Errorf("%q: %s, %v", header, d, ok)
		}
	})
}
