//go:build keyring && linux

package auth

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// These tests talk D-Bus: go test -tags keyring ./internal/auth. They need dbus-daemon and gnome-keyring-daemon, start
// their own and end them. The vault runs in a process of its own, as in a real run: the D-Bus library keeps one
// connection a process, and a mute bus holds it for ever.

func TestMain(m *testing.M) {
	if act := os.Getenv("TPDESK_TEST_KEYRING"); act != "" {
		os.Exit(useKeyring(act))
	}
	os.Exit(m.Run())
}

// useKeyring is the child: it does one thing with the keyring, says how it went, and exits with 4 when the vault cannot be used.
func useKeyring(act string) int {
	o := Options{Env: os.LookupEnv, Terminal: act == "dialog", Asking: func() { fmt.Println("asking") }}
	v, err := Open("keyring", o)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	switch act {
	case "get":
		_, err = v.Get(ctx, opaque("a"))
		if errors.Is(err, ErrNotFound) {
			err = nil
		}
	case "dialog", "probe":
		err = Probe(ctx, v)
	case "session":
		err = wholeSession(ctx, v)
	}
	if err == nil {
		fmt.Println("ok")
		return 0
	}
	fmt.Println(err)
	if errors.Is(err, ErrVault) {
		return 4
	}
	return 1
}

// wholeSession signs in and reads everything back.
func wholeSession(ctx context.Context, v Vault) error {
	a := Account{Profile: "shop", APIURL: "https://api.trustpilot.com/v1", Vault: v}
	token := secret.New("tpa-CANARY-" + strings.Repeat("x", 1500))
	session := Session{Key: secret.New(testKey), Secret: secret.New(testSecret), Grant: GrantCode, Tokens: Tokens{Access: token, Refresh: secret.New("tpr-CANARY")}}
	if err := a.SignIn(ctx, session); err != nil {
		return err
	}
	key, err := a.StoreKey(ctx)
	if err != nil {
		return err
	}
	if again, err := a.StoreKey(ctx); err != nil || again != key {
		return fmt.Errorf("the key of the data changed: %w", err)
	}
	got, err := a.Session(ctx)
	if err != nil || got.Tokens.Access.Reveal() != token.Reveal() || got.Secret.Reveal() != testSecret {
		return fmt.Errorf("the session did not come back: %w", err)
	}
	return Probe(ctx, v)
}

// inTime is the 6 s that a command has without a terminal, to which the vault's own limits hold it, and what a busy machine
// takes to start and end a process.
const inTime = 6*time.Second + 9*time.Second

// child runs this program again on a bus and gives what it said, how it ended and how long that took.
func child(t *testing.T, act string, env ...string) (said string, code int, took time.Duration) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append([]string{"TPDESK_TEST_KEYRING=" + act, "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, env...)
	start := time.Now()
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode(), time.Since(start)
}

// busConfig is a session bus that starts no services of the machine.
const busConfig = `<busconfig><type>session</type><listen>unix:path=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// startBus starts a private bus and gives its address; the socket is called "bus", as in a runtime folder.
func startBus(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "bus") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	config := filepath.Join(folder, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, filepath.Join(folder, "bus")), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd)
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it listens now
		t.Fatal(err)
	}
	return "unix:path=" + filepath.Join(folder, "bus")
}

// startKeyring starts a real keyring with an empty password, and waits until it is on the bus.
func startKeyring(t *testing.T, home, bus string, args ...string) {
	t.Helper()
	conn, err := dbus.Connect(bus)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	changed := make(chan *dbus.Signal, 10)
	conn.Signal(changed)
	if err := conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, "org.freedesktop.secrets")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("gnome-keyring-daemon", append([]string{"--foreground", "--components=secrets"}, args...)...)
	cmd.Env = []string{"HOME=" + home, "DBUS_SESSION_BUS_ADDRESS=" + bus, "XDG_RUNTIME_DIR=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	cmd.Stdin = strings.NewReader("\n")
	start(t, cmd)
	late := time.After(time.Minute)
	for {
		select {
		case signal := <-changed: // the bus also greets us
			if signal.Name == "org.freedesktop.DBus.NameOwnerChanged" {
				return
			}
		case <-late:
			t.Fatal("the keyring did not come to the bus")
		}
	}
}

// start starts a program that ends with the test.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

func TestEveryFaultOfTheKeyringEndsInTimeWithWords(t *testing.T) {
	for _, c := range []struct{ mode, act, says string }{
		{locked, "get", "failed to unlock"},
		{locked, "probe", "failed to unlock"},
		{promptNever, "get", "no answer within"},
		{promptNever, "probe", "no answer within"},
		{unlockRefused, "probe", "failed to unlock"},
		{saveDismissed, "probe", "may have been dismissed"},
		{promptNonsense, "get", "makes no sense"},
		{slow, "get", "no answer within"},
		{slow, "probe", "no answer within"},
		{plainRefused, "probe", "plain is not allowed"},
	} {
		t.Run(c.mode+", "+c.act, func(t *testing.T) {
			t.Parallel()
			bus := startBus(t)
			serveSecrets(t, bus, c.mode)
			said, code, took := child(t, c.act, "DBUS_SESSION_BUS_ADDRESS="+bus)
			if code != 4 || !strings.Contains(said, c.says) || took > inTime {
				t.Errorf("after %s: %d %q", took, code, said)
			}
		})
	}
}

func TestAKeyringThatWorksIsUsed(t *testing.T) {
	t.Parallel()
	bus := startBus(t)
	serveSecrets(t, bus, works)
	if said, code, took := child(t, "session", "DBUS_SESSION_BUS_ADDRESS="+bus); said != "ok\n" || code != 0 || took > inTime {
		t.Errorf("after %s: %d %q", took, code, said)
	}
}

func TestWithATerminalTheKeyringsDialogIsWaitedForAndSaid(t *testing.T) {
	t.Parallel()
	bus := startBus(t)
	serveSecrets(t, bus, promptUnlocks)
	if said, code, _ := child(t, "dialog", "DBUS_SESSION_BUS_ADDRESS="+bus); said != "asking\nok\n" || code != 0 {
		t.Errorf("%d %q", code, said)
	}
}

func TestABusWithoutAKeyringAndADeadBusAreSaid(t *testing.T) {
	t.Parallel()
	said, code, took := child(t, "get", "DBUS_SESSION_BUS_ADDRESS="+startBus(t))
	if code != 4 || took > inTime {
		t.Errorf("no keyring, after %s: %d %q", took, code, said)
	}
	said, code, took = child(t, "get", "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(t.TempDir(), "none"))
	if code != 4 || took > inTime || !strings.Contains(said, "read in the keyring vault") || strings.Contains(said, "no answer within") {
		t.Errorf("dead bus, after %s: %d %q", took, code, said)
	}
}

func TestAMuteBusEndsInTime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bus")
	mute, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	for _, act := range []string{"get", "session"} {
		said, code, took := child(t, act, "DBUS_SESSION_BUS_ADDRESS=unix:path="+path)
		if code != 4 || took > inTime || !strings.Contains(said, "no answer within") {
			t.Errorf("%s, after %s: %d %q", act, took, code, said)
		}
	}
}

func TestWithoutABusNoDaemonIsStarted(t *testing.T) {
	folder := t.TempDir()
	trace := filepath.Join(folder, "started")
	script := "#!/bin/sh\necho started >" + trace + "\n"
	if err := os.WriteFile(filepath.Join(folder, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, env := range []string{"DBUS_SESSION_BUS_ADDRESS=", "DBUS_SESSION_BUS_ADDRESS=autolaunch:", "XDG_RUNTIME_DIR=" + folder} {
		said, code, _ := child(t, "probe", env, "PATH="+folder)
		if code != 4 || !strings.Contains(said, "no session bus") {
			t.Errorf("%s: %d %q", env, code, said)
		}
	}
	if _, err := os.Stat(trace); err == nil {
		t.Error("dbus-launch was started")
	}
}

func TestABusInTheRuntimeFolderIsFound(t *testing.T) {
	t.Parallel()
	bus := startBus(t)
	serveSecrets(t, bus, works)
	folder := strings.TrimSuffix(strings.TrimPrefix(bus, "unix:path="), "/bus")
	if said, code, _ := child(t, "probe", "XDG_RUNTIME_DIR="+folder); code != 0 {
		t.Errorf("%d %q", code, said)
	}
}

func TestARealKeyringKeepsAWholeSession(t *testing.T) {
	t.Parallel()
	home, bus := t.TempDir(), startBus(t)
	startKeyring(t, home, bus, "--unlock")
	said, code, took := child(t, "session", "DBUS_SESSION_BUS_ADDRESS="+bus)
	if code != 0 || took > inTime {
		t.Fatalf("after %s: %d %q", took, code, said)
	}
	found := 0
	err := filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), "CANARY") || strings.Contains(string(data), "shop") {
			t.Errorf("%s holds a secret or a profile's name", path)
		}
		found++
		return err
	})
	if err != nil || found == 0 {
		t.Errorf("%d files, %v", found, err)
	}
}

func TestARealLockedKeyringEndsInTime(t *testing.T) {
	t.Parallel()
	bus := startBus(t)
	startKeyring(t, t.TempDir(), bus)
	said, code, took := child(t, "probe", "DBUS_SESSION_BUS_ADDRESS="+bus)
	if code != 4 || took > inTime {
		t.Errorf("after %s: %d %q", took, code, said)
	}
}
