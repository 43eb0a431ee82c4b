package sandbox

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// pace remembers when calls were made, for the rate limit.
type pace struct {
	mu    sync.Mutex
	calls []time.Time // oldest first, within the window
	until time.Time   // no call before this time, by an event
}

// full counts a call and returns how long to wait when there is no room for it.
func (p *pace) full(limit Rate, now time.Time) (time.Duration, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Before(p.until) {
		return p.until.Sub(now), true
	}
	if limit.Calls == 0 || limit.Seconds == 0 {
		return 0, false
	}
	window := time.Duration(limit.Seconds) * time.Second
	for len(p.calls) > 0 && now.Sub(p.calls[0]) >= window {
		p.calls = p.calls[1:]
	}
	if len(p.calls) >= limit.Calls {
		return window - now.Sub(p.calls[0]), true
	}
	p.calls = append(p.calls, now)
	return 0, false
}

// close refuses every call until a time.
func (p *pace) close(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until = until
}

// limited refuses a call of the API beyond the rate, trustpilot-api §5.1.
func (s *Server) limited(a access) *answer {
	if a == open || a == control {
		return nil
	}
	wait, full := s.pace.full(s.switched().RateLimit, s.now())
	if !full {
		return nil
	}
	return refusal(s.tooMany(int((wait + time.Second - 1) / time.Second)))
}

// tooMany is a 429 in the gateway's shape, with Retry-After as the switch says.
func (s *Server) tooMany(seconds int) answer {
	a := gateway(http.StatusTooManyRequests, "Rate limit quota violation. Quota limit exceeded.", "policies.ratelimit.QuotaViolation")
	a.header = s.retryAfter(seconds)
	return a
}

// retryAfter is the header that says when to come back, or none.
func (s *Server) retryAfter(seconds int) map[string]string {
	switch s.switched().RetryAfter {
	case "none":
		return nil
	case "date":
		return map[string]string{"Retry-After": s.now().Add(time.Duration(seconds) * time.Second).UTC().Format(http.TimeFormat)}
	}
	return map[string]string{"Retry-After": strconv.Itoa(seconds)}
}
