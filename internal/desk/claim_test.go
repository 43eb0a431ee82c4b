package desk

import (
	"context"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// sharedWork is work that several processes share: it knows which intents another one is sending.
type sharedWork struct {
	*fakeWork
	sending map[int64]bool
	onClaim func()
}

func (w *sharedWork) ClaimDraft(review.ID, review.DraftKind) (func(), review.Holder, error) {
	return nil, review.Holder{PID: 7, Since: noon}, nil
}

func (w *sharedWork) ClaimSending(key int64) (func(), review.Holder, error) {
	if w.onClaim != nil {
		w.onClaim()
	}
	if w.sending[key] {
		return nil, review.Holder{PID: 7, Since: noon}, nil
	}
	w.note("claim %d", key)
	w.sending[key] = true
	return func() { w.sending[key] = false }, review.Holder{}, nil
}

func (w *sharedWork) Intents(ctx context.Context) ([]review.Intent, error) {
	return w.intents, nil
}

func shared(b *bench, ins ...review.Intent) *sharedWork {
	w := &sharedWork{fakeWork: b.work, sending: map[int64]bool{}}
	for i := range ins {
		ins[i].Key = int64(i + 1)
	}
	b.work.intents, b.Work = ins, w
	return w
}

func sentReply(at time.Time) review.Intent {
	return review.Intent{ReviewID: "a", Act: "reply", Digest: digest("Thanks"), Text: "Thanks", State: review.Sent, At: at}
}

func TestAReplyThatAnotherProcessIsSendingIsLeftToIt(t *testing.T) {
	b := newBench(plain("a"))
	w := shared(b, sentReply(noon))
	w.sending[1] = true
	found, err := b.Recover(t.Context())
	wantIs(t, "recover", err, nil)
	settled, err := b.Settle(t.Context())
	wantIs(t, "settle", err, nil)
	if len(found)+len(settled) != 0 || b.state(t) != review.Sent || len(b.work.drafts) != 0 {
		t.Errorf("found %v, settled %v, state %s, drafts %v", found, settled, b.state(t), b.work.drafts)
	}
	w.sending[1] = false
	found, err = b.Recover(t.Context())
	wantIs(t, "recover", err, nil)
	if len(found) != 1 || b.state(t) != review.Unknown || w.sending[1] {
		t.Errorf("found %v, state %s", found, b.state(t))
	}
}

func TestAReplyThatIsDoneWhileItsSenderIsLookedForStaysDone(t *testing.T) {
	b := newBench(plain("a"))
	w := shared(b, sentReply(noon))
	w.onClaim = func() { b.work.intents[0].State = review.Published }
	found, err := b.Recover(t.Context())
	wantIs(t, "recover", err, nil)
	if len(found) != 0 || b.state(t) != review.Published {
		t.Errorf("found %v, state %s", found, b.state(t))
	}
}

func TestWhatIsBeingSentIsClaimedUntilItsOutcomeIsOnDisk(t *testing.T) {
	b := newBench(plain("a"))
	w := shared(b)
	_, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	b.want(t, "read a", "arm reply a", "claim 1", "advance to sent", `SEND reply a "Thanks"`, "read a", "advance to published")
	if w.sending[1] {
		t.Error("it is still claimed")
	}
}
