package cli_test

import (
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// terminal starts tpdesk at the seat, on a terminal that a person reads.
func (p *seat) terminal(args ...string) *screen {
	p.t.Helper()
	s := &screen{t: p.t, changed: make(chan struct{}), ended: make(chan error, 1), term: vt10x.New(vt10x.WithSize(120, 40))}
	s.cmd = p.command(args...)
	s.cmd.Env = append(s.cmd.Env, "TERM=xterm-256color", "LANG=C.UTF-8")
	var err error
	if s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Cols: 120, Rows: 40}); err != nil {
		p.t.Fatal(err)
	}
	go s.read()
	p.t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.tty.Close()
	})
	return s
}

// never wants a text not to have been on the terminal at any time.
func (s *screen) never(text string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(s.bytes.String(), text) {
		s.t.Errorf("the terminal showed %q", text)
	}
}

func TestAtATerminalWhatIsMissingIsAskedForAndNoSecretIsShown(t *testing.T) {
	info := startSandbox(t, sandbox.Options{}).Info()
	p := newSeat(t, info)
	for _, name := range []string{"TPDESK_API_KEY", "TPDESK_API_SECRET", "TPDESK_BUSINESS_UNIT", "TPDESK_PASSPHRASE"} {
		delete(p.env, name)
	}
	s := p.terminal("auth", "login")
	s.see("Passphrase of tpdesk's vault:")
	s.typed("open sesame\r")
	s.see("The same again")
	s.typed("open sesame\r")
	s.see("Trustpilot API key:")
	s.typed(info.APIKey + "\r")
	s.see("Trustpilot API secret:")
	s.typed(info.APISecret + "\r")
	asked := func(times int) {
		s.wait("the question again", func(text string) bool { return strings.Count(text, "its business unit ID:") == times })
	}
	asked(1)
	s.typed("not a domain\r")
	asked(2)
	s.see("is not a domain")
	s.typed("nobody.example\r")
	asked(3)
	s.see("Trustpilot knows no business unit of nobody.example")
	s.typed(strings.ToUpper(info.Domain) + "\r")
	s.see("grant    authorization_code")
	s.see("unit     " + info.Domain + " (" + info.BusinessUnitID + ")")
	if code := s.end(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	s.never(info.APISecret)
	s.never("open sesame")
}

func TestCtrlCEndsASignInAtEachStepAndKeepsNothing(t *testing.T) {
	info := startSandbox(t, sandbox.Options{}).Info()
	for step, way := range map[string]func(p *seat, s *screen){
		"at the key": func(_ *seat, s *screen) { s.see("Trustpilot API key:") },
		"at the company": func(_ *seat, s *screen) {
			s.see("Trustpilot API key:")
			s.typed(info.APIKey + "\r")
			s.see("Trustpilot API secret:")
			s.typed(info.APISecret + "\r")
			s.see("Your company's domain")
		},
		"while the page is open": func(_ *seat, s *screen) { s.see("Ctrl-C ends it") },
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			p := newSeat(t, info)
			p.env["BROWSER_DOES"] = "nothing"
			if step != "while the page is open" {
				for _, name := range []string{"TPDESK_API_KEY", "TPDESK_API_SECRET", "TPDESK_BUSINESS_UNIT"} {
					delete(p.env, name)
				}
			}
			s := p.terminal("auth", "login")
			way(p, s)
			if step == "at the key" { // where the program reads key by key
				s.typed("\x03")
			} else if err := s.cmd.Process.Signal(os.Interrupt); err != nil { // else the system makes a signal of it
				t.Fatal(err)
			}
			s.see("tpdesk auth login begins again")
			if code := s.end(); code != 130 {
				t.Errorf("it ended with %d", code)
			}
			if r := p.run("auth", "status", "--json"); r.code != 4 || !strings.Contains(r.out, `"signedIn":false`) {
				t.Errorf("status afterwards: %d %s", r.code, r.out)
			}
		})
	}
}

func TestAPurgeWantsTheProfilesNameTyped(t *testing.T) {
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info())
	p.must("auth", "login", "--client-credentials")
	id := p.oneReview("replied:no")
	p.must("reply", id, "--text", "Mine.", "--draft")
	s := p.terminal("auth", "logout", "--purge")
	s.see("1 drafts")
	s.see("Type the profile's name to do it:")
	s.typed("y\r")
	s.see("nothing was changed")
	if code := s.end(); code != 2 {
		t.Errorf("a wrong name ended with %d", code)
	}
	p.must("draft", "show", id)
	s = p.terminal("auth", "logout", "--purge")
	s.see("Type the profile's name to do it:")
	s.typed("default\r")
	s.see("their key are erased")
	if code := s.end(); code != 0 {
		t.Errorf("the right name ended with %d", code)
	}
	if r := p.run("draft", "show", id); r.code != 5 {
		t.Errorf("the draft is still there: %d %s", r.code, r.out)
	}
}

func TestWithSeveralProfilesATerminalIsToldWhichOneActs(t *testing.T) {
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info())
	p.must("auth", "login", "--client-credentials")
	s := p.terminal("list", "--count")
	s.see("60")
	s.end()
	s.never("profile")
	p.must("auth", "login", "--client-credentials", "--profile", "north")
	s = p.terminal("list", "--count", "--profile", "north")
	s.see("profile north")
	s.end()
}

func TestATokenIsNeverPrintedToATerminal(t *testing.T) {
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info())
	p.must("auth", "login", "--client-credentials")
	s := p.terminal("auth", "token")
	s.see("never printed to a terminal")
	if code := s.end(); code != 2 {
		t.Errorf("it ended with %d", code)
	}
	s.never("tpa-")
}
