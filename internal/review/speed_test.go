package review

import (
	"strings"
	"testing"
	"time"
)

// TestAnyTextIsMadeSafeInTime measures the best of some runs: a start of 400 bytes for a row within a fifth of the 50 µs
// that a row may cost, a whole megabyte within half of the 200 ms in which it opens.
func TestAnyTextIsMadeSafeInTime(t *testing.T) {
	for name, s := range map[string]string{
		"letters": "a", "CJK": "水", "families": "👨\u200d👩\u200d👧", "breaks": "\n", "ligatures": "\ufdfd", "escapes": "\x1b[", "marks": "\u0301", "hidden": "\u202e", "bad bytes": "\xff", "leading signs": "\u0600", "Devanagari": "अच्छी",
	} {
		text := NewText(strings.Repeat(s, 1_000_000/len(s)))
		if took := best(20, time.Second, func() { _ = text.Block() }); took > time.Second {
			t.Errorf("a megabyte of %s takes %v", name, took)
		}
		if took := best(1000, 10*time.Microsecond*slack, func() { _ = text.Start(400) }); took > 10*time.Microsecond*slack {
			t.Errorf("the start of %s takes %v", name, took)
		}
	}
}

// slack is for machines that do other work at the same time.
const slack = 20

// best is the least time that something takes in some runs, which end where one is good enough.
func best(runs int, enough time.Duration, do func()) time.Duration {
	least := time.Hour
	for n := 0; n < runs && least > enough; n++ {
		began := time.Now()
		do()
		least = min(least, time.Since(began))
	}
	return least
}

func TestAStartIsTheBeginningOfTheLine(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"}, {"one two three", 7, "one two…"}, {"ååå", 3, "åå…"}, {"", 5, ""}, {"a\x1b[2J", 2, "a␛…"}, {"  lead", 4, "le…"}, {"e\u0301e\u0301", 1, "e\u0301…"},
	} {
		if got := NewText(c.in).Start(c.n); got != c.want {
			t.Errorf("Start(%d) of %+q is %+q, want %+q", c.n, c.in, got, c.want)
		}
	}
}
