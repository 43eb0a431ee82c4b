package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// piped runs the program with a text on stdin.
func (p *seat) piped(stdin string, args ...string) result {
	p.t.Helper()
	var out, errs bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	_ = cmd.Run()
	return result{out: out.String(), err: errs.String(), code: cmd.ProcessState.ExitCode()}
}

func TestThePasswordGrantWarnsOfTwoStepVerificationAndKeepsNoPassword(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	p := newSeat(t, info)
	r := p.piped(info.Password+"\n", "partner", "login", "--username", info.Username, "--domain", info.Domain)
	if r.code != 0 || !strings.Contains(r.out, "grant    password\n") || !strings.Contains(r.out, info.Domain) {
		t.Fatalf("%d\n%s%s", r.code, r.out, r.err)
	}
	for _, want := range []string{"two-step verification", "use tpdesk auth login"} {
		if !strings.Contains(r.err, want) {
			t.Errorf("it does not say %q:\n%s", want, r.err)
		}
	}
	if form := leak([]byte(r.out+r.err), info.Password); form != "" {
		t.Errorf("the password is shown %s", form)
	}
	for path, content := range files(t, p.dir) {
		if form := leak(content, info.Password); form != "" {
			t.Errorf("%s holds the password %s", path, form)
		}
	}
	p.must("list", "--count", "--fresh")
}

func TestAWrongPasswordSaysTheLikelyCausesInOrder(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	r := newSeat(t, info).piped("wrong\n", "partner", "login", "--username", info.Username)
	if r.code != 4 || !strings.Contains(r.err, "likely, in this order: the e-mail or the password is wrong; or two-step verification is on") {
		t.Errorf("%d %s", r.code, r.err)
	}
	for _, args := range [][]string{{"partner", "login"}, {"partner", "login", "--username", "a@shop.example"}} {
		if r := newSeat(t, info).piped("", args...); r.code != 2 {
			t.Errorf("%v with nothing to read: %d %s", args, r.code, r.err)
		}
	}
}

func TestAtATerminalThePasswordIsAskedForAndNotShown(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	s := newSeat(t, info).terminal("partner", "login")
	s.see("two-step verification")
	s.see("E-mail of the business user:")
	s.typed(info.Username + "\r")
	s.see("Password:")
	s.typed(info.Password + "\r")
	s.see("grant    password")
	if code := s.end(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	s.never(info.Password)
}
