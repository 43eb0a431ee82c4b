package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// busy is how many times the goals a figure may take in a test, since other packages' tests run at the same time. What
// these tests must catch is a cost that grows with the text; the goals themselves are for a quiet machine.
const busy = 10

// TestARowCostsFiftyMicrosecondsWhateverIsInIt draws a row of each script a thousand characters long, and of a megabyte.
func TestARowCostsFiftyMicrosecondsWhateverIsInIt(t *testing.T) {
	d := start(t, 120, 36, sample())
	for name, s := range map[string]string{"letters": "a", "words": "word ", "CJK": "水", "families": "👨\u200d👩\u200d👧", "escapes": "\x1b[", "marks": "e\u0301", "hidden": "a\u202e", "Devanagari": "अच्छी ", "Korean": "\u1112\u1161\u11ab"} {
		for _, n := range []int{1000, 1_000_000} {
			x := text(strings.Repeat(s, n/len(s)))
			r := review.Review{ID: "1", Stars: 1, Title: x, Text: x, Consumer: &review.Consumer{DisplayName: x}, Language: text("en"), CreatedAt: at(time.Hour)}
			least := time.Hour
			for range 100 {
				began := time.Now()
				d.m.drawRow(r, newColumns(70, true))
				least = min(least, time.Since(began))
			}
			if t.Logf("%s, %d bytes: %v", name, n, least); least > busy*50*time.Microsecond {
				t.Errorf("a row of %d bytes of %s takes %v", n, name, least)
			}
		}
	}
}

// TestAReviewOfAMegabyteOpensIn200Milliseconds lays out a review in the reader.
func TestAReviewOfAMegabyteOpensIn200Milliseconds(t *testing.T) {
	d := start(t, 120, 36, sample())
	for name, s := range map[string]string{"letters": "a", "words": "word ", "CJK": "水", "families": "👨\u200d👩\u200d👧", "breaks": "\n", "blanks": " ", "ligatures": "\ufdfd", "escapes": "\x1b[", "marks": "e\u0301"} {
		r := sample()[0]
		r.Text = text(strings.Repeat(s, 1_000_000/len(s)))
		least := time.Hour
		for try := 0; try < 3 || try < 20 && least > busy*200*time.Millisecond; try++ {
			began := time.Now()
			d.m.article(r, 52)
			least = min(least, time.Since(began))
		}
		if t.Logf("%s: %v", name, least); least > busy*200*time.Millisecond {
			t.Errorf("a megabyte of %s takes %v", name, least)
		}
	}
}
