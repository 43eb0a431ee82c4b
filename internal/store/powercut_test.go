package store

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

const sector = 512

// torn is a file of which any sectors of the second state are on disk and the others still of the first.
func torn(r *rand.Rand, first, second []byte) []byte {
	out := make([]byte, max(len(first), len(second)))
	copy(out, first)
	if r.IntN(2) == 0 {
		out = out[:max(len(first), r.IntN(len(out)+1))]
	}
	for at := 0; at < len(out); at += sector {
		if end := min(at+sector, len(out), len(second)); at < end && r.IntN(2) == 0 {
			copy(out[at:end], second[at:end])
		}
	}
	return out
}

// afterCut opens the files that a power cut left and returns the texts of all versions of the draft.
func afterCut(t *testing.T, files map[string][]byte) (texts []string, err error) {
	t.Helper()
	dir := t.TempDir()
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w, err := OpenWork(context.Background(), dir, testKey)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	ds, err := w.Versions(context.Background(), "a", review.ReplyDraft)
	for _, d := range ds {
		texts = append(texts, d.Text)
	}
	return texts, err
}

// TestAPowerCutLosesNoDraftThatWasSaved cuts while a draft is being written: of what was not synced yet, any sectors
// are on disk. Every draft before it must be there, and it itself whole or not at all.
func TestAPowerCutLosesNoDraftThatWasSaved(t *testing.T) {
	dir := t.TempDir()
	w := openWork(t, dir)
	r := rand.New(rand.NewPCG(5, 5))
	var saved []string
	save(t, w, draft("a", "0", 0))
	saved = append(saved, "0")
	for i := range 25 {
		before := bytesOf(t, dir)
		text := fmt.Sprint(i+1, strings.Repeat(" dear customer", r.IntN(900)))
		save(t, w, draft("a", text, 0))
		after := bytesOf(t, dir)
		if !bytes.Equal(before["work.db"], after["work.db"]) {
			t.Fatal("a checkpoint came between: this test is about the WAL")
		}
		saved = append(saved, text)
		for cut := range 4 {
			files := map[string][]byte{"work.db": after["work.db"], "work.db-wal": torn(r, before["work.db-wal"], after["work.db-wal"])}
			got, err := afterCut(t, files)
			if g := strings.Join(got, "|"); err != nil || g != strings.Join(saved, "|") && g != strings.Join(saved[:i+1], "|") {
				t.Fatalf("write %d, cut %d: %d versions (%v), want %d or %d", i, cut, len(got), err, i+1, i+2)
			}
		}
	}
}

// TestAPowerCutInACheckpointLosesNothing cuts while the WAL is being copied into the main file.
func TestAPowerCutInACheckpointLosesNothing(t *testing.T) {
	dir := t.TempDir()
	w := openWork(t, dir)
	r := rand.New(rand.NewPCG(6, 6))
	var saved []string
	for round := range 12 {
		for i := range 5 {
			text := fmt.Sprint(round, i, strings.Repeat(" dear customer", r.IntN(900)))
			save(t, w, draft("a", text, 0))
			saved = append(saved, text)
		}
		before := bytesOf(t, dir)
		if _, err := w.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			t.Fatal(err)
		}
		after := bytesOf(t, dir)
		for cut := range 4 {
			files := map[string][]byte{"work.db": torn(r, before["work.db"], after["work.db"]), "work.db-wal": before["work.db-wal"]}
			got, err := afterCut(t, files)
			if err != nil || strings.Join(got, "|") != strings.Join(saved, "|") {
				t.Fatalf("round %d, cut %d: %d versions (%v), want %d", round, cut, len(got), err, len(saved))
			}
		}
	}
}
