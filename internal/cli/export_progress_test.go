package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgressTellsHowFarHowFastAndHowLongStill(t *testing.T) {
	for _, c := range []struct {
		n         int
		done, all float64
		took      time.Duration
		want      string
	}{
		{1, 1, 0, 0, "1 review"},
		{12_300, 12_300, 0, 3 * time.Second, "12,300 reviews · 4,100/s"},
		{250, 250, 1000, 100 * time.Millisecond, "250 reviews · 25%"},
		{250_000, 250_000, 1_000_000, 5 * time.Second, "250,000 reviews · 25% · 50,000/s · 15 s left"},
		{10, 10, 1000, 10 * time.Second, "10 reviews · 1% · 1/s · 16 min 30 s left"},
		{10, 10, 100_000, 10 * time.Second, "10 reviews · 0% · 1/s · 27 h 46 min left"},
		{1001, 1001, 1000, time.Second, "1,001 reviews · 1,001/s"}, // more came than was expected
	} {
		if got := progressLine("review", c.n, c.done, c.all, c.took); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestProgressIsDrawnOnATerminalAloneAndNotMoreOftenThanAnEyeFollows(t *testing.T) {
	for tty, want := range map[bool]int{true: 2, false: 0} {
		var out bytes.Buffer
		now := time.Unix(1_700_000_000, 0)
		a := &App{Err: &out, ErrTTY: tty, Now: func() time.Time { return now }}
		p := a.progress("review", 0)
		for n := range 200 {
			now = now.Add(time.Millisecond)
			p.show(n)
		}
		p.end()
		if got := strings.Count(out.String(), "\r") - strings.Count(out.String(), "\r\x1b[K"); got != want {
			t.Errorf("terminal %v: drawn %d times: %q", tty, got, out.String())
		}
	}
}
