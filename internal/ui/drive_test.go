package ui

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// driver runs the app without a terminal: every command to rest, timers by a clock that stands still until it is moved.
type driver struct {
	t       testing.TB
	m       *app
	mem     *memory
	srv     *server
	clock   time.Time
	timers  []timer
	queue   []tea.Msg
	held    []tea.Cmd // commands that are kept back while hold is true
	hold    bool
	holdAt  func(tea.Msg) bool // a message whose commands are kept back, and all that follow
	clipped string
	opened  []string
	edited  func(path string) error
	quit    bool
}

type timer struct {
	at  time.Time
	msg tea.Msg
}

// timerMsg is how a timer reaches the driver.
type timerMsg struct {
	d   time.Duration
	msg tea.Msg
}

// start opens a desk on the reviews, drawn at w×h, everything at rest.
func start(t testing.TB, w, h int, rs []review.Review, change ...func(*driver, *Options)) *driver {
	t.Helper()
	d := &driver{t: t, clock: testNow()}
	d.mem, d.srv = newMemory(d.now, rs...), newServer(d.now, rs...)
	d.mem.mark = review.SyncMark{Complete: testNow().Add(-2 * time.Minute)}
	o := Options{Desk: &desk.Desk{API: d.srv, Copy: d.mem, Work: d.mem, Now: d.now, Wait: d.skip}, Views: desk.DefaultViews(), Company: "Acme Outdoor", Agent: "Anna",
		Unit: d.srv.Unit, Calls: func() (int, int) { return 61, 548 }, UndoWait: 30 * time.Second, Now: d.now,
		Open:        func(_ context.Context, url string) error { d.opened = append(d.opened, url); return nil },
		ReviewURL:   func(id review.ID) string { return "https://www.trustpilot.com/reviews/" + string(id) },
		WebAppURL:   func(id review.ID) string { return "https://businessapp.b2b.trustpilot.com/reviews/" + string(id) },
		ReviewerURL: func(id string) string { return "https://www.trustpilot.com/users/" + id },
		ShareURL:    shareURL}
	for _, c := range change {
		c(d, &o)
	}
	d.open(o, w, h)
	return d
}

func shareURL(network string, id review.ID) (string, error) {
	if network == "google-plus" {
		return "", review.ErrInvalid
	}
	return "https://" + network + ".example/share?u=" + string(id), nil
}

func (d *driver) now() time.Time { return d.clock }

// skip lets the desk's own waits pass at once.
func (d *driver) skip(context.Context, time.Duration) error { return nil }

func (d *driver) open(o Options, w, h int) {
	d.t.Helper()
	o, err := o.withDefaults()
	if err != nil {
		d.t.Fatal(err)
	}
	e := &env{Options: o, ctx: d.t.Context()}
	e.tools = tools{
		after: func(wait time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return timerMsg{wait, msg} } },
		clip:  func(s string) tea.Cmd { return func() tea.Msg { d.clipped = s; return nil } },
		send:  func(msg tea.Msg) { d.queue = append(d.queue, msg) },
		edit: func(path string, done func(error) tea.Msg) tea.Cmd {
			return func() tea.Msg { return done(d.edited(path)) }
		},
	}
	if d.m, err = newApp(e); err != nil {
		d.t.Fatal(err)
	}
	d.run(d.m.Init())
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	d.wait(firstFrame)
}

// send gives the app a message and runs all that follows from it.
func (d *driver) send(msg tea.Msg) {
	d.hold = d.hold || d.holdAt != nil && d.holdAt(msg)
	_, cmd := d.m.Update(msg)
	d.run(cmd)
	for len(d.queue) > 0 {
		next := d.queue[0]
		d.queue = d.queue[1:]
		d.send(next)
	}
}

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if d.hold {
		d.held = append(d.held, cmd)
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		d.quit = true
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case timerMsg:
		d.timers = append(d.timers, timer{d.clock.Add(msg.d), msg.msg})
	default:
		if reflect.TypeOf(msg).PkgPath() == "charm.land/bubbletea/v2" {
			return // asks the terminal something
		}
		d.send(msg)
	}
}

// release runs what was held back.
func (d *driver) release() {
	d.hold = false
	held := d.held
	d.held = nil
	for _, c := range held {
		d.run(c)
	}
}

// wait moves the clock; timers go off at their time.
func (d *driver) wait(for_ time.Duration) {
	end := d.clock.Add(for_)
	for {
		next := -1
		for i, t := range d.timers {
			if !t.at.After(end) && (next < 0 || t.at.Before(d.timers[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		t := d.timers[next]
		d.timers = append(d.timers[:next], d.timers[next+1:]...)
		d.clock = t.at
		d.send(t.msg)
	}
	d.clock = end
}

// press types keys by name, parted by blanks; "'text" types text.
func (d *driver) press(keys string) {
	for _, k := range strings.Fields(keys) {
		d.send(press(k))
	}
}

// type_ types text letter by letter.
func (d *driver) type_(s string) {
	for _, r := range s {
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func press(name string) tea.KeyPressMsg {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "backspace": tea.KeyBackspace,
		"home": tea.KeyHome, "end": tea.KeyEnd, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "left": tea.KeyLeft, "right": tea.KeyRight}
	if c, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// frame is the screen as plain text.
func (d *driver) frame() string {
	lines := strings.Split(ansi.Strip(d.m.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// wants fails unless the screen shows each text.
func (d *driver) wants(texts ...string) {
	d.t.Helper()
	frame := d.frame()
	for _, s := range texts {
		if !strings.Contains(frame, s) {
			d.t.Fatalf("the screen does not show %q:\n%s", s, frame)
		}
	}
}

// lacks fails if the screen shows one of the texts.
func (d *driver) lacks(texts ...string) {
	d.t.Helper()
	frame := d.frame()
	for _, s := range texts {
		if strings.Contains(frame, s) {
			d.t.Fatalf("the screen shows %q:\n%s", s, frame)
		}
	}
}

// wrote fails unless these alone were written to the server, in this order.
func (d *driver) wrote(acts ...string) {
	d.t.Helper()
	if !slices.Equal(d.srv.writes, acts) {
		d.t.Fatalf("written: %q, want %q", d.srv.writes, acts)
	}
}

// golden compares the screen with a file of testdata.
func (d *driver) golden(name string) {
	d.t.Helper()
	path := filepath.Join("testdata", name+".txt")
	got := d.frame()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	if got != string(want) {
		d.t.Errorf("%s is not as it was:\n%s", name, differing(got, string(want)))
	}
}

// differing are the lines that differ.
func differing(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	out := ""
	for i := range max(len(g), len(w)) {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			out += fmt.Sprintf("line %d\n  got  %s\n  want %s\n", i+1, a, b)
		}
	}
	return out
}

// selected is the ID under the cursor.
func (d *driver) selected() review.ID { return d.m.inbox.sel }
