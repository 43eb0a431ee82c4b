package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Causes of a call that brought no usable answer.
var (
	errSlow    = errors.New("no whole answer in time")
	errWebPage = errors.New("the server answered with a web page, not with the API")
	errCut     = errors.New("the answer was cut short")
	errNoJSON  = errors.New("the answer is not the JSON that was expected")
)

// because tells our own time limit from other reasons, and takes the address out of the error: it may hold an e-mail.
func because(limited context.Context, err error) error {
	if errors.Is(context.Cause(limited), errSlow) {
		return errSlow
	}
	var inAddress *url.Error
	if errors.As(err, &inAddress) {
		return inAddress.Err
	}
	return err
}

// answer turns the server's answer into a body or an error.
func (c *Client) answer(limited, ctx context.Context, k call, res *http.Response, token string) ([]byte, error) {
	wait, named := c.askedWait(res)
	c.valve.heard(ctx, res.StatusCode, wait, named)
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return nil, c.said(k, res, token)
	}
	if k.write() && isWebPage(res, nil) { // of a hotel or a proxy: whether the API ever saw the write is not known
		e := c.lost(ctx, k, true, errWebPage)
		e.Status = res.StatusCode
		return nil, e
	}
	if k.status != nil {
		*k.status = res.StatusCode
	}
	if k.write() {
		c.keepAnswer(k, res)
		return nil, nil
	}
	body, err := c.readAll(res.Body)
	if err != nil {
		return nil, c.lost(ctx, k, true, because(limited, err))
	}
	if isWebPage(res, body) {
		e := c.lost(ctx, k, true, errWebPage)
		e.Status, e.repeat = res.StatusCode, false
		return nil, e
	}
	return body, nil
}

// keepAnswer keeps what a write was answered with, where somebody wants it: the write is done, whatever becomes of that.
func (c *Client) keepAnswer(k call, res *http.Response) {
	if k.answered == nil {
		return
	}
	if body, err := c.readAll(res.Body); err == nil && !isWebPage(res, body) {
		*k.answered = body
	}
}

// readAll reads a body of the allowed size; gzip is undone below it, so the size is that of the text.
func (c *Client) readAll(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, c.limits.Body+1))
	switch {
	case int64(len(body)) > c.limits.Body:
		return nil, tooLong{c.limits.Body}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errCut
	}
	return body, err
}

// tooLong is an answer over the limit of bytes.
type tooLong struct{ limit int64 }

func (e tooLong) Error() string { return fmt.Sprintf("the answer is longer than %d bytes", e.limit) }

func isWebPage(res *http.Response, body []byte) bool {
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	return kind == "text/html" || kind == "application/xhtml+xml" || bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}

// lost is the error of a call that brought no answer, or none that can be used.
func (c *Client) lost(ctx context.Context, k call, sent bool, cause error) *Error {
	e := &Error{Op: k.op, Method: k.method, Path: k.template, Outcome: NotSent, kind: review.ErrTemporary, cause: cause}
	var early *tooEarly
	if errors.As(cause, &early) {
		e.RetryAfter = early.left
	}
	switch stopped := ctx.Err(); {
	case stopped != nil:
		e.cause = stopped
		if errors.Is(stopped, context.Canceled) {
			e.kind = nil
		}
	case errors.Is(cause, context.DeadlineExceeded): // a limit of ours, which must not look like the caller's
		e.cause = errors.New(cause.Error())
	}
	if sent {
		e.Outcome = NotDone
	}
	if sent && k.write() {
		e.Outcome, e.kind = Unclear, review.ErrUnknown
	}
	e.repeat = ctx.Err() == nil && !k.write() && !untrusted(cause) && !errors.As(cause, new(tooLong)) && early == nil
	return e
}
