package faultproxy

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"math"
	"net/http"
	"strconv"
	"time"
)

// answer is an answer before it becomes bytes.
type answer struct {
	status int
	header http.Header
	body   []byte
	closes bool           // the connection ends with it
	asked  *time.Duration // the wait that it asks for
}

// bytes is the answer on the wire, with a Content-Length of length.
func (a answer) bytes(length int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	h := maps.Clone(a.header)
	if h == nil {
		h = http.Header{}
	}
	h.Del("Transfer-Encoding")
	if a.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(length))
	}
	_ = h.Write(&b) // a buffer takes everything
	b.WriteString("\r\n")
	b.Write(a.body)
	return b.Bytes()
}

// falsified is what the fault makes of an answer, or puts in its place.
func (x *exchange) falsified(a answer) answer {
	f := x.fault
	code := f.Code
	if f.What == TooMany {
		code = http.StatusTooManyRequests
	}
	if f.Where == Committed && x.req.Method != http.MethodGet && refusing(code) {
		f.What, code = Status, http.StatusBadGateway
	}
	switch f.What {
	case Status:
		return made(code, "application/json", fmt.Sprintf(`{"message":"fault %d","errorCode":1000}`, code))
	case HTML:
		return made(code, "text/html", "<!doctype html><title>Sign in to the network</title>")
	case Empty:
		return made(http.StatusOK, "application/json", []string{"", "{}"}[f.K%2])
	case Redirect:
		moved := made(code, "text/html", "<a>moved</a>")
		moved.header.Set("Location", "http://"+x.p.trap.Addr().String()+x.req.URL.Path)
		return moved
	case TooMany:
		return tooMany(f.Text)
	case Bomb:
		bomb := made(http.StatusOK, "application/json", string(x.p.bomb()))
		bomb.header.Set("Content-Encoding", "gzip")
		return bomb
	}
	return a
}

func made(status int, kind, body string) answer {
	return answer{status: status, header: http.Header{"Content-Type": {kind}}, body: []byte(body)}
}

// tooMany is a 429 as the gateway gives it, with the Retry-After.
func tooMany(after string) answer {
	a := made(http.StatusTooManyRequests, "application/json", `{"fault":{"faultstring":"Rate limit quota violation","detail":{"errorcode":"policies.ratelimit.QuotaViolation"}}}`)
	if after == "" {
		return a
	}
	a.header.Set("Retry-After", after)
	if seconds, err := strconv.ParseFloat(after, 64); err == nil && seconds > 0 {
		wait := time.Duration(math.Min(seconds, 3600) * float64(time.Second))
		a.asked = &wait
	}
	return a
}

// newBomb is 4 MiB of blanks in some kilobytes.
func newBomb() []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a valid one
	_, _ = z.Write(bytes.Repeat([]byte(" "), 4<<20))
	_ = z.Close()
	return b.Bytes()
}
