// Package client speaks Trustpilot's API over HTTP for one business unit: one do, pages, pace, repeats of reads, typed
// errors; it leaves tokens to who holds them, and what to read and when to write to the desk.
package client

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Tokens gives the access token of private calls.
type Tokens interface {
	Token(ctx context.Context) (string, error)
	// Renew gives a token in place of one that the server rejected.
	Renew(ctx context.Context, rejected string) (string, error)
}

// Config says whom to call and how. The zero value of a field is its default.
type Config struct {
	BaseURL      string            // with the version, such as https://api.trustpilot.com/v1; https, or http on loopback
	BusinessUnit string            // id; may be "" until FindUnit has told it
	BusinessUser string            // id of the acting user, "" to let the token say it (trustpilot-api §1.4)
	APIKey       string            // for public calls; "" sends the token there too
	Tokens       Tokens            // for private calls
	UserAgent    string            // "tpdesk" when ""
	Extra        map[string]string // headers beside our own on every call, such as a partner's (trustpilot-api §6)
	Limits       Limits            // how long to wait and how much to take
	TLS          *tls.Config       // nil: the system's trusted roots
	Ledger       *Ledger           // counts and paces the calls of all processes; nil: this one keeps its own pace
	Paced        bool              // keeps the limits towards a loopback API too; else it does so once that has answered 429
	Now          func() time.Time  // nil: time.Now
	Trace        func(Event)       // told of each call, nil for nobody; may be called from several goroutines
	// Pausing is told that a call waits, for how long and why; nil for nobody. It may be called from several goroutines.
	Pausing func(wait time.Duration, why string)
	Warn    func(string) // told of what had to be left out of an answer, nil for nobody; safe for a terminal
}

// Limits bound what a server can make us wait for and hold (promise 9). A zero field is the default.
type Limits struct {
	Connect    time.Duration // for the connection, and again for its TLS; 10 s
	Headers    time.Duration // until the answer's headers are there; 20 s
	Call       time.Duration // for one call as a whole; 60 s
	Body       int64         // bytes of an answer after gunzip; 32 MB
	Header     int64         // bytes of the answer's headers; 64 KB
	Tries      int           // of a read; 4. A write is tried once, whatever stands here
	FirstWait  time.Duration // before a read is repeated, doubled each time; 300 ms
	SlowWait   time.Duration // the same after a 429 that names no time, tripled each time; 5 s
	LongestAsk time.Duration // the longest Retry-After that is waited for; 5 min
}

// Event is one call as --debug shows it: no headers, no bodies, no values out of the address.
type Event struct {
	Method string
	Host   string
	Path   string // a template such as /private/reviews/{id}
	Status int    // 0 when there was no answer
	Took   time.Duration
}

// Client calls the API. It may be used from several goroutines.
type Client struct {
	base     *url.URL
	unit     string
	user     string
	apiKey   string
	tokens   Tokens
	agent    string
	extra    map[string]string
	limits   Limits
	reads    *http.Client
	writes   *http.Client
	valve    *valve
	calls    *atomic.Int64
	now      func() time.Time
	trace    func(Event)
	warn     func(string)
	rehearse func(Request) // not nil: writes are told to it and not sent
}

// New makes a client. An error wraps review.ErrInvalid.
func New(cfg Config) (*Client, error) {
	base, err := baseURL(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	for name, id := range map[string]string{"business unit": cfg.BusinessUnit, "business user": cfg.BusinessUser} {
		if id != "" && !review.ValidID(id) {
			return nil, fmt.Errorf("%s %q: %w: not an id", name, id, review.ErrInvalid)
		}
	}
	limits := cfg.Limits.filled()
	c := &Client{
		base: base, unit: cfg.BusinessUnit, user: cfg.BusinessUser, apiKey: cfg.APIKey, tokens: cfg.Tokens, agent: cfg.UserAgent, extra: cfg.Extra,
		limits: limits, reads: newHTTP(readTransport(limits, cfg.TLS)), writes: newHTTP(writeTransport(limits, cfg.TLS)),
		valve: newValve(cfg, loopback(base)), calls: new(atomic.Int64), now: cfg.Now, trace: cfg.Trace, warn: cfg.Warn,
	}
	c.fillIn()
	return c, nil
}

func (c *Client) fillIn() {
	if c.agent == "" {
		c.agent = "tpdesk"
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.trace == nil {
		c.trace = func(Event) {}
	}
	if c.warn == nil {
		c.warn = func(string) {}
	}
}

func (l Limits) filled() Limits {
	l.Connect = or(l.Connect, 10*time.Second)
	l.Headers = or(l.Headers, 20*time.Second)
	l.Call = or(l.Call, 60*time.Second)
	l.Body = or(l.Body, 32<<20)
	l.Header = or(l.Header, 64<<10)
	l.Tries = or(l.Tries, 4)
	l.FirstWait = or(l.FirstWait, 300*time.Millisecond)
	l.SlowWait = or(l.SlowWait, 5*time.Second)
	l.LongestAsk = or(l.LongestAsk, 5*time.Minute)
	return l
}

func or[T int | int64 | time.Duration](v, instead T) T {
	if v > 0 {
		return v
	}
	return instead
}

// ForUnit is the same client, with its connections, pace and count, for another business unit.
func (c *Client) ForUnit(id string) (*Client, error) {
	if !review.ValidID(id) {
		return nil, fmt.Errorf("business unit %q: %w: not an id", id, review.ErrInvalid)
	}
	other := *c
	other.unit = id
	return &other, nil
}

// Calls is how many requests left since New that count against the yearly allowance; dry runs do not.
func (c *Client) Calls() int { return int(c.calls.Load()) }

// baseURL takes https anywhere and http on this machine only, since a token goes with each call.
func baseURL(s string) (*url.URL, error) {
	bad := func(why string) (*url.URL, error) {
		return nil, fmt.Errorf("API address %q: %w: %s", s, review.ErrInvalid, why)
	}
	u, err := url.Parse(strings.TrimRight(s, "/"))
	switch {
	case err != nil || u.Hostname() == "":
		return bad("not an address")
	case u.User != nil:
		return nil, fmt.Errorf("API address: %w: a name or password stands in it", review.ErrInvalid)
	case u.RawQuery != "" || u.Fragment != "":
		return bad("nothing may follow its path")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u)):
		return bad("neither https nor on this machine")
	}
	return u, nil
}

func loopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
