package sandbox

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
)

// gzipFrom is the body size from which an answer is compressed.
const gzipFrom = 512

// write sends an answer with the headers that a recorded reply has,
// trustpilot-api §5.1.
func write(w http.ResponseWriter, r *http.Request, a answer) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Vary", "Authorization, Accept-Encoding")
	if api := strings.TrimPrefix(r.URL.Path, "/invitations"); strings.HasPrefix(api, "/v1/") && r.Method == http.MethodGet {
		h.Set("Access-Control-Allow-Origin", "*")
	}
	if a.kind != "" {
		h.Set("Content-Type", a.kind)
		h.Set("X-Content-Type-Options", "nosniff")
	}
	for k, v := range a.header {
		h.Set(k, v)
	}
	writeBody(w, r, a)
}

// writeBody sends status and body, compressed where the client takes it and it pays.
func writeBody(w http.ResponseWriter, r *http.Request, a answer) {
	if len(a.body) < gzipFrom || !acceptsGzip(r) {
		if a.status != http.StatusNoContent {
			w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body) // a client that left is not an error here
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(a.status)
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is a valid one
	_, _ = z.Write(a.body)
	_ = z.Close()
}

// acceptsGzip reports whether Accept-Encoding names gzip with a weight above 0.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		q, weighted := strings.CutPrefix(strings.TrimSpace(params), "q=")
		f, err := strconv.ParseFloat(q, 64)
		return !weighted || err != nil || f > 0
	}
	return false
}
