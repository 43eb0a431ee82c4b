//go:build unix

package hostile

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// screen is the real program in a real pty, read by a terminal that knows only tpdesk's own sequences.
type screen struct {
	t   *testing.T
	tty *os.File

	mu      sync.Mutex
	term    *terminal
	changed chan struct{} // closed and renewed whenever the program has written
}

// open starts tpdesk on a terminal of the size.
func (c command) open(w, h int, args ...string) *screen {
	t := c.t.(*testing.T)
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, changed: make(chan struct{}), term: newTerminal(w, h)}
	cmd := exec.Command(self, args...)
	cmd.Env = []string{"TPDESK_AS_MAIN=1", "TERM=xterm-256color", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	for name, value := range c.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if s.tty, err = pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); s.read() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = s.tty.Close()
		<-ended
		_ = cmd.Wait()
		for _, leak := range s.term.leaks {
			t.Errorf("at %d×%d the screen got a sequence that is not tpdesk's: %s", w, h, leak)
		}
	})
	return s
}

func (s *screen) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		_, _ = s.term.Write(buf[:n])
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// look runs a question on the screen as it stands, and gives what tells of the next change.
func (s *screen) look(question func(*terminal) bool) (bool, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return question(s.term), s.changed
}

func (s *screen) typed(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.tty, keys); err != nil {
		s.t.Fatal(err)
	}
}

// pair is a desk on hostile reviews beside one on their twins; both get the same keys.
type pair struct {
	t          *testing.T
	desk, twin *screen
	from       int  // the first column of the reader; 0 where it has the whole screen
	loose      bool // the screens may differ
}

// openPair opens both desks on a terminal of the size.
func openPair(t *testing.T, lines []line, w, h int) *pair {
	t.Helper()
	p := &pair{t: t, desk: serve(t, all(lines, line.inItsField)).open(w, h), twin: serve(t, all(lines, line.deskTwin)).open(w, h)}
	p.desk.term.freshness = len("Kettleworks  ★ 3.0")
	p.until("the list", "", func(s *terminal) bool {
		return strings.Contains(s.String(), fmt.Sprint("newest · ", len(lines))) && strings.Contains(s.row(0), "reviews") && strings.Contains(s.row(1), fmt.Sprint(" All ", len(lines)))
	})
	if w >= 100 {
		p.from = p.crossing()
	}
	return p
}

// crossing is the column right of the line between list and reader.
func (p *pair) crossing() int {
	for x, c := range p.twin.term.cells[5] {
		if c.s == "│" {
			return x + 1
		}
	}
	p.t.Fatalf("no reader beside the list:\n%s", p.twin.term)
	return 0
}

// until waits until both screens show what they should, and are the same but for the cells of the texts.
func (p *pair) until(what, keys string, shows func(*terminal) bool) {
	p.t.Helper()
	p.desk.typed(keys)
	p.twin.typed(keys)
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	for {
		diff := ""
		ok, twinChanged := p.twin.look(shows)
		here, changed := p.desk.look(func(s *terminal) bool {
			if ok && shows(s) {
				diff = p.differs(s)
				return diff == ""
			}
			return false
		})
		if here {
			return
		}
		select {
		case <-changed:
		case <-twinChanged:
		case <-deadline.C:
			p.t.Fatalf("%s after %q: shown beside harmless texts %v, difference: %s\n%s\n--\n%s", what, keys, ok, diff, p.desk.term, p.twin.term)
		}
	}
}

func (p *pair) differs(s *terminal) string {
	p.twin.mu.Lock()
	defer p.twin.mu.Unlock()
	if p.loose {
		return ""
	}
	return s.differs(p.twin.term)
}

// pane is what stands in the reader, or on the whole of a small screen.
func (p *pair) pane(s *terminal) string {
	var b strings.Builder
	for y := 4; y < s.h-2; y++ {
		for _, c := range s.cells[y][p.from:] {
			b.WriteString(c.s)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// in reports whether the reader shows the words.
func (p *pair) in(words string) func(*terminal) bool {
	return func(s *terminal) bool { return shows(p.pane(s), words) }
}

// reading reports whether the reader is shown, where it takes the list's place: the list shows the same words, beside its mark.
func (p *pair) reading(s *terminal) bool {
	for y := 4; y < s.h-2 && p.from == 0; y++ {
		if s.cells[y][0].s == "▌" {
			return false
		}
	}
	return true
}

// readAll reads the review of line i to its end and gives what was seen.
func (p *pair) readAll(l line, i int) string {
	p.t.Helper()
	marker := fmt.Sprintf("Case %03d", i)
	if l.Field == "title" {
		marker = fmt.Sprintf("Writer %03d", i)
	}
	keys := "qj\r" // back to the list, down, to the reader
	if i == 0 {
		keys = "\r"
	}
	p.until(l.ID+" in the reader", keys, func(s *terminal) bool {
		return p.reading(s) && (p.in(marker)(s) || l.Field == "title" && l.Class == "length" && (p.in("xxxxxxxx")(s) || p.in(strings.Repeat(narrow, 8))(s)))
	})
	seen := p.seen()
	for down := 0; !shows(seen, reviewID(i)); down++ {
		if len(l.text(400)) >= 300 && down >= 1 || down > 12 { // the screens of a long text are all the same
			return seen + p.readBack(l, i, seen)
		}
		before := p.seen()
		p.until(l.ID+" further down", "\x04", func(s *terminal) bool { return p.pane(s) != before || p.in(reviewID(i))(s) })
		seen += p.seen()
	}
	return seen
}

// readBack goes to the end of a review and back up until all was seen that must be.
func (p *pair) readBack(l line, i int, begun string) string {
	p.t.Helper()
	p.until(l.ID+" at the end", "G", p.in(reviewID(i)))
	seen := p.seen()
	for up := 0; up < 10 && slices.ContainsFunc(l.MustShow, func(want string) bool { return !shows(begun+seen, (cell.Rules{}).Clean(want)) }); up++ {
		before := p.seen()
		p.until(l.ID+" further up", "\x15", func(s *terminal) bool { return p.pane(s) != before })
		seen = p.seen() + seen
	}
	return seen
}

func (p *pair) seen() string {
	out := ""
	p.desk.look(func(s *terminal) bool { out = p.pane(s); return true })
	return out
}

// TestTheDeskShowsHostileTextsInTheirOwnCellsAlone walks the list and the reader in a pty at two sizes: only tpdesk's own
// sequences arrive, what a customer wrote stays readable, and no other cell differs from a desk of harmless texts as wide.
func TestTheDeskShowsHostileTextsInTheirOwnCellsAlone(t *testing.T) {
	lines := onScreen(corpus(t))
	for _, size := range [][2]int{{120, 36}, {40, 12}} {
		t.Run(fmt.Sprint(size[0], "×", size[1]), func(t *testing.T) {
			t.Parallel()
			p := openPair(t, lines, size[0], size[1])
			for i, l := range lines {
				seen := p.readAll(l, i)
				for _, want := range l.MustShow {
					if want = (cell.Rules{}).Clean(want); !shows(seen, want) {
						t.Errorf("%s: the reader does not show %q: %s", l.ID, want, quoted(seen))
					}
				}
				p.dialogs(l, i)
			}
			p.pages()
		})
	}
}

// onScreen are the lines that are walked in a pty: every one in the whole sweep, else some of each class.
func onScreen(lines []line) []line {
	lines = inReviews(lines)
	if torture() {
		return lines
	}
	var out []line
	count := map[string]int{}
	for _, l := range lines {
		if count[l.Class]++; count[l.Class]%6 == 1 || l.Class == "width" {
			out = append(out, l)
		}
	}
	return out
}

// dialogs opens what is asked of a review from the reader, and leaves it again.
func (p *pair) dialogs(l line, i int) {
	p.t.Helper()
	pages := [][2]string{{"f", "Who wrote this"}, {"h", "History of the"}, {"t", "Tags of the"}, {"!", "Report the"}, {"r", "PUBLIC"}}
	if l.Field == "reply" {
		pages = pages[:4] // the composer leaves out what cannot be typed
	}
	if !torture() {
		pages = pages[i%len(pages):][:1]
	}
	for _, page := range pages {
		p.loose = page[0] == "t" // it offers the tags of other reviews too
		p.until(l.ID+" behind "+page[0], page[0], p.in(page[1]))
		p.loose = false
		p.until(l.ID+" after "+page[0], "\x1b", func(s *terminal) bool { return !p.in(page[1])(s) })
	}
}

// pages opens the pages that are of no single review: help, figures, the commands, the settings, the filter with its offers,
// the sign-in, the export, the invitation, the drafts and what was sent.
func (p *pair) pages() {
	p.t.Helper()
	p.loose = true    // tags are ranked by their names
	last := "s share" // of the list's own keys: under the filter's bar the rows are shown too, and an Esc and a letter are one key
	if p.from == 0 {
		last = "! report"
	}
	list := func(s *terminal) bool {
		return strings.Contains(s.row(s.h-1), last) && strings.Contains(s.String(), aged())
	}
	p.until("the list", "q", list)
	p.until("a draft is begun", "r", func(s *terminal) bool { return strings.Contains(s.String(), "PUBLIC") })
	p.until("the list again", "x\x1b", list)
	for _, page := range [][2]string{
		{"?", "─ "}, {"S", "Figures"}, {":", "─ "}, {",", "Settings in force"}, {"/tag:", "tag:"}, {"\x15/location:", "location:"}, {"\x15/source:", "source:"}, {"L", "Sign in"}, {"i", "Invite"},
		{":export\r", "Export"}, {":drafts\r", "Drafts"}, {":outbox\r", "Outbox"}, {":changed-replies\r", "Changed since your reply"},
	} {
		p.until(page[1], page[0], func(s *terminal) bool { return strings.Contains(s.String(), page[1]) })
		p.until("the list again", "\x1b", list)
	}
}
