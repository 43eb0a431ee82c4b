package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// posted puts a public write of an age into the outbox.
func posted(d *driver, n int, act string, state review.IntentState, age time.Duration, text, seen, note string) {
	id := sample()[n].ID
	key, _ := d.mem.Arm(d.t.Context(), review.Intent{ReviewID: id, Act: act, Text: text, SeenReply: seen, At: testNow().Add(-age)})
	_ = d.mem.Advance(d.t.Context(), key, state, note)
}

// aDaysOutbox is one write of each state.
func aDaysOutbox(d *driver, _ *Options) {
	posted(d, 6, "reply", review.Published, 3*24*time.Hour, "Merci Chloé !", "", "")
	posted(d, 3, "reply", review.Published, 20*time.Hour, "Hallo Lukas, das Geld ist unterwegs.", review.Digest("Wir prüfen das."),
		"it replaced a reply that somebody wrote at the same time, which nobody here has seen")
	posted(d, 7, "delete-reply", review.Refused, 5*time.Hour, "", review.Digest("Please stop."), "the user's role does not allow it")
	posted(d, 9, "find-reviewer", review.Published, 4*time.Hour, "Which order was it?", "", "")
	posted(d, 8, "reply", review.Withdrawn, 3*time.Hour, "Dziękujemy!", "", "tpdesk ended before it was sent: nothing left")
	posted(d, 2, "reply", review.Accepted, 4*time.Minute, "ご不便をおかけして申し訳ございません。", "", "")
	posted(d, 0, "reply", review.Unknown, 2*time.Minute, "Kære Maria, det er vi kede af.", "", "Trustpilot does not show it")
}

func openOutbox(d *driver) {
	d.press(":")
	d.type_("outbox")
	d.press("enter")
}

func TestTheOutboxListsWhatWaitsAndWhatBecameOfEachPublicAct(t *testing.T) {
	d := start(t, 120, 36, sample(), aDaysOutbox)
	d.press("j r")
	d.type_("Sorry about the size.")
	d.press("ctrl+s")
	openOutbox(d)
	d.wants("3 of 8 not settled", "waiting", "reply to J. Okafor", "z takes it back", "unknown", "2 min ago", "reply to Maria Sørensen", "Trustpilot does not show it",
		"sent", "reply to 田中 結衣", "withdrawn", "question to Somchai", "refused", "deletion of the reply to xX_99", "it replaced a reply that somebody wrote")
	d.press("j k")
	d.wait(33 * time.Second)
	d.wants("▌published   just now      reply to J. Okafor · Sorry about the size.")
	d.lacks("waiting ")
	if len(d.srv.writes) != 1 {
		t.Errorf("written: %q", d.srv.writes)
	}
}

func TestAPublicActIsSettledByReadingBackAndNothingIsSent(t *testing.T) {
	d := start(t, 120, 36, sample(), aDaysOutbox)
	r := sample()[0]
	r.CompanyReply = &review.Reply{Text: text("Kære Maria, det er vi kede af."), CreatedAt: at(time.Minute)}
	d.srv.reviews[r.ID] = r
	openOutbox(d)
	d.press("s")
	d.wants("published   2 min ago     reply to Maria Sørensen")
	d.press("j s")
	d.wants("sent        4 min ago     reply to 田中 結衣", "accepted, and not visible yet")
	d.press("j s")
	if len(d.srv.writes) > 0 {
		t.Errorf("written: %q", d.srv.writes)
	}
	d.press("esc")
	d.wants("Your reply", "det er vi kede af")
}

func TestAPublicActIsShownBesideWhatStoodThereThenAndStandsThereNow(t *testing.T) {
	d := start(t, 120, 36, sample(), aDaysOutbox)
	r := sample()[3]
	before := r
	before.CompanyReply = &review.Reply{Text: text("Wir prüfen das."), CreatedAt: at(24 * time.Hour)}
	d.mem.revisions[r.ID] = []review.Revision{{SeenAt: testNow().Add(-21 * time.Hour), Review: before}}
	r.CompanyReply = &review.Reply{Text: text("Bitte rufen Sie uns an."), CreatedAt: at(24 * time.Hour), UpdatedAt: at(time.Hour), AuthorName: text("Jonas")}
	d.srv.reviews[r.ID] = r
	openOutbox(d)
	d.press("j j j j j enter")
	d.wants("Reply to Lukas B.", "PUBLISHED · written 18 Nov 2026 14:30", "it replaced a reply that somebody wrote at the same time", "Then: what you saw", "Wir prüfen das.",
		"yours stands there", "Yours", "Hallo Lukas, das Geld ist unterwegs.")
	d.press("s")
	d.wants("Now: what was last read", "Bitte rufen Sie uns an.", "Jonas", "changed 19 Nov 2026 09:30 UTC")
	d.press("g")
	d.lacks("Outbox")
	if d.selected() != r.ID {
		t.Errorf("it leads to %s", d.selected())
	}
}

func TestAFailedLookSaysSoAndLeavesTheActAsItWas(t *testing.T) {
	d := start(t, 120, 36, sample(), aDaysOutbox)
	d.srv.readErr = review.ErrTemporary
	openOutbox(d)
	d.press("s")
	d.wants("not done: settle", "unknown     2 min ago     reply to Maria Sørensen")
	d.press("enter s")
	d.wants("not done: settle", "UNKNOWN", "there was no reply", "Kære Maria, det er vi kede af.")
}

func TestWhatOnlyWaitsHasNothingToReadBack(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j r")
	d.type_("Sorry about the size.")
	d.press("ctrl+s k")
	openOutbox(d)
	d.press("s")
	d.wants("it was not sent yet")
	d.press("enter")
	if d.selected() != sample()[1].ID {
		t.Error("it does not lead to the review")
	}
	openOutbox(d)
	d.press("z")
	d.wants("taken back, nothing was sent: reply to J. Okafor", "nothing was sent from here yet")
}

func TestAnOutboxWithNothingInItSaysSo(t *testing.T) {
	d := start(t, 80, 24, sample())
	openOutbox(d)
	d.wants("nothing was sent from here yet")
	d.press("j s enter g")
	d.wants("Outbox")
	d.press("q")
	d.lacks("Outbox")
}

func TestAReplyThatReplacedAnUnseenOneSaysSoAtOnceAndInTheOutbox(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.srv.after = func(r *review.Review) {
		r.CompanyReply.UpdatedAt = review.Time{Time: r.CompanyReply.CreatedAt.Add(time.Second)}
	}
	d.press("r")
	d.type_("Undskyld.")
	d.press("ctrl+s")
	d.wait(30 * time.Second)
	d.wants("published: reply to Maria Sørensen · it replaced a reply that somebody wrote at the same time")
	openOutbox(d)
	d.wants("published   just now      reply to Maria Sørensen · it replaced a reply")
}

func TestAnothersReplyInPlaceOfOursSaysSoAtOnceAndShowsBoth(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.srv.after = func(r *review.Review) { r.CompanyReply.Text = text("A colleague was here.") }
	d.press("r")
	d.type_("Undskyld.")
	d.press("ctrl+s")
	d.wait(30 * time.Second)
	d.wants("SENT AND ACCEPTED, and another's reply stands there now: reply to Maria Sørensen", "your text is kept as a draft")
	openOutbox(d)
	d.press("enter")
	d.wants("UNKNOWN", "there was no reply", "A colleague was here.", "Undskyld.")
}

func TestTheOutboxLooksAsItDidAtEverySize(t *testing.T) {
	for name, size := range sizes {
		d := start(t, size[0], size[1], sample(), aDaysOutbox)
		d.press("j r")
		d.type_("Sorry about the size.")
		d.press("ctrl+s")
		openOutbox(d)
		d.press("j")
		checkFrame(t, d, size[0], size[1], "outbox "+name)
		d.golden("outbox-" + name)
		d.press("enter")
		checkFrame(t, d, size[0], size[1], "posting "+name)
		d.golden("posting-" + name)
	}
}

func TestALongOutboxScrollsWithItsCursor(t *testing.T) {
	d := start(t, 80, 24, sample(), func(d *driver, _ *Options) {
		for i := range 100 {
			posted(d, 0, "reply", review.Published, time.Duration(100-i)*time.Hour, fmt.Sprintf("text %d.", i), "", "")
		}
	})
	openOutbox(d)
	d.wants("text 99.")
	d.press("G")
	d.wants("text 0.")
	d.lacks("text 99.")
	d.press("ctrl+u home")
	d.wants("text 99.")
}

func TestNoWordOfAnOutboxActsOnTheScreen(t *testing.T) {
	evil := "\x1b]52;c;eA==\a\u202e\x9b2J\r\nSENT"
	d := start(t, 120, 36, sample(), func(d *driver, _ *Options) {
		posted(d, 0, evil, review.IntentState(evil), time.Hour, evil, evil, evil)
		posted(d, 0, desk.Reply{}.Name(), review.Unknown, time.Hour, evil, evil, evil)
	})
	openOutbox(d)
	for _, key := range strings.Fields("j k enter esc j enter") {
		d.press(key)
		checkFrame(t, d, 120, 36, key)
	}
}
