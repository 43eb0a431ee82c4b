package store

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/tpdesk/tpdesk/internal/review"
)

// firstStep is a schema as it was when only its first step was there.
func firstStep(t *testing.T, steps fs.FS) fs.FS {
	t.Helper()
	files, err := fs.ReadDir(steps, ".")
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(steps, files[0].Name())
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{files[0].Name(): {Data: text}}
}

func TestACopyOfTheFirstSchemaIsBegunAnewWithoutAWord(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	old, err := place{path: filepath.Join(dir, "reviews.db"), key: testKey, steps: firstStep(t, copySteps()), pragmas: "PRAGMA journal_mode=WAL"}.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, err = old.ExecContext(ctx, `INSERT INTO review (key, id, seen, digest, stars, replied, reported, contacted, outdated) VALUES (1, 'a', 1, 1, 1, 0, 0, 0, 0);
INSERT INTO mark VALUES ('sync', '{"Complete":"2026-01-01T00:00:00Z","Reviews":1,"Calls":1}')`)
	if err != nil {
		t.Fatal(err)
	}
	old.close()
	var notices []string
	c := openCopy(t, dir, &notices)
	wantCount(t, c, review.Filter{}, 0, 0)
	if m, err := c.Mark(ctx); err != nil || !m.Complete.IsZero() || len(notices) != 0 {
		t.Errorf("mark %+v (%v), notices %q", m, err, notices)
	}
	put(t, c, review.Review{ID: "a", Text: review.NewText("late")})
	wantCount(t, c, benchQuery(t, "late"), 0, 1)
}

func TestWorkOfTheFirstSchemaKeepsItsDrafts(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	old, err := place{path: filepath.Join(dir, "work.db"), key: testKey, steps: firstStep(t, workSteps()), pragmas: "PRAGMA journal_mode=WAL"}.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	save(t, &Work{db: old}, draft("a", "Dear customer", 0))
	old.close()
	w := openWork(t, dir)
	if d, err := w.Draft(context.Background(), "a", review.ReplyDraft); err != nil || d.Text != "Dear customer" {
		t.Errorf("%+v (%v)", d, err)
	}
	wantVanished(t, w, "a", nil, 0)
}
