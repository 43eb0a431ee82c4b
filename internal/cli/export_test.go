package cli_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// slowSandbox is a sandbox that does not answer a list, and the environment that leads tpdesk to it.
func slowSandbox(t *testing.T) []string {
	t.Helper()
	srv, err := sandbox.Start(context.Background(), sandbox.Options{Seed: 7, Reviews: 50})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	info := srv.Info()
	body := strings.NewReader(`{"match":{"path":"/reviews"},"count":-1,"fault":"hang"}`)
	req, err := http.NewRequest(http.MethodPost, strings.TrimSuffix(info.APIURL, "/v1")+"/_sandbox/faults", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Sandbox-Key", srv.ControlKey())
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode/100 != 2 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	return append(plainEnv(t), "TPDESK_API_URL="+info.APIURL, "TPDESK_TOKEN="+info.ClientToken, "TPDESK_API_KEY="+info.APIKey,
		"TPDESK_BUSINESS_UNIT="+info.BusinessUnitID)
}

// plainEnv lets the test binary be tpdesk, with folders of its own and no vault.
func plainEnv(t *testing.T) []string {
	home := t.TempDir()
	return []string{"TPDESK_AS_MAIN=1", "HOME=" + home, "TPDESK_CONFIG_HOME=" + home + "/config", "TPDESK_STATE_HOME=" + home + "/state",
		"TPDESK_STORE=memory", "PATH=" + os.Getenv("PATH")}
}

func TestACancelledOrKilledExportLeavesTheOldFile(t *testing.T) {
	env := slowSandbox(t)
	endedBySignals(t, func(path string) *exec.Cmd {
		cmd := exec.Command(os.Args[0], "export", "--fresh", "-o", path)
		cmd.Env = env
		return cmd
	})
}

// endedBySignals runs a command that would write a file and never ends, and sees that each signal leaves the old file.
func endedBySignals(t *testing.T, command func(path string) *exec.Cmd) {
	t.Helper()
	for sig, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGKILL: -1} {
		path := filepath.Join(t.TempDir(), "old.csv")
		if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := command(path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if !comes(path + ".part") {
			t.Fatalf("%v: nothing was ever written", sig)
		}
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
	}
}
