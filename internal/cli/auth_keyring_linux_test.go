//go:build keyring

package cli_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// These tests run the program on a real bus with a real keyring: go test -tags keyring -run RealKeyring ./internal/cli. They
// need dbus-daemon and gnome-keyring-daemon, start their own and end them.

const busConfig = `<busconfig><type>session</type><listen>unix:path=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// daemon starts a program that ends with the test.
func daemon(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// realBus starts a private bus and a real keyring on it, and gives the bus's address.
func realBus(t *testing.T, keyring ...string) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "bus") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	config, address := filepath.Join(folder, "bus.conf"), "unix:path="+filepath.Join(folder, "bus")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, filepath.Join(folder, "bus")), 0o600); err != nil {
		t.Fatal(err)
	}
	bus := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=1")
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	daemon(t, bus)
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it listens now
		t.Fatal(err)
	}
	ring := exec.Command("gnome-keyring-daemon", append([]string{"--foreground", "--components=secrets"}, keyring...)...)
	ring.Env = []string{"HOME=" + folder, "DBUS_SESSION_BUS_ADDRESS=" + address, "XDG_RUNTIME_DIR=" + folder, "PATH=" + os.Getenv("PATH")}
	ring.Stdin = strings.NewReader("\n")
	daemon(t, ring)
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	waitUntil(t, "the keyring is on the bus", func() bool {
		var owned bool
		return conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.secrets").Store(&owned) == nil && owned
	})
	return address
}

func TestARealKeyringServesAWholeDay(t *testing.T) {
	t.Parallel()
	srv := startSandbox(t, sandbox.Options{})
	p := newSeat(t, srv.Info()).withKeyring(realBus(t, "--unlock"))
	if r := p.run("auth", "login"); r.code != 0 || !strings.Contains(r.out, "kept in  keyring") {
		t.Fatalf("%d\n%s%s", r.code, r.out, r.err)
	}
	for _, name := range []string{"TPDESK_API_KEY", "TPDESK_API_SECRET"} {
		delete(p.env, name)
	}
	id := p.oneReview("stars:1-2 replied:no")
	p.must("reply", id, "--text", "Thank you.", "--yes")
	p.must("auth", "status", "--all")
	p.must("auth", "logout", "--purge", "--yes")
	if r := p.run("list", "--fresh"); r.code != 4 {
		t.Errorf("after signing out: %d %s", r.code, r.err)
	}
	p.noOrphans()
}

func TestARealKeyringThatIsLockedEndsEachCommandInTime(t *testing.T) {
	t.Parallel()
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info()).withKeyring(realBus(t))
	p.allIll("in the keyring vault", "list --count", "auth login", "auth status", "auth token")
	p.noOrphans()
}
