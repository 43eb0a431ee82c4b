package sandbox

import (
	"net/http"
	"sync"
	"time"
)

// Request is one request as it arrived, for tests that look at what a client
// sends. Its headers hold credentials of this sandbox only.
type Request struct {
	At     time.Time   `json:"at"`
	Method string      `json:"method"`
	Path   string      `json:"path"`
	Query  string      `json:"query"`
	Header http.Header `json:"header"`
}

// keptRequests is how many requests are remembered.
const keptRequests = 1000

// requestLog remembers the latest requests.
type requestLog struct {
	mu   sync.Mutex
	kept []Request
}

// add remembers r, which came at a time.
func (l *requestLog) add(r *http.Request, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.kept) == keptRequests {
		l.kept = append(l.kept[:0], l.kept[1:]...)
	}
	l.kept = append(l.kept, Request{at, r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Clone()})
}

// Requests returns the latest requests, at most 1,000, oldest first.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return append([]Request(nil), s.log.kept...)
}
