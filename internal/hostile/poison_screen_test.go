//go:build unix

package hostile

import (
	"fmt"
	"strings"
	"testing"
)

// TestTheDeskOfAPoisonedServerShowsOnlyOurSequences opens the desk at a server that is hostile in every word: the company, its
// locations and templates, product reviews and their conversations too. The terminal that reads along knows tpdesk's own
// sequences alone; it counts rune by rune.
func TestTheDeskOfAPoisonedServerShowsOnlyOurSequences(t *testing.T) {
	c, set, _ := poisoned(t)
	for i, l := range corpus(t) {
		if l.RawJSON != "" || !every(i, 96, 4) {
			continue
		}
		set(strings.ToValidUTF8(l.text(mostEverywhere), "\ufffd"))
		for _, size := range [][2]int{{120, 36}, {40, 12}} {
			t.Run(fmt.Sprint(l.ID, " at ", size[0], "×", size[1]), func(t *testing.T) {
				c := c
				c.t = t
				c.walkPoisoned(size[0], size[1])
			})
		}
	}
}

// walkPoisoned goes through the pages on which a server's words stand.
func (c command) walkPoisoned(w, h int) {
	s := c.open(w, h)
	has := func(words string) func(*terminal) bool {
		return func(on *terminal) bool { return strings.Contains(on.String(), words) }
	}
	list := func(on *terminal) bool {
		return strings.Contains(on.row(2), "newest") && !strings.Contains(on.row(2), "product")
	}
	s.until(func(on *terminal) bool {
		return list(on) && strings.Contains(on.String(), "▌★") && has("newest · 120")(on)
	})
	s.typed("j")
	s.until(has(" ★"))
	for _, page := range [][2]string{{"f", "Who wrote"}, {"h", "History of"}, {"t", "Tags of"}, {"r", "PUBLIC"}, {"S", "Figures"}, {"i", "Invite"}, {":export\r", "Export"}, {"/location:", "location:"}} {
		s.typed(page[0])
		s.until(has(page[1]))
		s.typed("\x1b")
		s.until(func(on *terminal) bool { return list(on) && !has(page[1])(on) }) // keys right behind Esc would belong to it
	}
	s.typed("p")
	s.until(func(on *terminal) bool {
		return strings.Contains(on.row(2), "kind:product") && strings.Contains(on.row(2), "newest · 60") && strings.Contains(on.String(), "▌★")
	})
	s.typed("r")
	s.until(has("PUBLIC"))
	s.typed("x\x1b")
	s.until(func(on *terminal) bool { return !strings.Contains(on.String(), "PUBLIC") })
}
