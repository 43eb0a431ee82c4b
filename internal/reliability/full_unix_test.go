//go:build unix

package reliability

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
)

// TestAFullDiskIsSaidAndLosesNothingThatWasAcknowledged runs the real program where no file may grow beyond a size of the
// seed's: the work file, the outbox of a desk without a vault, the ledger of invitations, and the desk on a terminal.
func TestAFullDiskIsSaidAndLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	n := runs(t, "TPDESK_FULL", 16)
	b := newBed(t, mistake{}, n)
	b.commands(t, firstSeed(t), n, func(l *lane, seed uint64, id review.ID) string {
		r := rand.New(rand.NewPCG(seed, 0x66756c6c))
		l.proxy.Begin(faultproxy.Plan{})
		if wrong := l.prepare(t); wrong != "" {
			return wrong
		}
		switch seed % 4 {
		case 0:
			return l.fullOutbox(t, r, id, seed)
		case 1:
			return l.fullLedger(t, r, seed)
		case 2:
			return l.fullWhileTyping(t, r, seed)
		}
		return l.fullWork(t, r, id, seed)
	})
	t.Logf("%d runs, by how they ended: %v", n, b.deaths)
}

// prepare makes the files of a lane while there is room.
func (l *lane) prepare(t *testing.T) string {
	if l.prepared {
		return ""
	}
	l.prepared = true
	if did := l.run(t, -1, nil, "sync"); did.code != 0 {
		return did.wrong("the first sync")
	}
	return ""
}

// blocks is a room for databases, in bytes. A disk has whole blocks: one that a file already has can always be overwritten
// whole, which matters to a file that is encrypted by the block and was left longer by an earlier run with more room.
func blocks(r *rand.Rand, least, most int) int { return (least + r.IntN(most-least)) * 4096 }

// ran is what the real program did.
type ran struct {
	code      int
	out, said string
}

func (l *lane) run(t *testing.T, room int, more map[string]string, args ...string) ran {
	cmd := l.command(args...)
	for name, value := range more {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if room >= 0 {
		cmd.Env = append(cmd.Env, fmt.Sprint("TPDESK_TEST_ROOM=", room))
	}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), out.String(), said.String()}
}

func (r ran) wrong(format string, args ...any) string {
	return fmt.Sprintf(format, args...) + fmt.Sprintf("\n  exit %d\n%s%s", r.code, r.out, r.said)
}

// ended counts how a run ended.
func (l *lane) ended(what string, code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deaths[fmt.Sprintf("%s: %d", what, code)]++
}

// fullWork replies while the work file cannot grow.
func (l *lane) fullWork(t *testing.T, r *rand.Rand, id review.ID, seed uint64) string {
	kept := review.Draft{ReviewID: "000000000000000000000001", Kind: review.ReplyDraft, Text: fmt.Sprint("kept since ", seed)}
	_, w := l.open(t)
	check(t, w.SaveDraft(context.Background(), kept))
	check(t, w.Close())
	text := fmt.Sprintf("Sorry, says %d", seed) + strings.Repeat(" dear customer", r.IntN(250))
	unrecorded := false
	l.watch(func(q *http.Request) { unrecorded = unrecorded || !l.recordedNow(t, q) })
	did := l.run(t, blocks(r, 8, 33), nil, "reply", string(id), "--text", text, "--yes", "--json")
	l.proxy.End()
	l.watch(nil)
	l.ended("reply", did.code)
	if unrecorded {
		return did.wrong("it was sent without its record on disk")
	}
	if wrong := l.judgeFull(t, did, id, text); wrong != "" {
		return did.wrong("%s", wrong)
	}
	if wrong := l.afterDeath(t, id, text); wrong != "" && (wrong != lostDraft || !strings.Contains(did.said, "NOT SAVED")) {
		return did.wrong("%s", wrong)
	}
	_, w = l.open(t)
	defer w.Close()
	if d, err := w.Draft(context.Background(), kept.ReviewID, kept.Kind); err != nil || d.Text != kept.Text {
		return did.wrong("the draft that was there is lost: %q (%v)", d.Text, err)
	}
	return ""
}

// recordedNow reports whether the work file has a write as more than armed.
func (l *lane) recordedNow(t *testing.T, q *http.Request) bool {
	_, w := l.open(t)
	defer w.Close()
	ins, err := w.Intents(context.Background())
	return err == nil && slices.ContainsFunc(ins, func(in review.Intent) bool {
		return in.State != review.Armed && strings.Contains(q.URL.Path, string(in.ReviewID))
	})
}

// judgeFull compares exit code and words with what is public.
func (l *lane) judgeFull(t *testing.T, did ran, id review.ID, text string) string {
	public := l.count(t, id, text)
	switch {
	case did.code != 0 && did.code != 74:
		return "a full disk is 74"
	case did.code == 0 && public != 1:
		return "it says that it was done"
	case did.code == 74 && public > 0 && !strings.Contains(did.said, "it was done"):
		return "it says that nothing was done"
	case did.code == 74 && public == 0 && !strings.Contains(did.said, "nothing was sent") && !strings.Contains(did.said, "open "):
		return "it does not say that nothing was sent"
	}
	return ""
}

// fullOutbox replies without a vault, where the record is a line of outbox.jsonl.
func (l *lane) fullOutbox(t *testing.T, r *rand.Rand, id review.ID, seed uint64) string {
	outbox := filepath.Join(l.set["TPDESK_STATE_HOME"], "outbox.jsonl")
	if err := os.Remove(outbox); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	text := fmt.Sprintf("Sorry, says %d", seed)
	recorded := func() bool {
		b, err := os.ReadFile(outbox)
		return err == nil && strings.Contains(string(b), `"state":"sent"`)
	}
	unrecorded := false
	l.watch(func(*http.Request) { unrecorded = unrecorded || !recorded() })
	did := l.run(t, r.IntN(1000), map[string]string{"TPDESK_STORE": "memory"}, "reply", string(id), "--text", text, "--yes", "--json")
	l.proxy.End()
	l.watch(nil)
	l.ended("outbox", did.code)
	if unrecorded {
		return did.wrong("it was sent without its record on disk")
	}
	if wrong := l.judgeFull(t, did, id, text); wrong != "" {
		return did.wrong("%s", wrong)
	}
	again := l.run(t, -1, map[string]string{"TPDESK_STORE": "memory"}, "reply", string(id), "--text", text, "--yes", "--json")
	stands := again.code == 75 && strings.Contains(again.said, "right now") // its record ends with the minute
	if public := l.count(t, id, text); public > 1 || public == 0 && !stands || again.code != 0 && again.code != 6 && !stands {
		return again.wrong("with room again it was published %d times", public)
	}
	return ""
}

// fullLedger sends a file of invitations whose ledger cannot grow.
func (l *lane) fullLedger(t *testing.T, r *rand.Rand, seed uint64) string {
	ledger := filepath.Join(l.dir, "invitations.ledger")
	if err := os.Remove(ledger); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	args := l.orders(t, seed)
	unrecorded, arrived := false, 0
	l.watch(func(*http.Request) {
		arrived++
		b, err := os.ReadFile(ledger)
		unrecorded = unrecorded || err != nil || strings.Count(string(b), `"`+string(invite.Sending)+`"`) < arrived
	})
	did := l.run(t, r.IntN(1200), nil, args...)
	l.watch(nil)
	l.ended("ledger", did.code)
	sent := l.invitations(t, seed)
	switch {
	case unrecorded:
		return did.wrong("an invitation left without its record on disk")
	case did.code == 0 && sent != invitedRows, did.code == 74 && sent > 0 && !strings.Contains(did.said, "it was sent"), did.code == 3 && sent == 0, did.code != 0 && did.code != 3 && did.code != 74:
		return did.wrong("%d were sent", sent)
	}
	again := l.run(t, -1, nil, args...)
	stopped := (again.code == 3 || again.code == 8) && strings.Contains(again.said, "unknown")
	if now := l.invitations(t, seed); now != invitedRows && !stopped || now < sent || stopped && now != sent {
		return again.wrong("with room again %d are sent, and %d were before", now, sent)
	}
	return ""
}

// fullWhileTyping types in the desk until the disk is full and the desk says so, and ends it. What was shown before for
// longer than a draft may take is kept.
func (l *lane) fullWhileTyping(t *testing.T, r *rand.Rand, seed uint64) string {
	cmd := l.command("--replied", "no")
	cmd.Env = append(cmd.Env, fmt.Sprint("TPDESK_TEST_ROOM=", blocks(r, 15, 40)))
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 36, Cols: 120})
	check(t, err)
	s := &shown{term: vt10x.New(vt10x.WithSize(120, 36)), changed: make(chan struct{}), gone: make(chan struct{})}
	go s.read(tty)
	words, full := l.typingUntilFull(s, tty, seed)
	showed := s.screen()
	_ = cmd.Process.Signal(syscall.SIGTERM)
	_ = cmd.Wait()
	_ = tty.Close()
	<-s.gone
	l.proxy.End()
	code := cmd.ProcessState.ExitCode()
	l.ended("desk", code)
	if code == 74 && len(words) == 0 {
		return "" // there was not even room to open it
	}
	if full.IsZero() || code != 128+int(syscall.SIGTERM) {
		return fmt.Sprintf("it never said NOT SAVED in %d words, or ended with %d; it showed\n%s", len(words), code, showed)
	}
	return l.judgeTyped(t, words, full.Add(-busy))
}

// busy is how much longer than a second a busy machine may take to save a draft, or to say that it cannot.
const busy = 4 * time.Second

// typingUntilFull types until the screen says that it cannot be saved; full is when that was.
func (l *lane) typingUntilFull(s *shown, tty io.Writer, seed uint64) (words []word, full time.Time) {
	if !s.wait("No reply yet") {
		return nil, full
	}
	_, _ = io.WriteString(tty, "r")
	if !s.wait("PUBLIC") {
		return nil, full
	}
	for i := range 400 {
		w := fmt.Sprintf("w%d.%d", seed, i)
		_, _ = io.WriteString(tty, w+" ")
		if !s.wait(w) {
			return words, full
		}
		if s.has("NOT SAVED") {
			return words, time.Now()
		}
		words = append(words, word{w, time.Now()})
		if i > 5 && i%2 == 0 {
			s.rest(700 * time.Millisecond)
		}
	}
	return words, full
}
