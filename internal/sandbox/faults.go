package sandbox

import (
	"net/http"
	"regexp"
	"sync"
)

// fault is one thing that goes wrong, so many times, for the requests it matches.
type fault struct {
	Match struct {
		Method string `json:"method"` // "" is any
		Path   string `json:"path"`   // regular expression on the path; "" is any
	} `json:"match"`
	Count      int    `json:"count"` // how often; 0 is once, below 0 always
	Fault      string `json:"fault"` // the name, see kinds
	Status     int    `json:"status"`
	RetryAfter *int   `json:"retryAfter"` // seconds
	DelayMS    int    `json:"delayMs"`
	Bytes      int    `json:"bytes"`
	Location   string `json:"location"`

	path *regexp.Regexp
	kind kind
}

// kind is what a fault does. before replaces the call and after its answer; each
// reports whether it has dealt with the request.
type kind struct {
	before, after func(*fault, *Server, http.ResponseWriter, *http.Request) bool
}

// faultBook holds the faults that still wait.
type faultBook struct {
	mu      sync.Mutex
	waiting []*fault
}

// take finds the first fault for a request and counts it down. The controls
// themselves never fail.
func (b *faultBook) take(r *http.Request, a access) *fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a == control {
		return nil
	}
	for i, f := range b.waiting {
		if f.matches(r) {
			if f.Count--; f.Count == 0 {
				b.waiting = append(b.waiting[:i:i], b.waiting[i+1:]...)
			}
			return f
		}
	}
	return nil
}

func (f *fault) matches(r *http.Request) bool {
	return (f.Match.Method == "" || f.Match.Method == r.Method) && f.path.MatchString(r.URL.Path)
}

// strike lets the fault act before the call.
func (f *fault) strike(s *Server, w http.ResponseWriter, r *http.Request) bool {
	return f != nil && f.kind.before != nil && f.kind.before(f, s, w, r)
}

// strikeAfter lets the fault act after the call, which has committed what it commits.
func (f *fault) strikeAfter(s *Server, w http.ResponseWriter, r *http.Request) bool {
	return f != nil && f.kind.after != nil && f.kind.after(f, s, w, r)
}
