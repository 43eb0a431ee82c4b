//go:build unix

package ui

import (
	"context"
	"errors"
	"os"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// terminal is a true terminal of a size with a desk on it.
type terminal struct {
	t     *testing.T
	ptmx  *os.File
	mem   *memory
	srv   *server
	ended chan error

	mu  sync.Mutex
	raw strings.Builder
	vt  vt10x.Terminal
}

func onTerminal(t *testing.T, w, h int, change func(*Options)) *terminal {
	t.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ptmx.Close(); tty.Close() })
	if err := pty.Setsize(ptmx, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}); err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, ptmx: ptmx, ended: make(chan error, 1), vt: vt10x.New(vt10x.WithSize(w, h))}
	began := time.Now()
	now := func() time.Time { return testNow().Add(time.Since(began)) }
	x.mem, x.srv = newMemory(now, sample()...), newServer(now, sample()...)
	x.mem.mark = review.SyncMark{Complete: testNow()}
	o := Options{Desk: &desk.Desk{API: x.srv, Copy: x.mem, Work: x.mem, Now: now, Wait: (&driver{}).skip}, Views: desk.DefaultViews(), Company: "Acme Outdoor",
		Now: now, In: tty, Out: tty, Environ: []string{"TERM=xterm-256color"}, UndoWait: time.Hour}
	if change != nil {
		change(&o)
	}
	go x.watch()
	go func() { x.ended <- Run(context.Background(), o) }()
	return x
}

func (x *terminal) watch() {
	buf := make([]byte, 4096)
	for {
		n, err := x.ptmx.Read(buf)
		if err != nil {
			return
		}
		x.mu.Lock()
		x.raw.Write(buf[:n])
		_, _ = x.vt.Write(buf[:n])
		x.mu.Unlock()
	}
}

// until waits for a state of the terminal.
func (x *terminal) until(what string, ok func() bool) {
	x.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		x.mu.Lock()
		done := ok()
		x.mu.Unlock()
		if done {
			return
		}
		select {
		case <-tick.C:
		case <-limit.C:
			x.t.Fatalf("never came: %s; the screen:\n%s", what, x.vt.String())
		}
	}
}

func (x *terminal) shows(s string) {
	x.t.Helper()
	x.until(s, func() bool { return strings.Contains(x.vt.String(), s) })
}

func (x *terminal) keys(s string) { _, _ = x.ptmx.WriteString(s) }

// restored waits for the end and checks that what was switched on was switched off.
func (x *terminal) restored() error {
	x.t.Helper()
	var err error
	select {
	case err = <-x.ended:
	case <-time.After(time.Minute):
		x.t.Fatal("it does not end")
	}
	x.until("the end of the alternate screen", func() bool { return strings.Contains(x.raw.String(), "\x1b[?1049l") })
	return err
}

func TestTheDeskRunsOnATrueTerminalAndLeavesItAsItWas(t *testing.T) {
	x := onTerminal(t, 120, 36, nil)
	x.shows("Maria Sørensen")
	x.keys("j")
	x.shows("Ordered M, got L.")
	x.keys("q")
	if err := x.restored(); err != nil {
		t.Fatal(err)
	}
}

func TestAHangUpSavesTheDraftAndRestoresTheTerminal(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT} {
		x := onTerminal(t, 80, 24, nil)
		x.shows("Maria Sørensen")
		x.keys("rlast words")
		x.shows("last words")
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			t.Fatal(err)
		}
		var ended *SignalError
		if err := x.restored(); !errors.As(err, &ended) || ended.Signal != s {
			t.Fatalf("%v ended with %v", s, err)
		}
		d, err := x.mem.Draft(t.Context(), sample()[0].ID, review.ReplyDraft)
		if err != nil || d.Text != "last words" {
			t.Fatalf("%v: the draft is %q, %v", s, d.Text, err)
		}
	}
}

func TestCtrlCEndsWithItsSignal(t *testing.T) {
	x := onTerminal(t, 80, 24, nil)
	x.shows("Maria Sørensen")
	x.keys("\x03")
	var ended *SignalError
	if err := x.restored(); !errors.As(err, &ended) || ended.Signal != syscall.SIGINT {
		t.Fatalf("it ended with %v", err)
	}
}

func TestWithoutColourNoColourIsSent(t *testing.T) {
	x := onTerminal(t, 80, 24, func(o *Options) { o.NoColor = true })
	x.shows("Maria Sørensen")
	x.keys("q")
	if err := x.restored(); err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile("\x1b\\[([0-9;]*;)?(3[0-9]|4[0-9]|9[0-7])[0-9;]*m").FindString(x.raw.String()); m != "" {
		t.Errorf("a colour was sent: %q", m)
	}
}
