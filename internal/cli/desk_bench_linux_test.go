package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/store"
)

// benchKey is the key of the copies that the benchmarks of internal/store make.
const benchKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

// benchProgram is tpdesk as it is released, on a copy of many reviews whose key is in a keyring.
type benchProgram struct {
	b    *testing.B
	path string
	env  []string
	word []string // some words that the copy's reviews have: common ones, and Japanese where there are any
}

// newBenchProgram takes the copy that internal/store's benchmarks keep in TPDESK_BENCH_DIR, or makes one.
func newBenchProgram(b *testing.B) *benchProgram {
	b.Helper()
	bus, end, err := newBus()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(end)
	b.Setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
	info := sandbox.Info{APIURL: "http://127.0.0.1:1/v1", ClientToken: "none", BusinessUnitID: "61e0a7c45d3b2f0001c9d8e7"}
	dir, env := benchSeat(b, info)
	place := filepath.Join(dir, "state", "profiles", "default@127.0.0.1_1")
	if err := os.MkdirAll(place, 0o700); err != nil {
		b.Fatal(err)
	}
	vault, err := auth.Open("keyring", auth.Options{Env: os.LookupEnv})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := (auth.Account{Profile: "default", APIURL: info.APIURL, Vault: vault, Folder: place}).StoreKey(b.Context()); err != nil {
		b.Fatal(err)
	}
	bus.change(func(string) string { return benchKey })
	p := &benchProgram{b: b, path: filepath.Join(dir, "tpdesk"), env: append(env, "TPDESK_STORE=keyring", "TERM=xterm-256color", "DBUS_SESSION_BUS_ADDRESS="+bus.address)}
	b.Setenv("CGO_ENABLED", "0")
	if out, err := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", p.path, "../../cmd/tpdesk").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	p.copyIn(place, benchReviews(b))
	return p
}

func (p *benchProgram) copyIn(place string, n int) {
	p.b.Helper()
	kept := filepath.Join(os.Getenv("TPDESK_BENCH_DIR"), strconv.Itoa(n), "reviews.db")
	if _, err := os.Stat(kept); os.Getenv("TPDESK_BENCH_DIR") == "" || err != nil {
		fillCopy(p.b, place, benchKey, n)
	} else if err := os.Symlink(kept, filepath.Join(place, "reviews.db")); err != nil {
		p.b.Fatal(err)
	}
	c, err := store.OpenCopy(p.b.Context(), place, benchKey, nil)
	if err != nil {
		p.b.Fatal(err)
	}
	defer c.Close()
	rs, _, err := c.Page(p.b.Context(), review.Filter{}, review.Review{}, 500)
	if err != nil {
		p.b.Fatal(err)
	}
	p.word = commonest(rs)
}

// commonest are the words that most of the reviews have, and some pairs of Japanese characters.
func commonest(rs []review.Review) (out []string) {
	count := map[string]int{}
	for _, r := range rs {
		seen := map[string]bool{}
		for _, w := range strings.FieldsFunc(r.Text.Raw(), func(c rune) bool { return !unicode.IsLetter(c) }) {
			if runes := []rune(w); unicode.Is(unicode.Han, runes[0]) {
				w = string(runes[:min(2, len(runes))])
			}
			if !seen[w] {
				seen[w], count[w] = true, count[w]+1
			}
		}
	}
	for w := range count {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b string) int { return count[b] - count[a] })
	var japanese []string
	for _, w := range out {
		if unicode.Is(unicode.Han, []rune(w)[0]) && len(japanese) < 5 {
			japanese = append(japanese, w)
		}
	}
	return append(out[:min(15, len(out))], japanese...)
}

// BenchmarkDesk measures the whole program: with TPDESK_BENCH_DIR and TPDESK_BENCH_REVIEWS on the copies that internal/store's
// benchmarks left there.
func BenchmarkDesk(b *testing.B) {
	p := newBenchProgram(b)
	b.Run("first-frame", p.firstFrame)
	b.Run("list-search", p.listSearch)
	b.Run("keys", p.keys)
	b.Run("idle", p.idle)
}

// listSearch runs tpdesk list --search WORD --limit 50 --json, one word after the other.
func (p *benchProgram) listSearch(b *testing.B) {
	var wall, cpu []time.Duration
	for b.Loop() {
		cmd := exec.Command(p.path, "list", "--cached", "--quiet", "--search", p.word[len(wall)%len(p.word)], "--limit", "50", "--json")
		cmd.Env = p.env
		began := time.Now()
		out, err := cmd.Output()
		if err != nil || !bytes.Contains(out, []byte(`"stars"`)) {
			b.Fatalf("%v: %v: %.300s", cmd.Args, err, out)
		}
		wall, cpu = append(wall, time.Since(began)), append(cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	}
	percentiles(b, wall, "ms")
	percentiles(b, cpu, "cpu-ms")
}

func percentiles(b *testing.B, took []time.Duration, unit string) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, unit+"-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, unit+"-p99")
	b.ReportMetric(0, "ns/op")
}

// benchScreen is the program on a terminal of 200×50.
type benchScreen struct {
	b   *testing.B
	cmd *exec.Cmd
	tty *os.File

	mu      sync.Mutex
	all     []byte
	changed chan struct{}
}

func (p *benchProgram) open(b *testing.B) *benchScreen {
	b.Helper()
	s := &benchScreen{b: b, cmd: exec.Command(p.path), changed: make(chan struct{})}
	s.cmd.Env = p.env
	var err error
	if s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Cols: 200, Rows: 50}); err != nil {
		b.Fatal(err)
	}
	go s.read()
	return s
}

func (s *benchScreen) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		s.all = append(s.all, buf[:n]...)
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// shows waits until the program has written what is asked for.
func (s *benchScreen) shows(what string) {
	s.b.Helper()
	limit := time.After(20 * time.Second)
	for {
		s.mu.Lock()
		done, changed := bytes.Contains(s.all, []byte(what)), s.changed
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-limit:
			s.b.Fatalf("%q was never written", what)
		}
	}
}

func (s *benchScreen) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}

// pause lets the program work, or rest.
func (s *benchScreen) pause(d time.Duration) { <-time.After(d) }

// cpu is what the program has used, by its own clock.
func (s *benchScreen) cpu() time.Duration {
	var at unix.Timespec
	if err := unix.ClockGettime(int32(^s.cmd.Process.Pid<<3|2), &at); err != nil {
		s.b.Fatal(err)
	}
	return time.Duration(at.Nano())
}

// status is a line of the kernel's /proc/PID/status, in MiB.
func (s *benchScreen) status(name string) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	_, rest, _ := strings.Cut(string(text), name+":")
	kib, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return float64(kib) / 1024
}

func (s *benchScreen) end() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.tty.Close()
}

// firstRow is what the first frame with reviews has: the mark of the selected one.
const firstRow = "▌"

// firstFrame is from the start of the process to the first frame with reviews.
func (p *benchProgram) firstFrame(b *testing.B) {
	var wall, cpu []time.Duration
	for b.Loop() {
		began := time.Now()
		s := p.open(b)
		s.shows(firstRow)
		wall, cpu = append(wall, time.Since(began)), append(cpu, s.cpu())
		s.end()
	}
	percentiles(b, wall, "ms")
	percentiles(b, cpu, "cpu-ms")
}

// keys presses j, 30 ms apart: in the window, and on until the list scrolls; then the end, a filter and the start, and tells
// what memory the program holds.
func (p *benchProgram) keys(b *testing.B) {
	s := p.open(b)
	defer s.end()
	s.shows(firstRow)
	s.pause(time.Second)
	press := func(keys string, n int) (bytes, ms float64) {
		from, used := s.written(), s.cpu()
		for range n {
			_, _ = s.tty.WriteString(keys)
			s.pause(30 * time.Millisecond)
		}
		return float64(s.written()-from) / float64(n), float64((s.cpu() - used).Microseconds()) / 1000 / float64(n)
	}
	for b.Loop() {
		inside, _ := press("j", 40)
		press("k", 40)
		scrolling, ms := press("j", 200)
		press("G", 1)
		s.pause(300 * time.Millisecond)
		press("k", 100)
		for _, w := range p.word[:5] {
			press("/", 1)
			for _, c := range w {
				press(string(c), 1)
			}
			press("\x15\r", 1)
		}
		press("g", 2)
		b.ReportMetric(inside, "B/key-inside")
		b.ReportMetric(scrolling, "B/key-scrolling")
		b.ReportMetric(ms, "cpu-ms/key")
	}
	s.pause(time.Second)
	b.ReportMetric(s.status("VmRSS"), "MiB-resident")
	b.ReportMetric(s.status("VmHWM"), "MiB-peak")
	b.ReportMetric(0, "ns/op")
}

// idle is what the program does when nobody does anything.
func (p *benchProgram) idle(b *testing.B) {
	s := p.open(b)
	defer s.end()
	s.shows(firstRow)
	s.pause(3 * time.Second)
	for b.Loop() {
		from, used := s.written(), s.cpu()
		s.pause(5 * time.Second)
		b.ReportMetric(float64(s.written()-from)/5, "B/s")
		b.ReportMetric(float64((s.cpu()-used).Microseconds())/5000, "cpu-ms/s")
	}
	b.ReportMetric(s.status("VmRSS"), "MiB-resident")
	b.ReportMetric(0, "ns/op")
}
