package cli_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/link"
)

// drawQR makes a link at a terminal of a width, and gives what is shown and the bytes that this took.
func drawQR(t *testing.T, width int, env ...string) (shown, bytes string) {
	t.Helper()
	s := openScreenIn(t, append(vaultEnv(t), env...), width, 60, "link", "bgl", "--domain", "acme-outdoor.example", "--email", "a@b.example", "--name", "A", "--reference", "7", "--qr")
	s.wait("the link or the reason", func(text string) bool { return strings.Contains(text, "p=") || strings.Contains(text, "tpdesk:") })
	<-s.ended
	s.mu.Lock()
	defer s.mu.Unlock()
	return regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(s.bytes.String(), ""), s.bytes.String()
}

func TestAtATerminalALinkIsDrawnAsTheCodeOfItself(t *testing.T) {
	for _, env := range [][]string{nil, {"NO_COLOR=1"}} {
		shown, bytes := drawQR(t, 320, env...)
		url := regexp.MustCompile(`https://www\.trustpilot\.com/evaluate-bgl/\S+`).FindString(shown)
		q, err := link.NewQR(url)
		if err != nil {
			t.Fatalf("%v:\n%s", err, shown)
		}
		for _, line := range q.Lines() {
			if !strings.Contains(shown, line) {
				t.Fatalf("the screen lacks a line of the code:\n%s", shown)
			}
		}
		if coloured := strings.Contains(bytes, "\x1b["); coloured != (env == nil) {
			t.Errorf("%v: coloured %v", env, coloured)
		}
	}
}

func TestACodeThatWouldWrapIsRefusedWithTheWidthItNeeds(t *testing.T) {
	shown, _ := drawQR(t, 50)
	if flat := strings.Join(strings.Fields(shown), " "); !regexp.MustCompile(`is \d\d columns wide and this terminal has 50`).MatchString(flat) || strings.Contains(shown, "█") {
		t.Errorf("it shows\n%s", shown)
	}
}
