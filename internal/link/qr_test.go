package link

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// scanned is a code as a camera sees it: true is dark.
type scanned [][]bool

// scan reads the modules of drawn half blocks, and wants the quiet zone.
func scan(t *testing.T, lines []string) scanned {
	t.Helper()
	var all scanned
	for _, line := range lines {
		var upper, lower []bool
		for _, cell := range line {
			upper = append(upper, cell != '█' && cell != '▀')
			lower = append(lower, cell != '█' && cell != '▄')
		}
		all = append(all, upper, lower)
	}
	n := len(all[0])
	all = all[:n] // the last line's lower half is below the code
	var code scanned
	for y, row := range all {
		if len(row) != n {
			t.Fatalf("row %d has %d modules of %d", y, len(row), n)
		}
		for x, dark := range row {
			if dark && (x < 4 || y < 4 || x >= n-4 || y >= n-4) {
				t.Fatalf("a dark module at %d,%d in the quiet zone", x, y)
			}
		}
		if y >= 4 && y < n-4 {
			code = append(code, row[4:n-4])
		}
	}
	return code
}

// blocks are the data codewords of each block at correction L, and the correction words of one (ISO/IEC 18004, table 9).
var blocks = map[int]struct {
	data []int
	ec   int
}{
	1: {[]int{19}, 7}, 2: {[]int{34}, 10}, 3: {[]int{55}, 15}, 4: {[]int{80}, 20}, 5: {[]int{108}, 26}, 6: {[]int{68, 68}, 18}, 7: {[]int{78, 78}, 20},
	8: {[]int{97, 97}, 24}, 9: {[]int{116, 116}, 30}, 10: {[]int{68, 68, 69, 69}, 18}, 11: {[]int{81, 81, 81, 81}, 20}, 12: {[]int{92, 92, 93, 93}, 24},
	13: {[]int{107, 107, 107, 107}, 26}, 14: {[]int{115, 115, 115, 116}, 30}, 15: {[]int{87, 87, 87, 87, 87, 88}, 22},
}

// aligned are the centres of the alignment patterns (annex E).
var aligned = map[int][]int{
	2: {6, 18}, 3: {6, 22}, 4: {6, 26}, 5: {6, 30}, 6: {6, 34}, 7: {6, 22, 38}, 8: {6, 24, 42}, 9: {6, 26, 46}, 10: {6, 28, 50}, 11: {6, 30, 54},
	12: {6, 32, 58}, 13: {6, 34, 62}, 14: {6, 26, 46, 66}, 15: {6, 26, 48, 70},
}

// fixed marks the modules that carry no data.
func fixed(version int) scanned {
	n := 17 + 4*version
	out := make(scanned, n)
	for y := range out {
		out[y] = make([]bool, n)
		for x := range out[y] {
			corner := x < 9 && y < 9 || x < 9 && y >= n-8 || x >= n-8 && y < 9
			about := version >= 7 && (x < 6 && y >= n-11 || y < 6 && x >= n-11)
			out[y][x] = corner || about || x == 6 || y == 6
		}
	}
	at := aligned[version]
	for i, cy := range at {
		for j, cx := range at {
			if last := len(at) - 1; i == 0 && j == 0 || i == 0 && j == last || i == last && j == 0 {
				continue
			}
			for dy := -2; dy <= 2; dy++ {
				for dx := -2; dx <= 2; dx++ {
					out[cy+dy][cx+dx] = true
				}
			}
		}
	}
	return out
}

// masks are the eight patterns, by x and y.
var masks = []func(x, y int) bool{
	func(x, y int) bool { return (x+y)%2 == 0 }, func(_, y int) bool { return y%2 == 0 }, func(x, _ int) bool { return x%3 == 0 },
	func(x, y int) bool { return (x+y)%3 == 0 }, func(x, y int) bool { return (y/2+x/3)%2 == 0 }, func(x, y int) bool { return x*y%2+x*y%3 == 0 },
	func(x, y int) bool { return (x*y%2+x*y%3)%2 == 0 }, func(x, y int) bool { return ((x+y)%2+x*y%3)%2 == 0 },
}

// codewords reads the modules two columns at a time, from the right, up and down.
func (s scanned) codewords(version, mask int) []byte {
	n, none := len(s), fixed(version)
	var out []byte
	bits, now := 0, byte(0)
	up := true
	for right := n - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for i := range n {
			y := i
			if up {
				y = n - 1 - i
			}
			for _, x := range []int{right, right - 1} {
				if none[y][x] {
					continue
				}
				now <<= 1
				if s[y][x] != masks[mask](x, y) {
					now |= 1
				}
				if bits++; bits%8 == 0 {
					out, now = append(out, now), 0
				}
			}
		}
		up = !up
	}
	return out
}

// read decodes a code of bytes at correction L, without mending anything.
func (s scanned) read(t *testing.T) string {
	t.Helper()
	n := len(s)
	for y, row := range []string{"#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"} {
		for x, want := range row {
			for _, at := range [][2]int{{x, y}, {n - 7 + x, y}, {x, n - 7 + y}} {
				if s[at[1]][at[0]] != (want == '#') {
					t.Fatalf("no finder pattern at %v", at)
				}
			}
		}
	}
	format := 0
	for _, x := range []int{0, 1, 2, 3, 4, 5, 7, 8} {
		format <<= 1
		if s[8][x] {
			format |= 1
		}
	}
	format = format ^ 0b10101000 // the first eight of the fifteen bits of the mask 101010000010010
	version, mask := (n-17)/4, format>>3&7
	if format>>6 != 1 {
		t.Fatalf("the correction is %b, not L", format>>6)
	}
	words, b := s.codewords(version, mask), blocks[version]
	parts := make([][]byte, len(b.data))
	for i := 0; len(words) > 0 && i < 200; i++ {
		for k, size := range b.data {
			if i < size {
				parts[k], words = append(parts[k], words[0]), words[1:]
			}
		}
	}
	var data []byte
	for _, p := range parts {
		data = append(data, p...)
	}
	return text(t, data, version)
}

// text reads one segment of bytes.
func text(t *testing.T, data []byte, version int) string {
	t.Helper()
	var bits strings.Builder
	for _, b := range data {
		fmt.Fprintf(&bits, "%08b", b)
	}
	number := func(from, width int) int {
		v, err := strconv.ParseInt(bits.String()[from:from+width], 2, 32)
		if err != nil {
			t.Fatal(err)
		}
		return int(v)
	}
	width := 8
	if version > 9 {
		width = 16
	}
	if mode := number(0, 4); mode != 4 {
		t.Fatalf("mode %d, not bytes", mode)
	}
	out := make([]byte, number(4, width))
	for i := range out {
		out[i] = byte(number(4+width+8*i, 8))
	}
	return string(out)
}

func TestADrawnCodeIsReadBackToTheLetter(t *testing.T) {
	long := "https://www.trustpilot.com/evaluate-bgl/shop.example?p=" + strings.Repeat("aB3%2Bx/", 60)
	for n := 20; n <= 520; n += 25 {
		q, err := NewQR(long[:n])
		if err != nil {
			t.Fatal(err)
		}
		lines := q.Lines()
		if len([]rune(lines[0])) != q.Width() || len(lines) != (q.Width()+1)/2 {
			t.Fatalf("%d characters: %d lines of %d columns, width %d", n, len(lines), len([]rune(lines[0])), q.Width())
		}
		if got := scan(t, lines).read(t); got != long[:n] {
			t.Errorf("%d characters: read %q", n, got)
		}
	}
}

func TestAModuleThatIsDrawnWrongIsNoticed(t *testing.T) {
	q, err := NewQR("https://www.trustpilot.com/evaluate-bgl/shop.example?p=abc")
	if err != nil {
		t.Fatal(err)
	}
	s := scan(t, q.Lines())
	before := s.read(t)
	s[len(s)-7][len(s)-1] = !s[len(s)-7][len(s)-1] // within the second letter
	if s.read(t) == before {
		t.Error("the reader reads whatever is drawn")
	}
}

func TestThePictureHasTheSameModules(t *testing.T) {
	q, err := NewQR("https://www.trustpilot.com/evaluate-bgl/shop.example?p=abc")
	if err != nil {
		t.Fatal(err)
	}
	drawn := make(scanned, q.Width())
	for y := range drawn {
		drawn[y] = make([]bool, q.Width())
	}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1H(\d+)z`).FindAllStringSubmatch(q.SVG(), -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			drawn[y][x+i] = true
		}
	}
	var code scanned
	for _, row := range drawn[4 : len(drawn)-4] {
		code = append(code, row[4:len(row)-4])
	}
	if fmt.Sprint(code) != fmt.Sprint(scan(t, q.Lines())) {
		t.Error("the picture is another code")
	}
}

func TestATextThatNoCodeHoldsIsRefused(t *testing.T) {
	if _, err := NewQR(strings.Repeat("a", 2953)); err != nil {
		t.Errorf("2,953 characters: %v", err)
	}
	if _, err := NewQR(strings.Repeat("a", 2954)); !errors.Is(err, ErrQR) {
		t.Errorf("2,954 characters: %v", err)
	}
}
