package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// httpsBack is a redirect that does not come back to this machine.
const httpsBack = "https://shop.example/back"

// pastes runs tpdesk auth login --paste; bring makes of the page's address the line that the person pastes. It gives how
// the run ended, and the address.
func (p *seat) pastes(bring func(page string) string) (result, string) {
	p.t.Helper()
	cmd := p.command("auth", "login", "--paste")
	in, err := cmd.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	from, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	out := bufio.NewReader(from)
	page, err := out.ReadString('\n')
	if err != nil {
		p.t.Fatalf("no address came: %v\n%s", err, said.String())
	}
	page = strings.TrimSpace(page)
	_, _ = io.WriteString(in, bring(page))
	_ = in.Close()
	rest, _ := io.ReadAll(out)
	err = cmd.Wait()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return result{out: string(rest), err: said.String(), code: cmd.ProcessState.ExitCode()}, page
}

// atThePage signs in on the page and gives the address that the browser ends on.
func (p *seat) atThePage(page string, more url.Values) string {
	p.t.Helper()
	form := url.Values{"username": {p.env["SANDBOX_USER"]}, "password": {p.env["SANDBOX_PASSWORD"]}}
	for name, values := range more {
		form[name] = values
	}
	back, err := submit(page, form)
	if err != nil || !strings.HasPrefix(back, httpsBack+"?") {
		p.t.Fatalf("the page sent the browser to %q: %v", back, err)
	}
	return back
}

// codeIn is the code in an address.
func codeIn(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Query().Get("code") == "" {
		t.Fatalf("no code in %q: %v", address, err)
	}
	return u.Query().Get("code")
}

func pasteSeat(t *testing.T) *seat {
	t.Helper()
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info())
	p.env["TPDESK_REDIRECT_URI"] = httpsBack
	p.env["BROWSER_TRACE"] = filepath.Join(p.dir, "trace")
	return p
}

func TestTheWholeAddressOrTheBareCodeOfAnHTTPSRedirectIsPasted(t *testing.T) {
	t.Parallel()
	p := pasteSeat(t)
	for name, bring := range map[string]func(back string) string{
		"the whole address":          func(back string) string { return back + "\n" },
		"the address in quotes":      func(back string) string { return "  \"" + back + "\"\r\n" },
		"without its scheme":         func(back string) string { return strings.TrimPrefix(back, "https://") + "\n" },
		"with the slash of the page": func(back string) string { return strings.Replace(back, "/back?", "/back/?", 1) + "\n" },
		"the query":                  func(back string) string { _, q, _ := strings.Cut(back, "?"); return "?" + q + "\n" },
		"the bare code":              func(back string) string { return codeIn(t, back) + "\n" },
		"without a line's end":       func(back string) string { return codeIn(t, back) },
	} {
		r, page := p.pastes(func(page string) string { return bring(p.atThePage(page, nil)) })
		if r.code != 0 || !strings.Contains(r.out, "grant    authorization_code") {
			t.Errorf("%s: %d\n%s%s", name, r.code, r.out, r.err)
		}
		if !strings.Contains(page, "redirect_uri="+url.QueryEscape(httpsBack)) || !strings.Contains(page, "&state=") {
			t.Errorf("%s: the address is %s", name, page)
		}
		p.must("list", "--count", "--fresh")
		p.must("auth", "logout", "--yes")
	}
	for path := range files(t, p.dir) {
		if strings.HasSuffix(path, "/trace") {
			t.Error("a browser was opened")
		}
	}
}

func TestWhatIsNoAnswerOfThisSignInIsRefusedAndNothingOfItRepeated(t *testing.T) {
	t.Parallel()
	p := pasteSeat(t)
	earlier := ""
	for _, c := range []struct {
		name, says string
		code       int
		bring      func(page string) string
	}{
		{"the state of another sign-in", "this answer belongs to another sign-in: begin again and use the newest page", 1, func(page string) string {
			earlier = p.atThePage(page, nil)
			return strings.Replace(earlier, "state=", "state=X", 1)
		}},
		{"the whole answer of the sign-in before", "this answer belongs to another sign-in", 1, func(string) string { return earlier }},
		{"another address", "that is not the address that the browser is sent to after the sign-in: it begins with " + httpsBack, 1, func(page string) string {
			return strings.Replace(p.atThePage(page, nil), "shop.example", "shop.example.evil.example", 1)
		}},
		{"a refusal on the page", "refused on Trustpilot's page (access_denied)", 4, func(page string) string {
			return p.atThePage(page, url.Values{"deny": {"1"}})
		}},
		{"an invented code", "likely, in this order: the code was used before or is older than five minutes", 4, func(string) string { return "CODE-invented" }},
		{"an empty line", "the line is empty", 1, func(string) string { return "\n" }},
		{"nothing", "nothing came on stdin", 2, func(string) string { return "" }},
	} {
		line := ""
		r, _ := p.pastes(func(page string) string { line = c.bring(page); return line })
		if r.code != c.code || !strings.Contains(r.err, c.says) || r.out != "" {
			t.Errorf("%s: %d\n%s%s", c.name, r.code, r.out, r.err)
		}
		if code := strings.TrimSpace(line); len(code) > 9 && strings.Contains(r.err, code) {
			t.Errorf("%s: the line is repeated: %s", c.name, r.err)
		}
	}
	if r := p.run("auth", "status"); r.code != 4 {
		t.Errorf("somebody is signed in: %d\n%s", r.code, r.out)
	}
}
