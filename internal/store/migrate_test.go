package store

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/tpdesk/tpdesk/internal/review"
)

// firstSteps is a schema as it was when only so many of its steps were there.
func firstSteps(t *testing.T, steps fs.FS, n int) fs.FS {
	t.Helper()
	files, err := fs.ReadDir(steps, ".")
	if err != nil {
		t.Fatal(err)
	}
	first := fstest.MapFS{}
	for _, f := range files[:n] {
		text, err := fs.ReadFile(steps, f.Name())
		if err != nil {
			t.Fatal(err)
		}
		first[f.Name()] = &fstest.MapFile{Data: text}
	}
	return first
}

// wantBegunAnew opens a copy of an older schema, which is empty then, never complete, and takes reviews.
func wantBegunAnew(t *testing.T, dir string) *Copy {
	t.Helper()
	var notices []string
	c := openCopy(t, dir, &notices)
	wantCount(t, c, review.Filter{}, 0, 0)
	if m, err := c.Mark(t.Context()); err != nil || !m.Complete.IsZero() || len(notices) != 0 {
		t.Errorf("mark %+v (%v), notices %q", m, err, notices)
	}
	put(t, c, review.Review{ID: "a", Text: review.NewText("late")})
	wantCount(t, c, benchQuery(t, "late"), 0, 1)
	return c
}

func TestACopyOfTheFirstSchemaIsBegunAnewWithoutAWord(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	old, err := place{path: filepath.Join(dir, "reviews.db"), key: testKey, steps: firstSteps(t, copySteps(), 1), pragmas: "PRAGMA journal_mode=WAL"}.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, err = old.ExecContext(ctx, `INSERT INTO review (key, id, seen, digest, stars, replied, reported, contacted, outdated) VALUES (1, 'a', 1, 1, 1, 0, 0, 0, 0);
INSERT INTO mark VALUES ('sync', '{"Complete":"2026-01-01T00:00:00Z","Reviews":1,"Calls":1}')`)
	if err != nil {
		t.Fatal(err)
	}
	old.close()
	wantBegunAnew(t, dir)
}

func TestWorkOfTheFirstSchemaKeepsItsDrafts(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	old, err := place{path: filepath.Join(dir, "work.db"), key: testKey, steps: firstSteps(t, workSteps(), 1), pragmas: "PRAGMA journal_mode=WAL"}.open(ctx)
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

func TestACopyWithWideKeysIsBegunAnewWithoutAWord(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	p := place{path: filepath.Join(dir, "reviews.db"), key: testKey, steps: firstSteps(t, copySteps(), 3), pragmas: "PRAGMA journal_mode=WAL", search: true}
	db, err := p.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	old := newCopy(p)
	old.db = db
	put(t, old, newMade(3).reviews(50)...)
	if err := old.SetMark(ctx, review.SyncMark{Complete: noon(), Reviews: 50}); err != nil {
		t.Fatal(err)
	}
	old.Close()
	c := wantBegunAnew(t, dir)
	if rows := facetRows(t, c); len(rows) > 0 {
		t.Errorf("facets %q", rows)
	}
}
