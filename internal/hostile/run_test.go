package hostile

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/cli"
	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// TestMain lets the test binary be tpdesk itself, for the screens.
func TestMain(m *testing.M) {
	if os.Getenv("TPDESK_AS_MAIN") != "" {
		os.Exit(cli.Main(os.Args[1:], cli.Build{Version: "0.0.0-test"}))
	}
	os.Exit(m.Run())
}

// torture reports whether the whole sweep is asked for, which takes minutes: make torture.
func torture() bool { return os.Getenv("TPDESK_TEST_TORTURE") != "" }

// every tells which lines a test takes that is slow for each: one of n, in the whole sweep one of m.
func every(i, n, m int) bool {
	if torture() {
		n = m
	}
	return i%n == 0
}

// command is a tpdesk of which each run has the same environment.
type command struct {
	t   testing.TB
	env map[string]string
	in  string // what stands on stdin
	tty bool
	w   int
}

// serve starts a sandbox with the reviews and gives the command line on it.
func serve(t testing.TB, reviews []string) command {
	t.Helper()
	c, _ := serveMade(t, sandbox.Options{Scenario: scenario(t, reviews)})
	return c
}

// serveMade starts a sandbox and gives the command line on it.
func serveMade(t testing.TB, o sandbox.Options) (command, *sandbox.Server) {
	t.Helper()
	srv, err := sandbox.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	home, info := t.TempDir(), srv.Info()
	return command{t: t, w: 80, env: map[string]string{
		"HOME": home, "TPDESK_CONFIG_HOME": home + "/config", "TPDESK_STATE_HOME": home + "/state", "TPDESK_STORE": "memory",
		"TPDESK_API_URL": info.APIURL, "TPDESK_AUTH_URL": info.AuthURL, "TPDESK_INVITATIONS_URL": info.InvitationsURL,
		"TPDESK_API_KEY": info.APIKey, "TPDESK_API_SECRET": info.APISecret, "TPDESK_TOKEN": info.ClientToken,
		"TPDESK_BUSINESS_UNIT": info.BusinessUnitID, "TPDESK_BUSINESS_USER": info.BusinessUserID, "TPDESK_UNDO_WAIT": "0s", "NO_COLOR": "1",
	}}, srv
}

// on is the command on a terminal of w columns.
func (c command) on(w int) command {
	c.tty, c.w = true, w
	return c
}

// result is what one run printed and how it ended.
type result struct {
	out, err string
	code     int
}

// run runs tpdesk in this process.
func (c command) run(args ...string) result {
	c.t.Helper()
	var out, said bytes.Buffer
	a := &cli.App{In: strings.NewReader(c.in), Out: &out, Err: &said, OutTTY: c.tty, ErrTTY: c.tty, Width: c.w, Now: time.Now, Build: cli.Build{Version: "0.0.0-test"},
		Env: func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	code := a.Run(ctx, args, func() error { return nil })
	return result{out.String(), said.String(), code}
}

// must is a run that has to go well.
func (c command) must(args ...string) string {
	c.t.Helper()
	r := c.run(args...)
	if r.code != 0 {
		c.t.Fatalf("tpdesk %s ended with %d: %s", strings.Join(args[:min(len(args), 4)], " "), r.code, r.err)
	}
	return r.out
}

// ours are the sequences that tpdesk prints on a terminal of its own accord outside the screen: colours, and the line of a
// progress, which is written over.
var ours = regexp.MustCompile("\x1b\\[[0-9;]*m|\r[a-zA-Z0-9 ,.·%/-]*\x1b\\[K")
