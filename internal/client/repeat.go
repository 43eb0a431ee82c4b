package client

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// repeat makes a read until it goes well, cannot go well, or was tried often enough. A rejected token is renewed once.
func (c *Client) repeat(ctx context.Context, k call) ([]byte, error) {
	renewed := false
	w := newWaits(ctx, c.limits, c.valve.said)
	body, err := backoff.Retry(ctx, func() ([]byte, error) {
		body, err := c.read(ctx, k, &renewed)
		w.last = nil
		if err == nil {
			return body, nil
		}
		errors.As(err, &w.last)
		return nil, err
	}, backoff.WithBackOff(w), backoff.WithMaxTries(uint(c.limits.Tries)), backoff.WithMaxElapsedTime(0))
	if err == nil {
		return body, nil
	}
	var known *Error
	if !errors.As(err, &known) { // the caller stopped it between two tries
		return nil, c.lost(ctx, k, false, err)
	}
	return nil, known
}

// read makes the call with the token at hand and, when the server rejects that, with a new one.
func (c *Client) read(ctx context.Context, k call, renewed *bool) ([]byte, error) {
	token, err := c.token(ctx, k)
	if err != nil {
		return nil, err
	}
	body, err := c.try(ctx, k, token)
	var e *Error
	if token == "" || *renewed || !errors.As(err, &e) || e.Status != http.StatusUnauthorized {
		return body, err
	}
	*renewed = true
	fresh, renewErr := c.tokens.Renew(ctx, token)
	if renewErr != nil {
		return nil, c.unsigned(ctx, k, renewErr)
	}
	if fresh == token || fresh == "" {
		return nil, err
	}
	return c.try(ctx, k, fresh)
}

// waits says how long to wait before the next try of one read; it is a backoff.BackOff.
type waits struct {
	ctx     context.Context
	longest time.Duration
	fast    *backoff.ExponentialBackOff // after a failure on the way or a 5xx
	slow    *backoff.ExponentialBackOff // after a 429 that names no time (trustpilot-api §5.1)
	last    *Error                      // of the try before
	said    func(time.Duration, string) // told of a wait that a server asked for
}

func newWaits(ctx context.Context, l Limits, said func(time.Duration, string)) *waits {
	return &waits{
		ctx: ctx, longest: l.LongestAsk, said: said,
		fast: &backoff.ExponentialBackOff{InitialInterval: l.FirstWait, RandomizationFactor: 0.3, Multiplier: 2, MaxInterval: time.Minute},
		slow: &backoff.ExponentialBackOff{InitialInterval: l.SlowWait, RandomizationFactor: 0.3, Multiplier: 3, MaxInterval: time.Minute},
	}
}

// Reset starts the waits anew.
func (w *waits) Reset() {
	w.fast.Reset()
	w.slow.Reset()
}

// NextBackOff is the wait before the next try; backoff.Stop when there should be none, because it would not help, the
// server wants more patience than we have, or the caller's time is over before.
func (w *waits) NextBackOff() time.Duration {
	if w.last == nil || !w.last.repeat || w.last.RetryAfter > w.longest {
		return backoff.Stop
	}
	next := w.fast.NextBackOff()
	switch {
	case w.last.RetryAfter > 0:
		next = w.last.RetryAfter + rand.N(w.last.RetryAfter/10+time.Millisecond)
	case w.last.Status == http.StatusTooManyRequests:
		next = w.slow.NextBackOff()
	}
	if end, ok := w.ctx.Deadline(); ok && time.Until(end) < next {
		return backoff.Stop
	}
	if w.last.Status == http.StatusTooManyRequests && next >= shortPause {
		w.said(next, "trustpilot says that there are too many calls")
	}
	return next
}

// mostRetryAfter is the longest Retry-After that is believed.
const mostRetryAfter = 24 * time.Hour

// ParseRetryAfter reads a Retry-After header: seconds, or a date counted from now. It is never negative and at most a
// day; false when the header is neither.
func ParseRetryAfter(header string, now time.Time) (time.Duration, bool) {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseFloat(header, 64); err == nil && !math.IsNaN(seconds) {
		return time.Duration(min(max(0, seconds), mostRetryAfter.Seconds()) * float64(time.Second)), true
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0, false
	}
	return min(max(0, at.Sub(now)), mostRetryAfter), true
}

// askedWait is the Retry-After of a 429 or 503. A date counts from the server's own clock, since ours may be off.
func (c *Client) askedWait(res *http.Response) (time.Duration, bool) {
	if res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	now := c.now()
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		now = at
	}
	return ParseRetryAfter(res.Header.Get("Retry-After"), now)
}
