// Package sandbox serves the Trustpilot API on loopback, as the contract
// trustpilot-api has it, with data of its own; it knows nothing of the programs
// that call it and leaves starting, stopping and printing to its caller.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Server is a running sandbox. Close ends it.
type Server struct {
	now     func() time.Time
	info    Info
	control string
	hosts   map[string]bool // Host headers that are answered
	http    *http.Server
	tls     *http.Server // nil without https
	gate    *gate        // nil without https
	hook    *hook        // nil without webhooks
	running sync.WaitGroup
	done    chan struct{} // closed when Close begins: hanging answers end
	wake    chan struct{} // wakes the clockwork
	closing sync.Once
	keyFile string
	seed    uint64

	unit   unit
	others []unit // neighbours
	users  []businessUser
	tokens *tokenBook
	faults *faultBook
	log    *requestLog

	switches atomic.Pointer[Switches]
	turning  sync.Mutex // held while switches change
	pace     pace

	mu      sync.RWMutex // guards what follows
	data    *dataset
	shelf   shelf
	invited []invited
	made    uint64 // how many reviews were made up since the start

	timeline []planned // by due time
	hooks    []Event   // that wait for a review to be read

	clients map[string]string // secrets by API key
	journal *journal
}

// Start builds the data, listens on loopback and serves until Close is called
// or ctx ends.
func Start(ctx context.Context, o Options) (*Server, error) {
	s, err := prepare(o)
	if err != nil {
		return nil, err
	}
	ln, err := s.open(ctx, o)
	if err != nil {
		return nil, errors.Join(err, s.journal.close())
	}
	quiet := log.New(io.Discard, "", 0) // handshakes that a test breaks are no news
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: quiet}
	s.running.Go(func() { _ = s.http.Serve(ln) }) // ends with ErrServerClosed only
	if s.gate != nil {
		s.serveTLS()
	}
	s.running.Go(s.tick)
	if s.hook != nil {
		s.running.Go(func() { s.hook.run(s.done) })
	}
	go s.closeAfter(ctx)
	return s, nil
}

// open listens, makes the keys, and leaves the control key where it was asked for.
func (s *Server) open(ctx context.Context, o Options) (net.Listener, error) {
	ln, err := listen(ctx, o.Addr)
	if err != nil {
		return nil, err
	}
	if o.TLS {
		host, _, _ := net.SplitHostPort(ln.Addr().String())
		if s.gate, err = openTLS(ctx, host, s.faults); err != nil {
			return nil, errors.Join(err, ln.Close())
		}
	}
	s.introduce(ln.Addr().String())
	if err := s.leaveKey(o.ControlKeyFile); err != nil {
		if s.gate != nil {
			err = errors.Join(err, s.gate.Close())
		}
		return nil, errors.Join(err, ln.Close())
	}
	return ln, nil
}

// leaveKey writes the control key to a file that only its owner reads.
func (s *Server) leaveKey(path string) error {
	if path == "" {
		return nil
	}
	_ = os.Remove(path) // one that others may read must not be written to
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the control key: %w", err)
	}
	s.keyFile = path
	_, err = f.WriteString(s.control + "\n")
	return errors.Join(err, f.Close())
}

// prepare makes a server that does not listen yet.
func prepare(o Options) (*Server, error) {
	s := newServer(o)
	if err := o.Switches.check(); err != nil {
		return nil, err
	}
	s.switches.Store(&o.Switches)
	var err error
	if s.hook, err = openHook(o.WebhookURL); err != nil {
		return nil, err
	}
	if err := s.load(o); err != nil {
		return nil, err
	}
	s.journal, err = openJournal(o.Journal)
	return s, err
}

// newServer makes a server without data.
func newServer(o Options) *Server {
	now := o.Now
	if now == nil {
		now = time.Now
	}
	return &Server{
		now: now, seed: o.Seed, unit: acme(), others: neighbours(), users: acmeUsers(),
		tokens: newTokenBook(now), faults: &faultBook{}, log: &requestLog{},
		done: make(chan struct{}), wake: make(chan struct{}, 1),
	}
}

// load fills the sandbox with a scenario or with generated reviews.
func (s *Server) load(o Options) error {
	if o.Scenario != "" {
		return s.loadScenario(o)
	}
	return s.loadGenerated(o)
}

func (s *Server) loadGenerated(o Options) error {
	n := o.Reviews
	switch {
	case n == 0:
		n = 500
	case n < 0:
		n = 0
	case n > maxReviews:
		return fmt.Errorf("generate %d reviews: at most %d", n, maxReviews)
	}
	s.data = generate(o.Seed, n, s.now(), s.unit, s.users)
	s.shelf = s.data.book.(*generated).shelf(min(n, 60))
	return nil
}

// listen opens a loopback listener and refuses every other address.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("listen on %s: only loopback addresses are served", addr)
	}
	var lc net.ListenConfig
	return lc.Listen(ctx, "tcp", net.JoinHostPort(host, port))
}

// introduce makes the addresses and the random keys of this run.
func (s *Server) introduce(addr string) {
	base := "http://" + addr
	user := s.users[0]
	s.info = Info{
		APIURL: base + "/v1", AuthURL: base, InvitationsURL: base + "/invitations/v1",
		APIKey: "tpk-" + randomText(), APISecret: "tps-" + randomText(),
		Username: user.email, Password: randomText()[:16],
		BusinessUnitID: s.unit.ID, Domain: s.unit.Domain, BusinessUserID: user.ID,
		PartnerID: randomUUID(),
	}
	s.clients = map[string]string{s.info.APIKey: s.info.APISecret}
	s.info.ClientToken = s.tokens.issue(grantOf{client: s.info.APIKey}).access
	s.control = randomText()
	s.hosts = knownHosts(addr)
	if s.gate != nil {
		maps.Copy(s.hosts, knownHosts(s.gate.Addr().String()))
	}
}

// knownHosts are the Host headers under which a loopback listener is reached.
func knownHosts(addr string) map[string]bool {
	_, port, _ := net.SplitHostPort(addr)
	return map[string]bool{
		addr:                true,
		"localhost:" + port: true,
		"127.0.0.1:" + port: true,
		"[::1]:" + port:     true,
	}
}

// Info returns the addresses and keys of this run.
func (s *Server) Info() Info { return s.info }

// ControlKey returns the value of the X-Sandbox-Key header that opens /_sandbox/.
func (s *Server) ControlKey() string { return s.control }

// closeAfter closes the sandbox when ctx ends first.
func (s *Server) closeAfter(ctx context.Context) {
	select {
	case <-ctx.Done():
		_ = s.Close() // who ended the context has nobody to tell
	case <-s.done:
	}
}

// Close stops serving, cuts what still runs and closes the journal. A second
// call does nothing.
func (s *Server) Close() error {
	var err error
	s.closing.Do(func() {
		close(s.done)
		err = s.http.Close()
		if s.tls != nil {
			err = errors.Join(err, s.tls.Close())
		}
		s.running.Wait()
		if s.keyFile != "" {
			err = errors.Join(err, os.Remove(s.keyFile))
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		err = errors.Join(err, s.journal.close())
	})
	return err
}
