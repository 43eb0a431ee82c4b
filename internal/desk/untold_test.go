package desk

import (
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// silent is a review whose answer has no companyReply at all.
func silent(r review.Review) review.Review {
	r.CompanyReply, r.ReplyUntold = nil, true
	return r
}

func TestAnAnswerThatIsSilentOnTheReplyIsNotTakenForNone(t *testing.T) {
	for _, c := range []Change{Reply{ID: "a", Text: "Thanks"}, Reply{ID: "a", Text: "Thanks", Seen: review.Digest("Sorry")}, DeleteReply{ID: "a"}} {
		b := newBench(silent(plain("a")))
		b.copy.kept["a"] = answered(plain("a"), "Sorry")
		_, err := b.Do(t.Context(), c)
		wantIs(t, c.Name(), err, errUntold)
		b.want(t, "read a")
		if kept := b.copy.kept["a"]; kept.CompanyReply == nil || !b.work.revised[0].Review.CompanyReply.Text.Is("Sorry") {
			t.Error("the copy or the revisions have lost the reply")
		}
	}
}

func TestAReadBackThatIsSilentOnTheReplyProvesNothing(t *testing.T) {
	for _, in := range []review.Intent{
		{ReviewID: "a", Act: "delete-reply", State: review.Unknown, SeenReply: review.Digest("Sorry"), At: noon},
		{ReviewID: "a", Act: "reply", State: review.Accepted, Text: "Thanks", Digest: digest("Thanks"), SeenReply: review.Digest("Sorry"), At: noon},
	} {
		b := newBench(silent(plain("a")))
		in.Key = 1
		b.work.intents = []review.Intent{in}
		settled, err := b.Settle(t.Context())
		wantIs(t, "settle", err, nil)
		if len(settled) != 1 || settled[0].State != in.State {
			t.Errorf("%s: %+v", in.Act, settled)
		}
	}
}

func TestASyncKeepsTheReplyOfAReviewWhoseAnswerIsSilentOnIt(t *testing.T) {
	b := newBench(silent(plain("a")))
	b.copy.kept["a"] = answered(plain("a"), "Sorry")
	p, err := b.Sync(t.Context(), nil)
	wantIs(t, "sync", err, nil)
	if p.Changed != 0 || b.copy.kept["a"].CompanyReply == nil {
		t.Errorf("%+v, and the copy has %+v", p, b.copy.kept["a"].CompanyReply)
	}
}
