package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestAReplyIsRecordedBeforeItIsSentAndThenConfirmed(t *testing.T) {
	b := newBench(plain("a"))
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	b.want(t, "read a", "arm reply a", "advance to sent", `SEND reply a "Thanks"`, "read a", "advance to published")
	if out.State != review.Published || !out.Changed || !out.Review.CompanyReply.Text.Is("Thanks") {
		t.Errorf("outcome: %+v", out)
	}
	sum := sha256.Sum256([]byte("Thanks"))
	in := b.work.intents[0]
	if in.Act != "reply" || in.ReviewID != "a" || in.Text != "Thanks" || in.Digest != hex.EncodeToString(sum[:]) || in.SeenReply != "" || !in.At.Equal(noon) {
		t.Errorf("intent: %+v", in)
	}
	if kept, err := b.copy.Get(t.Context(), "a"); err != nil || kept.CompanyReply == nil {
		t.Errorf("the copy was not told: %+v, %v", kept, err)
	}
}

func TestAnAcceptedReplyThatIsNotVisibleYetIsSent(t *testing.T) {
	b := newBench(plain("a"))
	b.api.stale = 9
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	b.want(t, "read a", "arm reply a", "advance to sent", `SEND reply a "Thanks"`, "read a", "wait 2s", "read a", "advance to accepted")
	if out.State != review.Sent || b.state(t) != review.Accepted {
		t.Errorf("state %s, recorded %s", out.State, b.state(t))
	}
}

func TestAnAcceptedReplyThatShowsLateIsPublished(t *testing.T) {
	b := newBench(plain("a"))
	b.api.stale = 1
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	if out.State != review.Published || b.state(t) != review.Published || b.api.sends != 1 {
		t.Errorf("state %s, recorded %s, %d sends", out.State, b.state(t), b.api.sends)
	}
}

func TestAnAcceptedReplyCountsAlsoWhenTheReadBackFails(t *testing.T) {
	b := newBench(plain("a"))
	b.api.readErrs = map[int]error{2: review.ErrTemporary, 3: review.ErrSignIn}
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	if out.State != review.Sent || b.state(t) != review.Accepted {
		t.Errorf("state %s, recorded %s", out.State, b.state(t))
	}
}

func TestAReplyThatAppearedBetweenReadAndWriteStopsOurs(t *testing.T) {
	b := newBench(plain("a"))
	b.api.onRead = func(n int, f *fakeAPI) { f.put(answered(f.reviews[0], "A colleague was here")) }
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, review.ErrConflict)
	b.want(t, "read a")
	var conflict *ConflictError
	if !errors.As(err, &conflict) || !conflict.Now.CompanyReply.Text.Is("A colleague was here") || !out.Review.CompanyReply.Text.Is("A colleague was here") {
		t.Errorf("the other reply is not told: %#v", err)
	}
}

func TestALostAnswerIsSettledByReadingBack(t *testing.T) {
	lost := fmt.Errorf("post: %w", review.ErrUnknown)
	reads := []string{"read a", "arm reply a", "advance to sent", `SEND reply a "Thanks"`, "read a"}
	for _, c := range []struct {
		name  string
		setup func(*fakeAPI)
		then  []string
		state review.IntentState
		err   error
	}{
		{"it is there at once", func(f *fakeAPI) {}, []string{"advance to published"}, review.Published, nil},
		{"it is there after 2 s", func(f *fakeAPI) { f.stale = 1 }, []string{"wait 2s", "read a", "advance to published"}, review.Published, nil},
		{"it is there after 10 s", func(f *fakeAPI) { f.stale = 2 }, []string{"wait 2s", "read a", "wait 8s", "read a", "advance to published"}, review.Published, nil},
		{"the first read fails too", func(f *fakeAPI) { f.readErrs = map[int]error{2: review.ErrTemporary} }, []string{"wait 2s", "read a", "advance to published"}, review.Published, nil},
		{"it never shows", func(f *fakeAPI) { f.applies = false }, []string{"wait 2s", "read a", "wait 8s", "read a", "advance to unknown"}, review.Unknown, review.ErrUnknown},
		{"another's reply shows", func(f *fakeAPI) {
			f.applies = false
			f.onRead = func(n int, f *fakeAPI) {
				if n > 1 {
					f.put(answered(f.reviews[0], "Another's"))
				}
			}
		}, []string{"wait 2s", "read a", "wait 8s", "read a", "advance to unknown"}, review.Unknown, review.ErrUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(plain("a"))
			b.api.sendErr = lost
			c.setup(b.api)
			_, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
			wantIs(t, "reply", err, c.err)
			b.want(t, append(reads[:len(reads):len(reads)], c.then...)...)
			if b.state(t) != c.state || b.api.sends != 1 {
				t.Errorf("recorded %s, %d sends", b.state(t), b.api.sends)
			}
			if waited := b.now.Sub(noon); waited > 20*time.Second-3*3*time.Second { // each read may take 3 s more
				t.Errorf("it waited %s: more than the 20 s that are promised", waited)
			}
		})
	}
}

func TestAnEarlierRequestOfTheSameWordsDoesNotSettleALostOne(t *testing.T) {
	for _, message := range []string{"Which order?", ""} {
		r := FindReviewer{Message: message}.Apply(plain("a"))
		r.FindReviewer.IsEligible, r.FindReviewer.Requests[0].Status = review.Some(true), review.NewText("Declined")
		b := newBench(r)
		b.api.sendErr, b.api.applies = review.ErrUnknown, false
		_, err := b.Do(t.Context(), FindReviewer{ID: "a", Message: message})
		wantIs(t, "find reviewer", err, review.ErrUnknown)
		b = newBench(r)
		b.api.sendErr = review.ErrUnknown
		out, err := b.Do(t.Context(), FindReviewer{ID: "a", Message: message})
		wantIs(t, "find reviewer that arrived", err, nil)
		if out.State != review.Published {
			t.Errorf("state %s", out.State)
		}
	}
}

func TestARefusedReplyIsRecordedAsRefused(t *testing.T) {
	for err, want := range map[error]review.IntentState{
		fmt.Errorf("post: %w: your role may not reply", review.ErrRefused): review.Refused,
		review.ErrSignIn:    review.Refused,
		review.ErrTemporary: review.Withdrawn,
	} {
		b := newBench(plain("a"))
		b.api.sendErr, b.api.applies = err, false
		_, got := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
		wantIs(t, "reply", got, err)
		b.want(t, "read a", "arm reply a", "advance to sent", `SEND reply a "Thanks"`, "advance to "+string(want))
		if in := b.work.intents[0]; in.State != want || in.Note != err.Error() {
			t.Errorf("recorded %s %q", in.State, in.Note)
		}
	}
}

func TestNothingIsSentThatCannotBeRecorded(t *testing.T) {
	full := fmt.Errorf("write: %w", review.ErrIO)
	b := newBench(plain("a"))
	b.work.armErr = full
	_, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "cannot arm", err, review.ErrIO)
	b.want(t, "read a", "arm reply a")

	b = newBench(plain("a"))
	b.work.advance[review.Sent] = full
	_, err = b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "cannot advance", err, review.ErrIO)
	b.want(t, "read a", "arm reply a", "advance to sent")
}

func TestADoneActWhoseRecordFailsIsStillToldAsDone(t *testing.T) {
	b := newBench(plain("a"))
	b.work.advance[review.Published] = review.ErrIO
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, review.ErrIO)
	if out.State != review.Published || b.api.sends != 1 {
		t.Errorf("state %s, %d sends", out.State, b.api.sends)
	}
}

func TestNothingIsSentWhenTheReviewCannotBeRead(t *testing.T) {
	for _, c := range []struct{ read, want error }{
		{review.ErrTemporary, review.ErrTemporary}, {review.ErrSignIn, review.ErrSignIn}, {review.ErrNotFound, review.ErrNotFound},
		{review.ErrUnknown, review.ErrTemporary}, // a read that was lost changed nothing
	} {
		b := newBench(plain("a"))
		b.api.readErrs = map[int]error{1: c.read}
		_, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
		wantIs(t, "reply", err, c.want)
		if errors.Is(err, review.ErrUnknown) {
			t.Errorf("a failed read looks like a lost write: %v", err)
		}
		b.want(t, "read a")
	}
}

func TestNothingIsSentWithoutASignIn(t *testing.T) {
	b := newBench(plain("a"))
	b.Desk.API = nil
	_, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, review.ErrSignIn)
	b.want(t)
}

func TestALossOfTheMemoryDoesNotStopAnAct(t *testing.T) {
	b := newBench(plain("a"))
	b.copy.putErr, b.work.seenErr = review.ErrIO, review.ErrIO
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	if out.State != review.Published {
		t.Errorf("state %s", out.State)
	}
}

func TestOnceArmedAnActGoesThroughWhateverIsCancelled(t *testing.T) {
	b := newBench(plain("a"))
	b.api.stale = 1
	ctx, cancel := context.WithCancel(t.Context())
	b.api.onRead = func(n int, _ *fakeAPI) {
		if n == 1 {
			cancel() // the agent quits right after the check's read
		}
	}
	out, err := b.Do(ctx, Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	if out.State != review.Published || b.api.sends != 1 {
		t.Errorf("state %s, %d sends", out.State, b.api.sends)
	}
}

func TestTagsThatAreThereAlreadyAreNotSentAgain(t *testing.T) {
	b := newBench(tagged(plain("a"), "x"))
	out, err := b.Do(t.Context(), SetTags{ID: "a", Add: []review.Tag{review.NewTag("x")}, Remove: []string{"y"}})
	wantIs(t, "tag", err, nil)
	b.want(t, "read a")
	if out.Changed || out.State != review.Published {
		t.Errorf("outcome: %+v", out)
	}
}

func TestTagsAreAddedFirstAndThenRemovedOneByOne(t *testing.T) {
	b := newBench(tagged(plain("a"), "x", "shop:x", "y"))
	out, err := b.Do(t.Context(), SetTags{ID: "a", Add: []review.Tag{review.NewTag("z"), review.NewTag("y")}, Remove: []string{"x"}})
	wantIs(t, "tag", err, nil)
	b.want(t, "read a", "SEND add [z]", "SEND remove x", "SEND remove shop:x", "read a") // tags repeat without harm: no intent
	if !out.Changed || len(out.Review.Tags) != 2 {
		t.Errorf("outcome: %+v", out)
	}
}

func TestTagsThatChangedInPartAreUnknownUntilReadBack(t *testing.T) {
	half := &halfway{}
	b := newBench(tagged(plain("a"), "x"))
	half.fakeAPI, b.Desk.API = b.api, half
	_, err := b.Do(t.Context(), SetTags{ID: "a", Add: []review.Tag{review.NewTag("z")}, Remove: []string{"x"}})
	wantIs(t, "tag", err, review.ErrUnknown)
	b = newBench(tagged(plain("a"), "x"))
	half.fakeAPI, b.Desk.API = b.api, half
	_, err = b.Do(t.Context(), SetTags{ID: "a", Remove: []string{"x"}})
	wantIs(t, "tag with nothing done", err, review.ErrRefused)
}

// halfway is a Trustpilot that adds tags and refuses to remove any.
type halfway struct{ *fakeAPI }

func (h *halfway) RemoveTag(context.Context, review.ID, review.Tag) error { return review.ErrRefused }

func TestEachOtherActIsSentOnceAndConfirmed(t *testing.T) {
	for _, c := range []struct {
		act  Change
		on   review.Review
		send string
	}{
		{DeleteReply{ID: "a"}, answered(plain("a"), "Sorry"), "SEND delete a"},
		{Reply{ID: "a", Text: "New", Seen: review.Digest("Sorry")}, answered(plain("a"), "Sorry"), `SEND reply a "New"`},
		{FindReviewer{ID: "a", Message: "Which order?"}, plain("a"), `SEND ask a "Which order?"`},
		{FindReviewer{ID: "a"}, plain("a"), `SEND ask a ""`},
	} {
		b := newBench(c.on)
		out, err := b.Do(t.Context(), c.act)
		wantIs(t, c.act.Name(), err, nil)
		b.want(t, "read a", "arm "+c.act.Name()+" a", "advance to sent", c.send, "read a", "advance to published")
		if out.State != review.Published || b.work.intents[0].SeenReply != c.on.CompanyReply.Digest() {
			t.Errorf("%s: state %s, intent %+v", c.act.Name(), out.State, b.work.intents[0])
		}
	}
}

func TestTheRealWaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := wait(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("wait: %v", err)
	}
	if err := wait(t.Context(), 0); err != nil {
		t.Errorf("a wait of nothing: %v", err)
	}
}
