package ui

import (
	"errors"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// offlineReply is a desk without network in which a reply to the first review waited for its time.
func offlineReply(t *testing.T) *driver {
	t.Helper()
	d := start(t, 120, 36, sample())
	d.srv.readErr = review.ErrTemporary
	d.press("r")
	d.type_("We are sorry, Maria.")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	return d
}

func TestWithoutNetworkAReplyWaitsArmedAndIsSentOnceWhenItIsBack(t *testing.T) {
	d := offlineReply(t)
	d.wants("waits for the network: reply to Maria Sørensen", "compared again before it is sent", "waiting for the network · z undo")
	d.wait(10 * time.Minute)
	d.wants("waits for the network")
	if len(d.srv.writes) != 0 || len(d.mem.intents) != 0 {
		t.Fatalf("sent %v, recorded %v", d.srv.writes, d.mem.intents)
	}
	d.srv.readErr = nil
	d.wait(heldPause)
	d.wants("published: reply to Maria Sørensen")
	if len(d.srv.writes) != 1 || len(d.mem.drafts) != 0 {
		t.Errorf("sent %v, drafts %v", d.srv.writes, d.mem.drafts)
	}
}

func TestAReplyThatWaitedIsSentAsSoonAsASyncSucceeds(t *testing.T) {
	d := offlineReply(t)
	d.srv.readErr = nil
	d.press("R")
	d.wants("published: reply to Maria Sørensen")
}

func TestAReplyThatWaitedIsComparedAgainBeforeItIsSent(t *testing.T) {
	d := offlineReply(t)
	id := d.selected()
	r := d.srv.reviews[id]
	r.CompanyReply = &review.Reply{Text: review.NewText("A colleague was faster."), CreatedAt: review.Time{Time: d.now()}}
	d.srv.reviews[id] = r
	d.srv.readErr = nil
	d.wait(heldPause)
	d.wants("NOT SENT", "your text is kept as a draft")
	if len(d.srv.writes) != 0 {
		t.Errorf("sent %v", d.srv.writes)
	}
}

func TestAReplyThatWaitsForTheNetworkIsTakenBackByZ(t *testing.T) {
	d := offlineReply(t)
	d.press("z")
	d.wants("taken back, nothing was sent")
	d.srv.readErr = nil
	d.wait(time.Hour)
	if len(d.srv.writes) != 0 || len(d.mem.drafts) != 1 {
		t.Errorf("sent %v, drafts %v", d.srv.writes, d.mem.drafts)
	}
}

func TestQuittingWithoutNetworkKeepsTheTextAsADraft(t *testing.T) {
	d := offlineReply(t)
	d.press("q")
	d.wants("1 public act still waits")
	d.press("s")
	if !d.quit || len(d.srv.writes) != 0 || len(d.mem.drafts) != 1 {
		t.Errorf("quit %v, sent %v, drafts %v", d.quit, d.srv.writes, d.mem.drafts)
	}
}

func TestARateLimitOnTheWriteItselfIsNotTriedAgainByTheDesk(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.srv.writeErr = errors.Join(review.ErrTemporary)
	d.press("r")
	d.type_("Thanks.")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wants("NOT SENT, nothing was changed")
	d.wait(time.Hour)
	if len(d.srv.writes) != 1 {
		t.Errorf("sent %v", d.srv.writes)
	}
}

func TestASyncThatFindsYourReplyChangedSaysSoOnceAndListsIt(t *testing.T) {
	d := start(t, 120, 36, sample())
	id := d.selected()
	d.press("r")
	d.type_("We are sorry, Maria.")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wants("published")
	d.press("R")
	d.lacks("changed since your reply")
	r := d.srv.reviews[id]
	r.CompanyReply = &review.Reply{Text: review.NewText("A colleague knew better."), CreatedAt: review.Time{Time: d.now()}}
	d.srv.reviews[id] = r
	d.wait(time.Hour) // reads lag no more
	d.press("R")
	d.wants("1 review changed since your reply · :changed-replies lists them")
	d.press("t")
	d.type_("late")
	d.press("enter R")
	d.lacks("changed since your reply")
	d.press(":")
	d.type_("changed-replies")
	d.press("enter")
	d.wants("Changed since your reply", "Maria Sørensen · now: A colleague knew better.")
	d.press("enter")
	if d.selected() != id {
		t.Errorf("it leads to %s", d.selected())
	}
}

func TestTheHistoryOfAVanishedReviewKeepsItsLastTextAndSaysSo(t *testing.T) {
	d := start(t, 120, 36, sample())
	delete(d.srv.reviews, d.selected())
	d.run(d.m.startSync(true)) // the list stays as it is until R
	d.press("h")
	d.wants("it is no longer on Trustpilot, which is known since", "Never arrived, no answer")
}
