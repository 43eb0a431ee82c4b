package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// claimed claims a draft and fails unless that goes well.
func claimed(t *testing.T, w *Work, id review.ID) (release func(), by review.Holder) {
	t.Helper()
	release, by, err := w.ClaimDraft(id, review.ReplyDraft)
	if err != nil {
		t.Fatal(err)
	}
	return release, by
}

func TestADraftHasOneWriterAndTheNextOneTakesOver(t *testing.T) {
	dir := t.TempDir()
	one, two := openWork(t, dir), openWork(t, dir)
	release, _ := claimed(t, one, "a")
	if release == nil {
		t.Fatal("nobody has it, and it cannot be claimed")
	}
	second, by := claimed(t, two, "a")
	if second != nil || by.PID != os.Getpid() || by.Since.IsZero() {
		t.Fatalf("a second writer: %v, held by %+v", second != nil, by)
	}
	if other, _ := claimed(t, two, "b"); other == nil {
		t.Error("the draft of another review is held too")
	}
	if request, _, err := two.ClaimDraft("a", review.RequestDraft); err != nil || request == nil {
		t.Error("the draft of another kind is held too")
	}
	release()
	if second, _ = claimed(t, two, "a"); second == nil {
		t.Error("what was let go of cannot be claimed")
	}
	second()
	if _, err := os.Stat(filepath.Join(dir, "claims", "draft-reply-a")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a lock was left behind: %v", err)
	}
}

func TestManyThatClaimAtOnceAreOneAtATime(t *testing.T) {
	dir := t.TempDir()
	holders, turns, done := make(chan struct{}, 1), make(chan int, 4), make(chan struct{}, 4)
	for range 4 {
		w := openWork(t, dir)
		go func() {
			defer func() { done <- struct{}{} }()
			n := 0
			for range 20 {
				release, _, err := w.ClaimSending(7)
				if err != nil {
					t.Error(err)
					return
				}
				if release == nil {
					continue
				}
				n++
				select {
				case holders <- struct{}{}:
				default:
					t.Error("two have it")
				}
				<-holders
				release()
			}
			turns <- n
		}()
	}
	all := 0
	for range 4 {
		<-done
		all += <-turns
	}
	if all == 0 {
		t.Errorf("%d turns", all)
	}
}

func TestWhatIsInMemoryNobodyElseCanWant(t *testing.T) {
	ctx := context.Background()
	for _, outbox := range []string{"", filepath.Join(t.TempDir(), "outbox.jsonl")} {
		w, err := OpenMemoryWork(ctx, outbox)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if release, _ := claimed(t, w, "a"); release == nil {
				t.Error("a draft in memory is held")
			}
		}
		release, _, err := w.ClaimSending(1)
		again, _, err2 := w.ClaimSending(1)
		if err := errors.Join(err, err2); err != nil || release == nil || (again == nil) != (outbox != "") {
			t.Errorf("with outbox %q: %v, %v, %v", outbox, release != nil, again != nil, err)
		}
		w.Close()
	}
}

func TestOnlyOpenIntentsAreUnsettled(t *testing.T) {
	ctx := context.Background()
	memory, err := OpenMemoryWork(ctx, filepath.Join(t.TempDir(), "outbox.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	for _, w := range []*Work{openWork(t, t.TempDir()), memory} {
		want := map[review.IntentState]bool{review.Armed: true, review.Sent: true, review.Accepted: true, review.Unknown: true, review.Published: false, review.Refused: false, review.Withdrawn: false}
		for state := range want {
			key, err := w.Arm(ctx, intent("a", "text"))
			if err == nil && state != review.Armed {
				err = errors.Join(w.Advance(ctx, key, review.Sent, ""), w.Advance(ctx, key, state, ""))
				if state == review.Sent {
					err = nil
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		open, err := w.Unsettled(ctx)
		if err != nil || len(open) != 4 {
			t.Errorf("%v, %v", open, err)
		}
		for _, in := range open {
			if !want[in.State] {
				t.Errorf("%s is open", in.State)
			}
		}
	}
}

func TestTheOpenIntentsAreFoundByTheirIndex(t *testing.T) {
	w := openWork(t, t.TempDir())
	var plan string
	var skip int
	query := "EXPLAIN QUERY PLAN SELECT key FROM intent WHERE state IN ('armed', 'sent', 'accepted', 'unknown') ORDER BY key"
	if err := w.db.one(context.Background(), query, nil, &skip, &skip, &skip, &plan); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plan, "intent_open") {
		t.Errorf("every intent that ever was is read: %s", plan)
	}
}

func TestAClaimIsTakenOnlyFromWhoHasItAndItsOldHolderLosesIt(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	one, two, three := openWork(t, dir), openWork(t, dir), openWork(t, dir)
	release, _ := claimed(t, one, "a")
	draft := review.Draft{ReviewID: "a", Kind: review.ReplyDraft, Text: "By the first."}
	if err := one.SaveDraft(ctx, draft); err != nil || one.DraftLost("a", review.ReplyDraft) {
		t.Fatalf("it is lost before anybody took it (%v)", err)
	}
	_, by := claimed(t, two, "a")
	if stranger, _, err := two.TakeDraft("a", review.ReplyDraft, review.Holder{PID: by.PID + 1, Since: by.Since}); err != nil || stranger != nil {
		t.Fatalf("it was taken from somebody who does not have it: %v", err)
	}
	taken, _, err := two.TakeDraft("a", review.ReplyDraft, by)
	if err != nil || taken == nil || !one.DraftLost("a", review.ReplyDraft) || two.DraftLost("a", review.ReplyDraft) {
		t.Fatalf("it was not taken over: %v", err)
	}
	if err := two.SaveDraft(ctx, review.Draft{ReviewID: "a", Kind: review.ReplyDraft, Text: "By the second."}); err != nil {
		t.Fatal(err)
	}
	draft.Text = "Late words of the first."
	for range 2 {
		if err := one.SaveDraft(ctx, draft); !errors.Is(err, review.ErrTaken) || !errors.Is(err, review.ErrConflict) {
			t.Errorf("the first saved: %v", err)
		}
	}
	if err := one.DiscardDraft(ctx, "a", review.ReplyDraft); !errors.Is(err, review.ErrTaken) {
		t.Errorf("the first discarded: %v", err)
	}
	release() // by which the second's claim must not go
	if third, _ := claimed(t, three, "a"); third != nil {
		t.Error("the first let go of what the second has")
	}
	d, err := one.Draft(ctx, "a", review.ReplyDraft)
	if err != nil || d.Text != "By the second." {
		t.Errorf("the draft is %q, %v", d.Text, err)
	}
	all, err := one.Versions(ctx, "a", review.ReplyDraft)
	if err != nil || len(all) != 3 || all[2].Text != "Late words of the first." {
		t.Errorf("the versions are %v, %v", all, err)
	}
	taken()
	if third, _ := claimed(t, three, "a"); third == nil {
		t.Error("what the second let go of cannot be claimed")
	}
}
