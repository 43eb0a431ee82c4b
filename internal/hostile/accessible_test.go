//go:build unix

package hostile

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// spoken is the desk for a screen reader on a terminal: what it says, and a way to answer.
type spoken struct {
	t    *testing.T
	tty  *os.File
	said strings.Builder
	buf  []byte
}

const prompt = "Command: "

// speak starts the desk in lines.
func (c command) speak() *spoken {
	t := c.t.(*testing.T)
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = []string{"TPDESK_AS_MAIN=1", "ACCESSIBLE=1", "TERM=xterm-256color", "LANG=C.UTF-8"}
	for name, value := range maps.All(c.env) {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	s := &spoken{t: t, buf: make([]byte, 64<<10)}
	if s.tty, err = pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = s.tty.Close(); _ = cmd.Wait() })
	s.wait()
	return s
}

// wait reads until the desk asks, and gives what it said before.
func (s *spoken) wait() string {
	s.t.Helper()
	s.said.Reset()
	for !strings.HasSuffix(s.said.String(), prompt) {
		n, err := s.tty.Read(s.buf)
		if err != nil {
			s.t.Fatalf("the desk ended: %v: %s", err, quoted(s.said.String()))
		}
		s.said.Write(s.buf[:n])
	}
	return strings.ReplaceAll(s.said.String(), "\r\n", "\n")
}

func (s *spoken) asked(line string) string {
	s.t.Helper()
	if _, err := s.tty.WriteString(line + "\n"); err != nil {
		s.t.Fatal(err)
	}
	return s.wait()
}

// TestTheDeskInLinesSpeaksNothingThatActs reads every page and every review out, and asks for what answers with a review's words.
func TestTheDeskInLinesSpeaksNothingThatActs(t *testing.T) {
	lines := onScreen(corpus(t))
	s := serve(t, all(lines, line.inItsField)).speak()
	s.checkPage(s.asked("a"), "the first page")
	for i, l := range lines {
		if i > 0 && i%10 == 0 {
			s.checkPage(s.asked("n"), fmt.Sprint("page ", i/10+1))
		}
		got := s.asked(fmt.Sprint(i%10 + 1))
		s.checkPage(got, l.ID)
		for _, word := range []string{"f", "h"} {
			s.checkPage(s.asked(word), l.ID+" by "+word)
		}
		if l.Field == "email" || l.Field == "location" {
			continue // it reads out neither
		}
		for _, want := range l.MustShow {
			if !shows(got, want) {
				t.Errorf("%s: it does not say %q: %s", l.ID, want, quoted(got))
			}
		}
	}
	for _, line := range []string{"v", "/ \"\u202e", "t \u009b2J", "/ nobody", "o"} {
		s.checkPage(strings.TrimPrefix(s.asked(line), line), line)
	}
}

func (s *spoken) checkPage(got, what string) {
	s.t.Helper()
	harmless(s.t, what+" in lines", got, never()...)
	for _, own := range []string{"Command:", "Your reply:", "Note:", "Not done:"} { // what the desk says begins a line
		if n := strings.Count(got, "\n"+own); n > 1 {
			s.t.Errorf("%s: %q begins %d lines: %s", what, own, n, quoted(got))
		}
	}
}
