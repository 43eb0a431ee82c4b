package ui

import (
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestADraftIsTakenFromAnotherDeskOnlyAfterAsking(t *testing.T) {
	d := start(t, 120, 36, sample())
	key := beside(d)
	d.mem.drafts[key] = review.Draft{ReviewID: key.id, Kind: key.kind, Text: "Half a sen", SeenText: sample()[0].ContentDigest()}
	d.press("r")
	d.wants("READ ONLY", "Ctrl+T take over")
	d.press("ctrl+t")
	d.wants("y takes it from process 4711")
	d.press("n")
	d.wants("READ ONLY")
	d.lacks("y takes it")
	d.press("ctrl+t y")
	d.wants("PUBLIC", "Half a sen", "the draft is yours now")
	d.type_("tence.")
	d.wait(time.Second)
	if got := d.mem.drafts[key].Text; got != "Half a sentence." {
		t.Errorf("the draft is %q", got)
	}
}

func TestADeskWhoseDraftWasTakenOverMayOnlyReadIt(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Before it was stopped.")
	d.wait(time.Second)
	key := beside(d) // stopped, it was taken over, and written on
	d.mem.drafts[key] = review.Draft{ReviewID: key.id, Kind: key.kind, Text: "By the other.", SeenText: sample()[0].ContentDigest()}
	d.wait(writerPause)
	d.wants("READ ONLY", "another tpdesk writes it", "By the other.", "has taken this draft over")
	d.type_("mine")
	d.wait(time.Minute)
	if got := d.mem.drafts[key].Text; got != "By the other." {
		t.Errorf("the other's draft was written over: %q", got)
	}
}

func TestWhatWaitsToBeSentIsNotSentOnceItsDraftWasTakenOver(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Before it was stopped.")
	d.press("ctrl+s")
	beside(d)
	d.wait(time.Minute)
	d.wants("NOT SENT", "another tpdesk has taken this draft over")
	if len(d.srv.writes) > 0 {
		t.Errorf("it was sent: %v", d.srv.writes)
	}
}
