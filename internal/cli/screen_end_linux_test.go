package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestHoweverTheDeskEndsTheDraftIsSavedAndTheTerminalIsRestored ends the real desk in every way while a reply is typed.
func TestHoweverTheDeskEndsTheDraftIsSavedAndTheTerminalIsRestored(t *testing.T) {
	signal := func(s syscall.Signal) func(*testing.T, *screen) {
		return func(t *testing.T, shown *screen) {
			if err := shown.cmd.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		end  func(*testing.T, *screen)
		code int
	}{
		"hang-up":   {signal(syscall.SIGHUP), 129},
		"interrupt": {signal(syscall.SIGINT), 130},
		"terminate": {signal(syscall.SIGTERM), 143},
		"Ctrl-C":    {func(t *testing.T, s *screen) { s.typed("\x03") }, 130},
		"panic":     {nil, 70},
		"closed terminal": {func(t *testing.T, s *screen) {
			if err := s.tty.Close(); err != nil {
				t.Fatal(err)
			}
		}, 129},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWorkplace(t)
			id := s.must("list", "--fresh", "--replied", "no", "--limit", "1", "--jq", ".[].id")
			broken := filepath.Join(t.TempDir(), "broken")
			if c.end == nil {
				s.env = append(s.env, "TPDESK_AS_MAIN=panics", "TPDESK_TEST_BROKEN="+broken)
				c.end = func(t *testing.T, s *screen) {
					if err := os.WriteFile(broken, nil, 0o600); err != nil {
						t.Fatal(err)
					}
					s.typed("!")
				}
			}
			shown := s.desk("--replied", "no")
			shown.see("No reply yet")
			shown.typed("r")
			shown.see("PUBLIC")
			shown.typed("Last words.")
			shown.see("Last words.")
			c.end(t, shown)
			if code := shown.end(); code != c.code {
				t.Errorf("it ended with %d, want %d", code, c.code)
			}
			if name != "closed terminal" {
				shown.restored()
			}
			if got := s.must("draft", "show", id); !strings.HasPrefix(got, "Last words.") {
				t.Errorf("the draft is %q", got)
			}
		})
	}
}

// TestATerminatedDeskLeavesNoEditorBehind ends the desk while an editor that it started has the terminal.
func TestATerminatedDeskLeavesNoEditorBehind(t *testing.T) {
	s := newWorkplace(t)
	dir := t.TempDir()
	editor, pid := filepath.Join(dir, "editor"), filepath.Join(dir, "pid")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\necho $$ > "+pid+"\necho the editor is open\nexec sleep 1000\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.env = append(s.env, "EDITOR="+editor)
	shown := s.desk("--replied", "no")
	shown.see("No reply yet")
	shown.typed("r")
	shown.see("PUBLIC")
	shown.typed("Before the editor.\x05")
	shown.see("the editor is open")
	began := time.Now()
	if err := shown.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := shown.end(); code != 143 || time.Since(began) > quitLimit {
		t.Errorf("it ended with %d after %s", code, time.Since(began))
	}
	b, err := os.ReadFile(pid)
	if err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "the editor is gone", func() bool { return !alive(strings.TrimSpace(string(b))) })
	if got := s.must("draft", "list", "--jq", ".[].text"); got != "Before the editor." {
		t.Errorf("the draft is %q", got)
	}
}

// alive reports whether a process is there and no zombie.
func alive(pid string) bool {
	b, err := os.ReadFile("/proc/" + pid + "/stat")
	return err == nil && !strings.Contains(string(b), ") Z ")
}

// quitLimit is the 5 s for which the desk waits, and what a busy machine takes for the rest. Any other wait for an answer
// is of 20 s and more.
const quitLimit = 15 * time.Second

// TestQuittingWaitsForWhatIsOnItsWayAndSaysSo leaves the desk while an answer is late, or never comes.
func TestQuittingWaitsForWhatIsOnItsWayAndSaysSo(t *testing.T) {
	const late, never = `"fault":"delay-after-commit","delayMs":2000}`, `"fault":"hang-after-commit"}`
	for name, c := range map[string]struct {
		fault string
		leave func(*testing.T, *screen)
		code  int
		says  string
	}{
		"q, and the answer is late":          {late, func(_ *testing.T, s *screen) { s.typed("q") }, 0, "5 s at most"},
		"q, and no answer comes":             {never, func(_ *testing.T, s *screen) { s.typed("q") }, 8, "nothing is sent again"},
		"terminated, and the answer is late": {late, terminate, 143, "published: reply to"},
		"terminated, and no answer comes":    {never, terminate, 8, "waiting for Trustpilot's answer, 5 s at most"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWorkplace(t)
			id := s.must("list", "--fresh", "--replied", "no", "--limit", "1", "--jq", ".[].id")
			s.fault(`{"match":{"method":"POST","path":"/reply$"},"count":1,` + c.fault)
			shown := s.desk("--replied", "no")
			shown.see("No reply yet")
			shown.typed("r")
			shown.see("PUBLIC")
			shown.typed("On its way." + ctrlS)
			waitUntil(t, "the reply was sent", func() bool { return s.replies() == 1 })
			began := time.Now()
			c.leave(t, shown)
			if code := shown.end(); code != c.code || time.Since(began) > quitLimit {
				t.Errorf("it ended with %d after %s, want %d within 5 s", code, time.Since(began), c.code)
			}
			shown.restored()
			if said := shown.bytes.String(); !strings.Contains(said, c.says) {
				t.Errorf("it never said %q: %q", c.says, said[max(0, len(said)-400):])
			}
			if got := s.must("draft", "list", "--jq", ".[].text"); (got == "") != (c.code != 8) {
				t.Errorf("the drafts are %q", got)
			}
			if got := s.must("show", id, "--fresh", "--jq", ".[].companyReply.text"); got != "On its way." || s.replies() != 1 {
				t.Errorf("Trustpilot shows %q, after %d replies", got, s.replies())
			}
		})
	}
}

func terminate(t *testing.T, s *screen) {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// replies counts what the sandbox has committed.
func (s *workplace) replies() int {
	b, err := os.ReadFile(s.journal)
	if err != nil {
		return 0
	}
	return strings.Count(string(b), `"op":"reply"`)
}
