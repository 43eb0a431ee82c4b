package sandbox

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"
)

// kindOf finds what a fault does by its name. What ends in -after-commit lets the
// call be carried out first.
func kindOf(name string) (kind, bool) {
	k, known := map[string]kind{
		"status":              {before: (*fault).status},
		"html":                {before: (*fault).html},
		"redirect":            {before: (*fault).redirect},
		"huge":                {before: (*fault).huge},
		"gzip-bomb":           {before: (*fault).bomb},
		"delay":               {before: (*fault).delay},
		"hang":                {before: (*fault).hang},
		"cut":                 {before: (*fault).cut},
		"cut-body":            {after: (*fault).cutBody},
		"tls":                 {},
		"status-after-commit": {after: late((*fault).status)},
		"html-after-commit":   {after: late((*fault).html)},
		"delay-after-commit":  {after: late((*fault).delay)},
		"hang-after-commit":   {after: late((*fault).hang)},
		"cut-after-commit":    {after: late((*fault).cut)},
	}[name]
	return k, known
}

// late lets a fault that needs no answer strike after the call.
func late(act func(*fault, *Server, http.ResponseWriter, *http.Request) bool) func(*fault, *Server, http.ResponseWriter, *http.Request, answer) bool {
	return func(f *fault, s *Server, w http.ResponseWriter, r *http.Request, _ answer) bool {
		return act(f, s, w, r)
	}
}

// knownForm reports whether a fault comes in a form.
func knownForm(name, form string) bool {
	forms := map[string][]string{
		"status": bodyForms(), "status-after-commit": bodyForms(),
		"tls": {"self-signed", "expired", "wrong-host", "cut", "plain"},
	}
	return form == "" || slices.Contains(forms[name], form)
}

// bodyForms are the shapes of error bodies, trustpilot-api §5.3.
func bodyForms() []string {
	return []string{"application", "gateway", "spike", "oauth", "oldOauth", "html", "empty"}
}

// status answers with a status, 503 by default, and the body that belongs to it,
// that its form names, or that it brings.
func (f *fault) status(s *Server, w http.ResponseWriter, r *http.Request) bool {
	a := f.body(s, orElse(f.Status, http.StatusServiceUnavailable))
	if f.Status == http.StatusTooManyRequests {
		a.header = s.retryAfter(1)
	}
	if f.RetryAfter != nil {
		a.header = s.retryAfter(*f.RetryAfter)
	}
	write(w, r, f.withHeader(a))
	return true
}

// withHeader adds the fault's own headers, Date among them: a server whose clock
// is another one.
func (f *fault) withHeader(a answer) answer {
	head := maps.Clone(f.Header)
	if head == nil {
		return a
	}
	maps.Copy(head, a.header)
	a.header = head
	return a
}

// given is the body that the fault brings.
func (f *fault) given(status int) answer {
	var text string
	if json.Unmarshal(f.Body, &text) == nil {
		return answer{status: status, kind: "text/plain; charset=utf-8", body: []byte(text)}
	}
	return answer{status: status, kind: kindJSON, body: f.Body}
}

// body is the answer of a status in the form of the fault.
func (f *fault) body(s *Server, status int) answer {
	if len(f.Body) > 0 {
		return f.given(status)
	}
	switch f.Form {
	case "gateway":
		return gateway(status, "The gateway refuses the call", "policies.ratelimit.QuotaViolation")
	case "spike":
		return gateway(status, "Spike arrest violation. Allowed rate : MessageRate{capacity=833}", "policies.ratelimit.SpikeArrestViolation")
	case "oauth":
		return oauthError(status, "invalid_request", "The request cannot be served")
	case "oldOauth":
		return asJSON(status, map[string]string{"ErrorCode": "invalid_request", "Error": "The request cannot be served"})
	case "html":
		return answer{status: status, kind: kindHTML, body: []byte(brokenHTML)}
	case "empty":
		return empty(status)
	case "":
		switch status {
		case http.StatusUnauthorized:
			return badToken()
		case http.StatusTooManyRequests:
			return s.tooMany(1)
		}
	}
	return refuse(status, codeInternal, "The service is not available", "")
}

const brokenHTML = "<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"

// html answers as a proxy in between would.
func (f *fault) html(_ *Server, w http.ResponseWriter, r *http.Request) bool {
	write(w, r, answer{status: orElse(f.Status, http.StatusBadGateway), kind: kindHTML, body: []byte(brokenHTML)})
	return true
}

// redirect sends the client elsewhere.
func (f *fault) redirect(s *Server, w http.ResponseWriter, r *http.Request) bool {
	to := f.Location
	if to == "" {
		to = s.info.AuthURL + r.URL.EscapedPath()
	}
	write(w, r, answer{status: orElse(f.Status, http.StatusTemporaryRedirect), header: map[string]string{"Location": to}})
	return true
}

// huge sends a body that does not end for so many bytes, 64 MiB by default.
func (f *fault) huge(_ *Server, w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Type", kindJSON)
	blanks(w, orElse(f.Bytes, 64<<20))
	return true
}

// bomb sends a small body that unpacks to so many bytes, 1 GiB by default.
func (f *fault) bomb(_ *Server, w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Type", kindJSON)
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	blanks(z, orElse(f.Bytes, 1<<30))
	_ = z.Close() // a client that left is not an error here
	return true
}

// blanks writes the beginning of a list and then so many blanks, until the reader leaves.
func blanks(w io.Writer, n int) {
	block := bytes.Repeat([]byte(" "), 64<<10)
	_, err := io.WriteString(w, `{"links":[],"reviews":[`)
	for ; n > 0 && err == nil; n -= len(block) {
		_, err = w.Write(block[:min(n, len(block))])
	}
}

// delay waits and then lets the call, or its answer, go on.
func (f *fault) delay(s *Server, _ http.ResponseWriter, r *http.Request) bool {
	ms := f.DelayMS
	if f.JitterMS > 0 {
		ms += f.dice.below(f.JitterMS + 1)
	}
	timer := time.NewTimer(time.Duration(ms) * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	case <-s.done:
	}
	return false
}

// hang never answers: it ends when the client or the sandbox goes.
func (f *fault) hang(s *Server, _ http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body) // a client that leaves is only seen once its body is read
	select {
	case <-r.Context().Done():
	case <-s.done:
	}
	panic(http.ErrAbortHandler)
}

// cut closes the connection without a word.
func (f *fault) cut(*Server, http.ResponseWriter, *http.Request) bool {
	panic(http.ErrAbortHandler)
}

// cutBody sends the head of the answer and so many bytes of its body, as they go
// over the wire, and closes the connection; where no number is given, chance
// decides it.
func (f *fault) cutBody(_ *Server, w http.ResponseWriter, r *http.Request, a answer) bool {
	left := f.Bytes
	if left == 0 && len(a.body) > 0 {
		left = f.dice.below(len(a.body))
	}
	write(&cutWriter{w, left}, r, a)
	panic(http.ErrAbortHandler)
}

// cutWriter lets so many bytes through and then closes the connection.
type cutWriter struct {
	http.ResponseWriter
	left int
}

func (w *cutWriter) Write(b []byte) (int, error) {
	if len(b) <= w.left {
		w.left -= len(b)
		return w.ResponseWriter.Write(b)
	}
	_, _ = w.ResponseWriter.Write(b[:w.left])
	_ = http.NewResponseController(w.ResponseWriter).Flush() // what was let through must arrive
	panic(http.ErrAbortHandler)
}

func orElse(n, missing int) int {
	if n == 0 {
		return missing
	}
	return n
}

// listRequests shows the latest requests with their headers, trustpilot-api §9.
func (s *Server) listRequests(*call) answer {
	return ok(map[string]any{"requests": orEmpty(s.Requests())})
}
