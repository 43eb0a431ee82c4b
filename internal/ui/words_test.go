package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

func TestAWindowThatGrowsShowsTheWholeTextAgain(t *testing.T) {
	d := start(t, 80, 24, sample())
	d.press("r")
	d.send(tea.PasteMsg{Content: "First line\nSecond line\n\n" + strings.Repeat("long ", 40) + "\nLast line"})
	for _, size := range [][2]int{{40, 12}, {20, 5}, {200, 50}, {40, 12}, {80, 24}} {
		d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		if size[0] >= 40 {
			d.wants("Last line")
		}
		if size[0] >= 80 {
			d.wants("First line", "Second line", "Last line")
		}
	}
	d.type_("!")
	d.wants("Last line!")
}

func TestAWindowThatChangesKeepsTheCursorInTheText(t *testing.T) {
	d := start(t, 80, 24, sample())
	d.press("r")
	d.send(tea.PasteMsg{Content: "First line\n" + strings.Repeat("long ", 40) + "\nLast line"})
	d.press("up up up home")
	for range len("First") {
		d.press("right")
	}
	d.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	d.frame()
	d.send(tea.WindowSizeMsg{Width: 40, Height: 12})
	d.frame()
	before := d.m.top().(*composer).area.Value()
	d.type_("#")
	after := d.m.top().(*composer).area.Value()
	if len(after) != len(before)+1 || !strings.Contains(d.frame(), "#") {
		t.Errorf("the letter is not in sight, or the text is %q:\n%s", after, d.frame())
	}
	if i := strings.Index(after, "#"); i > len("First line\n")+5*40 || strings.HasSuffix(after, "#") {
		t.Errorf("the cursor had moved: %q", after)
	}
}

func TestWhatTheDialogsExplainIsNotCutBesideTheList(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("s")
	d.wants("nothing", "is posted before you say so there")
	d.press("esc t")
	d.wants("VALUE or GROUP:VALUE; -VALUE")
}

func TestWhereNoSignInIsOfferedLDoesNotSayThatNobodyIsSignedIn(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("L")
	d.wants("you are signed in; to sign in elsewhere leave this desk and run tpdesk auth login")
	d.lacks("not signed in")
}

func TestTheKeysComeBackOnANarrowScreenOnceANoticeWasRead(t *testing.T) {
	d := start(t, 40, 12, sample(), func(_ *driver, o *Options) { o.Notice = "a sandbox: nothing you do here is public" })
	d.wants("a sandbox: nothing you do here is", "public")
	d.lacks("r reply")
	d.press("j")
	d.wants("a sandbox: nothing", "r reply")
}

func TestAFailureOnANarrowScreenStaysWhole(t *testing.T) {
	d := start(t, 40, 12, sample())
	d.srv.writeErr = errors.Join(review.ErrRefused)
	d.press("r")
	d.type_("x")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.press("j")
	d.lacks("r reply")
}

func TestALongFailureIsReadWholeOnAWideScreenUntilTheNextKey(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.srv.writeErr = fmt.Errorf("%w: %s the end", review.ErrRefused, strings.Repeat("for a long reason ", 6))
	d.press("r")
	d.type_("x")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wants("REFUSED by Trustpilot: reply to Maria Sørensen", "the end")
	d.press("j")
	d.wants("REFUSED by Trustpilot: reply to Maria Sørensen", "r reply")
	d.lacks("the end")
}

func TestTheReasonsOfAReportAreInWordsAndEachOnce(t *testing.T) {
	rs := sample()
	rs[0].ReportData = &review.ReportData{Reasons: review.List[review.Text]{text("aboutAnotherBusiness"), text("Other: 日本")}, Reason: text("about_another_business"), Visibility: text("hidden")}
	d := start(t, 200, 50, rs)
	d.wants("! Reported: wait for the outcome · about another business, Other: 日本 · the review is")
}

func TestAQuestionThatWaitsIsNotSaidToHaveBeenAsked(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j f F")
	d.wants("PRIVATE question · empty: Trustpilot's own words")
	d.type_("Which order?")
	d.press("ctrl+s")
	d.wants("? This will be asked through Trustpilot · z takes", "it back", "Which order?")
	d.lacks("Reviewer asked", "a draft is kept")
	d.press("z")
	d.wants("✎ a question is kept as a draft: f and F open it")
	d.lacks("r opens it")
	d.press("f F ctrl+s")
	d.wait(31 * time.Second)
	d.wants("? Reviewer asked")
}

func TestTheReviewersPageWarnsThatTrustpilotMayRefuseAboveThreeStars(t *testing.T) {
	rs := sample()
	for i := range rs {
		rs[i].FindReviewer = &review.ReviewerRequest{IsEligible: review.Some(true)}
	}
	d := start(t, 200, 50, rs)
	d.press("f")
	d.wants("F asks them for their details, through Trustpilot")
	d.press("esc j j j j f")
	d.wants("F asks them for their details; above three stars Trustpilot may refuse it")
}

func TestWhyAnActCannotBeDoneIsSaidWithoutIDsAndFlags(t *testing.T) {
	d := start(t, 200, 50, sample())
	d.press("f F")
	d.wants("F cannot ask them: Trustpilot does not let you ask this reviewer")
	d.lacks("find reviewer of")
	d.press("esc r")
	d.send(tea.PasteMsg{Content: strings.Repeat("a", desk.MaxReply+1)})
	d.press("ctrl+s")
	d.wants("the text has 4097 characters, 4096 are allowed")
	d.lacks("--force", "not valid")
}
