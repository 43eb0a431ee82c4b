package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// kept is an intent of an act on review a, of some time before noon.
func kept(c Change, state review.IntentState, age time.Duration) review.Intent {
	return review.Intent{Key: 1, ReviewID: "a", Act: c.Name(), Digest: digest(c.text()), Text: c.text(), State: state, At: noon.Add(-age)}
}

func TestTheSameTextIsNotSentAgainWhileItsOutcomeIsUnknown(t *testing.T) {
	same := Reply{ID: "a", Text: "Thanks"}
	for _, c := range []struct {
		name  string
		had   review.Intent
		act   Change
		want  error
		sends int
	}{
		{"unknown, a minute ago", kept(same, review.Unknown, time.Minute), same, review.ErrUnknown, 0},
		{"accepted and not visible, ten minutes ago", kept(same, review.Accepted, 10*time.Minute), same, review.ErrUnknown, 0},
		{"on its way", kept(same, review.Sent, time.Second), same, review.ErrUnknown, 0},
		{"on its way, and a person insists", kept(same, review.Sent, time.Second), Reply{ID: "a", Text: "Thanks", Force: true}, review.ErrUnknown, 0},
		{"about to be sent by another process", kept(same, review.Armed, time.Second), same, review.ErrTemporary, 0},
		{"another text on its way", kept(Reply{Text: "Sorry"}, review.Sent, time.Second), same, review.ErrTemporary, 0},
		{"a question, unknown", kept(FindReviewer{}, review.Unknown, time.Minute), FindReviewer{ID: "a"}, review.ErrUnknown, 0},
		{"unknown, and a person insists", kept(same, review.Unknown, time.Minute), Reply{ID: "a", Text: "Thanks", Force: true}, nil, 1},
		{"unknown, of an hour ago", kept(same, review.Unknown, time.Hour), same, nil, 1},
		{"another text, unknown", kept(Reply{Text: "Sorry"}, review.Unknown, time.Minute), same, nil, 1},
		{"refused", kept(same, review.Refused, time.Minute), same, nil, 1},
		{"armed long ago by a tpdesk that is no more", kept(same, review.Armed, time.Hour), same, nil, 1},
	} {
		b := newBench(plain("a"))
		b.work.intents = []review.Intent{c.had}
		_, err := b.Do(t.Context(), c.act)
		wantIs(t, c.name, err, c.want)
		if b.api.sends != c.sends {
			t.Errorf("%s: %d sends, want %d", c.name, b.api.sends, c.sends)
		}
		if c.sends == 0 && b.work.intents[1].State != review.Withdrawn {
			t.Errorf("%s: ours is recorded as %s", c.name, b.work.intents[1].State)
		}
	}
}

func TestAReadThatIsOlderThanAnothersWriteIsNotWrittenUpon(t *testing.T) {
	b := newBench(plain("a"))
	other := kept(Reply{Text: "Thanks"}, review.Published, time.Second)
	b.api.onRead = func(int, *fakeAPI) { b.work.intents = []review.Intent{other} } // it was sent, and is public, before we arm
	_, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, review.ErrTemporary)
	if b.api.sends != 0 || b.work.intents[1].State != review.Withdrawn {
		t.Errorf("%d sends, recorded %s", b.api.sends, b.work.intents[1].State)
	}
}

func TestAnEarlierTryThatShowsIsDoneAndNotSentAgain(t *testing.T) {
	b := newBench(answered(plain("a"), "Thanks"))
	b.work.intents = []review.Intent{kept(Reply{Text: "Thanks"}, review.Unknown, time.Hour)}
	out, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	if out.Changed || out.State != review.Published || b.api.sends != 0 || b.state(t) != review.Published {
		t.Errorf("%+v after %d sends, recorded %s", out, b.api.sends, b.state(t))
	}
}

func TestAConflictShowsThenNowAndYours(t *testing.T) {
	before, edited := answered(plain("a"), "Sorry"), answered(plain("a"), "Sorry")
	edited.Text = review.NewText("It came at last.")
	b := newBench(before)
	_, _, err := b.Show(t.Context(), "a", Fresh)
	wantIs(t, "show", err, nil)
	b.api.put(edited)
	_, err = b.Do(t.Context(), Reply{ID: "a", Text: "Mine", Seen: before.CompanyReply.Digest(), SeenText: before.ContentDigest()})
	var conflict *ConflictError
	if !errors.As(err, &conflict) {
		t.Fatalf("no conflict: %v", err)
	}
	if conflict.Then == nil || !conflict.Then.Text.Is("It came late.") || !conflict.Now.Text.Is("It came at last.") || conflict.Yours != "Mine" {
		t.Errorf("conflict: %+v", conflict)
	}
}

func TestAReplyThatTrustpilotRefusesForAnotherIsAConflictWithThatOne(t *testing.T) {
	b := newBench(plain("a"))
	b.api.sendErr, b.api.applies = fmt.Errorf("post: %w", review.ErrConflict), false
	b.api.onRead = func(n int, f *fakeAPI) {
		if n > 1 {
			f.put(answered(f.reviews[0], "Another's"))
		}
	}
	_, err := b.Do(t.Context(), Reply{ID: "a", Text: "Thanks"})
	var conflict *ConflictError
	if !errors.As(err, &conflict) || !conflict.Now.CompanyReply.Text.Is("Another's") || conflict.Yours != "Thanks" {
		t.Errorf("conflict: %v", err)
	}
	if b.state(t) != review.Refused {
		t.Errorf("recorded %s", b.state(t))
	}
}

func TestAnotherTextInPlaceOfOursIsTold(t *testing.T) {
	for _, c := range []struct {
		name   string
		act    Change
		on, by review.Review
		says   string
	}{
		{"another's reply", Reply{ID: "a", Text: "Mine"}, plain("a"), answered(plain("a"), "Another's"), "another's reply stands there now"},
		{"a reply that was deleted", Reply{ID: "a", Text: "Mine", Seen: review.Digest("Old")}, answered(plain("a"), "Old"), plain("a"), "somebody has deleted it"},
		{"a new reply after ours was deleted", DeleteReply{ID: "a"}, answered(plain("a"), "Old"), answered(plain("a"), "New"), "another reply stands there now"},
	} {
		b := newBench(c.on)
		b.api.applies = false
		b.api.onRead = func(n int, f *fakeAPI) {
			if n > 1 {
				f.put(c.by)
			}
		}
		_, err := b.Do(t.Context(), c.act)
		var told *OvertakenError
		if !errors.As(err, &told) || !strings.Contains(err.Error(), c.says) || !errors.Is(err, review.ErrUnknown) {
			t.Errorf("%s: %v", c.name, err)
		}
		if b.state(t) != review.Unknown || b.api.sends != 1 {
			t.Errorf("%s: recorded %s after %d sends", c.name, b.state(t), b.api.sends)
		}
	}
}

func TestTheTimesOfOurReplyTellWhatItReplacedUnseen(t *testing.T) {
	early, late := noon.Add(-time.Hour), noon
	stood := func(created, updated time.Time) review.Review {
		r := answered(plain("a"), "Mine")
		r.CompanyReply.CreatedAt, r.CompanyReply.UpdatedAt = review.Time{Time: created}, review.Time{Time: updated}
		return r
	}
	old := answered(plain("a"), "Old")
	old.CompanyReply.CreatedAt = review.Time{Time: early}
	for _, c := range []struct {
		name        string
		before, now review.Review
		told        bool
	}{
		{"the first reply", plain("a"), stood(late, time.Time{}), false},
		{"the first reply, with two equal times", plain("a"), stood(late, late), false},
		{"a reply between our read and ours", plain("a"), stood(early, late), true},
		{"the reply that was seen", old, stood(early, late), false},
		{"one that was deleted and written anew", old, stood(early.Add(time.Minute), late), true},
		{"one that was deleted, then ours", old, stood(late, time.Time{}), false},
	} {
		if got := (Reply{Text: "Mine"}).unseen(c.before, c.now); (got != "") != c.told {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestWhatAWriteReplacedUnseenIsToldWhenItIsSettledToo(t *testing.T) {
	r := answered(plain("a"), "Mine")
	r.CompanyReply.UpdatedAt = review.Time{Time: noon}
	b := newBench(r)
	b.work.intents = []review.Intent{kept(Reply{Text: "Mine"}, review.Unknown, time.Minute)}
	got, err := b.Settle(t.Context())
	wantIs(t, "settle", err, nil)
	if len(got) != 1 || got[0].State != review.Published || !strings.Contains(got[0].Note, "nobody here has seen") {
		t.Errorf("settled %+v", got)
	}
}

func TestWhatStandsInPlaceOfALostReplyIsTold(t *testing.T) {
	for want, now := range map[string]review.Review{
		"another's reply stands there now":                    answered(plain("a"), "Another's"),
		"there is no reply any more: somebody has deleted it": plain("a"),
		"Trustpilot does not show it":                         answered(plain("a"), "Old"),
	} {
		b := newBench(now)
		in := kept(Reply{Text: "Mine"}, review.Accepted, time.Hour)
		in.SeenReply = review.Digest("Old")
		b.work.intents = []review.Intent{in}
		got, err := b.Settle(t.Context())
		wantIs(t, want, err, nil)
		if len(got) != 1 || got[0].State != review.Unknown || got[0].Note != want {
			t.Errorf("settled %+v, want %q", got, want)
		}
	}
}

func TestANormalisedReplyIsStillOurs(t *testing.T) {
	for _, c := range []struct {
		sent, shown string
		same        bool
	}{
		{"Thanks 🙂\r\nAnna", "Thanks\nAnna", true},
		{"  Thanks\rAnna ", "Thanks\r\nAnna", true},
		{"Cafe\u0301 für dich", "Café für dich", true},
		{"か\u3099んばって ください", "がんばって ください", true},
		{"Thanks, Anna", "Thanks Anna", false},
		{"Thanks\nAnna", "Thanks Anna", false},
		{"👍", "👎", false},
		{"👍", "", false},
		{"ありがとう", "すみません", false},
		{"é", "è", false},
	} {
		if sameText(c.sent, c.shown) != c.same {
			t.Errorf("%q and %q: same %v, want %v", c.sent, c.shown, !c.same, c.same)
		}
	}
}

func TestAtTheStartWhatWasArmedIsWithdrawnAndWhatWasSentIsUnknown(t *testing.T) {
	b := newBench(plain("a"))
	mine := Reply{Text: "Mine"}
	for i, state := range []review.IntentState{review.Armed, review.Sent, review.Armed, review.Published, review.Accepted} {
		in := kept(mine, state, time.Hour)
		in.Key, in.ReviewID = int64(i+1), review.ID(fmt.Sprint("r", i))
		b.work.intents = append(b.work.intents, in)
	}
	b.work.intents[2].At = noon.Add(-time.Second) // another process is about to send it
	got, err := b.Recover(t.Context())
	wantIs(t, "recover", err, nil)
	b.want(t, "advance to withdrawn", "advance to unknown")
	if len(got) != 2 || !strings.Contains(got[0].Note, "nothing left") || len(b.work.drafts) != 2 || b.work.drafts[1].Text != "Mine" {
		t.Errorf("recovered %+v, drafts %+v", got, b.work.drafts)
	}
}

func TestAnAcceptedReplyIsUnknownOnlyOnceReadsLagNoMore(t *testing.T) {
	for age, want := range map[time.Duration]review.IntentState{5 * time.Minute: review.Accepted, 20 * time.Minute: review.Unknown} {
		b := newBench(plain("a"))
		b.work.intents = []review.Intent{kept(Reply{Text: "Mine"}, review.Accepted, age)}
		_, err := b.Settle(t.Context())
		wantIs(t, "settle", err, nil)
		if b.state(t) != want || (len(b.work.drafts) == 1) != (want == review.Unknown) {
			t.Errorf("after %s: %s, %d drafts", age, b.state(t), len(b.work.drafts))
		}
	}
}

func TestAWriteIsLookedForFiveTimesAndThenLeftToAPerson(t *testing.T) {
	b := newBench(plain("a"))
	b.work.intents = []review.Intent{kept(Reply{Text: "Mine"}, review.Unknown, 0)}
	ctx, cancel := context.WithCancel(t.Context())
	var at []time.Duration
	b.api.onRead = func(int, *fakeAPI) { at = append(at, b.now.Sub(noon)) }
	b.Desk.Wait = func(ctx context.Context, d time.Duration) error {
		if b.now = b.now.Add(d); b.now.Sub(noon) > time.Hour {
			cancel()
		}
		return ctx.Err()
	}
	b.Follow(ctx)
	if fmt.Sprint(at) != "[2s 10s 1m0s 5m0s 15m0s]" {
		t.Errorf("it looked at %v", at)
	}
}

func TestAReplyThatWasReplacedLaterIsToldAsChangedSince(t *testing.T) {
	for _, c := range []struct {
		name string
		now  review.Review
		more []review.Intent
		age  time.Duration
		want string
	}{
		{"ours", answered(plain("a"), "Mine"), nil, time.Hour, ""},
		{"another's", answered(plain("a"), "Another's"), nil, time.Hour, "another's reply stands there"},
		{"deleted", plain("a"), nil, time.Hour, "it was deleted"},
		{"not visible yet", plain("a"), nil, time.Minute, ""},
		{"replaced by ourselves", answered(plain("a"), "Mine too"), []review.Intent{kept(Reply{Text: "Mine too"}, review.Published, time.Minute)}, time.Hour, ""},
	} {
		b := newBench(c.now)
		_ = b.copy.Put(t.Context(), []review.Review{c.now}, noon)
		b.work.intents = append([]review.Intent{kept(Reply{Text: "Mine"}, review.Published, c.age)}, c.more...)
		got, err := b.ChangedSince(t.Context())
		wantIs(t, c.name, err, nil)
		if (len(got) == 1) != (c.want != "") || len(got) == 1 && !strings.Contains(got[0].String(), c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestAnAnswerIsWaitedForWhenItsContextEnds(t *testing.T) {
	b := newBench(plain("a"))
	b.Desk.Linger = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan time.Duration, 1)
	b.Desk.Lingers = func(d time.Duration) { told <- d }
	slow := &slowAPI{fakeAPI: b.api, during: func(sending context.Context) {
		cancel()
		if d := <-told; d != time.Hour || sending.Err() != nil {
			t.Errorf("told %s, sending %v", d, sending.Err())
		}
	}}
	b.Desk.API = slow
	out, err := b.Do(ctx, Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, nil)
	if out.State != review.Published || b.state(t) != review.Published {
		t.Errorf("state %s, recorded %s", out.State, b.state(t))
	}
}

func TestAnAnswerThatDoesNotComeIsNotWaitedForLongerThanLinger(t *testing.T) {
	b := newBench(plain("a"))
	b.Desk.Linger = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	b.api.sendErr, b.api.applies = review.ErrUnknown, false
	b.Desk.API = &slowAPI{fakeAPI: b.api, during: func(sending context.Context) {
		cancel()
		<-sending.Done()
	}}
	_, err := b.Do(ctx, Reply{ID: "a", Text: "Thanks"})
	wantIs(t, "reply", err, review.ErrUnknown)
	if b.state(t) != review.Unknown {
		t.Errorf("recorded %s", b.state(t))
	}
}

// slowAPI lets something happen while a reply is on its way.
type slowAPI struct {
	*fakeAPI
	during func(ctx context.Context)
}

func (s *slowAPI) Reply(ctx context.Context, id review.ID, text string) error {
	s.during(ctx)
	return s.fakeAPI.Reply(context.WithoutCancel(ctx), id, text)
}
