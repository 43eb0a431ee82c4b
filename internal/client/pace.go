package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tpdesk/tpdesk/internal/review"
)

// The pace that keeps both limits of trustpilot-api §5.1, 833 calls in any 5 minutes and 10,000 in any hour: a bucket
// lets 8 + 825 × T/5 min through in a time T, so 833 and 9,908.
const (
	burst          = 8
	perFiveMinutes = 825
)

// cost is what a call takes from the allowance.
type cost int

const (
	ordinary cost = iota
	urgent        // what a person does to one review
	free          // it does not count against the plan's calls (trustpilot-api §5.1)
)

func (k call) cost() cost {
	switch {
	case k.free:
		return free
	case k.write() || strings.HasPrefix(k.template, "/private/reviews/{id}"):
		return urgent
	}
	return ordinary
}

// valve stands before each try: the pace, the allowance, and what a server asked for with Retry-After. With a ledger it is
// that of all processes.
type valve struct {
	ledger *Ledger       // nil: this process alone
	own    *rate.Limiter // the pace where there is no ledger, or none that can be used
	slow   time.Duration // the pause after a 429 that names no time
	said   func(time.Duration, string)
	warn   func(string)

	mu     sync.Mutex
	keep   strictness
	until  time.Time
	waited time.Duration // for turns, so far
	broken bool          // the ledger cannot be used, and that was told
}

// newValve keeps all limits, except towards a loopback API: that one is no one's allowance, unless it is asked for.
func newValve(cfg Config, onLoopback bool) *valve {
	v := &valve{ledger: cfg.Ledger, own: rate.NewLimiter(rate.Every(300*time.Second/perFiveMinutes), burst), slow: cfg.Limits.filled().SlowWait, said: cfg.Pausing, warn: cfg.Warn, keep: rationed}
	if onLoopback && !cfg.Paced {
		v.keep = counted
	}
	if v.said == nil {
		v.said = func(time.Duration, string) {}
	}
	return v
}

// heard takes in what an answer says of the pace: after a 429 it is kept everywhere, and nobody calls before the server
// wants it.
func (v *valve) heard(ctx context.Context, status int, asked time.Duration, named bool) {
	if status == http.StatusTooManyRequests {
		v.mu.Lock()
		v.keep = max(v.keep, paced)
		v.mu.Unlock()
		if !named {
			asked, named = v.slow, true
		}
	}
	if named && asked > 0 {
		v.hold(ctx, asked)
	}
}

// hold lets nothing through for d.
func (v *valve) hold(ctx context.Context, d time.Duration) {
	v.mu.Lock()
	if until := time.Now().Add(d); until.After(v.until) {
		v.until = until
	}
	v.mu.Unlock()
	if v.ledger != nil {
		v.failing(v.ledger.hold(context.WithoutCancel(ctx), d))
	}
}

// tooEarly is a call that was not made, because the server or the allowance asks for a wait that is longer than we have.
type tooEarly struct {
	left time.Duration
	why  string
}

func (e *tooEarly) Error() string { return cmp.Or(e.why, ownPace) }

// ownPace says why a call waits that no server has put off.
const ownPace = "keeping to the 833 calls in 5 minutes that Trustpilot asks for"

func asked(left time.Duration) string {
	return fmt.Sprintf("trustpilot asked for a pause of %s", max(time.Second, left.Round(time.Second)))
}

// longTurn is how long a process waits for its turns before that is said, once; shortPause is a pause not worth a word.
const (
	longTurn   = 2 * time.Second
	shortPause = time.Second
)

// wait returns when the call may be made. It waits for what the server asked and for the call's turn, up to longest and
// the end of ctx.
func (v *valve) wait(ctx context.Context, c cost, longest time.Duration) error {
	for taken := false; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		left := v.held()
		why := asked(left)
		if left <= 0 && taken {
			return nil
		}
		if left <= 0 {
			turn, err := v.take(ctx, c)
			if err != nil {
				return err
			}
			left, why, taken = turn, v.slowed(turn), true
		}
		if err := v.pause(ctx, left, longest, why); err != nil {
			return err
		}
	}
}

// pause waits, and says why unless that is "".
func (v *valve) pause(ctx context.Context, left, longest time.Duration, why string) error {
	if end, limited := ctx.Deadline(); left > longest || limited && time.Until(end) < left {
		return &tooEarly{left, why}
	}
	if why != "" && left >= shortPause {
		v.said(left, why)
	}
	return pause(ctx, left+rand.N(left/10+time.Millisecond))
}

// held is for how long no call may be made.
func (v *valve) held() time.Duration {
	v.mu.Lock()
	left := time.Until(v.until)
	v.mu.Unlock()
	if v.ledger != nil {
		left = max(left, v.ledger.left())
	}
	return left
}

// take counts the call and tells how long until its turn.
func (v *valve) take(ctx context.Context, c cost) (time.Duration, error) {
	v.mu.Lock()
	keep := v.keep
	v.mu.Unlock()
	if v.ledger != nil {
		turn, err := v.ledger.take(ctx, c, keep)
		if early := (*tooEarly)(nil); err == nil || errors.As(err, &early) || ctx.Err() != nil {
			return turn, err
		}
		v.failing(err)
	}
	if keep == counted {
		return 0, nil
	}
	return v.own.Reserve().Delay(), nil
}

// giveBack takes back the count of a call that never left.
func (v *valve) giveBack(ctx context.Context, c cost) {
	if v.ledger != nil && c != free {
		v.failing(v.ledger.giveBack(context.WithoutCancel(ctx)))
	}
}

// failing tells once that the ledger cannot be used: this process then keeps its own pace.
func (v *valve) failing(err error) {
	v.mu.Lock()
	first := err != nil && !v.broken
	v.broken = v.broken || err != nil
	v.mu.Unlock()
	if first && v.warn != nil {
		v.warn("the calls of all processes cannot be counted, so this one keeps its own pace: " + clip(review.NewText(err.Error())))
	}
}

// slowed adds up what was waited for turns, and has something to say once that is long.
func (v *valve) slowed(turn time.Duration) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	before := v.waited
	if v.waited += turn; before < longTurn && v.waited >= longTurn {
		return ownPace
	}
	return ""
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
