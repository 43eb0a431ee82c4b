package client

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// mostProblem is how many bytes of an error's body are read.
const mostProblem = 64 << 10

// said is the error of an answer whose status is not 2xx.
func (c *Client) said(k call, res *http.Response, token string) *Error {
	e := &Error{Op: k.op, Method: k.method, Path: k.template, Status: res.StatusCode, Outcome: NotDone, Skew: skew(res.Header, c.now())}
	e.kind = kindOf(res.StatusCode, k.write())
	e.repeat = !k.write() && passing(res.StatusCode)
	if errors.Is(e.kind, review.ErrUnknown) {
		e.Outcome = Unclear
	}
	e.RetryAfter, _ = c.askedWait(res)
	body, _ := io.ReadAll(io.LimitReader(res.Body, mostProblem))
	if isWebPage(res, body) {
		return e
	}
	p := readProblem(body)
	e.Code, e.CorrelationID = p.code, p.correlation
	if said := hide(p.said, token, c.apiKey); said != "" {
		e.Detail = review.NewText(clip(review.NewText(said)))
	}
	return e
}

// kindOf says what a status means in the words of package review. Of a write only a clear no counts as not done: a 5xx
// may come from a proxy after the API has done it, a 408 likewise, and a 301, 302 or 303 is also how servers answer a
// POST that they carried out; 307 and 308 ask for the POST to be made elsewhere, so it was not done here.
func kindOf(status int, write bool) error {
	switch status {
	case http.StatusUnauthorized:
		return review.ErrSignIn
	case http.StatusNotFound, http.StatusGone:
		return review.ErrNotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return review.ErrConflict
	case http.StatusTooManyRequests, http.StatusTooEarly:
		return review.ErrTemporary
	}
	switch {
	case !write && (status < 400 || status >= 500 || status == http.StatusRequestTimeout):
		return review.ErrTemporary
	case write && (status >= 500 || status == http.StatusRequestTimeout):
		return review.ErrUnknown
	case write && status < 400 && status != http.StatusTemporaryRedirect && status != http.StatusPermanentRedirect:
		return review.ErrUnknown
	}
	return review.ErrRefused
}

// passing reports whether a read that got the status may go better in a moment.
func passing(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// problem is what an error's body tells.
type problem struct{ code, said, correlation string }

// readProblem reads the four shapes of trustpilot-api §5.3; of anything else it takes nothing.
func readProblem(body []byte) problem {
	o, ok := parseObject(body)
	if !ok {
		return problem{}
	}
	fault := o.object("fault")
	p := problem{
		code: first(o.text("errorCode"), fault.object("detail").text("errorcode"), o.text("ErrorCode"), o.text("error")),
		said: first(o.text("details"), o.text("message"), fault.text("faultstring"), o.text("error_description"), o.text("Error")),
	}
	if id := o.text("correlationId").Raw(); review.ValidID(id) {
		p.correlation = id
	}
	if !review.ValidID(strings.ReplaceAll(p.code, ".", "_")) {
		p.code = ""
	}
	return p
}

// first is the first of the texts that has anything to see.
func first(texts ...review.Text) string {
	for _, t := range texts {
		if t.Visible() {
			return t.Raw()
		}
	}
	return ""
}

// hide takes secrets and mail addresses out of what a server said, since errors are logged and pasted.
func hide(said string, secrets ...string) string {
	for _, s := range secrets {
		if s != "" {
			said = strings.ReplaceAll(said, s, "(secret)")
		}
	}
	if !strings.Contains(said, "@") {
		return said
	}
	words := strings.Fields(said)
	for i, w := range words {
		if strings.Contains(w, "@") {
			words[i] = "(address)"
		}
	}
	return strings.Join(words, " ")
}
