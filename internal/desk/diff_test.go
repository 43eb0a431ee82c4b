package desk

import (
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// marked is a diff in one line: -taken away- +put in+.
func marked(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		mark := map[DiffOp]string{Added: "+", Removed: "-"}[p.Op]
		b.WriteString(mark + p.Text + mark)
	}
	return b.String()
}

func TestADiffTellsWordByWordWhatChanged(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"same words", "same words", "same words"},
		{"", "new", "+new+"},
		{"old", "", "-old-"},
		{"It came late.", "It came very late.", "It came +very +late."},
		{"It came late.", "It came in time.", "It came -late.-+in time.+"},
		{"one two three four", "one three four five", "one -two -three four+ five+"},
		{"2 stars\nLate", "5 stars\nLate", "-2-+5+ stars\nLate"},
		{"配送が遅い", "配送が早い", "配送が-遅-+早+い"},
	} {
		if got := marked(Diff(c.before, c.after)); got != c.want {
			t.Errorf("from %q to %q: %q, want %q", c.before, c.after, got, c.want)
		}
	}
}

func TestTheWordsOfARevisionAreStarsTitleTextAndReply(t *testing.T) {
	if got, want := Words(answered(plain("a"), "Sorry")), "2 stars\nLate\nIt came late.\n\nReply: Sorry"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := Words(review.Review{}), "0 stars\n\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestADiffOfVeryLongTextsIsStillWhole(t *testing.T) {
	before, after := strings.Repeat("a b ", 5000), strings.Repeat("c d ", 5000)
	wantWhole(t, "head "+before+"tail", "head "+after+"tail")
}

func wantWhole(t *testing.T, before, after string) {
	t.Helper()
	var old, now strings.Builder
	for _, p := range Diff(before, after) {
		if p.Op != Added {
			old.WriteString(p.Text)
		}
		if p.Op != Removed {
			now.WriteString(p.Text)
		}
	}
	if old.String() != before || now.String() != after {
		t.Errorf("the pieces of the diff from %q to %q make %q and %q", before, after, old.String(), now.String())
	}
}

func FuzzDiffLosesNothing(f *testing.F) {
	f.Add("one two", "two one")
	f.Add("配送が遅い\n", " 配送 早い")
	f.Add("\xff a", "a \x80")
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before)+len(after) > 4000 {
			return
		}
		wantWhole(t, before, after)
	})
}

func TestATitleIsOneLineOfARevision(t *testing.T) {
	r := review.Review{Stars: 2, Title: review.NewText("Fine\r\nReply: sorry\nend"), Text: review.NewText("Body")}
	if got, want := Words(r), "2 stars\nFine Reply: sorry end\nBody"; got != want {
		t.Errorf("Words is %q, want %q", got, want)
	}
}
