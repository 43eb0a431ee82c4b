package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestATagIsSavedAtOnceAndZTurnsItRound(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("t")
	d.type_("refund, urgent:now")
	d.press("enter")
	d.wants("done: tags of Maria Sørensen", "refund", "z turns it round")
	d.press("z")
	d.wrote("add refund  urgent:now", "remove refund", "remove urgent:now")
}

func TestATagIsCompletedFromThoseSeenAndRemovedByAMinus(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j t")
	d.type_("sh")
	d.wants("shipping")
	d.press("tab enter k t")
	d.type_("-shipping")
	d.press("enter")
	d.wrote("add shipping", "remove shipping")
}

func TestAReportIsPreparedCopiedAndNeverSaidToBeSubmitted(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j ! 4")
	d.type_("Sent it back")
	d.press("enter")
	d.type_("no such order")
	d.press("enter")
	d.wants("Did you send it?", "tpdesk has sent nothing")
	if !strings.Contains(d.clipped, "Reason: Not based on a genuine experience") || !strings.Contains(d.clipped, "no such order") || !strings.Contains(d.clipped, "“Sent it back”") {
		t.Fatalf("on the clipboard: %q", d.clipped)
	}
	if len(d.opened) != 1 || !strings.Contains(d.opened[0], "businessapp") {
		t.Fatalf("opened: %q", d.opened)
	}
	d.press("y")
	d.wants("noted: you sent the report")
	if got := d.mem.dossiers[d.selected()]; got.SaidSentAt.IsZero() {
		t.Fatal("the word is not kept")
	}
	d.press("!")
	d.wants("You said that you sent it")
	if len(d.srv.writes) > 0 {
		t.Fatalf("written to Trustpilot: %q", d.srv.writes)
	}
}

func TestAPassageThatIsNotInTheReviewIsRefused(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j ! 5 3")
	d.type_("never said")
	d.press("enter")
	d.wants("the passage does not stand in the review")
}

func TestTheReviewerIsLookedUpAndAskedWithTheSameCountdown(t *testing.T) {
	d := start(t, 120, 36, sample(), func(d *driver, _ *Options) {
		d.srv.profile = review.Profile{DisplayName: text("J. Okafor"), City: text("Leeds"), Country: text("GB"), NumberOfReviews: review.Some(7)}
		d.srv.others = []review.Review{one(90, 4, 48*time.Hour, "J. Okafor", "Good lamp", "ok", "en")}
	})
	d.press("j f")
	d.wants("Who wrote this: J. Okafor", "Leeds, GB", "7 reviews", "Good lamp")
	d.golden("reviewer-120x36")
	d.press("F")
	d.wants("Ask J. Okafor", "PRIVATE question")
	d.type_("Which order was it?")
	d.press("ctrl+s")
	d.wants("sending in 30 s")
	d.wait(30 * time.Second)
	d.wrote("find Which order was it?")
	d.wants("asked: question to J. Okafor", "? Reviewer asked")
}

func TestAReviewerWhoMayNotBeAskedIsNotAndItSaysWhy(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("f F")
	d.wants("does not let you ask")
}

func TestSharingOpensTheNetworkAndGooglePlusIsGone(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("s f s x s l s g")
	if got := strings.Join(d.opened, " "); strings.Count(got, "https://") != 3 || !strings.Contains(got, "facebook") || !strings.Contains(got, "linkedin") {
		t.Fatalf("opened: %q", got)
	}
	d.wants("Google+ closed in 2019")
}

func TestLinksAreOpenedAndCopied(t *testing.T) {
	d := start(t, 120, 36, sample(), func(_ *driver, o *Options) { o.OpenURL = func(u string) string { return "http://127.0.0.1/" + u } })
	d.press("w W")
	if got := strings.Join(d.opened, " "); got != "http://127.0.0.1/https://www.trustpilot.com/reviews/"+string(d.selected())+" http://127.0.0.1/https://businessapp.b2b.trustpilot.com/reviews/"+string(d.selected()) {
		t.Fatalf("opened: %q", got)
	}
	d.press("y")
	if d.clipped != "https://www.trustpilot.com/reviews/"+string(d.selected()) {
		t.Fatalf("copied %q", d.clipped)
	}
	d.press("Y")
	if d.clipped != string(d.selected()) {
		t.Fatalf("copied %q", d.clipped)
	}
}

func TestHistoryShowsTheWordsThatChanged(t *testing.T) {
	d := start(t, 120, 36, sample(), func(d *driver, _ *Options) {
		old := sample()[0]
		changed := old
		changed.Stars, changed.Text = 4, text("Jeg bestilte en jakke den 3. november, og den er nu kommet.")
		d.mem.revisions[old.ID] = []review.Revision{{SeenAt: testNow().Add(-2 * time.Hour), Review: old}, {SeenAt: testNow(), Review: changed}}
	})
	d.press("h")
	d.wants("-stadig", "+nu", "★☆☆☆☆ → ★★★★☆")
	d.golden("history-120x36")
}

func TestFiguresAreOfWhatTheFilterSelects(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("S")
	d.wants("10 reviews", "of the copy: every review")
	d.golden("stats-120x36")
	d.press("esc 1 S")
	d.wants("5 reviews", "stars:1-2 replied:no")
}

func TestDraftsAreListedAndLeadToTheirReview(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j j r")
	d.type_("Undskyld")
	d.press("esc k k :")
	d.type_("drafts")
	d.press("enter")
	d.wants("田中 結衣: Undskyld")
	d.press("enter")
	if d.selected() != sample()[2].ID {
		t.Fatal("it does not lead there")
	}
}

func TestSettingsAreShown(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press(",")
	d.wants("undo wait", "30s", "Acme Outdoor")
}

func TestEveryDialogFitsEverySize(t *testing.T) {
	for name, size := range sizes {
		for _, keys := range []string{"r", "t", "j !", "j ! 1", "j ! 1 1", "f", "s", ":", "?", "S", "h", ",", "j j j D"} {
			d := start(t, size[0], size[1], sample())
			d.press(keys)
			checkFrame(t, d, size[0], size[1], name+" "+keys)
		}
	}
}

func TestTheMainDialogsLookAsTheyDid(t *testing.T) {
	for _, size := range []string{"80x24", "40x12"} {
		for name, keys := range map[string]string{"report": "j !", "tag": "t", "palette": ":", "share": "s"} {
			d := start(t, sizes[size][0], sizes[size][1], sample())
			d.press(keys)
			d.golden(name + "-" + size)
		}
	}
}
