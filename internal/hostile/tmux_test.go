//go:build tmux

package hostile

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// multiplexer is a tmux of its own, with a socket in the test's folder.
type multiplexer struct {
	t      *testing.T
	socket string
	env    []string
}

func (m multiplexer) run(args ...string) string {
	m.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", m.socket, "-f", "/dev/null"}, args...)...)
	cmd.Env = m.env
	var said bytes.Buffer
	cmd.Stderr = &said
	b, err := cmd.Output()
	if err != nil {
		m.t.Fatalf("tmux %s: %v: %s", args[0], err, said.String())
	}
	return string(b)
}

// startTmux opens a session that would take whatever a program sends: clipboard, title, pass-through.
func startTmux(t *testing.T, c command) multiplexer {
	t.Helper()
	m := multiplexer{t: t, socket: filepath.Join(t.TempDir(), "tmux"), env: []string{"PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8", "SHELL=/bin/sh", "TPDESK_AS_MAIN=1"}}
	for name, value := range c.env {
		m.env = append(m.env, name+"="+value)
	}
	m.run("new-session", "-d", "-x", "120", "-y", "36", "cat") // it keeps the server while nothing else runs
	t.Cleanup(func() { m.run("kill-server") })
	for _, option := range [][]string{{"set-clipboard", "on"}, {"allow-rename", "on"}, {"allow-passthrough", "on"}, {"set-titles", "on"}, {"remain-on-exit", "on"}} {
		m.run("set-option", "-g", option[0], option[1])
	}
	m.run("set-buffer", "untouched")
	return m
}

// until waits for what the pane shows, where a frame may come in pieces.
func (m multiplexer) until(pane string, words ...string) {
	m.t.Helper()
	missing := func(shown string) bool {
		return slices.ContainsFunc(words, func(want string) bool { return !shows(shown, want) })
	}
	tick, limit := time.NewTicker(20*time.Millisecond), time.NewTimer(time.Minute)
	defer tick.Stop()
	defer limit.Stop()
	for {
		shown := m.run("capture-pane", "-p", "-J", "-t", pane)
		if !missing(shown) {
			return
		}
		select {
		case <-tick.C:
		case <-limit.C:
			m.t.Fatalf("tmux never showed %q:\n%s", words, shown)
		}
	}
}

// untouched wants the paste buffer, the window's name and the pane's title as they were, and no other pane.
func (m multiplexer) untouched(pane, title string) {
	m.t.Helper()
	if got := m.run("show-buffer"); got != "untouched" {
		m.t.Errorf("the paste buffer was changed to %q", got)
	}
	if got := strings.TrimSpace(m.run("list-buffers", "-F", "#{buffer_size}")); got != "9" {
		m.t.Errorf("there are other paste buffers: %q", got)
	}
	if got := strings.TrimSpace(m.run("display-message", "-p", "-t", pane, "#{pane_title}|#{window_name}")); got != title {
		m.t.Errorf("title and name are %q, not %q", got, title)
	}
}

// TestTmuxKeepsItsBufferAndTitle shows the lines that set a clipboard or a title, in the desk and by tpdesk show.
func TestTmuxKeepsItsBufferAndTitle(t *testing.T) {
	var lines []line
	for _, l := range corpus(t) {
		if strings.HasPrefix(l.ID, "osc") || strings.HasPrefix(l.ID, "dcs") || strings.HasPrefix(l.ID, "reform") || strings.HasPrefix(l.ID, "c1-") || strings.Contains(l.ID, "title") && l.Class != "length" {
			lines = append(lines, l)
		}
	}
	lines = inReviews(lines)
	if len(lines) < 20 {
		t.Fatalf("the corpus has %d lines for a clipboard or a title", len(lines))
	}
	c := serve(t, all(lines, line.inItsField))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	m := startTmux(t, c)
	pane := strings.TrimSpace(m.run("new-window", "-P", "-F", "#{pane_id}", "-n", "desk", self))
	m.run("select-pane", "-t", pane, "-T", "kept")
	m.until(pane, "Case 001")
	m.run("send-keys", "-t", pane, "Enter")
	for i, l := range lines {
		if i > 0 {
			m.run("send-keys", "-t", pane, "]")
		}
		m.until(pane, append([]string{reviewID(i)}, l.MustShow...)...)
		m.untouched(pane, "kept|desk")
	}
	// cat keeps the pane open: tmux may drop what a program wrote just before it ended.
	args := append([]string{"new-window", "-P", "-F", "#{pane_id}", "-n", "show", "sh", "-c", `"$@"; cat`, "sh", self, "show", "--fresh"}, idsOf(len(lines))...)
	pane = strings.TrimSpace(m.run(args...))
	m.run("select-pane", "-t", pane, "-T", "kept")
	m.until(pane, reviewID(len(lines)-1))
	m.untouched(pane, "kept|show")
}

// TestTmuxWouldNoticeARawPrint prints the same sequences raw, so that the test above can fail.
func TestTmuxWouldNoticeARawPrint(t *testing.T) {
	m := startTmux(t, serve(t, []string{plainFields(0).json(0)}))
	pane := strings.TrimSpace(m.run("new-window", "-P", "-F", "#{pane_id}", "-n", "raw", `printf '\033]52;c;ZWNobyBoZWxsbwo=\007\033]2;taken\033\\shown'; cat`))
	m.until(pane, "shown")
	if m.run("show-buffer") == "untouched" {
		t.Error("tmux takes no clipboard from a program: the test proves nothing")
	}
	if got := strings.TrimSpace(m.run("display-message", "-p", "-t", pane, "#{pane_title}")); got != "taken" {
		t.Errorf("tmux takes no title from a program: %q", got)
	}
}
