package store

import (
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestNothingIsWrittenWhileAFileIsStill(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	c, w, other := openCopy(t, dir, nil), openWork(t, dir), openWork(t, dir)
	draft := review.Draft{ReviewID: "a", Kind: review.ReplyDraft, Text: "Here."}
	for range 3 {
		goOnCopy, goOnWork := c.Still(), w.Still()
		saved, stored := make(chan error, 1), make(chan error, 1)
		go func() { saved <- w.SaveDraft(ctx, draft) }()
		go func() { stored <- c.SetSyncState(ctx, []byte("{}")) }()
		elsewhere := draft
		elsewhere.Text = "In another process."
		if err := other.SaveDraft(ctx, elsewhere); err != nil {
			t.Errorf("another process cannot write: %v", err)
		}
		select {
		case err := <-saved:
			t.Errorf("it was written (%v)", err)
		case err := <-stored:
			t.Errorf("it was stored (%v)", err)
		default:
		}
		goOnWork()
		goOnCopy()
		if err := <-saved; err != nil {
			t.Error(err)
		}
		if err := <-stored; err != nil {
			t.Error(err)
		}
	}
	if d, err := w.Draft(ctx, "a", review.ReplyDraft); err != nil || d.Text != "Here." {
		t.Errorf("%q, %v", d.Text, err)
	}
}
