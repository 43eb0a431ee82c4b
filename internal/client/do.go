package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// call is one request before it becomes HTTP.
type call struct {
	op       string // what is tried, for errors: "reply to 5f2"
	method   string
	path     string // below the base address; its parts are valid ids
	template string // the path without ids, for errors and traces
	query    url.Values
	body     any  // sent as JSON; nil for none
	public   bool // a public call: the API key instead of the token
	free     bool // it does not count against the yearly allowance

	status   *int    // where the status of a 2xx goes, nil for nowhere
	answered *[]byte // where the body of a write's 2xx goes, nil for nowhere; what cannot be read of it leaves it nil
}

func (k call) write() bool { return k.method != http.MethodGet }

// do makes the call and returns the body of a 2xx answer, nil for a write. It is the only way out of this package.
// Errors are *Error.
func (c *Client) do(ctx context.Context, k call) ([]byte, error) {
	if k.write() {
		return nil, c.write(ctx, k)
	}
	return c.repeat(ctx, k)
}

// write sends the call once, whatever comes back: the desk reads just before it writes, so an expired token is met
// there.
func (c *Client) write(ctx context.Context, k call) error {
	if c.rehearse != nil {
		return c.recordOnly(ctx, k)
	}
	token, err := c.token(ctx, k)
	if err != nil {
		return err
	}
	_, err = c.try(ctx, k, token)
	return err
}

// try sends the call once. A write's 2xx is success, even when its body is cut, late or nonsense, unless it calls itself a
// web page.
func (c *Client) try(ctx context.Context, k call, token string) ([]byte, error) {
	if err := c.valve.wait(ctx, k.cost(), c.limits.LongestAsk); err != nil {
		return nil, c.lost(ctx, k, false, err)
	}
	var sent atomic.Bool
	limited, cancel := context.WithTimeoutCause(ctx, c.limits.Call, errSlow)
	defer cancel()
	req, err := c.request(noteSending(limited, &sent), k, token)
	if err != nil {
		return nil, c.lost(ctx, k, false, err)
	}
	start := c.now()
	res, err := c.httpFor(k).Do(req)
	if !sent.Load() {
		c.valve.giveBack(ctx, k.cost())
	} else if !k.free {
		c.calls.Add(1)
	}
	if err != nil {
		c.tell(k, 0, start)
		return nil, c.lost(ctx, k, sent.Load(), because(limited, err))
	}
	defer res.Body.Close()
	c.tell(k, res.StatusCode, start)
	return c.answer(limited, ctx, k, res, token)
}

// noteSending notes when a connection is there. From then on the request may have left: the transport writes beside
// us, so when we are stopped right after, nothing tells whether its bytes went out. Before, they cannot have.
func noteSending(ctx context.Context, sent *atomic.Bool) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent.Store(true) }})
}

func (c *Client) httpFor(k call) *http.Client {
	if k.write() {
		return c.writes
	}
	return c.reads
}

func (c *Client) tell(k call, status int, start time.Time) {
	c.trace(Event{Method: k.method, Host: c.base.Host, Path: k.template, Status: status, Took: c.now().Sub(start)})
}

// request makes the HTTP request. GetBody stays nil and there is no Idempotency-Key header: either would allow the
// transport to send the body again.
func (c *Client) request(ctx context.Context, k call, token string) (*http.Request, error) {
	u := c.base.JoinPath(k.path)
	u.RawQuery = k.query.Encode()
	var body io.Reader
	if k.body != nil {
		raw, err := encode(k.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, k.method, u.String(), body)
	if err != nil {
		return nil, err
	}
	req.GetBody = nil
	c.setHeaders(req, k, token)
	return req, nil
}

// setHeaders names a Content-Type only where there is a body: the server answers 400 to a DELETE that has one without
// the other (trustpilot-api §1.4).
func (c *Client) setHeaders(req *http.Request, k call, token string) {
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.agent)
	if k.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	defer c.addExtra(req)
	if k.public && c.apiKey != "" {
		req.Header.Set("apikey", c.apiKey)
		return
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if c.user != "" && !k.public {
		req.Header.Set("x-business-user-id", c.user)
	}
}

// addExtra comes last, and never takes the place of a header that is there.
func (c *Client) addExtra(req *http.Request) {
	for name, value := range c.extra {
		if req.Header.Get(name) == "" {
			req.Header.Set(name, value)
		}
	}
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// token asks for the token where the call needs one.
func (c *Client) token(ctx context.Context, k call) (string, error) {
	if k.public && c.apiKey != "" {
		return "", nil
	}
	if c.tokens == nil {
		return "", c.unsigned(ctx, k, errNoToken)
	}
	token, err := c.tokens.Token(ctx)
	if err == nil && token == "" {
		err = errNoToken
	}
	if err != nil {
		return "", c.unsigned(ctx, k, err)
	}
	return token, nil
}

// unsigned is the error of a call for which no token could be had; who holds the tokens may know better why.
func (c *Client) unsigned(ctx context.Context, k call, err error) *Error {
	e := c.lost(ctx, k, false, err)
	e.repeat = false
	if ctx.Err() != nil {
		return e
	}
	e.kind = review.ErrSignIn
	if passes(err) {
		e.kind = review.ErrTemporary
	}
	if w, ok := errors.AsType[waiting](err); ok {
		e.RetryAfter = w.Wait()
	}
	for _, known := range []error{review.ErrTemporary, review.ErrSignIn, review.ErrIO, review.ErrInvalid} {
		if errors.Is(err, known) {
			e.kind = known
		}
	}
	return e
}

// waiting is a refusal of the token server.
type waiting interface {
	error
	Temporary() bool     // it may go better later
	Wait() time.Duration // until then, 0 when it is not known
}

// passes tells whether asking for a token may go better later: it was refused for now, or the network stood in the way.
func passes(err error) bool {
	if refusal, ok := errors.AsType[waiting](err); ok {
		return refusal.Temporary()
	}
	_, network := errors.AsType[*url.Error](err)
	return network
}

var errNoToken = errors.New("no access token")
