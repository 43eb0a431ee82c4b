package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// cutOff kills tpdesk between Trustpilot's answer to a renewal and the save: somebody else holds the vault, so the new
// tokens are there and nowhere else.
func (p *seat) cutOff(srv *sandbox.Server) {
	p.t.Helper()
	vaults, err := filepath.Glob(filepath.Join(p.dir, "state", "*.age"))
	if err != nil || len(vaults) != 1 {
		p.t.Fatalf("the vault: %v %v", vaults, err)
	}
	held := flock.New(vaults[0] + ".lock")
	if err := held.Lock(); err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = held.Unlock() }()
	faulty(p.t, srv, `{"match":{"path":"/private/"},"fault":"status","status":401}`)
	cmd := p.command("list", "--fresh")
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	waitUntil(p.t, "the sign-in is renewed at the server", func() bool { return answered(srv, "/refresh") })
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// answered tells whether the sandbox has had a request to a path that ends so.
func answered(srv *sandbox.Server, end string) bool {
	for _, r := range srv.Requests() {
		if strings.HasSuffix(r.Path, end) {
			return true
		}
	}
	return false
}

func TestAKillBetweenTheAnswerAndTheSaveIsToldWithTheNextStep(t *testing.T) {
	t.Parallel()
	srv := startSandbox(t, sandbox.Options{})
	p := newSeat(t, srv.Info())
	p.must("auth", "login")
	p.must("sync")
	p.cutOff(srv)
	faulty(t, srv, `{"match":{"path":"/private/"},"count":-1,"fault":"status","status":401}`) // the access token has ended too
	for range 2 {                                                                             // the message does not wear out
		r := p.run("list", "--fresh")
		if r.code != 4 || !strings.Contains(r.err, "an earlier renewal of the sign-in was cut off between Trustpilot's answer and the save") || !strings.Contains(r.err, "run tpdesk auth login") {
			t.Fatalf("%d\n%s", r.code, r.err)
		}
	}
	p.must("list", "--cached", "--count")
	healed(t, srv)
	p.must("auth", "login")
	p.must("list", "--fresh", "--count")
}

func TestAfterSuchAKillTheDeskSignsInAgain(t *testing.T) {
	t.Parallel()
	srv := startSandbox(t, sandbox.Options{})
	p := newSeat(t, srv.Info())
	p.env["TPDESK_UNDO_WAIT"] = "0s"
	p.must("auth", "login")
	p.must("sync")
	p.cutOff(srv)
	faulty(t, srv, `{"match":{"path":"/private/"},"count":-1,"fault":"status","status":401}`)
	s := p.terminal("--query", "replied:no")
	s.see("★")
	s.typed("R")
	s.see("an earlier renewal of the sign-in was cut off")
	s.see("L signs in")
	healed(t, srv)
	s.typed("L")
	s.see("You are signed in.")
	s.typed(enter)
	s.replies("After the kill.")
}
