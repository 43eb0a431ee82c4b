package cli_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// bareDesk is a seat whose copy is filled and where nobody is signed in any more; nothing in its environment signs in.
func bareDesk(t *testing.T, info sandbox.Info) *seat {
	t.Helper()
	p := newSeat(t, info)
	p.must("auth", "login", "--client-credentials")
	p.must("sync")
	p.must("auth", "logout", "--yes")
	for _, name := range []string{"TPDESK_API_KEY", "TPDESK_API_SECRET", "TPDESK_BUSINESS_UNIT"} {
		delete(p.env, name)
	}
	p.env["TPDESK_UNDO_WAIT"] = "0s"
	return p
}

// answer types a line where a question stands.
func (s *screen) answer(question, line string) {
	s.t.Helper()
	s.see(question)
	s.typed(line + enter)
}

// replies answers the review under the cursor and wants it published.
func (s *screen) replies(text string) {
	s.t.Helper()
	s.typed("r")
	s.see("PUBLIC")
	s.typed(text)
	s.see(text)
	s.typed(ctrlS)
	s.see("published")
}

func TestSigningInInsideTheDeskThenReplying(t *testing.T) {
	t.Parallel()
	srv := startSandbox(t, sandbox.Options{})
	info := srv.Info()
	p := bareDesk(t, info)
	s := p.terminal("--query", "replied:no")
	s.see("not signed in (L)")
	s.see("★")
	s.typed("L")
	s.answer("Trustpilot API key:", info.APIKey)
	s.answer("Trustpilot API secret:", info.APISecret)
	s.answer("Your company's domain", "nobody.example")
	s.see("Trustpilot knows no business unit of nobody.example")
	s.answer("Your company's domain", info.Domain)
	s.see("You are signed in.")
	s.see("kept in the file vault")
	s.typed(enter)
	s.gone("not signed in")
	s.replies("Signed in at the desk.")
	s.typed("q")
	if code := s.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	s.restored()
	p.leaksNothing(s, info.APISecret, strings.TrimSpace(p.must("auth", "token")))
	if st := p.must("auth", "status"); !strings.Contains(st, "authorization_code") || !strings.Contains(st, info.Domain) {
		t.Errorf("afterwards:\n%s", st)
	}
}

// leaksNothing wants secrets neither on the screen nor in a file of the seat, in any form.
func (p *seat) leaksNothing(s *screen, secrets ...string) {
	p.t.Helper()
	found := files(p.t, p.dir)
	s.mu.Lock()
	found["the screen"] = s.bytes.Bytes()
	s.mu.Unlock()
	for where, content := range found {
		for i, secret := range secrets {
			if form := leak(content, secret); form != "" {
				p.t.Errorf("%s holds secret %d %s", where, i, form)
			}
		}
	}
}

func TestATokenOfTheEnvironmentIsNotReplacedByASignInAtTheDesk(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	p := newSeat(t, info)
	p.must("auth", "login", "--client-credentials")
	p.must("sync")
	p.env["TPDESK_TOKEN"] = "tpa-wrong"
	s := p.terminal()
	s.see("★")
	s.typed("R")
	s.see("not signed in (L)")
	s.typed("L")
	s.see("TPDESK_TOKEN is set and is the only token")
}

func TestAtTheDeskTheAddressOfAnHTTPSRedirectIsPasted(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	p := bareDesk(t, info)
	p.env["TPDESK_API_KEY"], p.env["TPDESK_API_SECRET"], p.env["TPDESK_BUSINESS_UNIT"] = info.APIKey, info.APISecret, info.BusinessUnitID
	p.env["TPDESK_REDIRECT_URI"], p.env["BROWSER_DOES"] = "https://shop.example/back", "nothing"
	p.env["BROWSER_TRACE"] = filepath.Join(p.dir, "trace")
	s := p.terminal("--query", "replied:no")
	s.see("not signed in (L)")
	s.typed("L")
	s.see("paste the code, or")
	back := p.signedInElsewhere()
	s.typed("\x1b[200~" + strings.Replace(back, "state=", "state=x", 1) + "\x1b[201~" + enter)
	s.see("this answer belongs to another sign-in")
	s.typed("\x1b[200~" + back + "\x1b[201~" + enter)
	s.see("You are signed in.")
	s.typed(enter)
	s.replies("Pasted at the desk.")
	s.never(back)
}

// signedInElsewhere signs in on the page that the browser was given, and gives the address that it ends on.
func (p *seat) signedInElsewhere() string {
	p.t.Helper()
	waitUntil(p.t, "the browser was opened", func() bool { _, err := os.Stat(p.env["BROWSER_TRACE"]); return err == nil })
	trace, err := os.ReadFile(p.env["BROWSER_TRACE"])
	if err != nil {
		p.t.Fatal(err)
	}
	back, err := fillIn(strings.Split(string(trace), "\n")[1], p.env["SANDBOX_USER"], p.env["SANDBOX_PASSWORD"])
	if err != nil || back == "" {
		p.t.Fatalf("the page sent the browser nowhere: %v", err)
	}
	return back
}

func TestASignInThatIsRevokedMidwayIsRenewedAtTheDesk(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	p := newSeat(t, info)
	p.env["TPDESK_UNDO_WAIT"] = "0s"
	p.must("auth", "login")
	p.must("sync")
	s := p.terminal("--query", "replied:no")
	s.see("synced")
	s.lacks("not signed in")
	revoke(t, info, strings.TrimSpace(p.must("auth", "token")))
	s.typed("R")
	s.see("not signed in (L)")
	s.typed("L")
	s.see("You are signed in.")
	s.typed(enter)
	s.replies("After the second sign-in.")
}

// revoke makes a token, and the one that renews it, invalid behind tpdesk's back.
func revoke(t *testing.T, info sandbox.Info, token string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, info.APIURL+"/oauth/oauth-business-users-for-applications/revoke", strings.NewReader(url.Values{"token": {token}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(info.APIKey, info.APISecret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		t.Fatalf("revoke: %s", resp.Status)
	}
}

func TestEscEndsASignInAtTheDeskAndTheCopyStays(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	p := bareDesk(t, info)
	p.env["TPDESK_API_KEY"], p.env["TPDESK_API_SECRET"], p.env["TPDESK_BUSINESS_UNIT"] = info.APIKey, info.APISecret, info.BusinessUnitID
	p.env["BROWSER_DOES"] = "nothing"
	s := p.terminal()
	s.see("not signed in (L)")
	s.typed("L")
	s.see("Waiting for its")
	s.typed(escKey)
	s.see("the sign-in was stopped")
	s.see("★")
	s.typed("q")
	if code := s.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	if r := p.run("auth", "status", "--json"); r.code != 4 {
		t.Errorf("afterwards: %d %s", r.code, r.out)
	}
}

// lacks wants a text not to be on the screen now.
func (s *screen) lacks(text string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(s.term.String(), text) {
		s.t.Errorf("the screen shows %q:\n%s", text, s.term.String())
	}
}
