package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// fault is one thing that goes wrong, so many times, for the requests it matches.
type fault struct {
	Match      match  `json:"match"`
	Skip       int    `json:"skip"`    // how many matching requests pass first
	Count      int    `json:"count"`   // how often it strikes; 0 is once, below 0 always
	Percent    int    `json:"percent"` // how many of a hundred matching requests; 0 is all
	Seed       uint64 `json:"seed"`    // decides which ones, and what else is left to chance
	Fault      string `json:"fault"`   // the name, see kindOf
	Form       string `json:"form"`    // of a status: the shape of its body; of tls: what is wrong
	Status     int    `json:"status"`
	RetryAfter *int   `json:"retryAfter"` // seconds
	DelayMS    int    `json:"delayMs"`
	JitterMS   int    `json:"jitterMs"` // up to so many more, by chance
	Bytes      int    `json:"bytes"`
	Location   string `json:"location"`

	Body   json.RawMessage   `json:"body,omitempty"`   // of a status, in place of its form's: a string as it is, else JSON
	Header map[string]string `json:"header,omitempty"` // of a status, beside its own

	path, query *regexp.Regexp
	kind        kind
	dice        *dice
}

// match says which requests a fault is for; "" is any.
type match struct {
	Method string `json:"method"`
	Path   string `json:"path"`  // regular expression on the path
	Query  string `json:"query"` // regular expression on the query as it was sent
}

// kind is what a fault does. before replaces the call and after its answer; each
// reports whether it has dealt with the request.
type kind struct {
	before func(*fault, *Server, http.ResponseWriter, *http.Request) bool
	after  func(*fault, *Server, http.ResponseWriter, *http.Request, answer) bool
}

// plan makes a fault of its JSON, ready to strike.
func plan(raw json.RawMessage) (*fault, error) {
	f := &fault{}
	if err := json.Unmarshal(raw, f); err != nil {
		return nil, fmt.Errorf("read a fault: %w", err)
	}
	var pathErr, queryErr error
	f.path, pathErr = regexp.Compile(f.Match.Path)
	f.query, queryErr = regexp.Compile(f.Match.Query)
	if err := errors.Join(pathErr, queryErr); err != nil {
		return nil, err
	}
	var known bool
	if f.kind, known = kindOf(f.Fault); !known || f.Status != 0 && (f.Status < 200 || f.Status > 599) || f.Percent < 0 || f.Percent > 100 {
		return nil, fmt.Errorf("there is no such fault as %q with status %d and %d percent", f.Fault, f.Status, f.Percent)
	}
	if own := len(f.Body) > 0 || len(f.Header) > 0; own && !strings.HasPrefix(f.Fault, "status") {
		return nil, fmt.Errorf("fault %s has no body or header of its own", f.Fault)
	}
	if !knownForm(f.Fault, f.Form) {
		return nil, fmt.Errorf("fault %s has no form %q", f.Fault, f.Form)
	}
	f.Count, f.dice = orElse(f.Count, 1), throw(f.Seed, 0, forFault)
	return f, nil
}

// faultBook holds the faults that still wait.
type faultBook struct {
	mu      sync.Mutex
	waiting []*fault
}

// add puts a fault at the end of the waiting line.
func (b *faultBook) add(f *fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = append(b.waiting, f)
}

// take finds the first fault that strikes something and counts it down. What it
// returns is the taker's own.
func (b *faultBook) take(is func(*fault) bool) *fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, f := range b.waiting {
		switch {
		case !is(f):
		case f.Skip > 0:
			f.Skip--
		case f.Percent > 0 && !f.dice.chance(f.Percent):
		default:
			struck := *f
			chance := dice(f.dice.next())
			struck.dice = &chance
			if f.Count--; f.Count == 0 {
				b.waiting = append(b.waiting[:i:i], b.waiting[i+1:]...)
			}
			return &struck
		}
	}
	return nil
}

// faultFor finds the fault for a request. The controls themselves never fail.
func (s *Server) faultFor(r *http.Request, a access) *fault {
	if a == control {
		return nil
	}
	return s.faults.take(func(f *fault) bool { return f.Fault != "tls" && f.matches(r) })
}

func (f *fault) matches(r *http.Request) bool {
	return (f.Match.Method == "" || f.Match.Method == r.Method) && f.path.MatchString(r.URL.Path) && f.query.MatchString(r.URL.RawQuery)
}

// strike lets the fault act before the call.
func (f *fault) strike(s *Server, w http.ResponseWriter, r *http.Request) bool {
	return f != nil && f.kind.before != nil && f.kind.before(f, s, w, r)
}

// strikeAfter lets the fault act after the call, which has committed what it commits.
func (f *fault) strikeAfter(s *Server, w http.ResponseWriter, r *http.Request, a answer) bool {
	return f != nil && f.kind.after != nil && f.kind.after(f, s, w, r, a)
}

// addFault puts a fault into the waiting line, POST /_sandbox/faults.
func (s *Server) addFault(c *call) answer {
	var raw json.RawMessage
	if refused := readJSON(c, &raw); refused != nil {
		return *refused
	}
	f, err := plan(raw)
	if err != nil {
		return invalid(err.Error())
	}
	s.faults.add(f)
	return empty(http.StatusCreated)
}

// listFaults shows what still waits, so that a test knows what has struck.
func (s *Server) listFaults(*call) answer {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return ok(map[string]any{"faults": orEmpty(s.faults.waiting)})
}

// clearFaults takes all faults back.
func (s *Server) clearFaults(*call) answer {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.waiting = nil
	return empty(http.StatusNoContent)
}
