package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// pieces are samples of a file: of every 4 KiB, 48 bytes that are not all the same.
func pieces(content []byte) [][]byte {
	var out [][]byte
	for at := 0; at+48 <= len(content); at += 4096 {
		if p := content[at : at+48]; len(bytes.Trim(p, string(p[:1]))) > 0 {
			out = append(out, p)
		}
	}
	return out
}

func TestAfterAPurgeNoByteOfTheCopyAndTheWorkIsLeftAndNoBackupCanBeRead(t *testing.T) {
	t.Parallel()
	const draft = "A draft that nobody may find again."
	p := newSeat(t, startSandbox(t, sandbox.Options{}).Info())
	p.must("auth", "login", "--client-credentials")
	p.must("sync")
	id := p.oneReview("stars:1-2 replied:no")
	p.must("reply", id, "--text", draft, "--draft")
	person := strings.TrimSpace(p.must("list", "--cached", "--limit", "1", "--jq", ".[].consumer.displayName"))
	token := strings.TrimSpace(p.must("auth", "token"))
	profiles := filepath.Join(p.dir, "state", "profiles")
	before := files(t, profiles)
	if len(before) < 3 {
		t.Fatalf("the copy and the work are not where they should be: %d files", len(before))
	}

	if r := p.run("auth", "logout", "--purge"); r.code != 2 || !strings.Contains(r.err, "add --yes") {
		t.Fatalf("without --yes: %d %s", r.code, r.err)
	}
	if left := files(t, profiles); len(left) < len(before) {
		t.Fatal("something was erased without a yes")
	}
	if r := p.run("auth", "logout", "--purge", "--yes", "--json"); r.code != 0 || r.out != `{"profile":"default","signedIn":false,"purged":true}`+"\n" {
		t.Fatalf("purge: %d %s%s", r.code, r.out, r.err)
	}

	after := files(t, p.dir)
	for path, content := range after {
		for _, secret := range []string{draft, person, token, id} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s still holds %q", path, secret)
			}
		}
	}
	for old, content := range before {
		for _, piece := range pieces(content) {
			for path, left := range after {
				if bytes.Contains(left, piece) {
					t.Fatalf("a piece of %s is still in %s", old, path)
				}
			}
		}
	}

	for path, content := range before { // a backup that was made before
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := p.run("draft", "list"); r.code == 0 || strings.Contains(r.out+r.err, draft) {
		t.Errorf("the backup can be read: %d %s%s", r.code, r.out, r.err)
	}
}

func TestAPurgeAtOneServerLeavesTheDataOfAnother(t *testing.T) {
	t.Parallel()
	first := newSeat(t, startSandbox(t, sandbox.Options{}).Info())
	first.must("auth", "login", "--client-credentials")
	id := first.oneReview("replied:no")
	first.must("reply", id, "--text", "Stays.", "--draft")
	second := newSeat(t, startSandbox(t, sandbox.Options{}).Info())
	for _, name := range []string{"HOME", "TPDESK_CONFIG_HOME", "TPDESK_STATE_HOME"} {
		second.env[name] = first.env[name]
	}
	second.must("auth", "login", "--client-credentials")
	second.must("reply", id, "--text", "Goes.", "--draft")
	if r := second.run("auth", "logout", "--purge", "--yes"); r.code != 0 || !strings.Contains(r.err, "is another server's and stays") {
		t.Fatalf("%d %s", r.code, r.err)
	}
	if got := first.must("draft", "show", id); got != "Stays.\n" {
		t.Errorf("the other server's draft: %q", got)
	}
	if r := second.run("draft", "show", id); r.code != 5 {
		t.Errorf("the purged draft: %d %s%s", r.code, r.out, r.err)
	}
	first.must("auth", "status")
}
