package ui

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// ourSequence is the only control sequence that a frame may hold: a colour or weight.
var ourSequence = regexp.MustCompile("\x1b\\[[0-9;]*m")

// checkFrame fails where a frame is higher or wider than the screen or holds something that acts.
func checkFrame(t *testing.T, d *driver, w, h int, what string) {
	t.Helper()
	content := d.m.View().Content
	lines := strings.Split(content, "\n")
	if len(lines) > h {
		t.Fatalf("%s: %d lines on a screen of %d", what, len(lines), h)
	}
	for _, l := range lines {
		if n := cell.Width(l); n > w {
			t.Fatalf("%s: a line takes %d of %d columns: %q", what, n, w, l)
		}
	}
	for _, r := range ourSequence.ReplaceAllString(content, "") {
		if r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200b || r == 0x2028 || r >= 0xe0000 && r <= 0xe007f {
			t.Fatalf("%s: %U reached the screen", what, r)
		}
	}
}

// hostileReviews puts every input of the corpus where it belongs.
func hostileReviews(t *testing.T) []review.Review {
	t.Helper()
	f, err := os.Open("testdata/hostile.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []review.Review
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var c struct {
			Field, Input, InputBase64, Before, After string
			Repeat                                   []any
		}
		if err := json.Unmarshal(scan.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		input := c.Input
		if b, err := base64.StdEncoding.DecodeString(c.InputBase64); err == nil && c.InputBase64 != "" {
			input = string(b)
		}
		if len(c.Repeat) == 2 {
			input = c.Before + strings.Repeat(c.Repeat[0].(string), min(3000, int(c.Repeat[1].(float64)))) + c.After
		}
		r := one(100+len(out), 1, time.Duration(len(out)+1)*time.Minute, "Somebody", "Title", "Text", "en")
		x := text(input)
		r.Title, r.Text, r.Consumer.DisplayName, r.ReferenceID, r.ReferralEmail, r.Language, r.Source = x, x, x, x, x, x, x
		r.Tags = review.List[review.Tag]{{Group: x, Value: x}}
		r.Location = &review.Location{Name: x}
		r.CompanyReply = &review.Reply{Text: x, AuthorName: x, CreatedAt: at(0)}
		r.ReportData = &review.ReportData{Reason: x, Source: x, PublicComment: x}
		r.FindReviewer = &review.ReviewerRequest{Requests: review.List[review.Request]{{Status: x, Message: x, Response: &review.ConsumerResponse{Name: x, Message: x}}}}
		out = append(out, r)
	}
	if len(out) < 100 {
		t.Fatalf("the corpus has %d lines", len(out))
	}
	return out
}

func TestNoByteACustomerWroteActsOnAnyScreen(t *testing.T) {
	rs := hostileReviews(t)
	for size, presses := range map[[2]int][]string{{120, 36}: {"", "r", "esc", "t", "esc", "f", "esc", "h", "esc"}, {40, 12}: {"enter", "ctrl+d", "esc"}} {
		d := start(t, size[0], size[1], rs)
		for i := range rs {
			for _, keys := range presses {
				d.press(keys)
				d.wait(readerPause)
				checkFrame(t, d, size[0], size[1], string(rs[i].ID)+" "+keys)
			}
			d.press("j")
		}
	}
}

func TestAReviewOfAMillionLettersIsReadInNoTime(t *testing.T) {
	rs := sample()
	rs[0].Text, rs[0].Title = text(strings.Repeat("長い word ", 2500)), text(strings.Repeat("x", 1_000_000))
	d := start(t, 120, 36, rs)
	began := time.Now()
	d.press("j k")
	d.wait(readerPause)
	checkFrame(t, d, 120, 36, "long")
	if took := time.Since(began); took > busy*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestHostileErrorsAndNoticesAreMadeSafe(t *testing.T) {
	d := start(t, 120, 36, sample(), func(d *driver, o *Options) {
		o.Company, o.Agent, o.Notice = "Ac\x1b[2Jme", "An\u202ena", "note\x07"
	})
	d.press("r")
	checkFrame(t, d, 120, 36, "composer")
}

// FuzzNoKeyPublishesWithoutCtrlS presses keys at random, resizes, and lets time pass.
func FuzzNoKeyPublishesWithoutCtrlS(f *testing.F) {
	for seed := range uint64(6) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		d := start(t, 120, 36, sample(), func(_ *driver, o *Options) { o.Editor = []string{"ed"} })
		d.edited = func(string) error { return nil }
		keys := strings.Fields("j k down up G g ctrl+d ctrl+u ] [ enter esc q 1 2 6 / r f ! s w W y Y u z h : ctrl+k ? o R S , L tab backspace space x a n pgdown ctrl+e é 田")
		w, h := 120, 36
		for range 250 {
			switch rnd.IntN(12) {
			case 0:
				w, h = 1+rnd.IntN(220), 1+rnd.IntN(60)
				d.send(tea.WindowSizeMsg{Width: w, Height: h})
			case 1:
				d.wait(time.Duration(rnd.IntN(40000)) * time.Millisecond)
			case 2:
				d.send(tea.PasteMsg{Content: "pasted\n\x1b[2Jtext"})
			case 3:
				d.send(tea.MouseClickMsg{X: rnd.IntN(w), Y: rnd.IntN(h), Button: tea.MouseLeft})
			case 4:
				d.send(tea.MouseWheelMsg{X: rnd.IntN(w), Y: rnd.IntN(h), Button: tea.MouseWheelDown})
			default:
				d.press(keys[rnd.IntN(len(keys))])
			}
			checkFrame(t, d, w, h, "random keys")
		}
		for _, wrote := range d.srv.writes {
			if strings.HasPrefix(wrote, "reply") || strings.HasPrefix(wrote, "find") {
				t.Fatalf("published without Ctrl+S: %q", wrote)
			}
		}
	})
}

func TestClickSelectsAndWheelScrolls(t *testing.T) {
	d := start(t, 120, 36, many(100), func(_ *driver, o *Options) { o.Mouse = true })
	d.send(tea.MouseClickMsg{X: 10, Y: headRows + 4, Button: tea.MouseLeft})
	if d.m.inbox.cursor != 4 {
		t.Fatalf("cursor %d", d.m.inbox.cursor)
	}
	d.send(tea.MouseWheelMsg{X: 10, Y: 10, Button: tea.MouseWheelDown})
	if d.m.inbox.cursor != 4+wheelStep {
		t.Fatalf("cursor %d", d.m.inbox.cursor)
	}
	if d.m.View().MouseMode == tea.MouseModeNone {
		t.Fatal("the mouse is not asked for")
	}
}

func TestALightTerminalGetsTheLightColours(t *testing.T) {
	d := start(t, 120, 36, sample())
	dark := d.m.View().Content
	d.send(tea.BackgroundColorMsg{Color: white{}})
	if d.m.theme.Dark || d.m.View().Content == dark {
		t.Fatal("the colours stayed dark")
	}
}

type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }

func BenchmarkOneKeyInTheWindow(b *testing.B) { benchmarkKeys(b, "j", "k") }

func BenchmarkOneKeyThatScrolls(b *testing.B) { benchmarkKeys(b, "j", "j") }

func benchmarkKeys(b *testing.B, keys ...string) {
	d := start(b, 200, 50, many(5000))
	presses := []tea.Msg{press(keys[0]), press(keys[1])}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if d.m.inbox.cursor >= 4990 {
			d.m.moveTo(0)
		}
		d.m.Update(presses[i%2])
		_ = d.m.View()
	}
}
