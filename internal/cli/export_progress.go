package cli

import (
	"fmt"
	"io"
	"strconv"
	"time"
)

// progress shows on a terminal how far a long command is, how fast it goes and how long it will still take.
type progress struct {
	w     io.Writer // nil where nobody looks
	now   func() time.Time
	word  string
	all   float64 // how much there is in all, 0 when that is not known
	began time.Time
	last  time.Time
}

// progressEvery is how often the line is drawn: not more often than an eye can follow.
const progressEvery = 100 * time.Millisecond

// progress begins to count things called word, of which there are all in all, 0 when that is not known.
func (a *App) progress(word string, all int) *progress {
	p := &progress{now: a.Now, word: word, all: float64(all), began: a.Now()}
	if a.ErrTTY && !a.quiet {
		p.w = a.Err
	}
	return p
}

// show tells that n things are done.
func (p *progress) show(n int) { p.showPart(n, float64(n)) }

// showPart tells that n things are done, and that they are so much of all.
func (p *progress) showPart(n int, done float64) {
	if p.w == nil {
		return
	}
	now := p.now()
	if now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	_, _ = fmt.Fprintf(p.w, "\r%s \x1b[K", progressLine(p.word, n, done, p.all, now.Sub(p.began)))
}

// end takes the line away.
func (p *progress) end() {
	if p.w != nil && !p.last.IsZero() {
		_, _ = fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// progressLine is as "12,300 reviews · 61% · 4,100/s · 2 s left", without what is not known yet.
func progressLine(word string, n int, done, all float64, took time.Duration) string {
	line := grouped(n) + " " + word + "s"
	if n == 1 {
		line = "1 " + word
	}
	known := all > 0 && done <= all
	if known {
		line += fmt.Sprintf(" · %d%%", int(100*done/all))
	}
	if took < 500*time.Millisecond {
		return line // too early for a rate
	}
	line += fmt.Sprintf(" · %s/s", grouped(int(float64(n)/took.Seconds())))
	if known && done > 0 {
		line += " · " + left(time.Duration(float64(took)*(all-done)/done)) + " left"
	}
	return line
}

func left(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
}

// grouped is a number with a comma before each three digits.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
