package cli_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// seat is the real tpdesk with folders of its own, for tests that a script cannot write.
type seat struct {
	t   *testing.T
	dir string
	env map[string]string
}

// result is how a run ended.
type result struct {
	out, err string
	code     int
	took     time.Duration
}

// newSeat gives a seat that works against the sandbox, keeps its secrets in an age file and is not signed in.
func newSeat(t *testing.T, info sandbox.Info) *seat {
	t.Helper()
	dir := t.TempDir()
	return &seat{t: t, dir: dir, env: map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": dir, "TPDESK_CONFIG_HOME": filepath.Join(dir, "config"), "TPDESK_STATE_HOME": filepath.Join(dir, "state"),
		"TPDESK_API_URL": info.APIURL, "TPDESK_AUTH_URL": info.AuthURL, "TPDESK_API_KEY": info.APIKey, "TPDESK_API_SECRET": info.APISecret,
		"TPDESK_BUSINESS_UNIT": info.BusinessUnitID, "TPDESK_STORE": "file", "TPDESK_PASSPHRASE": "open sesame", "XDG_RUNTIME_DIR": dir,
		"SANDBOX_USER": info.Username, "SANDBOX_PASSWORD": info.Password, "BROWSER": "browser",
	}}
}

// startSandbox starts a small sandbox that ends with the test.
func startSandbox(t *testing.T, o sandbox.Options) *sandbox.Server {
	t.Helper()
	if o.Seed == 0 {
		o.Seed = 7
	}
	if o.Reviews == 0 {
		o.Reviews = 60
	}
	srv, err := sandbox.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	return srv
}

// command is a run that has not begun.
func (p *seat) command(args ...string) *exec.Cmd {
	p.t.Helper()
	path, err := exec.LookPath("tpdesk")
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = []string{}
	for name, value := range p.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Dir = p.dir
	return cmd
}

// run runs the program to its end.
func (p *seat) run(args ...string) result {
	p.t.Helper()
	var out, errs bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	start := time.Now()
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode(), time.Since(start)}
}

// must runs the program and wants it to succeed; it gives what it printed.
func (p *seat) must(args ...string) string {
	p.t.Helper()
	r := p.run(args...)
	if r.code != 0 {
		p.t.Fatalf("tpdesk %s: %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// oneReview is the ID of a review that a query finds.
func (p *seat) oneReview(query string) string {
	p.t.Helper()
	id := strings.TrimSpace(p.must("list", "--fresh", "--quiet", "--limit", "1", "--query", query, "--jq", ".[].id"))
	if id == "" {
		p.t.Fatalf("no review matches %s", query)
	}
	return id
}

// files are the contents of all files below the folder, by path.
func files(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		out[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// waitUntil waits until something holds, which a busy machine has a minute for.
func waitUntil(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it never came about that %s", what)
		}
	}
}
