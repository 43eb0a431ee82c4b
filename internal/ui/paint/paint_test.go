package paint

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// glass is a terminal that knows what the painter sends, and nothing else.
type glass struct {
	t     testing.TB
	rules cell.Rules
	w, h  int
	spots [][]spot
	x, y  int
	style string
}

func newGlass(t testing.TB, w, h int) *glass {
	g := &glass{t: t, w: w, h: h}
	for range h {
		g.spots = append(g.spots, slices.Repeat([]spot{{text: "?"}}, w))
	}
	return g
}

func (g *glass) take(s string) {
	for s != "" {
		if s[0] == 0x1b {
			end := 2
			for s[end] < '@' {
				end++
			}
			g.act(s[2:end], s[end])
			s = s[end+1:]
			continue
		}
		text, n := g.rules.Next(s)
		g.put(text, n)
		s = s[len(text):]
	}
}

func (g *glass) act(numbers string, final byte) {
	row, col, _ := strings.Cut(numbers, ";")
	first, _ := strconv.Atoi(row)
	second, _ := strconv.Atoi(col)
	switch final {
	case 'H':
		g.y, g.x = max(first, 1)-1, max(second, 1)-1
	case 'G':
		g.x = first - 1
	case 'K':
		for x := g.x; x < g.w; x++ {
			g.clear(x)
		}
	case 'J':
		for y := range g.spots {
			g.spots[y] = slices.Repeat([]spot{blank}, g.w)
		}
	case 'm':
		if g.style += "\x1b[" + numbers + "m"; numbers == "" {
			g.style = ""
		}
	default:
		g.t.Fatalf("CSI %s %c was sent", numbers, final)
	}
}

// put writes a cluster; what it covers half of is blanked, as terminals do.
func (g *glass) put(text string, n int) {
	if g.y >= g.h || g.x+n > g.w || n < 1 {
		g.t.Fatalf("%q is written in line %d, column %d of %dx%d", text, g.y, g.x, g.w, g.h)
	}
	for i := range n {
		g.clear(g.x + i)
	}
	g.spots[g.y][g.x] = spot{g.style, text}
	for i := 1; i < n; i++ {
		g.spots[g.y][g.x+i] = spot{style: g.style}
	}
	g.x += n
}

func (g *glass) clear(x int) {
	line := g.spots[g.y]
	head, end := x, x+1
	for head > 0 && line[head].text == "" {
		head--
	}
	for end < g.w && line[end].text == "" {
		end++
	}
	for i := head; i < end; i++ {
		line[i] = blank
	}
}

// wants fails unless the glass shows the frame.
func (g *glass) wants(s *Screen, frame, sent string) {
	g.t.Helper()
	lines := strings.Split(frame, "\n")
	for y := range g.h {
		line := ""
		if y < len(lines) {
			line = lines[y]
		}
		if want := s.spots(nil, line); !slices.Equal(g.spots[y], want) {
			g.t.Fatalf("line %d of %q after %q is\n%q\nnot\n%q", y, frame, sent, g.spots[y], want)
		}
	}
}

func pieces() []string {
	return []string{"a", "b", " ", "   ", "word ", "★", "é", "日", "本語", "한", "👍", "▌", "…", "\x1b[1m", "\x1b[38;5;79m", "\x1b[m", "\n", "\n\n", "e\u0301"}
}

// TestTheTerminalShowsEachFrameWhateverStoodThere paints made-up frames one after the other, and looks at the glass.
func TestTheTerminalShowsEachFrameWhateverStoodThere(t *testing.T) {
	for seed := range uint64(300) {
		m := rand.New(rand.NewPCG(seed, 1))
		w, h := 1+m.IntN(30), 1+m.IntN(5)
		s, g := &Screen{}, newGlass(t, w, h)
		s.Size(w, h)
		frame := ""
		for range 20 {
			frame = changed(m, frame)
			sent := string(s.Frame(nil, frame))
			g.take(sent)
			g.wants(s, frame, sent)
			if again := s.Frame(nil, frame); len(again) > 0 {
				t.Fatalf("seed %d: the same frame again sends %q", seed, again)
			}
		}
	}
}

// changed is a frame with a stretch of it replaced.
func changed(m *rand.Rand, frame string) string {
	runes := []rune(frame)
	if i := strings.LastIndexByte(frame, 0x1b); i >= 0 && m.IntN(2) == 0 {
		runes = []rune(frame[:i])
	}
	from := m.IntN(len(runes) + 1)
	for from > 0 && strings.ContainsRune("\x1b[0123456789;m", runes[from-1]) {
		from--
	}
	var b strings.Builder
	b.WriteString(string(runes[:from]))
	for range m.IntN(20) {
		b.WriteString(pieces()[m.IntN(len(pieces()))])
	}
	return b.String()
}

func FuzzFrames(f *testing.F) {
	f.Add("a\x1b[1mb\x1b[m日本\nx", "a日\x1b[38;5;79m本\n\ny", 7)
	f.Add("한★", "★한", 3)
	f.Fuzz(func(t *testing.T, first, second string, w int) {
		if w < 1 || w > 60 {
			return
		}
		s, g := &Screen{}, newGlass(t, w, 3)
		s.Size(w, 3)
		for _, frame := range []string{clean(first), clean(second)} {
			sent := string(s.Frame(nil, frame))
			g.take(sent)
			g.wants(s, frame, sent)
		}
	})
}

// clean is text as frames hold it: cleaned, with none of the styles, which the other test has.
func clean(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = strings.Map(func(r rune) rune {
			if r < ' ' || r >= 0x7f && r < 0xa0 {
				return '.'
			}
			return r
		}, l)
		lines[i] = cell.Rules{}.Clean(l)
	}
	return strings.Join(lines, "\n")
}

func TestAKeyInsideTheWindowCostsLessThanFiftyBytes(t *testing.T) {
	s := &Screen{}
	s.Size(20, 4)
	row := "\x1b[38;5;203m★★☆☆☆\x1b[m Ann Lee"
	mark := "\x1b[38;5;79;1m▌\x1b[m"
	s.Frame(nil, " "+row+"\n"+mark+row+"\n "+row+"\nkeys")
	if sent := s.Frame(nil, " "+row+"\n "+row+"\n"+mark+row+"\nkeys"); len(sent) > 34 {
		t.Errorf("%d bytes: %q", len(sent), sent)
	}
}

func TestAfterASizeOrAStrangersOutputEverythingIsSentAgain(t *testing.T) {
	s := &Screen{}
	s.Size(10, 2)
	first := string(s.Frame(nil, "one\ntwo"))
	s.Forget()
	if again := string(s.Frame(nil, "one\ntwo")); again != first {
		t.Errorf("%q is not %q", again, first)
	}
	s.Size(12, 2)
	if again := string(s.Frame(nil, "one\ntwo")); again != first {
		t.Errorf("%q is not %q", again, first)
	}
}

func TestAStyleIsTurnedDownToWhatTheTerminalHas(t *testing.T) {
	s := &Screen{Style: func(string) string { return "" }}
	s.Size(10, 1)
	if sent := string(s.Frame(nil, "\x1b[38;5;79mgreen\x1b[m")); strings.Contains(sent, "38;5") {
		t.Errorf("%q", sent)
	}
}
