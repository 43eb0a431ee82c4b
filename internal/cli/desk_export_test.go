package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui"
)

// exporting is the desk's exporter over a copy in memory with n reviews, on a clock that goes on with each look at it, in
// an empty folder.
func exporting(t *testing.T, n int) (deskExporter, string) {
	t.Helper()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	a := &App{Now: func() time.Time { now = now.Add(time.Second); return now }}
	s := &session{memory: true}
	if err := openMemory(t.Context(), s, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	var rs []review.Review
	for i := range n {
		rs = append(rs, review.Review{ID: review.ID(fmt.Sprintf("%024x", i+1)), Stars: 1 + i%5, Text: review.NewText("=1+1"), ReferralEmail: review.NewText("a@b.example"),
			CreatedAt: review.Time{Time: now.Add(-time.Duration(i) * time.Hour)}})
	}
	if err := s.Copy.Put(t.Context(), rs, now); err != nil {
		t.Fatal(err)
	}
	return deskExporter{a, s}, t.TempDir()
}

// job places a file for what the query selects.
func (x deskExporter) job(t *testing.T, file, query string) ui.ExportJob {
	t.Helper()
	place, err := x.Place(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := review.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	return ui.ExportJob{Place: place, Filter: f}
}

func TestTheDeskExportsEveryMatchWithTheWritersOfTheCommand(t *testing.T) {
	x, dir := exporting(t, 1234)
	for name, want := range map[string]int{"a.csv": 248, "a.tsv": 247, "a.jsonl": 248} { // with the head, without, with the end
		told := 0
		job := x.job(t, filepath.Join(dir, name), "stars:1")
		n, err := x.Export(t.Context(), job, func(n, all int) {
			if told++; n > all || all != 247 {
				t.Errorf("%s: told %d of %d", name, n, all)
			}
		})
		b, readErr := os.ReadFile(job.Place.Path)
		if err != nil || readErr != nil || n != 247 || told == 0 || strings.Count(string(b), "\n") != want {
			t.Errorf("%s: %d reviews, told %d times, %d lines: %v, %v", name, n, told, strings.Count(string(b), "\n"), err, readErr)
		}
		if strings.Contains(string(b), "a@b.example") {
			t.Errorf("%s has an e-mail that nobody asked for", name)
		}
	}
	f, err := os.Open(filepath.Join(dir, "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := csv.NewReader(f).ReadAll(); err != nil || rows[1][5] != "'=1+1" {
		t.Errorf("a formula is not guarded: %q, %v", rows[1], err)
	}
}

func TestACancelledExportLeavesNoFileAndWhatWasThereStays(t *testing.T) {
	x, dir := exporting(t, 1000)
	kept := filepath.Join(dir, "kept.csv")
	if err := os.WriteFile(kept, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"kept.csv", "new.csv"} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := x.Export(ctx, x.job(t, filepath.Join(dir, name), ""), func(n, _ int) {
			if n > 300 {
				cancel()
			}
		})
		if cancel(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	all, err := os.ReadDir(dir)
	b, readErr := os.ReadFile(kept)
	if err != nil || readErr != nil || len(all) != 1 || string(b) != "mine" {
		t.Errorf("%v, %q: %v, %v", all, b, err, readErr)
	}
}

func TestAFileThatAppearedMeanwhileIsNotReplaced(t *testing.T) {
	x, dir := exporting(t, 3)
	job := x.job(t, filepath.Join(dir, "a.csv"), "")
	if err := os.WriteFile(job.Place.Path, []byte("another's"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := x.Export(t.Context(), job, func(int, int) {})
	if b, _ := os.ReadFile(job.Place.Path); !errors.Is(err, review.ErrConflict) || string(b) != "another's" {
		t.Errorf("%q, %v", b, err)
	}
	if job = x.job(t, job.Place.Path, ""); !job.Place.There || job.Place.Bytes != 9 {
		t.Errorf("%+v", job.Place)
	}
	if n, err := x.Export(t.Context(), job, func(int, int) {}); err != nil || n != 3 {
		t.Errorf("%d, %v", n, err)
	}
}

func TestAnExportGoesToNoPlaceThatIsNotAFile(t *testing.T) {
	x, dir := exporting(t, 1)
	if err := os.Mkdir(filepath.Join(dir, "folder.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, why := range map[string]string{"": "name the file", "a": "format", "a.xlsx": "ending", "a\x1b[2J.csv": "seen", "a\u202e.csv": "seen",
		filepath.Join(dir, "folder.csv"): "no file", filepath.Join(dir, "missing", "a.csv"): "no folder"} {
		if _, err := x.Place(name); err == nil || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", name, err)
		}
	}
	t.Setenv("HOME", dir)
	if p, err := x.Place("~/a.csv"); err != nil || p.Path != filepath.Join(dir, "a.csv") || !p.Personal {
		t.Errorf("%+v, %v", p, err)
	}
}
