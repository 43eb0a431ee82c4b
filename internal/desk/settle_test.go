package desk

import (
	"context"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func (f *fakeWork) Intents(context.Context) ([]review.Intent, error) { return f.intents, f.saved }

func TestALostWriteIsSettledOnlyByWhatProvesIt(t *testing.T) {
	asked := func(message string, created time.Time) review.Review {
		r := FindReviewer{Message: message}.Apply(plain("a"))
		r.FindReviewer.Requests[0].Created = review.Time{Time: created}
		return r
	}
	for _, c := range []struct {
		name string
		act  Change
		now  review.Review
		want review.IntentState
	}{
		{"our reply", Reply{ID: "a", Text: "Thanks\n"}, answered(plain("a"), "Thanks"), review.Published},
		{"no reply", Reply{ID: "a", Text: "Thanks"}, plain("a"), review.Unknown},
		{"another's reply", Reply{ID: "a", Text: "Thanks"}, answered(plain("a"), "Sorry"), review.Unknown},
		{"the reply is gone", DeleteReply{ID: "a"}, plain("a"), review.Published},
		{"the reply is still there", DeleteReply{ID: "a"}, answered(plain("a"), "Sorry"), review.Unknown},
		{"another reply instead of the deleted", DeleteReply{ID: "a"}, answered(plain("a"), "Hello"), review.Unknown},
		{"our question", FindReviewer{ID: "a", Message: "Which order?"}, asked("Which order?", noon.Add(time.Second)), review.Published},
		{"our question, by a clock behind ours", FindReviewer{ID: "a", Message: "Which order?"}, asked("Which order?", noon.Add(-time.Minute)), review.Published},
		{"the same question of last month", FindReviewer{ID: "a", Message: "Which order?"}, asked("Which order?", noon.AddDate(0, -1, 0)), review.Unknown},
		{"the same question of unknown time", FindReviewer{ID: "a", Message: "Which order?"}, asked("Which order?", time.Time{}), review.Unknown},
		{"another question", FindReviewer{ID: "a", Message: "Which order?"}, asked("Who are you?", noon), review.Unknown},
		{"Trustpilot's own words", FindReviewer{ID: "a"}, asked("Please tell us more", noon), review.Published},
		{"no question", FindReviewer{ID: "a"}, plain("a"), review.Unknown},
	} {
		for _, keepsText := range []bool{true, false} {
			b := newBench(c.now)
			in := review.Intent{Key: 1, ReviewID: "a", Act: c.act.Name(), Digest: digest(c.act.text()), Text: c.act.text(), SeenReply: review.Digest("Sorry"), State: review.Unknown, At: noon}
			if !keepsText && c.name != "our reply" { // without the text the digest must match to the letter
				in.Text = ""
			}
			b.work.intents = []review.Intent{in}
			got, err := b.Settle(t.Context())
			wantIs(t, c.name, err, nil)
			if len(got) != 1 || got[0].State != c.want || b.state(t) != c.want {
				t.Errorf("%s: %+v, recorded %s, want %s", c.name, got, b.state(t), c.want)
			}
			if c.want == review.Unknown { // as it was: whoever still waits for the answer knows better
				b.want(t, "read a")
				continue
			}
			b.want(t, "read a", "advance to "+string(c.want))
		}
	}
}

func TestSettlingSendsNothingAndLeavesTheCertainAlone(t *testing.T) {
	b := newBench(plain("a"))
	for i, state := range []review.IntentState{review.Published, review.Refused, review.Withdrawn, review.Armed} {
		b.work.intents = append(b.work.intents, review.Intent{Key: int64(i + 1), ReviewID: "a", Act: "reply", State: state})
	}
	got, err := b.Settle(t.Context())
	wantIs(t, "settle", err, nil)
	if b.want(t); len(got) != 0 {
		t.Errorf("looked at %+v", got)
	}
}

func TestAReviewThatIsGoneTookNoReply(t *testing.T) {
	b := newBench()
	b.work.intents = []review.Intent{{Key: 1, ReviewID: "a", Act: "reply", State: review.Sent}}
	_, err := b.Settle(t.Context())
	if wantIs(t, "settle", err, nil); b.state(t) != review.Refused {
		t.Errorf("recorded %s", b.state(t))
	}
}

func TestSettlingStopsWhereTheServerCannotBeAsked(t *testing.T) {
	b := newBench(plain("a"))
	b.work.intents = []review.Intent{{Key: 1, ReviewID: "a", Act: "reply", State: review.Unknown}}
	b.api.readErrs = map[int]error{1: review.ErrTemporary}
	_, err := b.Settle(t.Context())
	if wantIs(t, "offline", err, review.ErrTemporary); b.state(t) != review.Unknown {
		t.Errorf("recorded %s", b.state(t))
	}
	b.work.saved = review.ErrIO
	_, err = b.Settle(t.Context())
	wantIs(t, "a work file that cannot be read", err, review.ErrIO)
	b.Desk.API = nil
	_, err = b.Settle(t.Context())
	wantIs(t, "not signed in", err, review.ErrSignIn)
}

func TestARehearsalGivesTheRequestAndRecordsNothing(t *testing.T) {
	b := newBench(tagged(plain("a"), "x"))
	recorder := &fakeAPI{script: &script{}, reviews: []review.Review{plain("a")}}
	wantIs(t, "reply", b.Rehearse(t.Context(), recorder, Reply{ID: "a", Text: "Thanks"}), nil)
	b.want(t, "read a")
	recorder.want(t, `SEND reply a "Thanks"`)
	wantIs(t, "a tag that is there", b.Rehearse(t.Context(), recorder, SetTags{ID: "a", Add: []review.Tag{review.NewTag("x")}}), nil)
	wantIs(t, "nothing to delete", b.Rehearse(t.Context(), recorder, DeleteReply{ID: "a"}), review.ErrNotFound)
	b.api.readErrs = map[int]error{4: review.ErrUnknown}
	wantIs(t, "a lost read", b.Rehearse(t.Context(), recorder, Reply{ID: "a", Text: "Thanks"}), review.ErrTemporary)
	recorder.want(t, `SEND reply a "Thanks"`)
}
