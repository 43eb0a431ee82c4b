// Package faultproxy stands between a program and an HTTP API on loopback, for tests, and breaks requests and answers by
// a seeded plan; what must hold all the same is its caller's to check.
package faultproxy

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Where is the point of an exchange at which a fault strikes.
type Where string

// The points, in the order in which an exchange passes them.
const (
	Connect   Where = "connect"   // before a byte of the request is read
	Headers   Where = "headers"   // when its headers are there; nothing goes upstream
	Body      Where = "body"      // after K bytes of its body; nothing goes upstream
	Committed Where = "committed" // upstream has answered, and the answer is kept back
	Between   Where = "between"   // after K bytes of the answer's body
)

// What is the fault.
type What string

// The faults. Those up to Late end or delay the exchange, the others falsify the answer.
const (
	FIN   What = "fin"   // the connection is closed
	RST   What = "rst"   // the connection is reset
	Hang  What = "hang"  // nothing more comes until the client goes
	Delay What = "delay" // the exchange goes on after For
	Slow  What = "slow"  // the rest comes byte by byte, For apart
	Late  What = "late"  // the connection is closed, and the request goes upstream after For

	Status    What = "status"    // an error with the status Code
	HTML      What = "html"      // a web page with the status Code
	Empty     What = "empty"     // 200 and nothing, or {} where K is odd
	Redirect  What = "redirect"  // the status Code, and the address of the trap
	TooMany   What = "429"       // with the Retry-After in Text, none where it is ""
	Cut       What = "cut"       // fewer bytes than were announced
	Corrupt   What = "corrupt"   // one byte is NUL
	Duplicate What = "duplicate" // the answer comes twice
	Stale     What = "stale"     // a GET gets what it got the time before
	Bomb      What = "bomb"      // gzip that grows a thousandfold
	Length    What = "length"    // a Content-Length that is too short
)

// Fault is what happens to one request.
type Fault struct {
	Request int // the number of the request, from 0
	Where   Where
	What    What
	K       int // bytes before it strikes
	Code    int // HTTP status
	Text    string
	For     time.Duration
}

// String is the fault in one line.
func (f Fault) String() string {
	return strings.TrimSpace(fmt.Sprintf("request %d: %s at %s, k=%d code=%d for=%s %q", f.Request, f.What, f.Where, f.K, f.Code, f.For, f.Text))
}

// Plan is what happens to the requests of one run. A request without a fault passes.
type Plan struct {
	Seed   uint64
	Faults []Fault
}

// String has the seed and a line for each fault.
func (p Plan) String() string {
	lines := []string{fmt.Sprintf("seed %d, %d faults", p.Seed, len(p.Faults))}
	for _, f := range p.Faults {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n  ")
}

// at is the fault of a request; ok is false when it passes.
func (p Plan) at(request int) (f Fault, ok bool) {
	for _, f := range p.Faults {
		if f.Request == request {
			return f, true
		}
	}
	return Fault{}, false
}

// NewPlan makes the plan of a seed: of the first requests each has a fault with the chance, and only the faults that are
// named, any where none is.
func NewPlan(seed uint64, requests int, chance float64, pause time.Duration, only ...What) Plan {
	r := rand.New(rand.NewPCG(seed, 0x7470))
	p := Plan{Seed: seed}
	for i := range requests {
		if r.Float64() >= chance {
			continue
		}
		f := newFault(r, i, pause)
		for len(only) > 0 && !slices.Contains(only, f.What) {
			f = newFault(r, i, pause)
		}
		p.Faults = append(p.Faults, f)
	}
	return p
}

// kinds are the faults that make sense at a point. Nothing has been said yet at Connect that an answer could be to; what
// changes the bytes of Trustpilot's own answer is at Between; a body that comes byte by byte is a Delay to who waits.
var kinds = map[Where][]What{
	Connect:   {FIN, RST, Hang, Delay},
	Headers:   {FIN, RST, Hang, Delay, Late, Status, HTML, Empty, Redirect, TooMany, Bomb},
	Body:      {FIN, RST, Hang, Delay, Status, HTML, Redirect, TooMany},
	Committed: {FIN, RST, Hang, Delay, Status, HTML, Empty, Redirect, TooMany, Stale, Bomb},
	Between:   {FIN, RST, Hang, Delay, Slow, Cut, Corrupt, Duplicate, Length},
}

// places has each point as often as it shall come: the lost answer is the case that matters.
var places = []Where{Connect, Headers, Headers, Body, Committed, Committed, Committed, Between, Between}

func newFault(r *rand.Rand, request int, pause time.Duration) Fault {
	f := Fault{Request: request, Where: pick(r, places), K: r.IntN(40)}
	f.What = pick(r, kinds[f.Where])
	if r.IntN(4) == 0 {
		f.K = r.IntN(2000)
	}
	switch f.What {
	case Status:
		f.Code = pick(r, []int{400, 401, 403, 404, 408, 500, 502, 503, 504})
	case HTML:
		f.Code = pick(r, []int{200, 403, 502, 503})
	case Redirect:
		f.Code = pick(r, []int{301, 302, 303, 307, 308})
	case TooMany:
		f.Text = pick(r, []string{"", "0", "-1", "soon", fmt.Sprint(pause.Seconds()), fmt.Sprint((2 * pause).Seconds()), "99999999", "Wed, 21 Oct 2099 07:28:00 GMT"})
	case Delay, Late:
		f.For = time.Duration(r.Int64N(int64(2*pause) + 1))
	case Slow:
		f.For = pause
	}
	return f
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// Shrink takes from a failing plan every fault, and every oddity of a fault, without which it still fails.
func Shrink(p Plan, fails func(Plan) bool) Plan {
	for changed := true; changed; {
		changed = false
		for i := range p.Faults {
			smaller := p
			smaller.Faults = append(append([]Fault{}, p.Faults[:i]...), p.Faults[i+1:]...)
			if fails(smaller) {
				p, changed = smaller, true
				break
			}
		}
	}
	for i, f := range p.Faults {
		for _, k := range []int{0, f.K / 2} {
			smaller := p
			smaller.Faults = append([]Fault{}, p.Faults...)
			smaller.Faults[i].K = k
			if k < p.Faults[i].K && fails(smaller) {
				p = smaller
				break
			}
		}
	}
	return p
}

// refusing reports whether the status says that a write was not done. A server that does a write and then says that it
// did not cannot be found out by anybody, so after the commit another status stands in for it. A 301, 302 or 303 may well
// come after a write that was done.
func refusing(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		return false
	}
	return status >= 300 && status < 500
}
