package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"time"
)

// kindOf finds what a fault does by its name.
func kindOf(name string) (kind, bool) {
	k, known := map[string]kind{
		"status":            {before: (*fault).status},
		"html":              {before: (*fault).html},
		"redirect":          {before: (*fault).redirect},
		"huge":              {before: (*fault).huge},
		"delay":             {before: (*fault).delay},
		"hang":              {before: (*fault).hang},
		"cut":               {before: (*fault).cut},
		"hang-after-commit": {after: (*fault).hang},
		"cut-after-commit":  {after: (*fault).cut},
	}[name]
	return k, known
}

// status answers with a status, 503 by default, and the body that belongs to it.
func (f *fault) status(s *Server, w http.ResponseWriter, r *http.Request) bool {
	a := refuse(orElse(f.Status, http.StatusServiceUnavailable), codeInternal, "The service is not available", "")
	switch f.Status {
	case http.StatusUnauthorized:
		a = badToken()
	case http.StatusTooManyRequests:
		a = s.tooMany(0, false)
	}
	if f.RetryAfter != nil {
		a.header = s.retryAfter(*f.RetryAfter)
	}
	write(w, r, a)
	return true
}

// html answers as a proxy in between would.
func (f *fault) html(_ *Server, w http.ResponseWriter, r *http.Request) bool {
	body := "<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
	write(w, r, answer{status: orElse(f.Status, http.StatusBadGateway), kind: kindHTML, body: []byte(body)})
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
	block := bytes.Repeat([]byte(" "), 64<<10)
	_, err := io.WriteString(w, `{"links":[],"reviews":[`)
	for left := orElse(f.Bytes, 64<<20); left > 0 && err == nil; left -= len(block) {
		_, err = w.Write(block[:min(left, len(block))])
	}
	return true
}

// delay waits and then lets the call go on.
func (f *fault) delay(s *Server, _ http.ResponseWriter, r *http.Request) bool {
	timer := time.NewTimer(time.Duration(f.DelayMS) * time.Millisecond)
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

func orElse(n, missing int) int {
	if n == 0 {
		return missing
	}
	return n
}

// addFault puts a fault into the waiting line, POST /_sandbox/faults.
func (s *Server) addFault(c *call) answer {
	f := &fault{}
	if refused := readJSON(c, f); refused != nil {
		return *refused
	}
	path, err := regexp.Compile(f.Match.Path)
	if err != nil {
		return invalid(err.Error())
	}
	k, known := kindOf(f.Fault)
	if !known || f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return invalid("There is no such fault")
	}
	f.path, f.kind, f.Count = path, k, orElse(f.Count, 1)
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.waiting = append(s.faults.waiting, f)
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

// listRequests shows the latest requests with their headers, trustpilot-api §9.
func (s *Server) listRequests(*call) answer {
	return ok(map[string]any{"requests": orEmpty(s.Requests())})
}
