//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/cli"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/store"
)

// syncedSeat is a seat with a token, a copy of 300 reviews and a draft.
func syncedSeat(t *testing.T) (p *seat, srv *sandbox.Server, drafted string) {
	t.Helper()
	srv = startSandbox(t, sandbox.Options{Reviews: 300})
	p = newSeat(t, srv.Info())
	p.env["TPDESK_TOKEN"] = srv.Info().ClientToken
	p.must("sync")
	drafted = p.oneReview("stars:1-2 replied:no")
	p.must("reply", drafted, "--text", "Kept whatever happens.", "--draft")
	return p, srv, drafted
}

// the is the only file of that name below the seat's folder.
func (p *seat) the(name string) string {
	p.t.Helper()
	var found []string
	check(filepath.WalkDir(p.dir, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Base(path) == name {
			found = append(found, path)
		}
		return err
	}))
	if len(found) != 1 {
		p.t.Fatalf("%d files are called %s", len(found), name)
	}
	return found[0]
}

// wantDraft fails unless the draft is as it was written.
func (p *seat) wantDraft(id string) {
	p.t.Helper()
	if got := p.must("draft", "show", id); !strings.Contains(got, "Kept whatever happens.") {
		p.t.Errorf("the draft is %q", got)
	}
}

func (p *seat) count() int {
	p.t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(p.must("list", "--cached", "--count")))
	check(err)
	return n
}

func TestADamagedCopyIsSetAsideSaidInOneLineAndRebuiltWhileTheWorkStaysAsItIs(t *testing.T) {
	p, _, drafted := syncedSeat(t)
	path := p.the("reviews.db")
	copied, err := os.ReadFile(path)
	check(err)
	for i := 4096; i < len(copied); i += 97 {
		copied[i] ^= 0x55
	}
	check(os.WriteFile(path, copied, 0o600))
	check(os.RemoveAll(path + "-wal"))
	r := p.run("list", "--cached", "--count")
	for n := 0; n < 3 && r.code != 0; n++ { // the damage may be met in the middle of the answer, which then fails
		if r.code != 74 {
			t.Fatalf("%d: %s", r.code, r.err)
		}
		r = p.run("list", "--cached", "--count", "--debug")
	}
	aside, err := filepath.Glob(path + ".damaged-*")
	if err != nil || len(aside) == 0 || r.code != 0 || strings.TrimSpace(r.out) != "0" {
		t.Errorf("set aside %v; %d: %s%s", aside, r.code, r.out, r.err)
	}
	p.wantDraft(drafted)
	p.must("sync")
	if n := p.count(); n != 300 {
		t.Errorf("rebuilt with %d reviews", n)
	}
}

func TestACopyOfAnotherKeyIsSaidInOneLine(t *testing.T) {
	p, _, drafted := syncedSeat(t)
	path := p.the("reviews.db")
	check(os.WriteFile(path, bytes.Repeat([]byte("not a database "), 4096), 0o600))
	r := p.run("list", "--cached", "--count")
	if r.code != 0 || strings.Count(r.err, store.Rebuilding) != 1 || strings.Count(r.err, "\n") != 2 {
		t.Errorf("%d: %s", r.code, r.err) // the second line is that of a copy that was never complete
	}
	p.wantDraft(drafted)
}

func TestTwoProgramsAtOnceOnOneProfileMissAndDoubleNothing(t *testing.T) {
	p, srv, drafted := syncedSeat(t)
	for range 40 {
		check(srv.Schedule(sandbox.Event{Event: "created"}))
	}
	type ended struct {
		r   result
		who string
	}
	done := make(chan ended)
	runs := [][]string{{"sync", "--full"}, {"sync"}, {"list", "--fresh", "--count"}, {"list", "--cached", "--json=id"}, {"reply", drafted, "--text", "Kept whatever happens.", "--draft"}}
	for _, args := range runs {
		go func() { done <- ended{p.run(args...), strings.Join(args, " ")} }()
	}
	for range runs {
		if e := <-done; e.r.code != 0 {
			t.Errorf("%s: %d: %s", e.who, e.r.code, e.r.err)
		}
	}
	if n := p.count(); n != 340 {
		t.Errorf("the copy has %d reviews, want 340", n)
	}
	p.wantDraft(drafted)
}

func TestAFullDiskEndsASyncWith74AndTheNextGoesOn(t *testing.T) {
	p, srv, drafted := syncedSeat(t)
	for range 60 {
		check(srv.Schedule(sandbox.Event{Event: "created"}))
	}
	p.env["TPDESK_TEST_FULL"] = "65536"
	r := p.run("sync", "--json")
	if r.code != 74 || r.out != "" || !strings.Contains(r.err, `"code":"io","exit":74`) {
		t.Fatalf("%d: %s%s", r.code, r.out, r.err)
	}
	if n := p.count(); n < 300 {
		t.Errorf("the copy has %d reviews left", n)
	}
	delete(p.env, "TPDESK_TEST_FULL")
	p.wantDraft(drafted)
	p.must("sync")
	if n := p.count(); n != 360 {
		t.Errorf("the copy has %d reviews", n)
	}
}

// everything gives what is below the seat's folder these modes and, where the tests run as root, this owner.
func (p *seat) everything(folder, file fs.FileMode, owner int) {
	p.t.Helper()
	check(filepath.WalkDir(p.dir, func(path string, d fs.DirEntry, err error) error {
		check(err)
		if os.Getuid() == 0 {
			check(os.Chown(path, owner, owner))
		}
		if d.IsDir() {
			return os.Chmod(path, folder)
		}
		return os.Chmod(path, file)
	}))
}

func TestAReadOnlyDiskIsSaidAndChangesNothing(t *testing.T) {
	p, _, drafted := syncedSeat(t)
	check(os.Chmod(filepath.Dir(p.dir), 0o755)) // the way to it is open to the user that the program becomes
	p.everything(0o555, 0o444, nobody)
	p.env["TPDESK_TEST_NOBODY"] = "1"
	for _, args := range [][]string{{"sync"}, {"list", "--cached", "--count"}, {"reply", drafted, "--text", "x", "--draft"}} {
		if r := p.run(args...); r.code != 74 || r.out != "" || !regexp.MustCompile(`permission denied|read-only`).MatchString(r.err) {
			t.Errorf("%v: %d: %s%s", args, r.code, r.out, r.err)
		}
	}
	delete(p.env, "TPDESK_TEST_NOBODY")
	p.everything(0o700, 0o600, 0)
	p.wantDraft(drafted)
	if n := p.count(); n != 300 {
		t.Errorf("the copy has %d reviews", n)
	}
}

func TestAnOlderTpdeskLeavesTheFilesOfANewerOneAlone(t *testing.T) {
	p, srv, _ := syncedSeat(t)
	for _, name := range []string{"work.db", "reviews.db"} {
		p.newer(srv.Info(), p.the(name))
		before := files(t, filepath.Dir(p.the(name)))
		for _, args := range [][]string{{"list", "--cached", "--count"}, {"sync"}, {"draft", "list"}} {
			if r := p.run(args...); r.code != 74 || !strings.Contains(r.err, name+": ") || !strings.Contains(r.err, store.ErrNewer.Error()) {
				t.Errorf("%s, %v: %d: %s", name, args, r.code, r.err)
			}
		}
		for path, was := range before {
			if now, err := os.ReadFile(path); strings.HasPrefix(filepath.Base(path), name) && !strings.HasSuffix(path, "-shm") && (err != nil || !bytes.Equal(now, was)) {
				t.Errorf("%s was changed: %v", path, err)
			}
		}
	}
}

// newer makes a file of the seat one that a later tpdesk wrote.
func (p *seat) newer(info sandbox.Info, path string) {
	p.t.Helper()
	env := func(name string) (string, bool) { v, ok := p.env[name]; return v, ok }
	vault, err := auth.Open("file", auth.Options{Env: env, Path: p.the("vault.age"), Now: time.Now,
		Passphrase: func(context.Context, bool) (string, error) { return p.env["TPDESK_PASSPHRASE"], nil }})
	check(err)
	account := auth.Account{Profile: "default", APIURL: info.APIURL, Vault: vault, Folder: filepath.Dir(path), Now: time.Now}
	key, err := account.StoreKey(p.t.Context())
	check(err)
	db, err := driver.Open("file:"+path+"?vfs=adiantum", func(c *sqlite3.Conn) error { return c.Exec("PRAGMA hexkey='" + key + "'") })
	check(err)
	_, err = db.Exec("PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)")
	check(errors.Join(err, db.Close()))
}

func TestAClockThatJumpsLosesNoReviewAndSaysNoNonsense(t *testing.T) {
	srv := startSandbox(t, sandbox.Options{Reviews: 250})
	p := newProgramAt(t, srv)
	right := time.Now()
	for _, clock := range []time.Time{right.AddDate(10, 0, 0), right, right.Add(-48 * time.Hour), right.Add(time.Minute)} {
		p.clock = clock
		if out := p.run("sync", "--json"); !strings.Contains(out, `"complete":true`) {
			t.Errorf("at %s: %s", clock, out)
		}
		if n := strings.TrimSpace(p.run("list", "--count")); n != "250" {
			t.Errorf("at %s the list has %s", clock, n)
		}
	}
	p.clock = right.Add(-time.Hour) // before the last sync
	p.run("list", "--cached", "--count")
	if said := p.said(); !strings.Contains(said, "which this clock has not reached") {
		t.Errorf("it says %q", said)
	}
}

// timedProgram runs command lines in this process by a clock of its own.
type timedProgram struct {
	program
	clock time.Time
	errs  *bytes.Buffer
	wants int // the exit code
}

func newProgramAt(t *testing.T, srv *sandbox.Server) *timedProgram {
	t.Helper()
	info := srv.Info()
	return &timedProgram{errs: &bytes.Buffer{}, program: program{t, map[string]string{
		"TPDESK_API_URL": info.APIURL, "TPDESK_AUTH_URL": info.AuthURL, "TPDESK_API_KEY": info.APIKey, "TPDESK_TOKEN": info.ClientToken,
		"TPDESK_BUSINESS_UNIT": info.BusinessUnitID, "TPDESK_STORE": "file", "TPDESK_PASSPHRASE": "p",
		"TPDESK_STATE_HOME": t.TempDir(), "TPDESK_CONFIG_HOME": t.TempDir(),
	}}}
}

func (p *timedProgram) run(args ...string) string {
	p.t.Helper()
	var out bytes.Buffer
	p.errs.Reset()
	a := &cli.App{In: strings.NewReader(""), Out: &out, Err: p.errs, Width: 100, Now: func() time.Time { return p.clock },
		Env: func(name string) (string, bool) { v, ok := p.env[name]; return v, ok }}
	if code := a.Run(p.t.Context(), args, func() error { return nil }); code != p.wants {
		p.t.Fatalf("tpdesk %s ended with %d: %s", strings.Join(args, " "), code, p.errs)
	}
	return out.String()
}

func (p *timedProgram) said() string { return p.errs.String() }

func TestASyncThatIsCancelledGoesOnWhereItWasAndMovesTheMarkOnlyAtItsEnd(t *testing.T) {
	srv := startSandbox(t, sandbox.Options{Reviews: 800})
	p := newSeat(t, srv.Info())
	p.env["TPDESK_TOKEN"] = srv.Info().ClientToken
	p.must("version")
	for sig, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		control(t, srv, http.MethodPost, "/_sandbox/faults", `{"match":{"path":"/business-units/.*/reviews"},"skip":2,"count":-1,"fault":"hang"}`)
		before := len(srv.Requests())
		cmd := p.command("sync")
		check(cmd.Start())
		waitUntil(t, "the third page was asked for", func() bool { return listed(srv, before) >= 3 })
		check(cmd.Process.Signal(sig))
		_ = cmd.Wait()
		if got := cmd.ProcessState.ExitCode(); got != want {
			t.Errorf("%v: ended with %d, want %d", sig, got, want)
		}
		control(t, srv, http.MethodDelete, "/_sandbox/faults", "")
	}
	if r := p.run("list", "--cached", "--count"); !strings.Contains(r.err, "never complete") {
		t.Errorf("the copy has %s%s", r.out, r.err)
	}
	before := len(srv.Requests())
	if out := p.must("sync", "--json"); !strings.Contains(out, `"complete":true`) || listed(srv, before) > 6 {
		t.Errorf("the last sync asked for %d pages: %s", listed(srv, before), out)
	}
	if n := p.count(); n != 800 {
		t.Errorf("the copy has %d reviews", n)
	}
}

// listed counts the pages of reviews that were asked for since a number of requests.
func listed(srv *sandbox.Server, before int) (n int) {
	for _, r := range srv.Requests()[before:] {
		if strings.HasSuffix(r.Path, "/reviews") {
			n++
		}
	}
	return n
}

// control speaks to the sandbox's own side.
func control(t *testing.T, srv *sandbox.Server, method, path, body string) {
	t.Helper()
	req, err := http.NewRequest(method, strings.TrimSuffix(srv.Info().APIURL, "/v1")+path, strings.NewReader(body))
	check(err)
	req.Header.Set("X-Sandbox-Key", srv.ControlKey())
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	check(err)
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		t.Fatalf("the sandbox refused %s %s: %s", method, path, resp.Status)
	}
}

func TestNoFileOfTheProfileHoldsAWordOfAReviewOrAnEmail(t *testing.T) {
	p, _, _ := syncedSeat(t)
	var rs []struct {
		Text, ReferralEmail, ReferenceID *string
		Consumer                         struct{ DisplayName string }
	}
	check(json.Unmarshal([]byte(p.must("list", "--cached", "--json=text,referralEmail,referenceId,consumer")), &rs))
	p.must("list", "--cached", "--search", "kettle", "--count")
	words := 0
	for path, content := range files(t, p.dir) {
		for _, r := range rs {
			for _, word := range []string{deref(r.Text), deref(r.ReferralEmail), deref(r.ReferenceID), r.Consumer.DisplayName} {
				if len(word) < 6 {
					continue
				}
				words++
				if bytes.Contains(content, []byte(word[:min(len(word), 20)])) {
					t.Errorf("%s holds %q", path, word)
				}
			}
		}
	}
	if words < 1000 {
		t.Errorf("only %d words were looked for", words)
	}
}

func TestWhatTrustpilotDeletedLeavesTheCopyAndItsHistoryWithinADay(t *testing.T) {
	srv := startSandbox(t, sandbox.Options{Reviews: 120})
	p := newProgramAt(t, srv)
	p.clock = time.Now()
	p.run("sync")
	id := strings.TrimSpace(p.run("list", "--cached", "--limit", "1", "--jq", ".[].id"))
	check(srv.Vanish(id))
	p.clock = p.clock.Add(25 * time.Hour)
	if out := p.run("sync", "--json"); !strings.Contains(out, `"gone":0`) || !strings.Contains(out, `"deleted":1`) {
		t.Errorf("the sync says %s", out)
	}
	p.wants = 5
	p.run("history", id)
	if !strings.Contains(p.said(), "Trustpilot deleted it") || !strings.Contains(p.said(), "erased here too") {
		t.Errorf("the history says %s", p.said())
	}
}
