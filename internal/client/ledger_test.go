package client

import (
	"context"
	"encoding/binary"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// clock is a time that only a test moves.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func ledgerIn(t *testing.T, dir string, yearly int, now func() time.Time) *Ledger {
	t.Helper()
	l := NewLedger(filepath.Join(dir, "calls", "key"), yearly, now)
	t.Cleanup(func() {
		if l.file != nil {
			l.file.Close()
		}
	})
	return l
}

// taken takes a call and fails unless it may be made.
func taken(t *testing.T, l *Ledger, c cost, keep strictness) time.Duration {
	t.Helper()
	turn, err := l.take(t.Context(), c, keep)
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

func TestManyProcessesTogetherKeepBothLimitsInAnyWindow(t *testing.T) {
	at, dir := &clock{begin}, t.TempDir()
	ledgers := []*Ledger{ledgerIn(t, dir, 0, at.now), ledgerIn(t, dir, 0, at.now), ledgerIn(t, dir, 0, at.now)}
	var made []time.Time
	for i := range 12_000 {
		at.t = at.t.Add(taken(t, ledgers[i%3], ordinary, paced))
		made = append(made, at.t)
	}
	for _, limit := range []struct {
		calls int
		in    time.Duration
	}{{833, 5 * time.Minute}, {10_000, time.Hour}} {
		for i := limit.calls; i < len(made); i++ {
			if gap := made[i].Sub(made[i-limit.calls]); gap < limit.in {
				t.Fatalf("%d calls within %s", limit.calls+1, gap)
			}
		}
		if took := made[limit.calls].Sub(made[0]); float64(took) > 1.02*float64(limit.in) {
			t.Errorf("%d calls took %s: slower than need be", limit.calls, took)
		}
	}
	if n := ledgers[0].Today(); n < 11_900 {
		t.Errorf("counted %d", n)
	}
}

func TestAProcessThatAsksAtOnceGetsATurnOfItsOwn(t *testing.T) {
	at := &clock{begin}
	l := ledgerIn(t, t.TempDir(), 0, at.now)
	var last time.Duration
	for i := range 20 {
		turn := taken(t, l, ordinary, paced)
		if i < burst && turn != 0 || i >= burst && turn <= last {
			t.Errorf("call %d waits %s after %s", i, turn, last)
		}
		last = turn
	}
}

func TestADaysShareIsKeptFromMachinesAndAYearsFromAll(t *testing.T) {
	at := &clock{time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)}
	l := ledgerIn(t, t.TempDir(), 2*yearDays, at.now)
	for range 2 {
		taken(t, l, ordinary, rationed)
	}
	var early *tooEarly
	if _, err := l.take(t.Context(), ordinary, rationed); !errors.As(err, &early) || early.left != 6*time.Hour || !strings.Contains(err.Error(), "today's 2 calls") {
		t.Fatalf("the day's share is used: %v", err)
	}
	taken(t, l, urgent, rationed) // a person's act goes on
	taken(t, l, ordinary, paced)  // nobody rations a sandbox
	if n := l.Today(); n != 4 {
		t.Errorf("counted %d", n)
	}
	for range 2*yearDays - 4 {
		taken(t, l, urgent, counted)
	}
	if _, err := l.take(t.Context(), urgent, rationed); !errors.As(err, &early) || early.left != 364*24*time.Hour+6*time.Hour || !strings.Contains(err.Error(), "more from 2027-11-21") {
		t.Fatalf("the year's calls are used: %v, in %s", err, early.left)
	}
	taken(t, l, free, rationed)
	at.t = at.t.Add(early.left)
	taken(t, l, ordinary, rationed)
}

func TestTheCountsOfAYearAreKeptDayByDay(t *testing.T) {
	at := &clock{begin}
	l := ledgerIn(t, t.TempDir(), 400, at.now)
	if l.Today() != 0 || l.Daily() != 1 {
		t.Errorf("today %d, a day's share %d", l.Today(), l.Daily())
	}
	for day := range 3 * yearDays {
		at.t = begin.Add(time.Duration(day) * 24 * time.Hour)
		for range day%2 + 1 {
			taken(t, l, urgent, counted)
		}
		if l.Today() != day%2+1 {
			t.Fatalf("day %d counted %d", day, l.Today())
		}
	}
	if _, err := l.take(t.Context(), urgent, rationed); err == nil {
		t.Error("548 calls in a year of 400 are too few to refuse the next")
	}
	if DailyShare(200_000) != 548 || DailyShare(0) != 0 {
		t.Error("a day's share is the year's by 365")
	}
}

func TestAPauseHoldsEveryProcessAndEndsByTheClock(t *testing.T) {
	at, dir := &clock{begin}, t.TempDir()
	one, two := ledgerIn(t, dir, 0, at.now), ledgerIn(t, dir, 0, at.now)
	if err := errors.Join(one.hold(t.Context(), time.Minute), one.hold(t.Context(), time.Second)); err != nil {
		t.Fatal(err)
	}
	if two.left() != time.Minute {
		t.Errorf("the other is held for %s", two.left())
	}
	at.t = at.t.Add(time.Minute)
	if two.left() != 0 {
		t.Errorf("it is still held for %s", two.left())
	}
	at.t = at.t.Add(-48 * time.Hour) // the clock was set back
	if turn := taken(t, two, ordinary, paced); two.left() != 0 || turn > time.Minute {
		t.Errorf("a clock that was set back holds for %s, and for a turn %s", two.left(), turn)
	}
}

func TestADamagedLedgerIsBegunAnew(t *testing.T) {
	at, dir := &clock{begin}, t.TempDir()
	path := filepath.Join(dir, "calls", "key")
	for _, damage := range []string{"", "tpcalls1", "x", strings.Repeat("\xff", ledgerSize), ledgerMagic + strings.Repeat("\xff", 3*ledgerSize)} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(damage), 0o600)); err != nil {
			t.Fatal(err)
		}
		l := ledgerIn(t, dir, 10, at.now)
		if turn := taken(t, l, ordinary, paced); turn != 0 || l.Today() != 1 || l.left() != 0 {
			t.Errorf("%.10q: turn %s, today %d, left %s", damage, turn, l.Today(), l.left())
		}
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// TestLedgerHelper is a process that counts calls and says so, until it is killed; it does nothing by itself.
func TestLedgerHelper(t *testing.T) {
	path := os.Getenv("TPDESK_TEST_LEDGER")
	if path == "" {
		return
	}
	l := NewLedger(path, 0, time.Now)
	for {
		if _, err := l.take(t.Context(), ordinary, counted); err != nil {
			os.Exit(1)
		}
		if _, err := os.Stdout.Write([]byte{'.'}); err != nil {
			os.Exit(1)
		}
	}
}

func TestAKilledProcessLosesNoCount(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var told atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				cmd := exec.Command(self, "-test.run=^TestLedgerHelper$")
				cmd.Env = append(os.Environ(), "TPDESK_TEST_LEDGER="+path)
				out, err := cmd.StdoutPipe()
				if err == nil {
					err = cmd.Start()
				}
				if err != nil {
					t.Error(err)
					return
				}
				buf, n := make([]byte, 64), 0
				for n < 50 {
					k, err := out.Read(buf)
					if n += k; err != nil {
						t.Errorf("a process ended by itself: %v", err)
						return
					}
				}
				_ = cmd.Process.Kill()
				for k, err := out.Read(buf); err == nil; k, err = out.Read(buf) {
					n += k
				}
				_ = cmd.Wait()
				told.Add(int64(n))
			}
		})
	}
	wg.Wait()
	l := NewLedger(path, 0, time.Now)
	if n := l.Today(); int64(n) < told.Load() || int64(n) > told.Load()+12 {
		t.Errorf("counted %d of %d calls that were told, by 12 processes that were killed", n, told.Load())
	}
}

func TestACallThatNeverLeftIsNotCounted(t *testing.T) {
	l := ledgerIn(t, t.TempDir(), 10, time.Now)
	down := connect(t, "http://127.0.0.1:1", func(cfg *Config) { cfg.Ledger, cfg.Paced = l, true })
	for range 3 {
		wantKind(t, down.Reply(t.Context(), reviewID, "x"), review.ErrTemporary)
	}
	if l.Today() != 0 {
		t.Errorf("counted %d", l.Today())
	}
	c := serve(t, status(204), func(cfg *Config) { cfg.Ledger = l })
	if err := c.Reply(t.Context(), reviewID, "x"); err != nil || l.Today() != 1 {
		t.Errorf("%v, counted %d", err, l.Today())
	}
}

func TestWhenTheAllowanceIsUsedACallIsNotSentAndSaysWhenItCanBe(t *testing.T) {
	var calls atomic.Int32
	l := ledgerIn(t, t.TempDir(), yearDays, time.Now)
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		answerJSON(w, 200, map[string]any{"reviews": []any{}})
	}, func(cfg *Config) { cfg.Ledger, cfg.Paced = l, true })
	for range c.Reviews(t.Context(), review.Filter{}) {
		t.Error("a review, or an error")
	}
	for _, err := range c.Reviews(t.Context(), review.Filter{}) {
		e := wantKind(t, err, review.ErrTemporary)
		if e.Outcome != NotSent || e.RetryAfter <= 0 || e.RetryAfter > 24*time.Hour || !strings.Contains(err.Error(), "yearly_calls") {
			t.Errorf("%v; retry after %s", err, e.RetryAfter)
		}
	}
	if calls.Load() != 1 || c.Calls() != 1 || l.Today() != 1 {
		t.Errorf("%d calls arrived, %d were counted", calls.Load(), l.Today())
	}
}

func TestA429OfOneProcessHoldsTheOther(t *testing.T) {
	for _, header := range []string{"1", "date", "soon", ""} {
		t.Run(header, func(t *testing.T) {
			t.Parallel()
			var refused, next atomic.Int64
			dir, said := t.TempDir(), make(chan string, 9)
			answer := func(w http.ResponseWriter, _ *http.Request) {
				if refused.CompareAndSwap(0, time.Now().UnixNano()) {
					if header == "date" {
						w.Header().Set("Retry-After", time.Now().Add(2*time.Second).UTC().Format(http.TimeFormat))
					} else if header != "" {
						w.Header().Set("Retry-After", header)
					}
					w.WriteHeader(429)
					return
				}
				next.CompareAndSwap(0, time.Now().UnixNano())
				answerJSON(w, 200, map[string]any{"id": reviewID})
			}
			one := serve(t, answer, func(cfg *Config) { cfg.Ledger, cfg.Limits.SlowWait = ledgerIn(t, dir, 0, time.Now), time.Second })
			wantKind(t, one.Reply(t.Context(), reviewID, "x"), review.ErrTemporary)
			two := connect(t, strings.TrimSuffix(one.base.String(), "/v1"), func(cfg *Config) {
				cfg.Ledger = ledgerIn(t, dir, 0, time.Now)
				cfg.Pausing = func(_ time.Duration, why string) { said <- why }
			})
			if _, err := two.Review(t.Context(), reviewID); err != nil {
				t.Fatal(err)
			}
			if gap := time.Duration(next.Load() - refused.Load()); gap < 950*time.Millisecond {
				t.Errorf("the other process called after %s", gap)
			}
		})
	}
}

func TestALongPauseIsSaidAndEndsWithItsCaller(t *testing.T) {
	l, said := ledgerIn(t, t.TempDir(), 0, (&clock{begin}).now), make(chan string, 1)
	c := serve(t, status(204), func(cfg *Config) {
		cfg.Ledger = l
		cfg.Pausing = func(_ time.Duration, why string) { said <- why }
	})
	if err := l.hold(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		if why := <-said; why != "trustpilot asked for a pause of 1m0s" {
			t.Errorf("said %q", why)
		}
		cancel()
	}()
	if err := c.Reply(ctx, reviewID, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestALedgerThatCannotBeWrittenIsToldOnceAndTheProcessKeepsItsOwnPace(t *testing.T) {
	dir, warned := t.TempDir(), []string{}
	if err := os.WriteFile(filepath.Join(dir, "calls"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := serve(t, status(204), func(cfg *Config) {
		cfg.Ledger, cfg.Paced = ledgerIn(t, dir, 10, time.Now), true
		cfg.Warn = func(line string) { warned = append(warned, line) }
	})
	began := time.Now()
	for range 3 {
		if err := c.Reply(t.Context(), reviewID, "x"); err != nil {
			t.Fatal(err)
		}
	}
	if len(warned) != 1 || !strings.Contains(warned[0], "keeps its own pace") {
		t.Errorf("said %q", warned)
	}
	left := c.valve.own.Tokens()
	if back := time.Since(began).Seconds() * perFiveMinutes / 300; left-back > burst-2.5 { // what time gave back is no sign
		t.Errorf("%.1f calls of the burst are left: it was not paced", left)
	}
}

func FuzzLedger(f *testing.F) {
	f.Add([]byte{}, int64(0))
	f.Add(binary.LittleEndian.AppendUint64([]byte(ledgerMagic), 1<<63), int64(1))
	f.Fuzz(func(t *testing.T, content []byte, at int64) {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		l := NewLedger(path, 1000, func() time.Time { return begin.Add(time.Duration(at % int64(yearDays*24*time.Hour))) })
		turn, err := l.take(t.Context(), ordinary, rationed)
		if turn < 0 || turn > time.Hour || err != nil && !errors.As(err, new(*tooEarly)) || l.left() < 0 || l.left() > mostRetryAfter {
			t.Errorf("turn %s, %v, held for %s", turn, err, l.left())
		}
		l.file.Close()
	})
}

// BenchmarkTake shows what a call pays for being counted and paced over all processes.
func BenchmarkTake(b *testing.B) {
	l := NewLedger(filepath.Join(b.TempDir(), "key"), 1<<30, time.Now)
	for b.Loop() {
		if _, err := l.take(b.Context(), ordinary, rationed); err != nil {
			b.Fatal(err)
		}
	}
	l.file.Close()
}
