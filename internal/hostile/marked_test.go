//go:build unix

package hostile

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// named are names that need a word of tpdesk's own, by what a row must show of them.
func named(t *testing.T) (names []string, shown []string) {
	t.Helper()
	for _, l := range corpus(t) {
		switch {
		case l.Field == "name" && l.Expect == "flag":
			names, shown = append(names, l.text(100)), append(shown, "(look-alike)")
		case l.Field == "name" && l.Expect == "placeholder":
			names, shown = append(names, l.text(100)), append(shown, review.NoName)
		}
	}
	if n := len(names); n < 3 || !slices.Contains(shown, "(look-alike)") || !slices.Contains(shown, review.NoName) {
		t.Fatalf("the corpus has %d such names: %q", n, shown)
	}
	names = append(names, "Anna\nReply of Anna\r\n★★★★★", "Tow"+strings.Repeat("\u0301", 200)+"er", strings.Repeat("long ", 100))
	return names, append(shown, "Anna Reply of Anna", "Tow", "long long")
}

// TestANameIsMarkedInTheListAndOnTheScreen wants look-alikes of the company, names of which nothing can be seen, of several lines,
// with towers of marks and of great length told in one row each: by list, in show and in the desk.
func TestANameIsMarkedInTheListAndOnTheScreen(t *testing.T) {
	names, shown := named(t)
	var reviews []string
	for i, name := range names {
		reviews = append(reviews, plainFields(i).with("name", name).json(i))
	}
	c := serve(t, reviews)
	rows := strings.Split(strings.TrimSpace(c.on(140).must("list", "--fresh")), "\n")
	s := c.open(200, 50)
	s.until(func(on *terminal) bool { // all rows: a frame may come in pieces
		return strings.Count(on.String(), aged()) >= len(names) && strings.Contains(on.String(), plainFields(len(names) - 1)["title"])
	})
	for i, want := range shown {
		if len(rows) != len(names) || !strings.Contains(rows[i], want) || tower(rows[i]) || !strings.Contains(rows[i], "Case 0") {
			t.Errorf("%.40q in the list: %s", names[i], quoted(strings.Join(rows, "\n")))
		}
		onScreen, title := "", plainFields(i)["title"]
		s.look(func(on *terminal) bool {
			for y := range on.h {
				if row := on.row(y); strings.Contains(row, title) && onScreen == "" {
					onScreen = row
				}
			}
			return true
		})
		if !strings.Contains(onScreen, want) || tower(onScreen) {
			t.Errorf("%.40q in the desk: %s", names[i], quoted(onScreen))
		}
		if whole := c.must("show", reviewID(i)); !strings.Contains(whole, "\n  "+want) && !strings.Contains(whole, "\n  "+strings.TrimSpace(want)) {
			t.Errorf("%.40q in show: %s", names[i], quoted(whole))
		}
	}
}

// until waits for what the screen shows.
func (s *screen) until(shows func(*terminal) bool) {
	s.t.Helper()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		ok, changed := s.look(shows)
		if ok {
			return
		}
		select {
		case <-changed:
		case <-limit.C:
			s.t.Fatalf("the screen is\n%s", s.term)
		}
	}
}
