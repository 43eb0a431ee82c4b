package review

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestEachOrderPutsReviewsOfUnknownTimeLast(t *testing.T) {
	rs := []Review{
		{ID: "new", Stars: 3, CreatedAt: Time{Time: noon}},
		{ID: "old", Stars: 1, CreatedAt: Time{Time: noon.Add(-48 * time.Hour)}},
		{ID: "mid", Stars: 1, CreatedAt: Time{Time: noon.Add(-24 * time.Hour)}, CompanyReply: &Reply{}},
		{ID: "tie", Stars: 5, CreatedAt: Time{Time: noon.Add(-24 * time.Hour)}},
		{ID: "lost", Stars: 1},
		{ID: "last", Stars: 3, CompanyReply: &Reply{}},
	}
	for by, want := range map[Sort]string{
		"":          "new tie mid old lost last",
		Newest:      "new tie mid old lost last",
		Oldest:      "old mid tie new last lost",
		ByStars:     "mid old lost new last tie",
		LongestWait: "old tie new lost mid last",
	} {
		for seed := range uint64(20) {
			shuffled := append([]Review(nil), rs...)
			rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			SortReviews(shuffled, by)
			var ids []string
			for _, r := range shuffled {
				ids = append(ids, string(r.ID))
			}
			if got := strings.Join(ids, " "); got != want {
				t.Fatalf("order %q, shuffled by %d: %s, want %s", by, seed, got, want)
			}
		}
	}
}

func TestAnOrderIsFoundByItsName(t *testing.T) {
	for _, by := range Sorts() {
		if got, ok := ParseSort(string(by)); !ok || got != by {
			t.Errorf("ParseSort(%q) = %q, %v", by, got, ok)
		}
	}
	if _, ok := ParseSort("best"); ok {
		t.Error("an order of that name was found: best")
	}
}

func TestWaitingCountsFromCreationUntilAReply(t *testing.T) {
	r := Review{CreatedAt: Time{Time: noon.Add(-90 * time.Second)}}
	if got := r.WaitingSeconds(noon); got != Some(90) {
		t.Errorf("waiting %v, want 90 s", got)
	}
	if got := (Review{CreatedAt: Time{Time: noon.Add(time.Hour)}}).WaitingSeconds(noon); got != Some(0) {
		t.Errorf("a review from a clock ahead of ours waits %v, want 0", got)
	}
	if got := (Review{}).WaitingSeconds(noon); got.Known {
		t.Errorf("a review of unknown time waits %v", got)
	}
	r.CompanyReply = &Reply{}
	if got := r.WaitingSeconds(noon); got.Known {
		t.Errorf("an answered review waits %v", got)
	}
}

func TestAReplyIsOutdatedWhenTheReviewerEditsAfterIt(t *testing.T) {
	reply := func(created, updated time.Duration) *Reply {
		r := &Reply{CreatedAt: Time{Time: noon.Add(created)}}
		if updated != 0 {
			r.UpdatedAt = Time{Time: noon.Add(updated)}
		}
		return r
	}
	for _, c := range []struct {
		name   string
		edited Time
		reply  *Reply
		want   bool
	}{
		{"edited after the reply", Time{Time: noon}, reply(-time.Hour, 0), true},
		{"edited before the reply", Time{Time: noon}, reply(time.Hour, 0), false},
		{"the reply was edited after that", Time{Time: noon}, reply(-time.Hour, time.Hour), false},
		{"never edited", Time{}, reply(-time.Hour, 0), false},
		{"no reply", Time{Time: noon}, nil, false},
		{"a reply of unknown time", Time{Time: noon}, &Reply{}, false},
	} {
		if got := (Review{UpdatedAt: c.edited, CompanyReply: c.reply}).Outdated(); got != c.want {
			t.Errorf("%s: outdated %v, want %v", c.name, got, c.want)
		}
	}
}
