package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// beside makes another tpdesk the writer of the draft on the first review.
func beside(d *driver) draftKey {
	key := draftKey{sample()[0].ID, review.ReplyDraft}
	d.mem.writers[key] = review.Holder{PID: 4711, Since: testNow().Add(-5 * time.Minute)}
	return key
}

func TestASecondDeskOpensADraftToReadAndTakesItOverWhenTheFirstLeaves(t *testing.T) {
	d := start(t, 120, 36, sample())
	key := beside(d)
	d.mem.drafts[key] = review.Draft{ReviewID: key.id, Kind: key.kind, Text: "Half a sen", SeenText: sample()[0].ContentDigest()}
	d.press("r")
	d.wants("READ ONLY", "another tpdesk writes it since 10:", "Half a sen", "it is yours once the other has left")
	d.lacks("PUBLIC")
	d.type_("mine")
	d.press("ctrl+s")
	d.wants("what you type is not kept", "Half a sen")
	if d.mem.drafts[key].Text != "Half a sen" || d.mem.saves > 0 || len(d.m.acts.open) > 0 {
		t.Fatalf("the other's draft was written to: %+v", d.mem.drafts)
	}

	d.mem.drafts[key] = review.Draft{ReviewID: key.id, Kind: key.kind, Text: "Half a sentence.", SeenText: sample()[0].ContentDigest()}
	d.wait(writerPause)
	d.wants("READ ONLY", "Half a sentence.")
	delete(d.mem.writers, key)
	d.wait(writerPause)
	d.wants("PUBLIC", "Half a sentence.", "the draft is yours now")
	d.type_(" And mine.")
	d.wait(time.Second)
	if got := d.mem.drafts[key].Text; got != "Half a sentence. And mine." {
		t.Errorf("the draft is %q", got)
	}
	d.press("esc")
	if len(d.mem.writers) > 0 {
		t.Error("the draft is held by a desk that has left it")
	}
}

func TestADraftThatAnotherDeskSentMeanwhileIsNotBroughtBack(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Written here first.")
	d.press("esc")
	key := draftKey{sample()[0].ID, review.ReplyDraft}
	delete(d.mem.drafts, key) // another desk has sent it
	d.press("r")
	d.lacks("Written here first.")
	d.press("esc")
	d.wait(time.Minute)
	if len(d.mem.drafts) > 0 {
		t.Errorf("it came back: %+v", d.mem.drafts)
	}
}

func TestADraftIsHeldUntilWhatWasMadeOfItIsSettled(t *testing.T) {
	key := draftKey{sample()[0].ID, review.ReplyDraft}
	for what, end := range map[string]func(*driver){
		"it is published":  func(d *driver) { d.wait(time.Minute) },
		"it is taken back": func(d *driver) { d.press("z") },
		"it is refused":    func(d *driver) { d.srv.writeErr = review.ErrRefused; d.wait(time.Minute) },
	} {
		d := start(t, 120, 36, sample())
		d.press("r")
		d.type_("Thank you.")
		d.press("ctrl+s")
		if len(d.mem.writers) != 1 || d.mem.drafts[key].Text != "Thank you." {
			t.Errorf("%s: while it waits it is held by %v, and the draft is %q", what, d.mem.writers, d.mem.drafts[key].Text)
		}
		end(d)
		if len(d.mem.writers) > 0 {
			t.Errorf("%s, and the draft is still held", what)
		}
	}
}

func TestKeysThatComeBeforeItIsKnownWhoWritesAreNotLost(t *testing.T) {
	key := draftKey{sample()[0].ID, review.ReplyDraft}
	d := start(t, 120, 36, sample())
	d.hold = true
	d.press("r")
	d.type_("early")
	d.release()
	d.wants("early")
	d.type_(" late")
	d.wait(time.Second)
	if got := d.mem.drafts[key].Text; got != "early late" {
		t.Errorf("the draft is %q", got)
	}

	d = start(t, 120, 36, sample())
	d.hold = true
	d.press("r")
	d.type_("left at once")
	d.press("esc")
	d.release()
	if got := d.mem.drafts[key].Text; got != "left at once" || len(d.mem.writers) > 0 {
		t.Errorf("the draft is %q, held by %v", got, d.mem.writers)
	}
}

func TestADiskThatCannotLockKeepsNobodyFromWriting(t *testing.T) {
	d := start(t, 120, 36, sample(), func(d *driver, _ *Options) { d.mem.claimErr = fmt.Errorf("%w: disk full", review.ErrIO) })
	d.press("r")
	d.wants("PUBLIC", "is not known")
	d.type_("All the same.")
	d.wait(time.Second)
	if got := d.mem.drafts[draftKey{sample()[0].ID, review.ReplyDraft}].Text; got != "All the same." {
		t.Errorf("the draft is %q", got)
	}
}

func TestADraftThatIsNotOnDiskIsHeldUntilItIs(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Not on disk.")
	d.mem.saveErr = errors.New("disk full")
	d.press("esc")
	d.wants(notSaved)
	if len(d.mem.writers) != 1 {
		t.Error("another desk could begin from an older text")
	}
	d.mem.saveErr = nil
	d.wait(draftRetry)
	d.lacks(notSaved)
}

func TestTheReadOnlyDraftAsItLooks(t *testing.T) {
	for _, size := range [][2]int{{200, 50}, {120, 36}, {80, 24}, {40, 12}} {
		d := start(t, size[0], size[1], sample())
		key := beside(d)
		d.mem.drafts[key] = review.Draft{ReviewID: key.id, Kind: key.kind, Text: "Kære Maria, det er vi kede af at høre. Jakken", SeenText: sample()[0].ContentDigest()}
		d.press("r")
		name := fmt.Sprintf("readonly-%dx%d", size[0], size[1])
		checkFrame(t, d, size[0], size[1], name)
		d.golden(name)
	}
}

func TestTheDeskOfLinesDoesNotWriteIntoAnothersDraft(t *testing.T) {
	out, _, _ := lines(t, "1\nr\nq\n", func(mem *memory) {
		mem.writers[draftKey{sample()[0].ID, review.ReplyDraft}] = review.Holder{PID: 4711}
	})
	if !strings.Contains(out, "another tpdesk writes it (process 4711)") || strings.Contains(out, "PUBLIC") {
		t.Errorf("it says:\n%s", out)
	}
}
