package cli_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// keyringLimit is how long a command may take, without a terminal, when the keyring is ill: the 6 s of commands.md, to which
// internal/auth holds the calls of the keyring, and what a busy machine takes for the rest.
const keyringLimit = 6*time.Second + 9*time.Second

// withKeyring makes a seat keep its secrets in the keyring on a bus.
func (p *seat) withKeyring(address string) *seat {
	p.env["TPDESK_STORE"], p.env["DBUS_SESSION_BUS_ADDRESS"] = "keyring", address
	delete(p.env, "TPDESK_PASSPHRASE")
	return p
}

// ill wants a command to end in time with exit 4, words and the three choices.
func (p *seat) ill(says string, args ...string) {
	p.t.Helper()
	r := p.run(args...)
	if r.code != 4 || r.took > keyringLimit || !strings.Contains(r.err, says) || r.out != "" && !strings.Contains(r.out, `"signedIn":false`) {
		p.t.Errorf("tpdesk %s: %d after %s\n%s%s", strings.Join(args, " "), r.code, r.took, r.out, r.err)
	}
	if !strings.Contains(r.err, "TPDESK_STORE=file") || !strings.Contains(r.err, "TPDESK_TOKEN") {
		p.t.Errorf("tpdesk %s does not name the choices:\n%s", strings.Join(args, " "), r.err)
	}
}

// allIll runs commands side by side, since what they do is wait.
func (p *seat) allIll(says string, commands ...string) {
	p.t.Helper()
	var wg sync.WaitGroup
	for _, c := range commands {
		wg.Go(func() { p.ill(says, strings.Fields(c)...) })
	}
	wg.Wait()
}

// noOrphans wants no process to be left of those that the seat started: their environment names its home.
func (p *seat) noOrphans() {
	p.t.Helper()
	waitUntil(p.t, "no process is left", func() bool {
		found, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, path := range found {
			if env, err := os.ReadFile(path); err == nil && strings.Contains(string(env), "HOME="+p.dir+"\x00") {
				return false
			}
		}
		return true
	})
}

func TestEveryFaultOfTheKeyringEndsACommandInTimeWithWordsAndAWayOut(t *testing.T) {
	info := startSandbox(t, sandbox.Options{}).Info()
	for _, c := range []struct{ mode, says string }{
		{busPromptNever, "no answer within"},
		{busSlow, "no answer within"},
		{busLocked, "failed to unlock"},
		{busUnlockRefused, "failed to unlock"},
		{busNoSession, "plain is not allowed"},
	} {
		t.Run(c.mode, func(t *testing.T) {
			t.Parallel()
			bus := startBus(t)
			p := newSeat(t, info).withKeyring(bus.address)
			p.must("auth", "login", "--client-credentials")
			p.must("list", "--count")
			bus.become(c.mode)
			p.allIll(c.says, "list --count", "draft list --json", "auth status", "auth token", "auth login")
			p.allIll(c.says, "auth logout --yes", "auth logout --yes", "auth logout --yes")
			p.noOrphans()
			bus.become(busWorks)
			p.must("list", "--count")
		})
	}
}

func TestAKeyringThatIsSlowEachTimeStillEndsInTime(t *testing.T) {
	t.Parallel()
	bus := startBus(t)
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info()).withKeyring(bus.address)
	p.must("auth", "login", "--client-credentials")
	bus.become(busSlowish)
	p.allIll("no answer within", "auth login --client-credentials", "list --count")
	p.allIll("no answer within", "auth logout --yes", "auth logout --yes", "auth logout --yes")
}

func TestADialogThatIsDismissedWhileSavingIsFoundOutBeforeTheBrowserOpens(t *testing.T) {
	t.Parallel()
	bus := startBus(t)
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info()).withKeyring(bus.address)
	p.env["BROWSER_TRACE"] = filepath.Join(p.dir, "trace")
	bus.become(busSaveDismissed)
	p.ill("may have been dismissed", "auth", "login")
	p.ill("may have been dismissed", "list", "--count")
	if _, err := os.Stat(p.env["BROWSER_TRACE"]); err == nil {
		t.Error("the browser was opened")
	}
}

func TestWithoutABusOrOnADeadOrMuteOneACommandEndsInTimeAndLeavesNoDaemon(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	folder := t.TempDir()
	launched := filepath.Join(folder, "launched")
	if err := os.WriteFile(filepath.Join(folder, "dbus-launch"), []byte("#!/bin/sh\n: >"+launched+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	mute, err := net.Listen("unix", filepath.Join(folder, "mute"))
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	for address, says := range map[string]string{
		"":                                "no session bus",
		"autolaunch:":                     "no session bus",
		"unix:path=" + folder + "/nobody": "in the keyring vault",
		"unix:path=" + folder + "/mute":   "no answer within",
	} {
		t.Run(filepath.Base(address), func(t *testing.T) {
			p := newSeat(t, info).withKeyring(address)
			p.env["PATH"] = folder + string(os.PathListSeparator) + p.env["PATH"]
			p.allIll(says, "list --count", "auth login", "auth status --all")
			p.noOrphans()
		})
	}
	if _, err := os.Stat(launched); err == nil {
		t.Error("dbus-launch was started")
	}
}

func TestGarbageInTheEntriesOfTheKeyringIsSaidAndSigningInAgainMendsIt(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	for _, garbage := range []string{"", "{", `{"v":9}`, "\xff\xfe\x00", "null", strings.Repeat("x", 1<<16)} {
		t.Run(fmt.Sprintf("%.8q", garbage), func(t *testing.T) {
			bus := startBus(t)
			p := newSeat(t, info).withKeyring(bus.address)
			p.must("auth", "login", "--client-credentials")
			bus.change(func(string) string { return garbage })
			for _, args := range [][]string{{"auth", "status"}, {"auth", "token"}} {
				if r := p.run(args...); r.code != 4 || r.took > keyringLimit || !strings.Contains(r.err, "tpdesk auth login") || strings.Contains(r.err, "xxxx") {
					t.Errorf("tpdesk %s: %d after %s\n%s", strings.Join(args, " "), r.code, r.took, r.err)
				}
			}
			p.must("auth", "login", "--client-credentials")
			p.must("auth", "status")
		})
	}
}

func TestAKeyOfTheDataThatIsGarbageIsNeverReplaced(t *testing.T) {
	t.Parallel()
	bus := startBus(t)
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info()).withKeyring(bus.address)
	p.must("auth", "login", "--client-credentials")
	id := p.oneReview("replied:no")
	p.must("reply", id, "--text", "Kept.", "--draft")
	var old []string
	bus.change(func(v string) string {
		if len(v) == 64 { // the key, in hex
			old = append(old, v)
			return "garbage"
		}
		return v
	})
	p.ill("the key of the local data is damaged", "draft", "list")
	bus.change(func(v string) string {
		if v == "garbage" {
			return old[0]
		}
		return v
	})
	if got := p.must("draft", "show", id); got != "Kept.\n" || len(old) != 1 {
		t.Errorf("the draft: %q", got)
	}
}

func TestATokenThatIsTooBigForTheKeyringIsSaid(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"access_token":"tpa-CANARY-%s","expires_in":"360000"}`, strings.Repeat("x", 3000))
	}))
	defer server.Close()
	info := sandbox.Info{APIURL: server.URL + "/v1", AuthURL: server.URL, APIKey: "tpk-1234", APISecret: "tps-1234", BusinessUnitID: "507f191e810c19729de860ea"}
	p := newSeat(t, info).withKeyring(startBus(t).address)
	p.ill("the limit is 2048", "auth", "login", "--client-credentials")
	for path, content := range files(t, p.dir) {
		if strings.Contains(string(content), "CANARY") {
			t.Errorf("%s holds the token", path)
		}
	}
}
