//go:build unix

package cli_test

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stop halts the process where it stands, and returns once the system shows it halted.
func (s *screen) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		s.t.Fatal(err)
	}
	s.stopped()
}

// stopped waits until the system shows the process halted.
func (s *screen) stopped() {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for {
		state, err := exec.Command("ps", "-o", "state=", "-p", strconv.Itoa(s.cmd.Process.Pid)).Output()
		if err == nil && strings.HasPrefix(strings.TrimSpace(string(state)), "T") {
			return
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-deadline:
			s.t.Fatalf("the process does not stop: %q, %v", state, err)
		}
	}
}

func (s *screen) goOn() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		s.t.Fatal(err)
	}
}

// TestADraftOfAStoppedDeskCanBeTakenOverAndTheStoppedOneOverwritesNothing stops a real desk in the middle of a draft.
func TestADraftOfAStoppedDeskCanBeTakenOverAndTheStoppedOneOverwritesNothing(t *testing.T) {
	s := newWorkplace(t)
	id := s.must("list", "--fresh", "--replied", "no", "--limit", "1", "--jq", ".[].id")
	first := s.desk("--replied", "no")
	first.see("No reply yet")
	first.see("synced just now") // from here on it writes nothing but the draft, so that no file is locked where it stops
	first.typed("r")
	first.see("PUBLIC")
	first.typed("Written by the first.")
	first.see("Written by the first.")
	s.drafted(id, "Written by the first.")
	first.stop()
	pid := strconv.Itoa(first.cmd.Process.Pid)

	_, talk, err := s.run("reply", id, "--text", "By a command.", "--yes")
	if code := exitOf(err); code != 75 || !strings.Contains(talk, "(process "+pid+")") || !strings.Contains(talk, "kill -9 "+pid) {
		t.Errorf("a command ended with %d: %s", code, talk)
	}
	second := s.desk("--replied", "no")
	second.see("No reply yet")
	second.typed("r")
	second.see("READ ONLY")
	second.typed("\x14") // Ctrl+T
	second.see("y takes it from process " + pid)
	second.typed("y")
	second.see("PUBLIC")
	second.typed(" Ended by the second.")
	second.see("Ended by the second.")
	s.drafted(id, "Written by the first. Ended by the second.")

	first.typed(" Too late.") // it waits in the terminal until the process goes on
	first.goOn()
	first.see("READ ONLY")
	first.see("Ended by the second.")
	s.drafted(id, "Written by the first. Ended by the second.")
	second.typed(ctrlS)
	second.see("published")
	first.typed(escKey)
	first.gone("READ ONLY")
	first.typed("q")
	if code := first.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	got := s.must("show", id, "--fresh", "--jq", ".[].companyReply.text")
	if got != "Written by the first. Ended by the second." {
		t.Errorf("the reply is %q", got)
	}
}

// drafted waits until the draft is on disk as it shall be.
func (s *workplace) drafted(id, want string) {
	s.t.Helper()
	waitUntil(s.t, fmt.Sprintf("the draft is %q", want), func() bool {
		got, _, _ := s.run("draft", "show", id)
		return strings.TrimSpace(got) == want
	})
}

// TestCtrlZInTheMiddleOfASyncLocksNothing stops a real sync by its key, again and again, and writes beside it each time.
func TestCtrlZInTheMiddleOfASyncLocksNothing(t *testing.T) {
	t.Parallel()
	s := newWorkplace(t)
	id := s.must("list", "--fresh", "--replied", "no", "--limit", "1", "--jq", ".[].id")
	s.slow(5, time.Second) // long enough for each stop to come before the next page
	shown := s.desk("sync")
	for n := range 4 {
		s.asked(n + 2)
		shown.typed("\x1a")
		shown.stopped()
		if _, talk, err := s.run("reply", id, "--text", fmt.Sprint("Beside it, ", n), "--draft"); err != nil {
			t.Errorf("a draft could not be saved: %v: %s", err, talk)
		}
		shown.goOn()
	}
	shown.see("500 reviews in the copy")
	if code := shown.end(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
}

// TestCtrlZStopsTheDeskAndItComesBackAsItWas stops a real desk by its key while it fills its copy.
func TestCtrlZStopsTheDeskAndItComesBackAsItWas(t *testing.T) {
	t.Parallel()
	s := newWorkplace(t)
	s.slow(5, 200*time.Millisecond)
	id := s.must("list", "--fresh", "--replied", "no", "--limit", "1", "--jq", ".[].id")
	shown := s.desk("--replied", "no")
	shown.see("No reply yet")
	shown.typed("r")
	shown.see("PUBLIC")
	shown.typed("Just before.\x1a")
	shown.stopped()
	if got := s.must("draft", "show", id); got != "Just before." {
		t.Errorf("the draft is %q while the desk is stopped", got)
	}
	s.must("list", "--fresh", "--count") // which stores what it reads
	shown.goOn()
	shown.see("Just before.")
	shown.typed(" And after.")
	shown.see("And after.")
	shown.typed(escKey)
	shown.gone("PUBLIC")
	shown.typed("q")
	if code := shown.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	shown.restored()
}
