package cli_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
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
	endedBySignals(t, func(path string) *exec.Cmd {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = read.Close(), write.Close() })
		if _, err := write.WriteString("email,name,ref\n" + strings.Repeat("a@b.example,A,1\n", 1000)); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0], "link", "bgl", "--domain", "acme-outdoor.example", "--csv", "-", "-o", path)
		cmd.Env, cmd.Stdin = env, read
		return cmd
	})
}
