package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// lateLines has what is said once the screen is gone put into lines.
func lateLines(lines *[]string) func(*driver, *Options) {
	return func(_ *driver, o *Options) { o.Late = func(line string) { *lines = append(*lines, line) } }
}

func TestWhatBecameOfAnActThatQuittingSentIsSaidOnceTheScreenIsGone(t *testing.T) {
	refused := errors.Join(review.ErrRefused, errors.New("the text is not wanted"))
	for name, c := range map[string]struct {
		srv  func(*server)
		says []string
	}{
		"published":  {func(*server) {}, []string{"published: reply to Maria Sørensen"}},
		"refused":    {func(s *server) { s.writeErr = refused }, []string{"REFUSED by Trustpilot: reply to Maria Sørensen", "your text is kept as a draft"}},
		"no network": {func(s *server) { s.readErr = review.ErrTemporary }, []string{"NOT SENT", "your text is kept as a draft", "in the desk r shows both"}},
	} {
		t.Run(name, func(t *testing.T) {
			var said []string
			d := start(t, 120, 36, sample(), lateLines(&said))
			c.srv(d.srv)
			d.press("r")
			d.type_("Wait")
			d.press("ctrl+s q s")
			if !d.quit || len(said) != 0 {
				t.Fatalf("quit %v, said over the screen: %q", d.quit, said)
			}
			if err := d.m.ended(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if len(said) != 1 {
				t.Fatalf("said %q", said)
			}
			for _, want := range c.says {
				if !strings.Contains(said[0], want) {
					t.Errorf("said %q, want %q in it", said[0], want)
				}
			}
		})
	}
}

func TestAnOutcomeThatTheScreenHasShownIsNotSaidAgain(t *testing.T) {
	var said []string
	d := start(t, 120, 36, sample(), lateLines(&said))
	d.press("r")
	d.type_("Wait")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wants("published: reply to Maria Sørensen")
	d.press("q")
	if err := d.m.ended(t.Context(), nil); err != nil || len(said) != 0 {
		t.Errorf("said %q, %v", said, err)
	}
}

func TestWhatStillWaitsWhenTheDeskIsEndedIsSaidToBeNotSent(t *testing.T) {
	var said []string
	d := start(t, 120, 36, sample(), lateLines(&said))
	d.press("r")
	d.type_("Wait")
	d.press("ctrl+s ctrl+c ctrl+c")
	_ = d.m.ended(t.Context(), nil)
	if got := strings.Join(said, "\n"); !d.quit || len(d.srv.writes) != 0 || got != "NOT SENT: reply to Maria Sørensen · the text is kept as a draft" {
		t.Errorf("quit %v, written %q, said %q", d.quit, d.srv.writes, got)
	}
}

func TestADeskInMemoryPromisesNoDraftsOnceItIsLeft(t *testing.T) {
	var said []string
	d := start(t, 120, 36, sample(), lateLines(&said), func(_ *driver, o *Options) { o.Fleeting = true })
	d.press("r")
	d.type_("Wait")
	d.press("ctrl+s q")
	d.wants("take back, then quit: their texts end with")
	d.press("esc ctrl+c ctrl+c")
	_ = d.m.ended(t.Context(), nil)
	if got := strings.Join(said, "\n"); got != "NOT SENT: reply to Maria Sørensen" {
		t.Errorf("said %q", got)
	}
}

func TestSeveralActsThatWaitAreCounted(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("One")
	d.press("ctrl+s j r")
	d.type_("Two")
	d.press("ctrl+s q")
	d.wants("2 public acts still wait and can be taken back.")
}

func TestUndoTakesBackWhatWaitsOnTheSelectedReviewFirst(t *testing.T) {
	d := start(t, 120, 36, sample())
	first := d.selected()
	d.press("r")
	d.type_("One")
	d.press("ctrl+s j r")
	d.type_("Two")
	d.press("ctrl+s k")
	d.wait(time.Second)
	d.wants("This will be PUBLIC as Acme Outdoor · z takes it")
	d.press("z")
	d.wants("taken back, nothing was sent: reply to Maria Sørensen")
	d.wait(time.Minute)
	if len(d.srv.writes) != 1 || d.srv.reviews[first].CompanyReply != nil {
		t.Errorf("written %q", d.srv.writes)
	}
}
