//go:build unix

package reliability

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
)

// saved is how long a letter may be on the screen and not on disk (promise 2).
const saved = time.Second

// TestAKillWhileAReplyIsTypedAndSentLosesNothingOlderThanASecond types in the real desk on a pty, sends half of what was
// typed, and ends the desk in every way in which it may end.
func TestAKillWhileAReplyIsTypedAndSentLosesNothingOlderThanASecond(t *testing.T) {
	t.Parallel()
	n := max(4, runs(t, "TPDESK_KILLS", 16)/4)
	deaths := map[string]int{}
	for done := 0; done < n; done += 400 {
		b := newBed(t, mistake{}, 400)
		b.commands(t, firstSeed(t)+uint64(done), min(400, n-done), func(l *lane, seed uint64, _ review.ID) string {
			return l.killedWhileTyping(t, rand.New(rand.NewPCG(seed, 0x74797065)), seed)
		})
		for how, times := range b.deaths {
			deaths[how] += times
		}
		b.shut()
	}
	t.Logf("%d kills, by how far the reply had come: %v", n, deaths)
}

// killedWhileTyping opens the desk, types a reply to the first review that has none, sends it or not, and ends the desk at
// some moment.
func (l *lane) killedWhileTyping(t *testing.T, r *rand.Rand, seed uint64) string {
	l.proxy.Begin(faultproxy.Plan{})
	cmd := l.command("--replied", "no")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 36, Cols: 120})
	check(t, err)
	s := &shown{term: vt10x.New(vt10x.WithSize(120, 36)), changed: make(chan struct{}), gone: make(chan struct{})}
	go s.read(tty)
	words := l.typing(r, s, tty, seed)
	sent := len(words) > 0 && r.IntN(2) == 0
	if sent {
		l.proxy.Begin(faultproxy.NewPlan(seed, 4, 0.3, 20*time.Millisecond, faultproxy.Delay, faultproxy.Slow, faultproxy.Hang, faultproxy.FIN))
		_, _ = io.WriteString(tty, ctrlS)
		l.await(r)
	}
	how := []syscall.Signal{syscall.SIGKILL, syscall.SIGKILL, syscall.SIGTERM, syscall.SIGHUP}[r.IntN(4)]
	ended := time.Now()
	check(t, cmd.Process.Signal(how))
	_ = cmd.Wait()
	_ = tty.Close()
	<-s.gone
	if code := cmd.ProcessState.ExitCode(); how != syscall.SIGKILL && code != 128+int(how) && (!sent || code != 8) {
		return fmt.Sprintf("%s ended it with %d", how, code)
	}
	l.proxy.End()
	if sent {
		return l.judgeSent(t, words, ended)
	}
	return l.judgeTyped(t, words, ended)
}

const ctrlS = "\x13" // sends what was typed

// judgeSent is the next start after a reply was typed and sent: it is public once and known to be, or a draft.
func (l *lane) judgeSent(t *testing.T, words []word, ended time.Time) string {
	id, public := l.publicWith(t, words[0].text+" ")
	d, w := l.open(t)
	l.met(w, id)
	_, err := d.Recover(context.Background())
	if err == nil {
		_, err = d.Settle(context.Background())
	}
	if err != nil {
		return "the next start: " + err.Error()
	}
	ins, err := w.Intents(context.Background())
	check(t, errors.Join(err, w.Close()))
	if public == 0 {
		for _, in := range ins {
			if in.State == review.Published && strings.Contains(in.Text, words[0].text+" ") {
				return "the outbox has it as published, and it is not"
			}
		}
		return l.judgeTyped(t, words, ended)
	}
	return judgeDeath(id, public, true, ins)
}

// publicWith finds the review to which a text with this word was committed, and how often.
func (l *lane) publicWith(t *testing.T, word string) (id review.ID, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.committed(t, "")
	for of, commits := range l.commits {
		for _, c := range commits {
			if strings.Contains(c.Message+" ", word) {
				id, n = of, n+1
			}
		}
	}
	return id, n
}

// word is a piece of the text, and when the screen showed it.
type word struct {
	text string
	at   time.Time
}

// typing types word after word, each when the one before is shown, for some time.
func (l *lane) typing(r *rand.Rand, s *shown, tty io.Writer, seed uint64) (words []word) {
	if !s.wait("No reply yet") {
		return nil
	}
	_, _ = io.WriteString(tty, "r")
	if !s.wait("PUBLIC") {
		return nil
	}
	until := time.Now().Add(time.Duration(400+r.IntN(2000)) * time.Millisecond)
	for i := 0; time.Now().Before(until); i++ {
		w := fmt.Sprintf("w%d.%d", seed, i)
		_, _ = io.WriteString(tty, w+" ")
		if !s.wait(w) {
			return words
		}
		words = append(words, word{w, time.Now()})
	}
	return words
}

// judgeTyped wants every word on disk that was shown for a second, in order; then it clears the place.
func (l *lane) judgeTyped(t *testing.T, words []word, ended time.Time) string {
	if len(words) == 0 {
		return "the desk took no letter"
	}
	_, w := l.open(t)
	defer w.Close()
	drafts, err := w.Drafts(context.Background())
	check(t, err)
	all := ""
	for _, d := range drafts {
		all += d.Text + "\n"
		check(t, w.DiscardDraft(context.Background(), d.ReviewID, d.Kind))
	}
	var due []string
	for _, word := range words {
		if ended.Sub(word.at) > saved {
			due = append(due, word.text)
		}
	}
	if want := strings.Join(due, " "); !strings.Contains(all, want) {
		return fmt.Sprintf("LOST: the drafts are %q, and %q was shown for a second", all, want)
	}
	return ""
}

// shown is a terminal as a person reads it.
type shown struct {
	mu      sync.Mutex
	term    vt10x.Terminal
	changed chan struct{} // closed and renewed whenever the program has written
	gone    chan struct{}
}

func (s *shown) read(tty *os.File) {
	defer close(s.gone)
	buf := make([]byte, 32<<10)
	for {
		n, err := tty.Read(buf)
		s.mu.Lock()
		_, _ = s.term.Write(buf[:n])
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			return
		}
		if strings.Contains(string(buf[:n]), "\x1b]11;?") {
			_, _ = io.WriteString(tty, "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\")
		}
	}
}

// wait waits until the screen shows a text; it reports false when the program ends before, or takes too long.
func (s *shown) wait(text string) bool {
	limit := time.After(time.Minute)
	for {
		s.mu.Lock()
		screen, changed := s.term.String(), s.changed
		s.mu.Unlock()
		if strings.Contains(screen, text) {
			return true
		}
		select {
		case <-changed:
		case <-s.gone:
			return false
		case <-limit:
			return false
		}
	}
}

// has reports whether the screen shows a text now.
func (s *shown) has(text string) bool { return strings.Contains(s.screen(), text) }

// screen is what the screen shows now.
func (s *shown) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term.String()
}

// rest lets a person think for so long, or until the program has ended.
func (s *shown) rest(d time.Duration) {
	select {
	case <-time.After(d):
	case <-s.gone:
	}
}
