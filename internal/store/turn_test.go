package store

import (
	"context"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestOneSyncsAtATimeAndTheOthersHearHowFarItIs(t *testing.T) {
	dir := t.TempDir()
	one, two := openCopy(t, dir, nil), openCopy(t, dir, nil)
	first, _, err := one.ClaimSync(review.Holder{})
	if err != nil || first == nil || !first.Held() {
		t.Fatalf("nobody syncs, and the turn cannot be had: %v", err)
	}
	first.Tell([]byte(`{"new":3}`))
	none, by, err := two.ClaimSync(review.Holder{})
	told, teller, beat := two.SyncTold()
	if err != nil || none != nil || !teller.Same(by) || string(told) != `{"new":3}` {
		t.Fatalf("a second turn: %v, %v; told %s by %+v, who has it is %+v", none != nil, err, told, teller, by)
	}
	first.Tell(nil)
	if again, _, moved := two.SyncTold(); moved == beat || string(again) != string(told) {
		t.Errorf("it does not move, or forgot what it told: %s", again)
	}
	first.Release()
	if told, teller, _ = two.SyncTold(); !teller.Same(by) || string(told) != `{"new":3}` {
		t.Errorf("what was told last is %s by %+v", told, teller)
	}
	second, _, err := two.ClaimSync(review.Holder{})
	if told, teller, _ = two.SyncTold(); !teller.Same(by) || string(told) != `{"new":3}` {
		t.Errorf("who comes next cannot hear any more what was told last: %s by %+v", told, teller)
	}
	if err != nil || second == nil {
		t.Fatalf("what was let go of cannot be had: %v", err)
	}
	_, by, _ = one.ClaimSync(review.Holder{})
	third, _, err := one.ClaimSync(by)
	if err != nil || third == nil || second.Held() || !third.Held() {
		t.Fatalf("a turn cannot be taken over: %v", err)
	}
	third.Tell([]byte(`{"new":5}`))
	second.Tell([]byte(`{"new":4}`))
	second.Release()
	if told, _, _ = one.SyncTold(); string(told) != `{"new":5}` || !third.Held() {
		t.Errorf("who lost the turn told %s, and the turn is held: %v", told, third.Held())
	}
	third.Release()
}

func TestACopyInMemoryIsNobodyElses(t *testing.T) {
	c, err := OpenMemoryCopy(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 2 {
		turn, _, err := c.ClaimSync(review.Holder{})
		if err != nil || turn == nil || !turn.Held() {
			t.Errorf("%v, %v", turn, err)
		}
	}
}
