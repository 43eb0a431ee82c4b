package faultproxy

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"time"
)

// exchange is a connection with a client, and the request that is under way on it.
type exchange struct {
	p     *Proxy
	c     net.Conn
	in    *bufio.Reader
	req   *http.Request
	fault Fault
	told  func(func(*Event))
}

func bodyOf(b []byte) io.Reader {
	if len(b) == 0 {
		return http.NoBody
	}
	return bytes.NewReader(b)
}

// one serves one request; it reports whether another may follow.
func (x *exchange) one() bool {
	req, err := http.ReadRequest(x.in)
	if err != nil {
		return false
	}
	x.req, x.fault = req, x.p.next()
	e := Event{At: time.Now(), Method: req.Method, Path: req.URL.Path}
	if x.fault.What != "" {
		e.Fault = x.fault.String()
	}
	x.told = x.p.noted(e)
	if x.p.before != nil {
		x.p.before(req)
	}
	if x.fault.Where == Headers && !x.atHeaders() {
		return false
	}
	body, ok := x.body()
	return ok && x.pass(body)
}

// atHeaders lets a fault strike before the request goes upstream; it reports whether it still does.
func (x *exchange) atHeaders() bool {
	f := x.fault
	switch f.What {
	case Status, HTML, Empty, Redirect, TooMany, Bomb:
		_, _ = io.Copy(io.Discard, x.req.Body)
		x.write(x.falsified(answer{}))
		return false
	case Late:
		body, err := io.ReadAll(x.req.Body)
		if err == nil {
			x.later(body)
		}
		return false
	}
	return x.strike(f)
}

// later sends the request upstream when nobody waits for it any more.
func (x *exchange) later(body []byte) {
	_ = x.c.Close()
	x.pause(x.fault.For)
	if a, err := x.p.forward(x.req, body); err == nil {
		x.told(func(e *Event) { e.Upstream = a.status })
	}
}

// strike ends the connection or makes it wait; it reports whether the exchange goes on.
func (x *exchange) strike(f Fault) bool {
	switch f.What {
	case FIN:
	case RST:
		if c, ok := x.c.(*net.TCPConn); ok {
			_ = c.SetLinger(0)
		}
	case Hang:
		_, _ = io.Copy(io.Discard, x.c) // until the client goes, or End cuts it
	case Delay:
		x.pause(f.For)
		return true
	default:
		return true
	}
	_ = x.c.Close()
	return false
}

func (x *exchange) pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-x.p.done:
	}
}

// body reads the request's body; ok is false when a fault struck in it, or the client went.
func (x *exchange) body() (body []byte, ok bool) {
	if x.fault.Where == Body {
		head, _ := io.ReadAll(io.LimitReader(x.req.Body, int64(x.fault.K)))
		switch x.fault.What {
		case Status, HTML, Redirect, TooMany: // the answer comes before the request is whole
			x.write(x.falsified(answer{}))
			return nil, false
		}
		if !x.strike(x.fault) {
			return nil, false
		}
		body = head
	}
	rest, err := io.ReadAll(x.req.Body)
	return append(body, rest...), err == nil
}

// pass sends the request upstream and the answer back.
func (x *exchange) pass(body []byte) bool {
	a, err := x.p.forward(x.req, body)
	if err != nil {
		return false
	}
	x.told(func(e *Event) { e.Upstream = a.status })
	old := x.remember(a)
	switch {
	case x.fault.Where == Committed && x.fault.What == Stale:
		a = old
	case x.fault.Where == Committed && !x.strike(x.fault):
		return false
	case x.fault.Where == Committed:
		a = x.falsified(a)
	case x.fault.Where == Between:
		return x.between(a)
	}
	return x.write(a)
}

// remember keeps the answer of a GET, and gives the one before, else the same.
func (x *exchange) remember(a answer) (old answer) {
	if x.req.Method != http.MethodGet {
		return a
	}
	x.p.mu.Lock()
	defer x.p.mu.Unlock()
	key := x.req.URL.RequestURI()
	old, had := x.p.stale[key]
	if !had {
		old = a
	}
	x.p.stale[key] = a
	return old
}

// write sends an answer; it reports whether another request may follow.
func (x *exchange) write(a answer) bool {
	if a.asked != nil {
		x.told(func(e *Event) { e.RetryAfter, e.Asked = *a.asked, time.Now() })
	}
	_, err := x.c.Write(a.bytes(len(a.body)))
	return err == nil && !x.req.Close && !a.closes
}

// between sends an answer with a fault in its bytes.
func (x *exchange) between(a answer) bool {
	f, head := x.fault, a.bytes(len(a.body))
	start := len(head) - len(a.body)
	at := min(start+f.K, len(head))
	switch f.What {
	case Duplicate:
		_, _ = x.c.Write(append(bytes.Clone(head), head...))
	case Corrupt:
		if at < len(head) {
			head[at] = 0 // over https a changed byte does not arrive; here it must at least break what it is in
		}
		_, _ = x.c.Write(head)
	case Length:
		_, _ = x.c.Write(a.bytes(min(f.K, len(a.body)/2)))
	case Slow:
		x.slowly(head, at)
	case Delay:
		_, _ = x.c.Write(head[:at])
		x.pause(f.For)
		_, err := x.c.Write(head[at:])
		return err == nil && !x.req.Close
	default: // Cut, FIN, RST, Hang
		_, _ = x.c.Write(head[:at])
		return x.strike(f) && f.What != Cut
	}
	return false
}

// slowly sends what follows byte by byte, for as long as somebody takes it.
func (x *exchange) slowly(b []byte, from int) {
	_, err := x.c.Write(b[:from])
	for i := from; i < len(b) && err == nil; i++ {
		x.pause(x.fault.For)
		_, err = x.c.Write(b[i : i+1])
	}
}
