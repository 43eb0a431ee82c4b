package faultproxy

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Proxy passes requests on to one server, and breaks them as its plan says.
type Proxy struct {
	upstream *url.URL
	onto     *http.Transport
	front    net.Listener
	trap     net.Listener
	before   func(*http.Request)
	done     chan struct{}
	closing  sync.Once
	bomb     func() []byte

	mu      sync.Mutex
	changed *sync.Cond // a connection has come or gone
	plan    Plan
	count   int
	log     []Event
	stale   map[string]answer
	conns   map[net.Conn]bool
	trapped atomic.Int64
}

// Event is one request as the proxy saw it.
type Event struct {
	At         time.Time // when its headers were read
	Method     string
	Path       string
	Fault      string        // "" when it passed
	Upstream   int           // status that the server gave; 0 when nothing went there
	RetryAfter time.Duration // the wait that the answer asked for, counted from Asked
	Asked      time.Time
}

// Start listens on a free port of loopback. The upstream is an address without a path; before, if not nil, is told of
// each request before anything is done with it, from any goroutine.
func Start(upstream string, before func(*http.Request)) (*Proxy, error) {
	u, err := url.Parse(upstream)
	if err != nil {
		return nil, fmt.Errorf("proxy for %s: %w", upstream, err)
	}
	p := &Proxy{upstream: u, onto: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8}, before: before, done: make(chan struct{}),
		stale: map[string]answer{}, conns: map[net.Conn]bool{}, bomb: sync.OnceValue(newBomb)}
	p.changed = sync.NewCond(&p.mu)
	if p.front, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("proxy for %s: %w", upstream, err)
	}
	if p.trap, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		_ = p.front.Close()
		return nil, fmt.Errorf("proxy for %s: %w", upstream, err)
	}
	go p.accept(p.front, p.serve)
	go p.accept(p.trap, func(net.Conn) { p.trapped.Add(1) })
	return p, nil
}

// URL is the address of the proxy, without a path.
func (p *Proxy) URL() string { return "http://" + p.front.Addr().String() }

// Begin starts a run: the count begins anew, and what was logged and remembered is forgotten.
func (p *Proxy) Begin(plan Plan) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plan, p.count, p.log, p.stale = plan, 0, nil, map[string]answer{}
}

// End cuts what still hangs, waits until every request of the run that was on its way upstream has arrived, and returns
// what was seen. From then on nothing breaks.
func (p *Proxy) End() []Event {
	p.mu.Lock()
	p.plan = Plan{}
	p.mu.Unlock()
	p.acceptAll()
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.conns) > 0 {
		for c := range p.conns {
			_ = c.Close()
		}
		p.changed.Wait() // one has come or gone
	}
	return append([]Event(nil), p.log...)
}

// acceptAll waits until every connection that was made before has been accepted: their order is kept.
func (p *Proxy) acceptAll() {
	last, err := net.Dial("tcp", p.front.Addr().String())
	if err != nil {
		return // the proxy is closed
	}
	defer last.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.closed() && !p.has(last.LocalAddr()) {
		p.changed.Wait()
	}
}

// has reports whether a connection from there is accepted. The lock is held.
func (p *Proxy) has(from net.Addr) bool {
	for c := range p.conns {
		if c.RemoteAddr().String() == from.String() {
			return true
		}
	}
	return false
}

func (p *Proxy) closed() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Trapped is how many connections came to the address that redirects name.
func (p *Proxy) Trapped() int { return int(p.trapped.Load()) }

// Close ends the proxy.
func (p *Proxy) Close() {
	p.closing.Do(func() { close(p.done) })
	p.changed.Broadcast()
	_, _ = p.front.Close(), p.trap.Close()
	p.End()
	p.onto.CloseIdleConnections()
}

func (p *Proxy) accept(from net.Listener, serve func(net.Conn)) {
	for {
		c, err := from.Accept()
		if err != nil {
			return // the listener is closed
		}
		if !p.keep(c) {
			continue
		}
		go func() {
			defer p.forget(c)
			serve(c)
		}()
	}
}

func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed() {
		_ = c.Close()
		return false
	}
	p.conns[c] = true
	p.changed.Broadcast()
	return true
}

func (p *Proxy) forget(c net.Conn) {
	_ = c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
	p.changed.Broadcast()
}

// next is the fault of the next request, which it counts.
func (p *Proxy) next() Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, ok := p.plan.at(p.count)
	if !ok {
		f = Fault{Request: p.count}
	}
	p.count++
	return f
}

// atConnect takes the next fault if it strikes before the request is read.
func (p *Proxy) atConnect() (Fault, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, ok := p.plan.at(p.count)
	if !ok || f.Where != Connect {
		return Fault{}, false
	}
	if f.What != Delay { // else the request comes and counts itself
		p.count++
		p.log = append(p.log, Event{At: time.Now(), Fault: f.String()})
	}
	return f, true
}

// serve speaks with one client until it, or a fault, ends the connection.
func (p *Proxy) serve(c net.Conn) {
	x := &exchange{p: p, c: c, in: bufio.NewReader(c)}
	if f, ok := p.atConnect(); ok && !x.strike(f) {
		return
	}
	for x.one() {
	}
}

// noted adds an event and gives what changes it.
func (p *Proxy) noted(e Event) func(func(*Event)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := len(p.log)
	p.log = append(p.log, e)
	return func(change func(*Event)) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if i < len(p.log) {
			change(&p.log[i])
		}
	}
}

// forward sends the request upstream and takes the answer whole.
func (p *Proxy) forward(r *http.Request, body []byte) (answer, error) {
	u := *p.upstream
	u.Path, u.RawPath, u.RawQuery = r.URL.Path, r.URL.RawPath, r.URL.RawQuery
	out, err := http.NewRequestWithContext(context.Background(), r.Method, u.String(), bodyOf(body))
	if err != nil {
		return answer{}, err
	}
	out.Header = r.Header.Clone()
	out.Header.Del("Connection")
	res, err := p.onto.RoundTrip(out)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{status: res.StatusCode, header: res.Header, body: text}, err
}
