package client

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Pacer lets calls through no faster than is allowed: Wait returns when the next call may be made, or an error when
// ctx ends first. Whoever counts over several processes gives their own in Config.Pace.
type Pacer interface {
	Wait(ctx context.Context) error
}

// The pace that keeps both limits of trustpilot-api §5.1, 833 calls in any 5 minutes and 10,000 in any hour: a bucket
// lets burst + perSecond × T calls through in a time T, so 8 + 825 and 8 + 9,900.
const (
	burst     = 8
	perSecond = 825.0 / 300
)

// NewPace makes the pace of one process.
func NewPace() Pacer { return rate.NewLimiter(perSecond, burst) }

// valve stands before each try: the pace, and what a server asked for with Retry-After.
type valve struct {
	pace Pacer

	mu    sync.Mutex
	on    bool // pace is kept
	until time.Time
}

// newValve paces always, except towards a loopback API: that one is no one's allowance, unless it says 429.
func newValve(pace Pacer, onLoopback bool) *valve {
	if pace != nil {
		return &valve{pace: pace, on: true}
	}
	return &valve{pace: NewPace(), on: !onLoopback}
}

func (v *valve) tighten() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.on = true
}

// hold lets nothing through for d.
func (v *valve) hold(d time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if until := time.Now().Add(d); until.After(v.until) {
		v.until = until
	}
}

// tooEarly is a call that was not made, because the server asked for a wait that is longer than we have.
type tooEarly struct{ left time.Duration }

func (e *tooEarly) Error() string {
	return fmt.Sprintf("trustpilot asked for a pause of %s", e.left.Round(time.Second))
}

// wait returns when a call may be made. It waits for what the server asked, up to longest and the end of ctx.
func (v *valve) wait(ctx context.Context, longest time.Duration) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		left, on := v.state()
		switch end, limited := ctx.Deadline(); {
		case left <= 0 && on:
			return v.pace.Wait(ctx)
		case left <= 0:
			return nil
		case left > longest || limited && time.Until(end) < left:
			return &tooEarly{left}
		}
		if err := pause(ctx, left); err != nil {
			return err
		}
	}
}

func (v *valve) state() (left time.Duration, on bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return time.Until(v.until), v.on
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
