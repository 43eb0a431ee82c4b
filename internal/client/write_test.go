package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// acts are all writes.
func acts(c *Client) map[string]func(context.Context) error {
	tag := review.NewTag("shipping")
	return map[string]func(context.Context) error{
		"reply":         func(ctx context.Context) error { return c.Reply(ctx, reviewID, "Thank you.") },
		"delete reply":  func(ctx context.Context) error { return c.DeleteReply(ctx, reviewID) },
		"add tags":      func(ctx context.Context) error { return c.AddTags(ctx, reviewID, []review.Tag{tag}) },
		"remove tag":    func(ctx context.Context) error { return c.RemoveTag(ctx, reviewID, tag) },
		"find reviewer": func(ctx context.Context) error { return c.FindReviewer(ctx, reviewID, "Which order was it?") },
	}
}

// counter counts requests by method.
type counter struct {
	mu     sync.Mutex
	writes int
	from   []string // the connections, one a request
}

func (n *counter) count(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		n.mu.Lock()
		if r.Method != http.MethodGet {
			n.writes++
		}
		n.from = append(n.from, r.RemoteAddr)
		n.mu.Unlock()
		h(w, r)
	}
}

func (n *counter) sent() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.writes
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func location(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/elsewhere")
		w.WriteHeader(code)
	}
}

// raw answers with these bytes and closes the connection.
func raw(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, answer)
		_ = conn.Close()
	}
}

// reset breaks the connection off with a TCP reset.
func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

func silent(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func TestAWriteIsSentOnceAndItsErrorSaysWhatIsCertain(t *testing.T) {
	cases := map[string]struct {
		serve http.HandlerFunc
		want  error
		left  Outcome
	}{
		"200":                 {serve: status(200)},
		"201":                 {serve: status(201)},
		"204":                 {serve: status(204)},
		"201 with a cut body": {serve: raw("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":")},
		"201 of broken JSON":  {serve: raw("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n{\"id\":")},
		"201 with bad gzip":   {serve: raw("HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope")},
		"200, body never ends": {serve: func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			silent(w, r)
		}},
		"200 of HTML":        {raw("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n<html>"), review.ErrUnknown, Unclear},
		"201 of XHTML":       {raw("HTTP/1.1 201 Created\r\nContent-Type: application/xhtml+xml\r\nContent-Length: 0\r\n\r\n"), review.ErrUnknown, Unclear},
		"307":                {location(307), review.ErrRefused, NotDone},
		"308":                {location(308), review.ErrRefused, NotDone},
		"301":                {location(301), review.ErrUnknown, Unclear},
		"302":                {location(302), review.ErrUnknown, Unclear},
		"303":                {location(303), review.ErrUnknown, Unclear},
		"304":                {status(304), review.ErrUnknown, Unclear},
		"400":                {status(400), review.ErrRefused, NotDone},
		"401":                {status(401), review.ErrSignIn, NotDone},
		"403":                {status(403), review.ErrRefused, NotDone},
		"404":                {status(404), review.ErrNotFound, NotDone},
		"408":                {status(408), review.ErrUnknown, Unclear},
		"409":                {status(409), review.ErrConflict, NotDone},
		"415":                {status(415), review.ErrRefused, NotDone},
		"422":                {status(422), review.ErrRefused, NotDone},
		"429":                {status(429), review.ErrTemporary, NotDone},
		"500":                {status(500), review.ErrUnknown, Unclear},
		"502":                {status(502), review.ErrUnknown, Unclear},
		"503":                {status(503), review.ErrUnknown, Unclear},
		"504":                {status(504), review.ErrUnknown, Unclear},
		"closed":             {raw(""), review.ErrUnknown, Unclear},
		"reset":              {reset, review.ErrUnknown, Unclear},
		"half a status line": {raw("HTTP/1.1 20"), review.ErrUnknown, Unclear},
		"not HTTP":           {raw("220 mail.example ESMTP\r\n"), review.ErrUnknown, Unclear},
		"huge headers":       {raw("HTTP/1.1 200 OK\r\nX-Big: " + strings.Repeat("x", 1<<20) + "\r\n\r\n"), review.ErrUnknown, Unclear},
		"no answer":          {silent, review.ErrUnknown, Unclear},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n counter
			tokens := &fakeTokens{}
			c := serve(t, n.count(tc.serve), func(cfg *Config) {
				cfg.Tokens = tokens
				if name == "no answer" || name == "200, body never ends" {
					hurried(cfg)
				}
			})
			sent := 0
			for act, do := range acts(c) {
				err := do(context.Background())
				if sent++; n.sent() != sent {
					t.Fatalf("%s: the server saw %d writes, want %d", act, n.sent(), sent)
				}
				if tc.want == nil {
					if err != nil {
						t.Errorf("%s: got %v, want success", act, err)
					}
					continue
				}
				if e := wantKind(t, err, tc.want); e.Outcome != tc.left || !strings.Contains(e.Error(), string(tc.left)) {
					t.Errorf("%s: outcome %q in %q, want %q", act, e.Outcome, e, tc.left)
				}
			}
			if tokens.renewals != 0 {
				t.Error("a write renewed the token")
			}
			if c.Calls() != sent {
				t.Errorf("counted %d calls of %d", c.Calls(), sent)
			}
		})
	}
}

func TestAWriteThatMeetsAClosedConnectionIsNotSentAgain(t *testing.T) {
	var n counter
	c := serve(t, n.count(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && n.sent() < 2 { // an empty answer lets a connection be used again
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if n.sent() < 2 {
			answerJSON(w, 200, map[string]any{"id": reviewID})
			return
		}
		raw("")(w, r)
	}))
	for act, do := range acts(c) {
		n.writes, n.from = 0, nil
		_, err := c.Review(context.Background(), reviewID) // leaves an open connection behind, as the next might
		if err := errors.Join(err, do(context.Background())); err != nil {
			t.Fatal(err)
		}
		wantKind(t, do(context.Background()), review.ErrUnknown)
		if n.sent() != 2 {
			t.Errorf("%s: the server saw %d writes", act, n.sent())
		}
		if n.from[2] == n.from[0] || n.from[2] == n.from[1] {
			t.Errorf("%s: the write went over a connection that was used before", act)
		}
	}
}

func TestNoRequestMayBeReplayedByTheTransport(t *testing.T) {
	c := connect(t, "http://127.0.0.1:1")
	for _, k := range []call{
		{method: http.MethodPost, path: "/x", body: map[string]string{"message": "m"}},
		{method: http.MethodPut, path: "/x", body: map[string]string{"message": "m"}},
		{method: http.MethodDelete, path: "/x"},
	} {
		req, err := c.request(context.Background(), k, "t")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
			if _, there := req.Header[name]; there {
				t.Errorf("%s has %s", k.method, name)
			}
		}
		if req.GetBody != nil {
			t.Errorf("%s can rewind its body", k.method)
		}
	}
	tr := c.writes.Transport.(*http.Transport)
	if !tr.DisableKeepAlives || tr.Protocols.HTTP2() || tr.ForceAttemptHTTP2 {
		t.Error("writes may use a connection again")
	}
}

func TestAWriteThatCannotConnectWasNotSent(t *testing.T) {
	untrusted := serveTLS(t, status(200))
	for name, address := range map[string]string{
		"refused":      "http://127.0.0.1:1",
		"no such name": "https://api.invalid",
		"certificate":  untrusted.URL,
	} {
		t.Run(name, func(t *testing.T) {
			c := connect(t, address)
			for act, do := range acts(c) {
				e := wantKind(t, do(context.Background()), review.ErrTemporary)
				if errors.Is(e, review.ErrUnknown) || e.Outcome != NotSent {
					t.Errorf("%s: %v", act, e)
				}
			}
			if c.Calls() != 0 {
				t.Errorf("counted %d calls", c.Calls())
			}
		})
	}
}

func TestAWriteStoppedBeforeItIsSentIsTheContextsError(t *testing.T) {
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request left") })
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for act, do := range acts(c) {
		if err := do(ctx); !errors.Is(err, context.Canceled) || errors.Is(err, review.ErrUnknown) {
			t.Errorf("%s: got %v", act, err)
		}
	}
}

func TestAWriteStoppedAfterItIsSentIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var n counter
	c := serve(t, n.count(func(w http.ResponseWriter, r *http.Request) { cancel(); silent(w, r) }))
	err := c.Reply(ctx, reviewID, "Thank you.")
	wantKind(t, err, review.ErrUnknown)
	if errors.Is(err, context.Canceled) {
		t.Error("an unknown outcome must not look like a plain stop")
	}
}

func TestWritesAreWhatTheContractSays(t *testing.T) {
	var got string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprintf("%s %s [%s] %s", r.Method, r.URL, r.Header.Get("Content-Type"), body)
		if len(body) > 0 && !json.Valid(body) {
			t.Errorf("not JSON: %s", body)
		}
		w.WriteHeader(202)
	}, func(cfg *Config) { cfg.BusinessUser = "60aa11bb22cc33dd44ee55ff" })
	want := map[string]string{
		"reply":         `POST /v1/private/reviews/66a0f1c2d3e4b5a697887766/reply [application/json] {"message":"Thank you.","authorBusinessUserId":"60aa11bb22cc33dd44ee55ff"}`,
		"delete reply":  `DELETE /v1/private/reviews/66a0f1c2d3e4b5a697887766/reply [] `,
		"add tags":      `PUT /v1/private/reviews/66a0f1c2d3e4b5a697887766/tags [application/json] {"tags":[{"group":"generic","value":"shipping"}]}`,
		"remove tag":    `DELETE /v1/private/reviews/66a0f1c2d3e4b5a697887766/tags?group=generic&value=shipping [] `,
		"find reviewer": `POST /v1/private/reviews/66a0f1c2d3e4b5a697887766/find-reviewer [application/json] {"message":"Which order was it?","skipNotificationEmailToBusinessUser":false}`,
	}
	for act, do := range acts(c) {
		if err := do(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got != want[act] {
			t.Errorf("%s:\n got %s\nwant %s", act, got, want[act])
		}
	}
}

func TestAReplyArrivesToTheLetter(t *testing.T) {
	text := "Hello Søren,\r\n\n<b>sorry</b> & \"thanks\" 📦\t\u2028\x07"
	var got struct{ Message, AuthorBusinessUserID *string }
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) { _ = json.NewDecoder(r.Body).Decode(&got) })
	if err := c.Reply(context.Background(), reviewID, text); err != nil {
		t.Fatal(err)
	}
	if got.Message == nil || *got.Message != text || got.AuthorBusinessUserID != nil {
		t.Errorf("got %+v", got)
	}
}
