package desk

import (
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestTheOutboxListsTheNewestFirstWithTheirReviews(t *testing.T) {
	b := newBench()
	b.copy.kept["a"] = plain("a")
	b.work.intents = []review.Intent{{Key: 1, ReviewID: "a", At: noon}, {Key: 2, ReviewID: "gone", At: noon}, {Key: 3, ReviewID: "a", At: noon}}
	for most, want := range map[int][]int64{0: {3, 2, 1}, 2: {3, 2}, 9: {3, 2, 1}} {
		all, err := b.Outbox(t.Context(), most)
		wantIs(t, "outbox", err, nil)
		if len(all) != len(want) {
			t.Fatalf("%d: %v", most, all)
		}
		for i, p := range all {
			if p.Key != want[i] || p.Review.ID != "" != (p.ReviewID == "a") {
				t.Errorf("%d: %d is %+v", most, i, p)
			}
		}
	}
}

func TestAWriteIsComparedWithWhatWasSeenAndWhatStandsThereNow(t *testing.T) {
	b := newBench()
	b.copy.kept["a"] = answered(plain("a"), "Another's")
	b.work.revised = []review.Revision{
		{SeenAt: noon.Add(-2 * time.Hour), Review: plain("a")},
		{SeenAt: noon.Add(-time.Hour), Review: answered(plain("a"), "Sorry")},
		{SeenAt: noon.Add(time.Hour), Review: answered(plain("a"), "Another's")},
	}
	c, err := b.Compare(t.Context(), review.Intent{ReviewID: "a", Act: "reply", Text: "Thanks", SeenReply: review.Digest("Sorry"), At: noon})
	wantIs(t, "compare", err, nil)
	if c.Then == nil || !c.Then.CompanyReply.Text.Is("Sorry") || !c.Review.CompanyReply.Text.Is("Another's") || c.Text != "Thanks" {
		t.Errorf("%+v", c)
	}
	c, err = b.Compare(t.Context(), review.Intent{ReviewID: "a", Act: "reply", SeenReply: review.Digest("Never kept"), At: noon})
	if err != nil || c.Then != nil {
		t.Errorf("%+v, %v", c.Then, err)
	}
}

func TestOneWriteIsSettledByReadingBackAndNothingIsSent(t *testing.T) {
	reply := Reply{ID: "a", Text: "Thanks"}
	for _, c := range []struct {
		name string
		now  review.Review
		had  review.Intent
		want review.IntentState
		err  error
	}{
		{"it is there", answered(plain("a"), "Thanks"), kept(reply, review.Unknown, time.Hour), review.Published, nil},
		{"it is not there", plain("a"), kept(reply, review.Unknown, time.Hour), review.Unknown, nil},
		{"it was left in the middle", answered(plain("a"), "Thanks"), kept(reply, review.Sent, time.Hour), review.Published, nil},
		{"it is settled", answered(plain("a"), "Another's"), kept(reply, review.Published, time.Hour), review.Published, nil},
		{"it is about to be sent", plain("a"), kept(reply, review.Armed, time.Second), review.Armed, review.ErrTemporary},
	} {
		b := newBench(c.now)
		b.work.intents = []review.Intent{c.had}
		in, err := b.SettleOne(t.Context(), 1)
		wantIs(t, c.name, err, c.err)
		if in.State != c.want || b.state(t) != c.want || b.api.sends != 0 {
			t.Errorf("%s: %s, recorded as %s, %d sends", c.name, in.State, b.state(t), b.api.sends)
		}
		if now := b.copy.kept["a"]; c.err == nil && now.CompanyReply.Digest() != c.now.CompanyReply.Digest() {
			t.Errorf("%s: the copy was not told", c.name)
		}
	}
	b := newBench()
	if _, err := b.SettleOne(t.Context(), 7); err == nil {
		t.Error("a write that never was is settled")
	}
	b.API = nil
	_, err := b.SettleOne(t.Context(), 1)
	wantIs(t, "settle without a sign-in", err, review.ErrSignIn)
}

func TestWhatAReplyReplacedUnseenIsKeptInTheOutbox(t *testing.T) {
	b := newBench(plain("a"))
	b.api.onRead = func(n int, f *fakeAPI) {
		if n == 2 {
			r := answered(plain("a"), "Thanks")
			r.CompanyReply.UpdatedAt = review.Time{Time: noon}
			f.put(r)
			f.pending = nil
		}
	}
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	if out.Unseen == "" || b.work.intents[0].Note != out.Unseen {
		t.Errorf("told %q, kept %q", out.Unseen, b.work.intents[0].Note)
	}
}
