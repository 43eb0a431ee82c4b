package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// fill makes a folder with a copy of some reviews and returns the reviews by ID, as JSON.
func fill(t testing.TB, dir string, seed uint64, n int) map[review.ID]string {
	t.Helper()
	c := openCopy(t, dir, nil)
	want := map[review.ID]string{}
	rs := newMade(seed).reviews(n)
	for _, r := range rs {
		want[r.ID] = asJSON(t, r)
	}
	put(t, c, rs...)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return want
}

func TestACopyOfAnotherKeyIsSetAsideAndBegunAnew(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	fill(t, dir, 1, 50)
	before := bytesOf(t, dir)["reviews.db"]
	var notices []string
	c, err := OpenCopy(ctx, dir, otherKey, func(s string) { notices = append(notices, s) })
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if !slices.Equal(notices, []string{Rebuilding}) {
		t.Errorf("notices %q", notices)
	}
	wantCount(t, c, review.Filter{}, 0, 0)
	put(t, c, review.Review{ID: "a"})
	wantCount(t, c, review.Filter{}, 0, 1)
	if aside := setAsideIn(t, dir); len(aside) != 1 || !bytes.Equal(bytesOf(t, dir)[aside[0]], before) {
		t.Errorf("set aside: %v", aside)
	}
}

func setAsideIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	for name := range bytesOf(t, dir) {
		if strings.HasPrefix(name, "reviews.db.damaged-") && !strings.HasSuffix(name, "-wal") {
			names = append(names, name)
		}
	}
	return names
}

func TestOnlyTheLastDamagedCopyIsKept(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		key := []string{testKey, otherKey}[i%2]
		c, err := OpenCopy(context.Background(), dir, key, nil)
		if err != nil {
			t.Fatal(err)
		}
		put(t, c, review.Review{ID: "a"})
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if aside := setAsideIn(t, dir); len(aside) != 1 {
		t.Errorf("set aside: %v", aside)
	}
}

// TestADamagedCopyNeverShowsAWrongReview damages a file in many ways. What is read from it afterwards is right, or an
// error; after an error the next call has a new copy.
func TestADamagedCopyNeverShowsAWrongReview(t *testing.T) {
	clean := t.TempDir()
	want := fill(t, clean, 2, 150)
	file := bytesOf(t, clean)["reviews.db"]
	seeds, rebuilt := damages(t), 0
	for seed := range uint64(seeds) {
		dir := t.TempDir()
		r := rand.New(rand.NewPCG(seed, 0))
		if err := os.WriteFile(filepath.Join(dir, "reviews.db"), damage(r, slices.Clone(file)), 0o600); err != nil {
			t.Fatal(err)
		}
		var notices []string
		c, err := OpenCopy(context.Background(), dir, testKey, func(s string) { notices = append(notices, s) })
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		readDamaged(t, seed, c, want, &notices)
		rebuilt += len(notices)
		if err := c.Close(); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	if rebuilt < seeds*7/10 {
		t.Errorf("only %d of %d damaged copies were found out", rebuilt, seeds)
	}
}

// damages is how many files are damaged; TPDESK_SEEDS names more.
func damages(t *testing.T) int {
	n := 200
	if said := os.Getenv("TPDESK_SEEDS"); said != "" {
		var err error
		if n, err = strconv.Atoi(said); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func damage(r *rand.Rand, b []byte) []byte {
	at := r.IntN(len(b))
	page := at &^ 4095
	switch r.IntN(4) {
	case 0:
		b[at] ^= 1 << r.IntN(8)
	case 1:
		return b[:at]
	case 2:
		clear(b[page:min(page+4096, len(b))])
	case 3:
		copy(b[page:], b[r.IntN(len(b))&^4095:][:4096])
	}
	return b
}

func readDamaged(t *testing.T, seed uint64, c *Copy, want map[review.ID]string, notices *[]string) {
	t.Helper()
	ctx := context.Background()
	for _, query := range []string{"", "sort:oldest", "sort:stars", "sort:waiting", "ann OR bo OR nandu -zzz", "-never", "an* OR re*"} {
		before := len(*notices)
		f, err := review.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		rs, _, err := c.Page(ctx, f, review.Review{}, 1000)
		if err == nil && len(*notices) == 0 && f.Terms == nil && len(rs) != len(want) {
			t.Errorf("seed %d: %d reviews without an error, want %d", seed, len(rs), len(want))
		}
		if err != nil && (!errors.Is(err, ErrDamaged) || !errors.Is(err, review.ErrIO) || len(*notices) != before+1) {
			t.Errorf("seed %d: %v, notices %q", seed, err, *notices)
		}
		for _, r := range rs {
			if asJSON(t, r) != want[r.ID] || !f.Match(r, noon()) {
				t.Errorf("seed %d: a wrong review: %s", seed, asJSON(t, r))
			}
		}
	}
	if err := c.Put(ctx, []review.Review{{ID: "new"}}, noon()); err != nil && !errors.Is(err, ErrDamaged) {
		t.Errorf("seed %d: put: %v", seed, err)
	}
	put(t, c, review.Review{ID: "new"})
	if _, err := c.Get(ctx, "new"); err != nil {
		t.Errorf("seed %d: get: %v", seed, err)
	}
}

func TestACopyWhoseSchemaIsGoneIsSetAside(t *testing.T) {
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	if _, err := c.db.ExecContext(context.Background(), "DROP TABLE mark"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	var notices []string
	wantCount(t, openCopy(t, dir, &notices), review.Filter{}, 0, 0)
	if len(notices) != 1 {
		t.Errorf("notices %q", notices)
	}
}

func TestACopyThatIsDeletedWhileItIsOpenIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	put(t, c, review.Review{ID: "a"}, review.Review{ID: "b"})
	for name := range bytesOf(t, dir) {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	wantCount(t, c, review.Filter{}, 0, 0)
	put(t, c, review.Review{ID: "c"})
	wantCount(t, openCopy(t, dir, nil), review.Filter{}, 0, 1)
}

func TestACopyThatCannotBeMadeAnewYetIsTriedAgainAtTheNextCall(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "profile")
	c := openCopy(t, dir, nil)
	put(t, c, review.Review{ID: "a"})
	if err := os.Rename(dir, dir+"-away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil { // a file where the folder was
		t.Fatal(err)
	}
	for range 2 {
		if _, err := c.Get(ctx, "a"); !errors.Is(err, review.ErrIO) {
			t.Errorf("error %v, want ErrIO", err)
		}
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	put(t, c, review.Review{ID: "b"})
	wantCount(t, c, review.Filter{}, 0, 1)
}

func TestARowThatIsNotAsItWasWrittenIsDamage(t *testing.T) {
	ctx := context.Background()
	c := openCopy(t, t.TempDir(), nil)
	put(t, c, review.Review{ID: "a", Title: review.NewText("good")}, review.Review{ID: "b", Title: review.NewText("evil")})
	if _, err := c.db.ExecContext(ctx, "UPDATE body SET pack=(SELECT pack FROM review JOIN body USING (key) WHERE id='b')"); err != nil {
		t.Fatal(err)
	}
	if r, err := c.Get(ctx, "a"); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %s (%v), want ErrDamaged", asJSON(t, r), err)
	}
	w := openWork(t, t.TempDir())
	save(t, w, draft("a", "good", 0))
	arm(t, w, intent("a", "good"))
	for _, table := range []string{"draft", "intent"} {
		if _, err := w.db.ExecContext(ctx, "UPDATE "+table+" SET text='evil'"); err != nil {
			t.Fatal(err)
		}
	}
	if d, err := w.Draft(ctx, "a", review.ReplyDraft); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %+v (%v), want ErrDamaged", d, err)
	}
	if ins, err := w.Intents(ctx); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %+v (%v), want ErrDamaged", ins, err)
	}
}

func TestACopyOfANewerTpdeskIsRefusedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	put(t, c, review.Review{ID: "a"})
	if _, err := c.db.ExecContext(context.Background(), "PRAGMA user_version=99"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	wantRefusedUntouched(t, dir, ErrNewer, func() error {
		_, err := OpenCopy(context.Background(), dir, testKey, nil)
		return err
	})
}

// wantRefusedUntouched wants an error, and afterwards the same files with the same bytes, but for the shared memory.
func wantRefusedUntouched(t *testing.T, dir string, want error, open func() error) {
	t.Helper()
	before := bytesOf(t, dir)
	err := open()
	if !errors.Is(err, want) || !errors.Is(err, review.ErrIO) {
		t.Fatalf("error %v, want %v", err, want)
	}
	if strings.Contains(err.Error(), testKey[:16]) || strings.Contains(err.Error(), "file:") {
		t.Errorf("the error tells how the file is opened: %v", err)
	}
	after := bytesOf(t, dir)
	for _, files := range []map[string][]byte{before, after} {
		maps.DeleteFunc(files, func(name string, b []byte) bool {
			return strings.HasSuffix(name, "-shm") || strings.HasSuffix(name, ".lock") || len(b) == 0
		})
	}
	if !maps.EqualFunc(before, after, bytes.Equal) {
		t.Errorf("the files changed: %v, were %v", slices.Collect(maps.Keys(after)), slices.Collect(maps.Keys(before)))
	}
}

func TestANewerSchemaThatComesWhileACopyIsOpenIsRefused(t *testing.T) {
	dir := t.TempDir()
	old, c := openCopy(t, dir, nil), openCopy(t, dir, nil)
	if _, err := c.db.ExecContext(context.Background(), "PRAGMA user_version=99"); err != nil {
		t.Fatal(err)
	}
	old.db.SetMaxIdleConns(0) // so that the next call makes a new connection
	if _, err := old.Get(context.Background(), "a"); !errors.Is(err, ErrNewer) {
		t.Errorf("error %v, want ErrNewer", err)
	}
}

func TestEverySchemaStepIsNumbered(t *testing.T) {
	for _, name := range []string{"copy", "work"} {
		files, err := migrations.ReadDir("migrations/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(f.Name(), want) || !strings.HasSuffix(f.Name(), ".sql") {
				t.Errorf("%s/%s is step %d", name, f.Name(), i+1)
			}
		}
	}
}
