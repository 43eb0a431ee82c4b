package store

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestAVanishedReviewKeepsItsRevisionsAndADeletedOneDoesNot(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	w := openWork(t, dir)
	for _, id := range []review.ID{"hidden", "deleted", "here"} {
		for _, text := range []string{"first", "second"} {
			r := review.Review{ID: id, Text: review.NewText(text)}
			if err := w.See(ctx, []review.Review{r}, noon()); err != nil {
				t.Fatal(err)
			}
		}
	}
	later := noon().Add(time.Hour)
	for _, v := range []struct {
		id      review.ID
		at      time.Time
		deleted bool
	}{{"hidden", later, false}, {"hidden", later.Add(time.Hour), false}, {"deleted", later, true}, {"stranger", later, true}} {
		if err := w.Vanish(ctx, []review.ID{v.id}, v.at, v.deleted); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	w = openWork(t, dir)
	wantVanished(t, w, "hidden", &review.Vanishing{ReviewID: "hidden", At: later}, 2)
	wantVanished(t, w, "deleted", &review.Vanishing{ReviewID: "deleted", At: later, Deleted: true}, 0)
	wantVanished(t, w, "here", nil, 2)
	wantVanished(t, w, "stranger", nil, 0)
	if err := w.See(ctx, []review.Review{{ID: "hidden", Text: review.NewText("second")}}, later); err != nil {
		t.Fatal(err)
	}
	wantVanished(t, w, "hidden", nil, 2) // it is back
}

func wantVanished(t *testing.T, w *Work, id review.ID, want *review.Vanishing, revisions int) {
	t.Helper()
	v, err := w.Vanished(t.Context(), id)
	if want == nil && !errors.Is(err, review.ErrNotFound) || want != nil && (err != nil || v != *want) {
		t.Errorf("%s: %+v (%v), want %+v", id, v, err, want)
	}
	if all, err := w.Revisions(t.Context(), id); err != nil || len(all) != revisions {
		t.Errorf("%s has %d revisions (%v), want %d", id, len(all), err, revisions)
	}
}

func TestADraftOutlivesTheReviewThatTrustpilotDeleted(t *testing.T) {
	w := openWork(t, t.TempDir())
	save(t, w, draft("a", "Dear customer", 0))
	if err := w.See(t.Context(), []review.Review{{ID: "a"}}, noon()); err != nil {
		t.Fatal(err)
	}
	if err := w.Vanish(t.Context(), []review.ID{"a"}, noon(), true); err != nil {
		t.Fatal(err)
	}
	if d, err := w.Draft(t.Context(), "a", review.ReplyDraft); err != nil || d.Text != "Dear customer" {
		t.Errorf("%+v (%v)", d, err)
	}
}

func TestARemovedReviewIsGoneFromTheCopyAndItsIndexes(t *testing.T) {
	ctx := t.Context()
	c := openCopy(t, t.TempDir(), nil)
	rs := withSecrets(40)
	put(t, c, rs...)
	if n, err := c.Remove(ctx, []review.ID{rs[0].ID, "stranger", rs[1].ID, rs[0].ID}); err != nil || n != 2 {
		t.Fatalf("removed %d (%v), want 2", n, err)
	}
	for _, query := range []string{"", "late", "axqorder0", "-zzz"} {
		f := benchQuery(t, query)
		if got, want := idsOf(readPages(t, c, f, 50)), idsOf(selectInMemory(rs[2:], f)); asJSON(t, got) != asJSON(t, want) {
			t.Errorf("%q: got %v, want %v", query, got, want)
		}
		wantCount(t, c, f, 0, len(selectInMemory(rs[2:], f)))
	}
}

func TestTheSyncStateIsKeptWithTheCopy(t *testing.T) {
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	if state, err := c.SyncState(t.Context()); err != nil || state != nil {
		t.Fatalf("%q (%v), want none", state, err)
	}
	want := []byte(`{"page":7}`)
	if err := c.SetSyncState(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if state, err := openCopy(t, dir, nil).SyncState(t.Context()); err != nil || !bytes.Equal(state, want) {
		t.Errorf("%q (%v), want %q", state, err, want)
	}
}
