package ui

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestAReplyIsPublishedWithNoFurtherKeyOnceItsTimeIsOver(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.wants("PUBLIC", "as Acme Outdoor", "Reply to Maria Sørensen", "Jeg bestilte en jakke")
	d.type_("Undskyld, den er sendt i dag.")
	d.press("ctrl+s")
	d.wants("This will be PUBLIC as Acme Outdoor", "Undskyld, den er sendt i dag.", "sending in 30 s · z undo")
	d.wait(29 * time.Second)
	d.wants("sending in 1 s")
	if len(d.srv.writes) > 0 {
		t.Fatalf("it was sent early: %q", d.srv.writes)
	}
	d.wait(time.Second)
	if len(d.srv.writes) != 1 || d.srv.writes[0] != "reply Undskyld, den er sendt i dag." {
		t.Fatalf("written: %q", d.srv.writes)
	}
	d.wants("published: reply to Maria Sørensen", "✓ Your reply")
	d.press("j k")
	d.wants("published: reply to Maria Sørensen")
	if len(d.mem.drafts) > 0 {
		t.Fatal("the draft is still there")
	}
}

func TestZTakesAReplyBackAndKeepsTheText(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Too early")
	d.press("ctrl+s z")
	d.wait(time.Minute)
	if len(d.srv.writes) > 0 {
		t.Fatalf("written: %q", d.srv.writes)
	}
	d.wants("taken back, nothing was sent", "✎")
	d.press("r")
	d.wants("Too early")
}

func TestSeveralRepliesWaitWhileOtherWorkGoesOn(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("One")
	d.press("ctrl+s j r")
	d.type_("Two")
	d.wait(10 * time.Second)
	d.press("ctrl+s")
	d.wants("2 wait, next sent in 20 s")
	d.press("j j k")
	d.wait(30 * time.Second)
	d.wrote("reply One", "reply Two")
}

func TestWithoutUndoTimeAReplyIsSentAtOnce(t *testing.T) {
	d := start(t, 120, 36, sample(), func(_ *driver, o *Options) { o.UndoWait = 0 })
	d.press("r")
	d.type_("Now")
	d.press("ctrl+s")
	d.wants("published: reply to Maria")
}

func TestOnAnAnsweredReviewTheComposerHoldsTheReplyThatIsThere(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j j j r")
	d.wants("Hallo Lukas, das Geld ist unterwegs.", "replaces your reply")
	d.type_(" Gruß")
	d.press("ctrl+s")
	d.wait(30 * time.Second)
	d.wrote("reply Hallo Lukas, das Geld ist unterwegs. Gruß")
}

func TestAColleaguesReplyIsNotReplaced(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Mine")
	d.press("ctrl+s")
	_ = d.srv.Reply(t.Context(), d.selected(), "Theirs")
	d.wait(30 * time.Second)
	d.wrote("reply Theirs")
	d.wants("NOT SENT", "there is a reply already", "your text is kept as a draft", "Theirs")
	d.press("r")
	d.wants("Mine", "Theirs", "the reply changed since this draft was begun")
}

func TestWhatBecameOfAReplyIsSaidWithWhatIsCertain(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		wants []string
	}{
		"lost answer": {review.ErrUnknown, []string{"OUTCOME UNKNOWN", "it may be public", "kept as a draft"}},
		"refused":     {review.ErrRefused, []string{"REFUSED by Trustpilot", "kept as a draft"}},
		"busy":        {review.ErrTemporary, []string{"NOT SENT, nothing was changed", "kept as a draft", "r shows both"}},
		"signed out":  {review.ErrSignIn, []string{"NOT SENT", "run tpdesk auth login"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, 200, 50, sample())
			d.srv.writeErr = c.err
			d.press("r")
			d.type_("Hello")
			d.press("ctrl+s")
			d.wait(30 * time.Second)
			d.wants(c.wants...)
			if len(d.srv.writes) != 1 {
				t.Fatalf("sent %d times", len(d.srv.writes))
			}
			if got := d.mem.drafts[draftKey{d.selected(), review.ReplyDraft}]; got.Text != "Hello" {
				t.Fatalf("the draft is %q", got.Text)
			}
		})
	}
}

func TestADraftIsOnDiskWithinASecondOfTheLastLetter(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Dear Maria")
	d.wait(time.Second)
	if got := d.mem.drafts[draftKey{d.selected(), review.ReplyDraft}]; got.Text != "Dear Maria" || got.SeenText == "" {
		t.Fatalf("on disk: %+v", got)
	}
}

func TestAFullDiskSaysNotSavedUntilItIs(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.mem.saveErr = errors.New("no space left on device")
	d.press("r")
	d.type_("Dear")
	d.wait(time.Second)
	d.wants("NOT SAVED")
	d.mem.saveErr = nil
	d.wait(draftRetry + time.Second)
	d.lacks("NOT SAVED")
	if len(d.mem.drafts) != 1 {
		t.Fatal("nothing is on disk")
	}
}

func TestALateSaveDoesNotReplaceANewerDraft(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.hold = true
	d.type_("a")
	d.press("esc r")
	d.type_("b")
	d.press("esc")
	for i, j := 0, len(d.held)-1; i < j; i, j = i+1, j-1 {
		d.held[i], d.held[j] = d.held[j], d.held[i]
	}
	d.release()
	if got := d.mem.drafts[draftKey{d.selected(), review.ReplyDraft}]; got.Text != "ab" {
		t.Fatalf("on disk: %q", got.Text)
	}
}

func TestAnEmptyReplyStaysInTheComposer(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r ctrl+s")
	d.wants("the text is empty", "PUBLIC")
}

func TestTheEditorGetsAPrivateFileAndItsTextComesBack(t *testing.T) {
	d := start(t, 120, 36, sample(), func(_ *driver, o *Options) { o.Editor = []string{"ed"} })
	var path string
	d.edited = func(p string) error {
		path = p
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		return os.WriteFile(p, []byte("from the editor\n"), 0o600)
	}
	d.press("r")
	d.type_("draft")
	d.press("ctrl+e")
	d.wants("from the editor")
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is still there")
	}
}

func TestTheEditorDoesNotInheritOurVariables(t *testing.T) {
	cmd := editor(t.Context(), Options{Editor: []string{"vi", "-n"}, Environ: []string{"HOME=/h", "TPDESK_TOKEN=secret"}}, "/tmp/x")
	if got := strings.Join(cmd.Env, " "); got != "HOME=/h" {
		t.Fatalf("environment: %q", got)
	}
}

func TestQuittingAsksAboutWhatWaits(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Wait")
	d.press("ctrl+s q")
	d.wants("1 public act still waits")
	d.press("esc")
	if d.quit {
		t.Fatal("it left")
	}
	d.press("q s")
	if !d.quit || len(d.srv.writes) != 1 {
		t.Fatalf("quit %v, written %q", d.quit, d.srv.writes)
	}
}

func TestQuittingCanTakeBackWhatWaits(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("r")
	d.type_("Wait")
	d.press("ctrl+s q z")
	if !d.quit || len(d.srv.writes) != 0 || len(d.mem.drafts) != 1 {
		t.Fatalf("quit %v, written %q, drafts %d", d.quit, d.srv.writes, len(d.mem.drafts))
	}
}

func TestDeletingAReplyIsConfirmedAndCanBeTakenBack(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("D")
	d.wants("there is no reply to delete")
	d.press("j j j D")
	d.wants("Delete your reply")
	d.press("y")
	d.wait(30 * time.Second)
	d.wrote("delete reply")
}

func TestTheComposerLooksAsItDidAtEverySize(t *testing.T) {
	for name, size := range sizes {
		d := start(t, size[0], size[1], sample())
		d.press("r")
		d.type_("Kære Maria\n\nDet er vi kede af. 田中 ❤️")
		d.golden("composer-" + name)
		d.press("ctrl+s")
		d.golden("armed-" + name)
	}
}

var sizes = map[string][2]int{"200x50": {200, 50}, "120x36": {120, 36}, "80x24": {80, 24}, "40x12": {40, 12}}

func TestAnAcceptedReplyThatIsNotVisibleYetIsAStateOfItsOwn(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.srv.lags = true
	d.press("r")
	d.type_("On its way")
	d.press("ctrl+s")
	d.wait(30 * time.Second)
	d.wants("sent: reply to Maria Sørensen", "does not show it yet", "On its way")
	d.srv.lags = false
	_ = d.srv.Reply(t.Context(), d.selected(), "On its way")
	d.press("R R")
	d.wants("✓ Your reply", "On its way")
}

func TestALostAnswerIsSettledByLookingAndNotByRepeating(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.srv.writeErr, d.srv.commit = review.ErrUnknown, true
	d.press("r")
	d.type_("Once")
	d.press("ctrl+s")
	d.wait(30 * time.Second)
	d.wants("published: reply to Maria Sørensen")
	if len(d.srv.writes) != 1 {
		t.Fatalf("written: %q", d.srv.writes)
	}
}
