package cli_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestADraftHasOneWriterOverTwoDesksAndCommands opens the same draft in two real desks and from the command line; the first
// desk is then killed.
func TestADraftHasOneWriterOverTwoDesksAndCommands(t *testing.T) {
	s := newWorkplace(t)
	id := s.must("list", "--fresh", "--replied", "no", "--limit", "1", "--jq", ".[].id")
	first := s.desk("--replied", "no")
	first.see("No reply yet")
	first.typed("r")
	first.see("PUBLIC")
	first.typed("Written by the first.")
	first.see("Written by the first.")

	second := s.desk("--replied", "no")
	second.see("No reply yet")
	second.typed("r")
	second.see("READ ONLY")
	second.see("another tpdesk writes it since")
	second.see("Written by the first.")
	second.typed("not mine")
	second.see("what you type is not kept")

	for _, args := range [][]string{{"reply", id, "--text", "By a command.", "--draft"}, {"reply", id, "--text", "By a command.", "--yes"}, {"draft", "discard", id}} {
		_, talk, err := s.run(args...)
		if code := exitOf(err); code != 75 || !strings.Contains(talk, "nothing was saved or sent") || !strings.Contains(talk, "another tpdesk writes it since") {
			t.Errorf("tpdesk %s ended with %d: %s", strings.Join(args, " "), code, talk)
		}
	}
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	first.end()
	second.see("the draft is yours now")
	second.see("Written by the first.")
	second.typed(" Ended by the second.")
	second.see("Ended by the second.")
	second.typed(escKey)
	second.gone("PUBLIC")
	second.typed("q")
	if code := second.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	if got := s.must("draft", "show", id); got != "Written by the first. Ended by the second." {
		t.Errorf("the draft is %q", got)
	}
	s.must("reply", id, "--yes")
}

func exitOf(err error) int {
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.ExitCode()
	}
	return 0
}
