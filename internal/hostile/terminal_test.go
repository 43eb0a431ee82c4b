package hostile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// terminal knows the sequences that tpdesk sends, and no other: what it does not know is a leak. It counts columns as the
// C library does, rune by rune, or by clusters.
type terminal struct {
	w, h      int
	cells     [][]place
	x, y      int
	last      bool // the last column was written: the next character wraps
	top, end  int  // scroll region
	pen       pen
	prior     string // the character that REP repeats
	clusters  bool
	rest      []byte // an unfinished sequence or character
	leaks     []string
	freshness int // from this column on the first row tells of calls and clocks; 0 for nowhere
	requested []string
}

// place is one cell: what stands in it, how wide, and how it is drawn. The second half of a wide character is empty.
type place struct {
	s   string
	w   int
	pen pen
}

// pen is how characters are drawn.
type pen struct {
	fg, bg string
	attr   [10]bool
}

func newTerminal(w, h int) *terminal {
	t := &terminal{w: w, h: h, end: h}
	for range h {
		t.cells = append(t.cells, t.blankRow())
	}
	return t
}

func (t *terminal) blankRow() []place {
	row := make([]place, t.w)
	for i := range row {
		row[i] = place{s: " ", w: 1}
	}
	return row
}

func (t *terminal) leak(format string, args ...any) {
	if len(t.leaks) < 20 {
		t.leaks = append(t.leaks, fmt.Sprintf(format, args...))
	}
}

// Write takes what the program sent.
func (t *terminal) Write(b []byte) (int, error) {
	n := len(b)
	b = append(t.rest, b...)
	t.rest = nil
	for len(b) > 0 {
		used := t.step(b)
		if used == 0 {
			t.rest = slices.Clone(b)
			break
		}
		b = b[used:]
	}
	return n, nil
}

// step takes one character or sequence and says how many bytes it had; 0 when it is not whole yet.
func (t *terminal) step(b []byte) int {
	switch c := b[0]; {
	case c == 0x1b:
		return t.escape(b)
	case c < ' ' || c == 0x7f:
		t.control(c)
		return 1
	}
	if !utf8.FullRune(b) {
		return 0
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 {
		t.leak("byte %#x", b[0])
		return 1
	}
	if t.clusters {
		if c, _ := ansi.FirstGraphemeCluster(string(b[:min(len(b), 200)]), ansi.GraphemeWidth); len(c) > n {
			t.put(c, min(2, ansi.StringWidth(c)))
			return len(c)
		}
	}
	t.put(string(r), t.width(r))
	return n
}

func (t *terminal) width(r rune) int {
	for _, name := range []string{"C1", "BIDI", "ZW", "TAG", "VSS", "LSPS", "ANNOT"} {
		if classes()[name](r) {
			t.leak("%U", r)
		}
	}
	return ansi.StringWidthWc(string(r))
}

func (t *terminal) control(c byte) {
	switch c {
	case '\r':
		t.x, t.last = 0, false
	case '\n':
		t.feed()
	case '\b':
		t.x, t.last = max(0, t.x-1), false
	case '\t':
		t.x = min(t.w-1, t.x/8*8+8)
	default:
		t.leak("control %#x", c)
	}
}

// feed moves down a line; in raw mode the column stays.
func (t *terminal) feed() {
	t.last = false
	if t.y == t.end-1 {
		t.scroll(1)
	} else if t.y < t.h-1 {
		t.y++
	}
}

// scroll moves the region up by n lines, down when n is negative.
func (t *terminal) scroll(n int) {
	region := t.cells[t.top:t.end]
	for ; n > 0; n-- {
		copy(region, region[1:])
		region[len(region)-1] = t.blankRow()
	}
	for ; n < 0; n++ {
		copy(region[1:], region)
		region[0] = t.blankRow()
	}
}

// put writes a character; one without width joins the one before it.
func (t *terminal) put(s string, w int) {
	if w == 0 {
		x := t.x - 1
		if t.last {
			x = t.x
		}
		for x > 0 && t.cells[t.y][x].w == 0 {
			x--
		}
		if x >= 0 {
			t.cells[t.y][x].s += s
		}
		return
	}
	if t.last || t.x+w > t.w {
		t.x = 0
		t.feed()
	}
	t.prior = s
	t.clear(t.x, w)
	t.cells[t.y][t.x] = place{s, w, t.pen}
	if w == 2 {
		t.cells[t.y][t.x+1] = place{"", 0, t.pen}
	}
	t.x, t.last = t.x+w, t.x+w == t.w
	if t.last {
		t.x = t.w - 1
	}
}

// clear blanks n cells from x, and the other halves of wide characters that it cuts.
func (t *terminal) clear(x, n int) {
	row := t.cells[t.y]
	if x > 0 && x < t.w && row[x].w == 0 {
		row[x-1] = place{s: " ", w: 1}
	}
	end := min(t.w, x+n)
	if end < t.w && row[end].w == 0 {
		row[end] = place{s: " ", w: 1}
	}
	for i := max(0, x); i < end; i++ {
		row[i] = place{s: " ", w: 1}
	}
}

// escape takes a sequence that begins with ESC.
func (t *terminal) escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '[':
		for i := 2; i < len(b); i++ {
			if b[i] >= '@' && b[i] <= '~' {
				t.csi(string(b[2:i]), b[i])
				return i + 1
			}
			if b[i] < ' ' || i > 60 {
				t.leak("CSI %q", b[:i])
				return i
			}
		}
		return 0
	case ']':
		return t.osc(b)
	case 'M':
		t.y = max(0, t.y-1)
		return 2
	case '7', '8', '=', '>':
		return 2
	}
	t.leak("ESC %q", b[:min(len(b), 12)])
	return 2
}

// osc takes an operating system command: the question for a colour, and no other.
func (t *terminal) osc(b []byte) int {
	for i := 2; i < len(b); i++ {
		if b[i] != 7 && b[i] != 0x1b {
			continue
		}
		n := i + 1
		if b[i] == 0x1b {
			n++
		}
		switch s := string(b[2:i]); s {
		case "10;?", "11;?", "12;?", "110", "111", "112":
			t.requested = append(t.requested, s)
		default:
			t.leak("OSC %q", s)
		}
		return n
	}
	if len(b) > 4096 {
		t.leak("OSC %q", b[:40])
		return len(b)
	}
	return 0
}

// modes are those that the desk switches: wheel and pointer, cursor, alternate screen, paste, synchronised output,
// clusters, focus, wrap.
var modes = []string{"25", "1049", "2004", "2026", "2027", "1000", "1002", "1003", "1006", "1004", "7", "2048", "2031", "1"}

func (t *terminal) csi(p string, final byte) {
	switch {
	case strings.HasPrefix(p, "?") && (final == 'h' || final == 'l'):
		for m := range strings.SplitSeq(p[1:], ";") {
			if !slices.Contains(modes, m) {
				t.leak("mode %s", m)
			}
		}
		if strings.Contains(p, "1049") {
			t.wipe()
		}
		return
	case strings.HasPrefix(p, "?") && strings.HasSuffix(p, "$") && final == 'p', p == "?" && final == 'u', p == "" && final == 'c', p == "?5" && final == 'W',
		strings.HasPrefix(p, ">") && (final == 'u' || final == 'm'), strings.HasPrefix(p, "<") && final == 'u', strings.HasPrefix(p, "=") && final == 'u', strings.HasSuffix(p, " ") && final == 'q':
		return
	}
	if strings.Trim(p, "0123456789;:") != "" {
		t.leak("CSI %q %c", p, final)
		return
	}
	t.move(p, final)
}

func (t *terminal) wipe() {
	for i := range t.cells {
		t.cells[i] = t.blankRow()
	}
}

// arg is parameter i, or what it is when it is left out.
func arg(p string, i, otherwise int) int {
	parts := strings.Split(p, ";")
	if i < len(parts) {
		if n, err := strconv.Atoi(parts[i]); err == nil && n > 0 {
			return n
		}
	}
	return otherwise
}

func (t *terminal) move(p string, final byte) {
	n := min(1000, arg(p, 0, 1)) // no screen is as large
	switch final {
	case 'm':
		t.pen.set(p)
		return
	case 'b':
		for range min(n, t.w*t.h) {
			t.put(t.prior, ansi.StringWidthWc(t.prior))
		}
		return
	case 'r':
		t.top, t.end, t.x, t.y = arg(p, 0, 1)-1, min(t.h, arg(p, 1, t.h)), 0, 0
	case 'H', 'f':
		t.y, t.x = n-1, arg(p, 1, 1)-1
	case 'A':
		t.y -= n
	case 'B':
		t.y += n
	case 'C':
		t.x += n
	case 'D':
		t.x -= n
	case 'G', '`':
		t.x = n - 1
	case 'd':
		t.y = n - 1
	case 'E':
		t.x, t.y = 0, t.y+n
	case 'F':
		t.x, t.y = 0, t.y-n
	case 'I':
		t.x = (t.x/8 + n) * 8
	case 'Z':
		t.x = max(0, (t.x+7)/8-n) * 8
	default:
		t.change(p, final, n)
		return
	}
	t.x, t.y, t.last = max(0, min(t.x, t.w-1)), max(0, min(t.y, t.h-1)), false
}

// change takes the sequences that blank, insert and delete.
func (t *terminal) change(p string, final byte, n int) {
	switch final {
	case 'K':
		switch arg(p, 0, 0) {
		case 0:
			t.clear(t.x, t.w)
		case 1:
			t.clear(0, t.x+1)
		default:
			t.clear(0, t.w)
		}
	case 'J':
		t.erase(arg(p, 0, 0))
	case 'X':
		t.clear(t.x, n)
	case '@':
		row := t.cells[t.y]
		t.cells[t.y] = append(append(slices.Clone(row[:t.x]), t.blankRow()[:min(n, t.w-t.x)]...), row[t.x:]...)[:t.w]
	case 'P':
		row := t.cells[t.y]
		t.cells[t.y] = append(append(slices.Clone(row[:t.x]), row[min(t.w, t.x+n):]...), t.blankRow()...)[:t.w]
	case 'S':
		t.scroll(n)
	case 'T':
		t.scroll(-n)
	case 'L', 'M':
		top := t.top
		if t.top = t.y; final == 'L' {
			n = -n
		}
		t.scroll(n)
		t.top = top
	default:
		t.leak("CSI %q %c", p, final)
	}
}

func (t *terminal) erase(how int) {
	y := t.y
	if how == 0 {
		t.clear(t.x, t.w)
		for i := y + 1; i < t.h; i++ {
			t.cells[i] = t.blankRow()
		}
		return
	}
	for i := range t.cells {
		if how >= 2 || i < y {
			t.cells[i] = t.blankRow()
		}
	}
	if how == 1 {
		t.clear(0, t.x+1)
	}
}

// set takes an SGR.
func (p *pen) set(params string) {
	parts := strings.Split(params, ";")
	for i := 0; i < len(parts); i++ {
		n, _ := strconv.Atoi(parts[i])
		switch {
		case n == 0:
			*p = pen{}
		case n < 10:
			p.attr[n] = true
		case n == 22:
			p.attr[1], p.attr[2] = false, false
		case n > 22 && n < 30:
			p.attr[n-20] = false
		case n == 38 || n == 48:
			end := min(len(parts), i+3)
			if i+1 < len(parts) && parts[i+1] == "2" {
				end = min(len(parts), i+5)
			}
			p.colour(n == 38, strings.Join(parts[i+1:end], ";"))
			i = end - 1
		case n == 39 || n == 49:
			p.colour(n == 39, "")
		default:
			p.colour(n < 40 || n >= 90 && n < 100, parts[i])
		}
	}
}

func (p *pen) colour(fore bool, c string) {
	if fore {
		p.fg = c
	} else {
		p.bg = c
	}
}

func (t *terminal) row(y int) string {
	var b strings.Builder
	for _, c := range t.cells[y] {
		b.WriteString(c.s)
	}
	return strings.TrimRight(b.String(), " ")
}

func (t *terminal) String() string {
	rows := make([]string, t.h)
	for y := range rows {
		rows[y] = t.row(y)
	}
	return strings.Join(rows, "\n")
}

// differs says where this screen differs from one with harmless texts in other cells than those of the texts.
func (t *terminal) differs(twin *terminal) string {
	for y := range t.cells {
		for x, want := range twin.cells[y] {
			if y == 0 && t.freshness > 0 && x >= t.freshness {
				continue
			}
			got := t.cells[y][x]
			if strings.HasPrefix(want.s, narrow) || strings.HasPrefix(want.s, broad) || want.w == 0 {
				continue // the text's own cell; if it is wider than its twin, the cells after it differ
			}
			if got.s != want.s || got.s != " " && got.pen != want.pen {
				return fmt.Sprintf("row %d, column %d is %q %v, not %q %v\n%s\n%s", y+1, x+1, got.s, got.pen, want.s, want.pen, t.row(y), twin.row(y))
			}
		}
	}
	return ""
}

// screenOf is a terminal on which a command has printed. Its driver makes CR LF of LF, and it counts clusters, as the
// command does.
func screenOf(t *testing.T, w, h int, printed string) *terminal {
	t.Helper()
	s := newTerminal(w, h)
	s.clusters = true
	_, _ = s.Write([]byte(strings.ReplaceAll(printed, "\n", "\r\n")))
	if len(s.leaks) > 0 {
		t.Errorf("what was printed holds %v", s.leaks)
	}
	return s
}
