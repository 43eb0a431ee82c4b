package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// fillWork makes a folder with work, some of it still in the WAL.
func fillWork(t testing.TB, dir string) {
	t.Helper()
	w, err := OpenWork(context.Background(), dir, testKey)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.See(context.Background(), newMade(6).reviews(100), noon()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	save(t, w, draft("a", "dear customer of mail.example", 0))
	if err := w.db.Close(); err != nil { // as a killed process leaves it
		t.Fatal(err)
	}
}

func TestEveryCommitOfWorkIsSynced(t *testing.T) {
	w := openWork(t, t.TempDir())
	var level int
	var mode string
	if err := w.db.QueryRowContext(context.Background(), "PRAGMA synchronous").Scan(&level); err != nil || level != 2 {
		t.Errorf("synchronous is %d (%v), want 2: FULL", level, err)
	}
	if err := w.db.QueryRowContext(context.Background(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal mode %s (%v), want wal", mode, err)
	}
}

func TestAFileThatCannotGrowIsToldFromOtherTroubleWithTheDisk(t *testing.T) {
	ctx := context.Background()
	w := openWork(t, t.TempDir())
	w.db.SetMaxOpenConns(1) // the limit is that of one connection
	if _, err := w.db.ExecContext(ctx, "PRAGMA max_page_count=1"); err != nil {
		t.Fatal(err)
	}
	err := w.SaveDraft(ctx, draft("a", strings.Repeat("dear customer", 10_000), 0))
	if !errors.Is(err, review.ErrIO) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("%v, want that the disk is full", err)
	}
}

func TestNoFileHoldsAWordOfTheWork(t *testing.T) {
	dir := t.TempDir()
	fillWork(t, dir)
	if len(bytesOf(t, dir)["work.db-wal"]) == 0 {
		t.Fatal("there is no WAL to look through")
	}
	wantNoWords(t, dir)
}

func TestAWorkFileThatCannotBeReadIsNeverTouched(t *testing.T) {
	open := func(dir, key string) error { _, err := OpenWork(context.Background(), dir, key); return err }
	t.Run("another key", func(t *testing.T) {
		dir := t.TempDir()
		fillWork(t, dir)
		wantRefusedUntouched(t, dir, ErrDamaged, func() error { return open(dir, otherKey) })
		if _, err := openWork(t, dir).Draft(context.Background(), "a", review.ReplyDraft); err != nil {
			t.Errorf("with its own key: %v", err)
		}
	})
	for name, header := range map[string]func([]byte) []byte{
		"first page zero": func(b []byte) []byte { clear(b[:4096]); return b },
		"cut short":       func(b []byte) []byte { return b[:4096*3+100] },
		"a few bytes":     func(b []byte) []byte { return b[:100] },
		"empty":           func(b []byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fillWork(t, dir)
			if name == "first page zero" || name == "cut short" { // the WAL would mend it
				openWork(t, dir).Close()
			}
			path := filepath.Join(dir, "work.db")
			if err := os.WriteFile(path, header(bytesOf(t, dir)["work.db"]), 0o600); err != nil {
				t.Fatal(err)
			}
			wantRefusedUntouched(t, dir, ErrDamaged, func() error { return open(dir, testKey) })
		})
	}
}

func TestAWorkFileOfANewerTpdeskIsRefusedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	fillWork(t, dir)
	w := openWork(t, dir)
	if _, err := w.db.ExecContext(context.Background(), "PRAGMA user_version=99; CREATE TABLE later (a)"); err != nil {
		t.Fatal(err)
	}
	w.db.Close()
	wantRefusedUntouched(t, dir, ErrNewer, func() error {
		_, err := OpenWork(context.Background(), dir, testKey)
		return err
	})
}

func TestDamagedWorkIsAnErrorAndNeverAWrongDraft(t *testing.T) {
	ctx := context.Background()
	clean := t.TempDir()
	w := openWork(t, clean)
	want := map[review.ID]string{}
	for _, r := range newMade(8).reviews(150) {
		want[r.ID] = strings.Repeat(string(r.ID), 40)
		save(t, w, draft(string(r.ID), want[r.ID], 0))
	}
	w.Close()
	file := bytesOf(t, clean)["work.db"]
	found := 0
	for seed := range uint64(60) {
		dir := t.TempDir()
		bad := damage(rand.New(rand.NewPCG(seed, 1)), slices.Clone(file))
		if len(bad) == 0 || slices.Equal(bad, file) {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, "work.db"), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		ds, err := draftsOf(ctx, dir)
		if err != nil {
			if found++; !errors.Is(err, ErrDamaged) {
				t.Errorf("seed %d: %v", seed, err)
			}
			continue
		}
		for _, d := range ds {
			if d.Text != want[d.ReviewID] {
				t.Errorf("seed %d: a wrong draft: %+v", seed, d)
			}
		}
		if len(ds) != len(want) {
			t.Errorf("seed %d: %d drafts without an error, want %d", seed, len(ds), len(want))
		}
	}
	if found < 20 {
		t.Errorf("only %d of 60 damaged files were found out", found)
	}
}

func draftsOf(ctx context.Context, dir string) ([]review.Draft, error) {
	w, err := OpenWork(ctx, dir, testKey)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	return w.Drafts(ctx)
}

func TestWorkThatIsDeletedWhileItIsOpenIsNotSavedSilently(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	w := openWork(t, dir)
	save(t, w, draft("a", "one", 0))
	if err := os.Rename(filepath.Join(dir, "work.db"), filepath.Join(dir, "elsewhere.db")); err != nil {
		t.Fatal(err)
	}
	if err := w.SaveDraft(ctx, draft("a", "two", 0)); !errors.Is(err, review.ErrIO) {
		t.Errorf("error %v, want ErrIO", err)
	}
	if _, err := w.Arm(ctx, intent("a", "two")); !errors.Is(err, review.ErrIO) {
		t.Errorf("error %v, want ErrIO", err)
	}
}
