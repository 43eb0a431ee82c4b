package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// indexRuns is how many copies are made up; TPDESK_RUNS names another number.
func indexRuns(t *testing.T) uint64 {
	t.Helper()
	said := os.Getenv("TPDESK_RUNS")
	if said == "" {
		return 2
	}
	n, err := strconv.ParseUint(said, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// torn is a copy whose search indexes have tiny pages, many segments, merges that are half done and much that was taken out
// again, so that whatever can go on over a page does. It comes with what it holds.
func (m made) torn(t *testing.T) (*Copy, []review.Review) {
	t.Helper()
	c, err := OpenMemoryCopy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.Now = noon
	tune := func(what string, n int) {
		for _, index := range []string{"words", "personal"} {
			if _, err := c.db.Exec(fmt.Sprintf("INSERT INTO %s (%[1]s, rank) VALUES ('%s', %d)", index, what, n)); err != nil {
				t.Fatal(err)
			}
		}
	}
	tune("pgsz", pick(m, 32, 40, 64, 200))
	tune("automerge", pick(m, 0, 2, 4, 16))
	all := m.speaking(300)
	for part := range slices.Chunk(all, 30) {
		put(t, c, part...)
		for i := range all[:m.IntN(30)] { // what changes is found by its new words only
			if r := m.speaking(1)[0]; m.chance(30) && !part[0].CreatedAt.IsZero() {
				r.ID, r.CreatedAt = all[i].ID, all[i].CreatedAt
				all[i] = r
				put(t, c, r)
			}
		}
		if m.chance(50) {
			tune("merge", 1+m.IntN(20))
		}
	}
	put(t, c, all...)
	return c, m.vanish(t, c, all)
}

// vanish sweeps some of the reviews out and returns the others.
func (m made) vanish(t *testing.T, c *Copy, all []review.Review) (left []review.Review) {
	t.Helper()
	for _, r := range all {
		if m.chance(90) {
			left = append(left, r)
		}
	}
	later := noon().Add(time.Hour)
	if err := c.Put(t.Context(), left, later); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Sweep(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	return left
}

// wrongLists reads lists of made-up filters and searches from both ends in pages, and counts them, and names the first that
// is not what filtering all in memory gives.
func (m made) wrongLists(t *testing.T, c *Copy, all []review.Review, lists int) error {
	t.Helper()
	for range lists {
		line := m.search() + " " + pick(m, "", "", "stars:1", "replied:no", "tag:late", "language:da", "tag:paid:twice source:Odd", "reported:yes", "since:20d", "until:5d", "location:Ribe stars:2,3")
		if m.chance(30) { // one letter beside what is rarer
			line = pick(m, "a*", "l*", "m*", "s*", "n*", "g*", "x*", "4*") + " " + pick(m, "48", "x", "uber", "don", "17", "жук", "naive", "ж", "fine")
		}
		f, err := review.Parse(line + " sort:" + string(pick(m, review.Sorts()...)))
		if err != nil {
			t.Fatal(err)
		}
		want := selectInMemory(all, f)
		if got := readPages(t, c, f, 20+m.IntN(100)); !slices.Equal(idsOf(got), idsOf(want)) {
			return fmt.Errorf("%q:\n got %v\nwant %v", f, idsOf(got), idsOf(want))
		}
		if n, err := c.Count(t.Context(), f, 0); err != nil || n != len(want) {
			return fmt.Errorf("%q: counted %d (%w), want %d", f, n, err, len(want))
		}
	}
	return nil
}

func TestASearchReadsTheIndexAsFTS5LeavesItInTheFile(t *testing.T) {
	for seed := range indexRuns(t) {
		m := newMade(3000 + seed)
		c, all := m.torn(t)
		if err := m.wrongLists(t, c, all, 40); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

func TestAReviewThatTheIndexHasLostIsMissed(t *testing.T) {
	m := newMade(3100)
	c, all := m.torn(t)
	if _, err := c.db.Exec("DELETE FROM words WHERE rowid IN (SELECT key FROM review WHERE stars > 1)"); err != nil {
		t.Fatal(err)
	}
	if m.wrongLists(t, c, all, 60) == nil {
		t.Error("60 lists are right without the words of most reviews")
	}
}

// ending is a context that has ended once it was asked so often.
type ending struct {
	context.Context
	asked *int
}

func (e ending) Err() error {
	if *e.asked--; *e.asked < 0 {
		return context.Canceled
	}
	return nil
}

func TestASearchThatIsCancelledEndsAtTheNextPageOfTheIndex(t *testing.T) {
	m := newMade(3200)
	c, _ := m.torn(t)
	f, err := review.Parse("l*")
	if err != nil {
		t.Fatal(err)
	}
	pages := 1000
	w, err := c.newWalk(t.Context(), c.db, f, review.Review{})
	if err != nil {
		t.Fatal(err)
	}
	w.ctx = ending{t.Context(), &pages}
	query, args, err := w.statement(segments(f, review.Review{}, false)[0])
	if err != nil {
		t.Fatal(err)
	}
	read := func() (n int, err error) {
		err = c.db.QueryRow("SELECT count(*) FROM ("+query+")", args...).Scan(&n)
		return n, err
	}
	pages = 1000
	all, err := read()
	if err != nil || all < 50 {
		t.Fatalf("%d: %v", all, err)
	}
	for enough := range 1000 - pages {
		pages = enough
		if n, err := read(); err == nil {
			t.Fatalf("%d reviews after %d pages", n, enough)
		}
	}
	pages = 1000
	if again, err := read(); err != nil || again != all {
		t.Errorf("%d, not %d: %v", again, all, err)
	}
}

func TestAnIndexOfWhichAPageIsDamagedIsToldSo(t *testing.T) {
	for seed := range indexRuns(t) {
		m := newMade(3300 + seed)
		c, _ := m.torn(t)
		damaged := 0
		for range 40 {
			f, err := review.Parse(m.search())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.db.Exec("UPDATE words_data SET block = randomblob(length(block)) WHERE id = (SELECT id FROM words_data ORDER BY random() LIMIT 1)"); err != nil {
				t.Fatal(err)
			}
			_, _, err = c.Page(t.Context(), f, review.Review{}, 50)
			if err != nil && !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			if err != nil {
				damaged++
			}
		}
		if damaged == 0 {
			t.Error("no search tells")
		}
	}
}
