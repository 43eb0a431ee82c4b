package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

func TestTheFilterBarNarrowsTheListAsOneTypes(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("/")
	if d.m.View().Cursor == nil {
		t.Fatal("there is no cursor in the bar")
	}
	d.type_("stars:5")
	d.wait(barPause)
	d.wants("Ewa Nowak", "Familien Holm")
	d.lacks("Lukas")
	d.press("enter")
	d.wants("/ stars:5", "newest · 2")
	if got := d.selected(); got != sample()[4].ID {
		t.Fatalf("selected is %s, not the first row", got)
	}
}

func TestEscapeRestoresTheLineAndCtrlUEmptiesIt(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("1")
	d.wants("/ stars:1-2 replied:no")
	d.press("/ ctrl+u")
	d.type_("tent*")
	d.press("esc")
	d.wants("/ stars:1-2 replied:no", "newest · 5")
	d.press("/ ctrl+u enter")
	d.wants("every review", "newest · 10")
}

func TestAViewFillsTheBarAndADigitThatHasNoneSaysSo(t *testing.T) {
	d := start(t, 120, 36, sample())
	for i, v := range desk.DefaultViews() {
		d.press(string(rune('1' + i)))
		if d.m.inbox.line != v.Query {
			t.Errorf("view %d gives %q", i+1, d.m.inbox.line)
		}
	}
	d.press("9")
	d.wants("there is no view 9")
}

func TestAWrongTermIsSaidSoftlyAndTheRowsStay(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("/")
	d.type_("stars:6")
	d.wait(barPause)
	d.wants("column 7: stars: star 6 does not exist", "Maria Sørensen")
	d.press("enter")
	if !d.m.bar.open {
		t.Fatal("the bar closed on a line that means nothing")
	}
}

func TestTabCompletesTermsAndValues(t *testing.T) {
	d := start(t, 120, 36, sample())
	for typed, want := range map[string]string{
		"sta": "stars:", "repl": "replied:", "replied:": "replied:no ", "source:em": "source:embedded ", "tag:sh": "tag:shipping ", "-lang": "-language:",
		"stars:1-2 sort:w": "stars:1-2 sort:waiting ", `view:Ch`: `view:"Changed since reply" `,
	} {
		d.press("/ ctrl+u")
		d.type_(typed)
		d.press("tab")
		if got := d.m.bar.field.value(); got != want {
			t.Errorf("%q completes to %q, want %q", typed, got, want)
		}
		d.press("esc")
	}
	d.press("/ ctrl+u")
	d.type_("replied:")
	d.press("tab tab")
	if got := d.m.bar.field.value(); got != "replied:yes " {
		t.Errorf("the second Tab gives %q", got)
	}
}

func TestALateAnswerToAnOldLineIsDropped(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("/")
	d.hold = true
	d.type_("stars:5")
	d.wait(barPause)
	d.press("backspace")
	d.type_("1")
	d.wait(barPause)
	old := d.held
	d.held = nil
	d.hold = false
	d.wait(barPause)
	for i := len(old) - 1; i >= 0; i-- { // the newest answer first, the stale ones after it
		d.run(old[i])
	}
	d.wait(time.Second)
	d.wants("Maria Sørensen")
	d.lacks("Ewa Nowak")
}

func TestNoMatchNamesTheTermThatExcludesTheMost(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("/")
	d.type_("stars:5 reported:yes ")
	d.wait(barPause)
	d.press("enter")
	d.wants("No review matches", "Without reported:yes there are 2.")
	d.lacks("Jeg bestilte")
}

func TestTheSixWaysAreExplainedWhereThereIsNoReview(t *testing.T) {
	d := start(t, 120, 36, nil)
	for _, m := range review.Methods() {
		d.wants(m.Label())
	}
	d.golden("empty-120x36")
}

func TestWithoutASignInTheCopyStaysUsableAndTheCommandIsNamed(t *testing.T) {
	d := start(t, 120, 36, sample(), func(_ *driver, o *Options) { o.Desk.API = nil; o.Unit = nil })
	d.wants("not signed in", "Maria Sørensen")
	d.press("L")
	d.wants("tpdesk auth login")
	d.press("r")
	d.type_("Hej")
	d.press("ctrl+s")
	d.wait(time.Minute)
	d.wants("NOT SENT", "tpdesk auth login", "kept as a draft")
}

func TestTheOrderIsATermOfTheLine(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("o")
	d.wants("/ sort:oldest", "oldest · 10")
	if got := d.selected(); got != sample()[9].ID {
		t.Fatalf("selected is %s", got)
	}
	d.press("o o o")
	d.wants("every review")
}

func TestAnOverlongOrHostileLineInTheBarStaysOnItsLine(t *testing.T) {
	d := start(t, 80, 24, sample())
	d.press("/")
	d.type_(strings.Repeat("長い", 60) + "\u202e")
	frame := d.frame()
	if n := strings.Count(frame, "\n"); n != 24 {
		t.Fatalf("%d lines", n)
	}
	if strings.Contains(frame, "\u202e") {
		t.Fatal("a bidi control reached the screen")
	}
	if c := d.m.View().Cursor; c == nil || c.X >= 80 {
		t.Fatalf("cursor %v", c)
	}
}

func TestAnEmptyCopySaysWhatIsGoingOn(t *testing.T) {
	d := start(t, 120, 36, nil, func(d *driver, _ *Options) { d.mem.mark, d.hold = review.SyncMark{}, true })
	d.lacks("No review")
	d.release()
	d.wants("Reading the reviews from Trustpilot")
	d.wait(firstFrame)
	d.wants("No reviews yet")
	d = start(t, 120, 36, nil, func(d *driver, _ *Options) { d.mem.mark, d.srv.readErr = review.SyncMark{}, review.ErrTemporary })
	d.wants("Nothing could be read from Trustpilot", "R tries again")
	d = start(t, 120, 36, nil, func(_ *driver, o *Options) { o.Desk.API, o.Unit = nil, nil })
	d.wants("Not signed in", "tpdesk auth login")
}

func TestOnANarrowScreenAFilterLeadsBackToTheList(t *testing.T) {
	d := start(t, 80, 24, sample())
	d.press("enter 6")
	d.wants("▌★☆☆☆☆", "Lukas B.")
	d.press("enter /")
	d.type_("tent")
	d.press("enter")
	d.wants("No review matches")
}
