package cli_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// terminal is tpdesk on a true terminal, and all that it wrote there.
type terminal struct {
	t    *testing.T
	tty  *os.File
	said strings.Builder
}

func openTerminal(t *testing.T, env []string, args ...string) *terminal {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(env, "TERM=xterm")
	tty, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _ = cmd.Process.Kill(), cmd.Wait(), tty.Close() })
	return &terminal{t: t, tty: tty}
}

// until reads until the text has come; "" reads to the end.
func (s *terminal) until(text string) {
	s.t.Helper()
	_ = s.tty.SetReadDeadline(time.Now().Add(time.Minute))
	room := make([]byte, 4096)
	for text == "" || !strings.Contains(s.said.String(), text) {
		n, err := s.tty.Read(room)
		s.said.Write(room[:n])
		if err != nil && text == "" {
			return // a terminal that is closed is an error of its own
		}
		if err != nil {
			s.t.Fatalf("%q never came: %v: %q", text, err, s.said.String())
		}
	}
}

// typed types a secret once the terminal no longer shows what is typed.
func (s *terminal) typed(text string) {
	s.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for s.echoes() {
		select {
		case <-tick.C:
		case <-s.t.Context().Done():
		}
	}
	if _, err := s.tty.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

func (s *terminal) echoes() bool {
	s.t.Helper()
	raw, err := s.tty.SyscallConn()
	if err != nil {
		s.t.Fatal(err)
	}
	echoes := false
	err = raw.Control(func(fd uintptr) {
		state, e := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		echoes, err = e == nil && state.Lflag&unix.ECHO != 0, e
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return echoes
}

func TestAtATerminalKeysAreAskedForAndNotShownAndDataIsMasked(t *testing.T) {
	env := append(plainEnv(t), "TPDESK_STORE=file", "TPDESK_PASSPHRASE=open sesame")
	s := openTerminal(t, env, "link", "key", "set")
	s.until("Encryption key: ")
	s.typed("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
	s.until("Authentication key: ")
	s.typed("ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=\n")
	s.until("fingerprints")
	s.until("")
	if said := s.said.String(); strings.Contains(said, "AAEC") || strings.Contains(said, "ICEi") {
		t.Errorf("the keys are shown: %q", said)
	}
	s = openTerminal(t, env, "link", "bgl", "--domain", "acme-outdoor.example", "--email", "ase@customer.example", "--name", "Åse", "--reference", "ORDER-77")
	s.until("")
	address := strings.TrimSpace(s.said.String())
	masked, shown := openTerminal(t, env, "link", "open", address), openTerminal(t, env, "link", "open", "--show", address)
	masked.until("")
	shown.until("")
	for _, own := range []string{"ase@customer.example", "Åse", "ORDER-77"} {
		if strings.Contains(masked.said.String(), own) || !strings.Contains(shown.said.String(), own) {
			t.Errorf("%s: masked %q, shown %q", own, masked.said.String(), shown.said.String())
		}
	}
}
