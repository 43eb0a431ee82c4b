//go:build unix

package ui

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/term"
)

func TestEveryModeThatWasSetIsResetAtTheEnd(t *testing.T) {
	var before *term.State
	var fd int
	x := onTerminal(t, 120, 36, func(o *Options) {
		o.Mouse = true
		fd = int(o.In.(interface{ Fd() uintptr }).Fd())
		before, _ = term.GetState(fd)
	})
	x.shows("Maria Sørensen")
	x.keys("\x1b[?2026;2$y\x1b[?2027;2$y/")
	x.until("a cursor in the bar, drawn at once", func() bool {
		return strings.Contains(x.raw.String(), "\x1b[?2027h") && strings.HasSuffix(x.raw.String(), "\x1b[?2026l")
	})
	x.keys("\x1b[27u")
	x.until("the end of the bar", func() bool { return !x.vt.CursorVisible() })
	x.keys("q")
	if err := x.restored(); err != nil {
		t.Fatal(err)
	}
	raw := x.raw.String()
	for _, set := range regexp.MustCompile(`\x1b\[\?([0-9]+)h`).FindAllStringSubmatch(raw, -1) {
		if on, off := strings.LastIndex(raw, set[0]), strings.LastIndex(raw, fmt.Sprintf("\x1b[?%sl", set[1])); on > off && set[1] != "25" {
			t.Errorf("mode %s stays set", set[1])
		}
	}
	if strings.LastIndex(raw, "\x1b[?25h") < strings.LastIndex(raw, "\x1b[?25l") {
		t.Error("the cursor stays hidden")
	}
	if strings.Count(raw, "\x1b[>1u") != strings.Count(raw, "\x1b[<1u") || !strings.Contains(raw, "\x1b[>4m") {
		t.Error("the keyboard stays as it was set")
	}
	if after, err := term.GetState(fd); err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("the terminal is not cooked again (%v)", err)
	}
}

func TestAnotherSizeIsDrawnAnew(t *testing.T) {
	x := onTerminal(t, 120, 36, nil)
	x.shows("Maria Sørensen")
	x.mu.Lock()
	x.vt.Resize(80, 24)
	x.mu.Unlock()
	if err := pty.Setsize(x.ptmx, &pty.Winsize{Cols: 80, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil { // the kernel tells only the terminal's own session
		t.Fatal(err)
	}
	x.until("the first row at its place on the small screen", func() bool {
		return strings.Contains(strings.Split(x.vt.String(), "\n")[headRows], "Maria Sørensen") && len(strings.Split(strings.TrimRight(x.vt.String(), "\n"), "\n")) == 24
	})
	x.keys("q")
	if err := x.restored(); err != nil {
		t.Fatal(err)
	}
}

func TestTheEditorHasTheTerminalForItself(t *testing.T) {
	x := onTerminal(t, 120, 36, func(o *Options) {
		o.Editor = []string{"sh", "-c", `stty -a | grep -o ' icanon'; printf 'from the editor' > "$0"`}
	})
	x.shows("Maria Sørensen")
	x.keys("r")
	x.shows("Ctrl+S")
	x.keys("\x05")
	x.shows("from the editor")
	raw := x.raw.String()
	left := strings.Index(raw, "\x1b[?1049l")
	if left < 0 || !strings.Contains(raw[left:], "\x1b[?1049h") {
		t.Errorf("the screen was not left and entered again: %q", raw)
	}
	if !strings.Contains(raw, " icanon") {
		t.Error("the editor's terminal is raw")
	}
	x.keys("\x03")
	_ = x.restored()
}

func TestAPanicInACommandGivesTheTerminalBackFirst(t *testing.T) {
	d := start(t, 80, 24, sample())
	left := false
	d.m.stepAside = func() { left = true }
	defer func() {
		if recover() == nil || !left {
			t.Fatal("the panic ended here, or the terminal was not given back")
		}
	}()
	d.m.ask(localLimit, nil)()
}
