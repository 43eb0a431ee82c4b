package cli_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// screen is the real program in a real pty, with a terminal that is read as a person would.
type screen struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	term vt10x.Terminal

	mu      sync.Mutex
	changed chan struct{} // closed and renewed whenever the program has written
	bytes   bytes.Buffer
	ended   chan error
}

// openScreen starts tpdesk with the arguments on a terminal of the size; asked of it, the terminal tells its colours.
func openScreen(t *testing.T, width, height int, args ...string) *screen {
	t.Helper()
	return openScreenIn(t, []string{"HOME=" + t.TempDir()}, width, height, args...)
}

// openScreenIn starts tpdesk with further variables.
func openScreenIn(t *testing.T, env []string, width, height int, args ...string) *screen {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, changed: make(chan struct{}), ended: make(chan error, 1), term: vt10x.New(vt10x.WithSize(width, height))}
	s.cmd = exec.Command(self)
	s.cmd.Args = append([]string{"tpdesk"}, args...)
	s.cmd.Path = self
	s.cmd.Env = append([]string{"TPDESK_AS_MAIN=1", "TERM=xterm-256color", "LANG=C.UTF-8", "TPDESK_UNDO_WAIT=0s", "PATH=" + os.Getenv("PATH")}, env...)
	if s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		t.Fatal(err)
	}
	go s.read()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.tty.Close()
	})
	return s
}

// read feeds the terminal until the program ends.
func (s *screen) read() {
	buf := make([]byte, 32<<10)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		s.bytes.Write(buf[:n])
		_, _ = s.term.Write(buf[:n])
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
		if bytes.Contains(buf[:n], []byte("\x1b]11;?")) {
			_, _ = io.WriteString(s.tty, "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\")
		}
		if err != nil {
			s.ended <- s.cmd.Wait()
			return
		}
	}
}

// wait waits until the screen shows what is wanted.
func (s *screen) wait(what string, shows func(text string) bool) {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for {
		s.mu.Lock()
		text, changed := s.term.String(), s.changed
		s.mu.Unlock()
		if shows(text) {
			return
		}
		select {
		case <-changed:
		case err := <-s.ended:
			s.t.Fatalf("the program ended (%v) before the screen showed %s:\n%s", err, what, text)
		case <-deadline:
			s.t.Fatalf("the screen never showed %s:\n%s", what, text)
		}
	}
}

func (s *screen) see(text string) {
	s.t.Helper()
	s.wait(text, func(shown string) bool { return strings.Contains(shown, text) })
}

func (s *screen) gone(text string) {
	s.t.Helper()
	s.wait("no "+text, func(shown string) bool { return !strings.Contains(shown, text) })
}

func (s *screen) typed(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.tty, keys); err != nil {
		s.t.Fatal(err)
	}
}

// end waits until the program has ended and gives its exit code.
func (s *screen) end() int {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(time.Minute):
		s.t.Fatal("the program did not end")
	}
	return s.cmd.ProcessState.ExitCode()
}

// restored wants every mode that was switched on to be off at the end.
func (s *screen) restored() {
	s.t.Helper()
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l"} {
		all := s.bytes.String()
		if i, j := strings.LastIndex(all, on), strings.LastIndex(all, off); i >= 0 && j < i {
			s.t.Errorf("%q was switched on and never off", on)
		}
	}
}

const (
	escKey = "\x1b"
	ctrlS  = "\x13"
	enter  = "\r"
	ctrlU  = "\x15"
)

// TestAStrangerAnswersAReviewInTheDemo goes the README's way on a true terminal: filter, answer, see it published.
func TestAStrangerAnswersAReviewInTheDemo(t *testing.T) {
	s := openScreen(t, 120, 36, "demo")
	s.see("Acme Outdoor")
	s.see("No reply yet")
	s.typed("/")
	s.typed(ctrlU + "stars:1-2 replied:no" + enter)
	s.see("stars:1-2 replied:no")
	s.see("★☆☆☆☆")
	s.gone("★★★★★")
	s.typed("r")
	s.see("PUBLIC")
	s.typed("Thank you for telling us. We are looking into it.")
	s.see("looking into it.")
	s.typed(ctrlS)
	s.see("published")
	s.typed("q")
	if code := s.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	s.restored()
}

// TestTheDeskFitsSmallTerminalsAndSaysSoWhenItCannot resizes a true terminal down to 20×5 and back.
func TestTheDeskFitsSmallTerminalsAndSaysSoWhenItCannot(t *testing.T) {
	s := openScreen(t, 80, 24, "demo")
	s.see("Acme Outdoor")
	s.see("★")
	s.resize(20, 5)
	s.see("40")
	s.gone("★")
	s.resize(80, 24)
	s.see("★")
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := s.end(); code != 143 {
		t.Errorf("SIGTERM ended with %d, want 143", code)
	}
	s.restored()
}

func (s *screen) resize(width, height int) {
	s.t.Helper()
	s.mu.Lock()
	s.term.Resize(width, height)
	s.mu.Unlock()
	if err := pty.Setsize(s.tty, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		s.t.Fatal(err)
	}
}
