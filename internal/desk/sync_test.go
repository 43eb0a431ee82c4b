package desk

import (
	"slices"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestACompleteSyncStoresEachPageSweepsWhatVanishedAndMovesTheMark(t *testing.T) {
	b := newBench(many(250)...)
	old, edited := plain("old"), b.api.reviews[7]
	edited.Text = review.NewText("before the edit")
	_ = b.copy.Put(t.Context(), []review.Review{old, edited, b.api.reviews[8]}, noon.Add(-time.Hour))
	var told []Progress
	got, err := b.Sync(t.Context(), func(p Progress) { told = append(told, p) })
	wantIs(t, "sync", err, nil)
	b.want(t, `list ""`, "sweep 1", "mark 250 reviews in 3 calls")
	if want := (Progress{Pages: 3, Reviews: 250, New: 248, Changed: 1, Gone: 1, Calls: 3, Done: 250, Complete: true}); got != want {
		t.Errorf("progress %+v, want %+v", got, want)
	}
	if want := []Progress{{Pages: 1, Reviews: 100, New: 98, Changed: 1, Calls: 1, Done: 100}, {Pages: 2, Reviews: 200, New: 198, Changed: 1, Calls: 2, Done: 200}, {Pages: 3, Reviews: 250, New: 248, Changed: 1, Calls: 3, Done: 250}}; !slices.Equal(told, want) {
		t.Errorf("told %+v", told)
	}
	if _, there := b.copy.kept["old"]; there || len(b.copy.kept) != 250 || !b.copy.kept[edited.ID].Text.Is("It came late.") {
		t.Errorf("the copy keeps %d", len(b.copy.kept))
	}
	if !b.copy.mark.Complete.Equal(noon) {
		t.Errorf("the mark stands at %v", b.copy.mark.Complete)
	}
}

func TestASyncThatIsCutKeepsWhatCameAndMovesNothing(t *testing.T) {
	b := newBench(many(250)...)
	_ = b.copy.Put(t.Context(), []review.Review{plain("old")}, noon.Add(-time.Hour))
	before := review.SyncMark{Complete: noon.Add(-time.Hour), Reviews: 1, Calls: 1}
	b.copy.mark = before
	b.api.listErr, b.api.listStop = review.ErrTemporary, 130
	got, err := b.Sync(t.Context(), nil)
	wantIs(t, "sync", err, review.ErrTemporary)
	b.want(t, `list ""`)
	if got.Reviews != 130 || len(b.copy.kept) != 131 || b.copy.mark != before {
		t.Errorf("progress %+v, kept %d, mark %+v", got, len(b.copy.kept), b.copy.mark)
	}
}

func TestASyncThatCannotStoreStops(t *testing.T) {
	for name, setup := range map[string]func(*bench){
		"the copy": func(b *bench) { b.copy.putErr = review.ErrIO },
		"the work": func(b *bench) { b.work.seenErr = review.ErrIO },
	} {
		b := newBench(many(150)...)
		setup(b)
		got, err := b.Sync(t.Context(), nil)
		wantIs(t, name, err, review.ErrIO)
		if b.want(t, `list ""`); got.Reviews != 0 || !b.copy.mark.Complete.IsZero() {
			t.Errorf("%s: progress %+v, mark %+v", name, got, b.copy.mark)
		}
	}
}

func TestASyncNeedsASignIn(t *testing.T) {
	b := newBench()
	b.Desk.API = nil
	_, err := b.Sync(t.Context(), nil)
	wantIs(t, "sync", err, review.ErrSignIn)
}
