package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// vaultEnv lets the test binary be tpdesk with a file vault of its own, in which keys are.
func vaultEnv(t *testing.T) []string {
	t.Helper()
	env := append(plainEnv(t), "TPDESK_STORE=file", "TPDESK_PASSPHRASE=open sesame")
	cmd := exec.Command(os.Args[0], "link", "key", "set")
	cmd.Env = env
	cmd.Stdin = strings.NewReader("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return env
}

// TestACancelledOrKilledBatchLeavesTheOldFile feeds a batch through a pipe that never ends.
func TestACancelledOrKilledBatchLeavesTheOldFile(t *testing.T) {
	env := vaultEnv(t)
	for sig, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGKILL: -1} {
		path := filepath.Join(t.TempDir(), "links.csv")
		if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := write.WriteString("email,name,ref\n" + strings.Repeat("a@b.example,A,1\n", 1000)); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0], "link", "bgl", "--domain", "acme-outdoor.example", "--csv", "-", "-o", path)
		cmd.Env, cmd.Stdin = env, read
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitForFile(t, path+".part")
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if got := cmd.ProcessState.ExitCode(); got != want {
			t.Errorf("%v: ended with %d, want %d", sig, got, want)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != "old" {
			t.Errorf("%v: the file holds %q, %v", sig, b, err)
		}
		if _, err := os.Stat(path + ".part"); (err == nil) != (sig == syscall.SIGKILL) {
			t.Errorf("%v: the part: %v", sig, err)
		}
		_, _ = read.Close(), write.Close()
	}
}

// waitForFile waits until another process has made a file.
func waitForFile(t *testing.T, path string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s was never there", path)
		}
	}
}
