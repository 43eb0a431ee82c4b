package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// process keeps arguments and environment of a running process, as other programs of the system see them.
func (s *sweep) process(pid int) {
	s.p.t.Helper()
	for _, name := range []string{"cmdline", "environ"} {
		path := filepath.Join("/proc", strconv.Itoa(pid), name)
		content, err := os.ReadFile(path)
		if err != nil {
			s.p.t.Fatal(err)
		}
		s.found[path] = content
	}
}

// work does what a day brings, with everything that --debug tells: reads, writes, mistakes, browser and editor.
func (s *sweep) work(srv *sandbox.Server) {
	p := s.p
	p.env["BROWSER_TRACE"] = filepath.Join(p.dir, "sign-in.trace")
	s.note("auth", "login", "--debug")
	for _, name := range []string{"TPDESK_API_KEY", "TPDESK_API_SECRET"} { // from here on the vault has them
		delete(p.env, name)
	}
	id := p.oneReview("stars:1-2 replied:no")
	p.env["BROWSER_TRACE"] = filepath.Join(p.dir, "open.trace")
	for _, line := range []string{
		"sync --debug", "list --fresh --debug --limit 3 --json", "show " + id + " --debug", "reply " + id + " --text Thanks --dry-run --debug --json",
		"reply " + id + " --text Thanks --yes --debug", "reply " + id + " --text Again --yes --debug --json", "auth status --json --debug", "auth status --all --debug",
		"open " + id + " --debug", "list --stars 9 --debug", "auth switch nobody --debug", "auth login --client-credentials --domain nobody.example --debug",
	} {
		s.note(strings.Fields(line)...)
	}
	waitUntil(p.t, "the browser was opened", func() bool { _, err := os.Stat(p.env["BROWSER_TRACE"]); return err == nil })
	s.edit(id)
	srv.Close() // and a server that is gone
	s.note("list", "--fresh", "--debug")
	s.note("auth", "logout", "--yes", "--debug")
}

// edit writes a reply in the desk with an editor that tells what it was given.
func (s *sweep) edit(id string) {
	p := s.p
	trace := filepath.Join(p.dir, "editor.trace")
	editor := filepath.Join(p.dir, "editor.sh")
	script := "#!/bin/sh\n{ echo \"$@\"; tr '\\0' '\\n' </proc/self/environ; } >" + trace + "\n"
	if err := os.WriteFile(editor, []byte(script), 0o700); err != nil {
		p.t.Fatal(err)
	}
	p.env["EDITOR"] = editor
	screen := p.terminal("--query", "replied:no", "--debug")
	screen.see("★")
	s.process(screen.cmd.Process.Pid)
	screen.typed("r")
	screen.see("PUBLIC")
	screen.typed("\x05") // Ctrl+E
	waitUntil(p.t, "the editor was started", func() bool { _, err := os.Stat(trace); return err == nil })
	screen.see("PUBLIC")
	if err := screen.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	screen.end()
	screen.mu.Lock()
	defer screen.mu.Unlock()
	s.found["the desk's screen"] = bytes.Clone(screen.bytes.Bytes())
}

// secretsOf are what the vault's entries hold.
func secretsOf(t *testing.T, values []string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for i, value := range values {
		var entry struct{ Key, Secret, Token string }
		if len(value) == 64 {
			out["key of the data"] = value
		}
		if json.Unmarshal([]byte(value), &entry) != nil {
			continue
		}
		if entry.Token != "" {
			out["token "+strconv.Itoa(i)] = entry.Token
		}
	}
	if len(out) < 3 {
		t.Fatalf("the vault has held too little: %d secrets", len(out))
	}
	return out
}

func TestNoSecretIsEverAnywhereButInTheKeyring(t *testing.T) {
	t.Parallel()
	srv := startSandbox(t, sandbox.Options{})
	bus := startBus(t)
	s := &sweep{p: newSeat(t, srv.Info()).withKeyring(bus.address), found: map[string][]byte{}}
	s.work(srv)
	secrets := secretsOf(t, bus.values())
	secrets["API key"], secrets["API secret"] = srv.Info().APIKey, srv.Info().APISecret
	s.search(secrets)
}

func TestNoSecretIsEverInClearWhereAFileIsTheVault(t *testing.T) {
	t.Parallel()
	srv := startSandbox(t, sandbox.Options{})
	s := &sweep{p: newSeat(t, srv.Info()), found: map[string][]byte{}}
	const passphrase = `öpen "sesame" & <more>`
	s.p.env["TPDESK_PASSPHRASE"] = passphrase
	s.p.must("auth", "login")
	token := strings.TrimSpace(s.p.must("auth", "token"))
	id := s.p.oneReview("replied:no")
	s.p.env["BROWSER_TRACE"] = filepath.Join(s.p.dir, "open.trace")
	for _, line := range []string{"sync --debug", "open " + id + " --debug", "auth status --debug", "draft list --debug", "auth login --debug"} {
		s.note(strings.Fields(line)...)
	}
	waitUntil(t, "the browser was opened", func() bool { _, err := os.Stat(s.p.env["BROWSER_TRACE"]); return err == nil })
	s.p.env["TPDESK_PASSPHRASE"] = passphrase + "?"
	if r := s.note("list", "--debug"); r.code != 4 {
		t.Errorf("with the wrong passphrase: %d", r.code)
	}
	s.search(map[string]string{"passphrase": passphrase, "token": token, "API key": srv.Info().APIKey, "API secret": srv.Info().APISecret})
}
