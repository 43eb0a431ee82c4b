package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// codeLimit is how long the page may take to come back; a code is short-lived (security §6).
const codeLimit = 5 * time.Minute

// CodeFlow is one sign-in by authorization code: show URL, take the code by Receive or by Read, and Exchange it.
type CodeFlow struct {
	app      App
	state    string
	verifier string
	limit    time.Duration
	listener net.Listener // nil where the redirect does not come back to this machine
}

// StartCodeFlow begins a sign-in. With listen it opens a listener where the redirect is loopback, and port 0 there means
// any free one. Without a configured redirect a loopback API gets http://127.0.0.1:PORT/callback; another API, or a port
// that is taken, is an ErrRedirect.
func StartCodeFlow(app App, listen bool) (*CodeFlow, error) {
	redirect, err := redirectOf(app)
	if err != nil {
		return nil, err
	}
	flow := &CodeFlow{app: app, state: rand.Text(), verifier: oauth2.GenerateVerifier(), limit: codeLimit}
	here := redirect.Scheme == "http" && isLoopback(redirect.Hostname())
	if here && (listen || redirect.Port() == "0") {
		if err := flow.open(redirect); err != nil {
			return nil, err
		}
	}
	if !listen {
		flow.Close()
	}
	flow.app.RedirectURI = redirect.String()
	return flow, nil
}

// open listens on the redirect's host and port alone, and writes a port that was chosen into the redirect.
func (f *CodeFlow) open(redirect *url.URL) error {
	port := redirect.Port()
	if port == "" {
		port = "80"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(redirect.Hostname(), port))
	if err != nil {
		return &RedirectError{Reason: fmt.Sprintf("wait for the sign-in page on %s: %s", redirect.Host, clean(err.Error())), Err: err}
	}
	f.listener = listener
	if port == "0" {
		redirect.Host = net.JoinHostPort(redirect.Hostname(), strconv.Itoa(listener.Addr().(*net.TCPAddr).Port))
	}
	return nil
}

func redirectOf(app App) (*url.URL, error) {
	api, err := url.Parse(app.APIURL)
	if err != nil {
		return nil, fmt.Errorf("read the API's address: %w", err)
	}
	switch {
	case app.RedirectURI != "":
		return url.Parse(app.RedirectURI)
	case isLoopback(api.Hostname()):
		return &url.URL{Scheme: "http", Host: "127.0.0.1:0", Path: "/callback"}, nil
	}
	return nil, &RedirectError{Reason: "no redirect address is configured"}
}

// CheckRedirect is the *RedirectError of a sign-in by code that could not begin, nil when it can.
func (a App) CheckRedirect() error {
	_, err := redirectOf(a)
	return err
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback()
}

// URL is the address of the page where the user signs in.
func (f *CodeFlow) URL() string { return f.app.AuthCodeURL(f.state, f.verifier) }

// RedirectURI is where that page sends the code; the listener's port is in it.
func (f *CodeFlow) RedirectURI() string { return f.app.RedirectURI }

// Listens tells whether Receive can get the code; else it must be pasted.
func (f *CodeFlow) Listens() bool { return f.listener != nil }

// Close ends a listener that nobody waits on; Receive closes it by itself. It may be called more than once, but not during
// Receive.
func (f *CodeFlow) Close() {
	if f.listener != nil {
		_ = f.listener.Close()
		f.listener = nil
	}
}

// Read takes the code out of a pasted line: the code, or the whole address that the browser was sent to.
func (f *CodeFlow) Read(line string) (string, error) {
	return ParsePaste(line, f.state, f.app.RedirectURI)
}

// Exchange swaps the code for tokens. A code counts once.
func (f *CodeFlow) Exchange(ctx context.Context, code string) (Tokens, error) {
	return f.app.Exchange(ctx, code, f.verifier)
}

type callback struct {
	code string
	err  error
}

// Receive serves the redirect until one answer of this sign-in came, and gives its code. It ends after five minutes at the
// latest, and closes the listener.
func (f *CodeFlow) Receive(ctx context.Context) (string, error) {
	if f.listener == nil {
		return "", errors.New("wait for the sign-in page: its redirect does not come back to this machine")
	}
	wait, cancel := context.WithTimeout(ctx, f.limit)
	defer cancel()
	got := make(chan callback, 1)
	server := &http.Server{
		Handler:           f.handler(got),
		ReadHeaderTimeout: 5 * time.Second,
		WriteTimeout:      5 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	go func(l net.Listener) { _ = server.Serve(l) }(f.listener)
	defer f.shut(server)
	select {
	case c := <-got:
		return c.code, c.err
	case <-wait.Done():
		if ctx.Err() == nil {
			return "", &SignInError{Reason: fmt.Sprintf("nothing came from the sign-in page within %s", f.limit), Next: f.afterSilence(), Err: context.DeadlineExceeded}
		}
		return "", fmt.Errorf("wait for the sign-in page: %w", ctx.Err())
	}
}

// afterSilence names what to do when the page never came back, the likeliest cause first.
func (f *CodeFlow) afterSilence() string {
	return "run tpdesk auth login again; if the browser is on another machine, tpdesk auth login --paste; if the page complained about the redirect, register " +
		f.app.RedirectURI + " with Trustpilot or set redirect_uri in the profile (TPDESK_REDIRECT_URI) to the address that is registered"
}

// shut lets the page reach the browser before the listener goes.
func (f *CodeFlow) shut(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = server.Shutdown(ctx)
	_ = server.Close()
	f.Close() // the server may not have begun to serve it
}

// handler takes a redirect of this sign-in and turns everything else away without ending the wait: any page in the
// browser can call a port of this machine.
func (f *CodeFlow) handler(got chan<- callback) http.Handler {
	redirect, _ := url.Parse(f.app.RedirectURI) // made by us
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Host != redirect.Host || !samePath(r.URL.Path, redirect.Path) {
			page(w, http.StatusNotFound, "There is nothing here.")
			return
		}
		code, err := readCallback(r.URL.Query(), f.state)
		said := (*PageError)(nil)
		if err != nil && !errors.As(err, &said) {
			page(w, http.StatusBadRequest, "This is not an answer to the sign-in that tpdesk began.")
			return
		}
		if err != nil {
			page(w, http.StatusOK, "The sign-in did not succeed. You can close this page and go back to tpdesk, which says why.")
		} else {
			page(w, http.StatusOK, "tpdesk has the answer. You can close this page and go back to the terminal.")
		}
		select {
		case got <- callback{code, err}:
		default: // one is enough
		}
	})
}

// page answers the browser with a sentence of ours, never with what came in the request.
func page(w http.ResponseWriter, status int, sentence string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Connection", "close")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!doctype html><html lang=en><title>tpdesk</title><p>%s</p></html>\n", sentence)
}
