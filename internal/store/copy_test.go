package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestEveryOddReviewComesBackAsItWasPut(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	rs := oddReviews(t)
	if len(rs) != 40 {
		t.Fatalf("%d odd reviews, want 40", len(rs))
	}
	c := openCopy(t, dir, nil)
	put(t, c, rs...)
	c.Close()
	c = openCopy(t, dir, nil)
	for _, want := range rs {
		got, err := c.Get(ctx, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if g, w := asJSON(t, got), asJSON(t, want); g != w {
			t.Errorf("got  %s\nwant %s", g, w)
		}
		if !got.SameRevision(want) {
			t.Errorf("%s: another revision came back", want.ID)
		}
	}
	page, more, err := c.Page(ctx, review.Filter{}, review.Review{}, 100)
	if err != nil || len(page) != 40 || more {
		t.Fatalf("page has %d reviews, more %v, error %v", len(page), more, err)
	}
}

func TestAnUnknownReviewIsNotFound(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	if _, err := c.Get(context.Background(), "nobody"); !errors.Is(err, review.ErrNotFound) {
		t.Fatalf("error %v, want ErrNotFound", err)
	}
}

func TestPageListsWhatFilteringAndSortingInMemoryDoes(t *testing.T) {
	const seed = 20261120
	m := newMade(seed)
	c, err := OpenMemoryCopy(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Now = noon
	all := m.reviews(400)
	put(t, c, all...)
	for i := range 150 {
		f, n := m.filter(t), 5+m.IntN(100)
		want := selectInMemory(all, f)
		got := readPages(t, c, f, n)
		if g, w := idsOf(got), idsOf(want); !slices.Equal(g, w) {
			t.Fatalf("seed %d, filter %d %q in pages of %d:\n got %v\nwant %v", seed, i, f, n, g, w)
		}
		wantCount(t, c, f, 0, len(want))
		wantCount(t, c, f, 5, min(5, len(want)))
	}
}

func selectInMemory(all []review.Review, f review.Filter) []review.Review {
	var out []review.Review
	for _, r := range all {
		if f.Match(r, noon()) {
			out = append(out, r)
		}
	}
	review.SortReviews(out, f.Sort)
	return out
}

// readPages reads a list page by page, and once more from its end: both must tell the same.
func readPages(t *testing.T, c *Copy, f review.Filter, n int) []review.Review {
	t.Helper()
	down := allPages(t, f, n, func(at review.Review) ([]review.Review, bool, error) { return c.Page(context.Background(), f, at, n) })
	up := allPages(t, f, n, func(at review.Review) ([]review.Review, bool, error) {
		rs, more, err := c.Before(context.Background(), f, at, n)
		slices.Reverse(rs)
		return rs, more, err
	})
	slices.Reverse(up)
	if d, u := idsOf(down), idsOf(up); !slices.Equal(d, u) {
		t.Fatalf("%q in pages of %d: from the end it is\n     %v\nnot %v", f, n, u, d)
	}
	return down
}

func allPages(t *testing.T, f review.Filter, n int, read func(at review.Review) ([]review.Review, bool, error)) (out []review.Review) {
	t.Helper()
	var at review.Review
	for {
		rs, more, err := read(at)
		if err != nil {
			t.Fatalf("%q: %v", f, err)
		}
		out = append(out, rs...)
		if !more {
			return out
		}
		if len(rs) != n {
			t.Fatalf("%q: a page of %d has %d reviews and says that more follow", f, n, len(rs))
		}
		at = rs[n-1]
	}
}

func idsOf(rs []review.Review) (out []string) {
	for _, r := range rs {
		out = append(out, string(r.ID))
	}
	return out
}

func wantCount(t *testing.T, c *Copy, f review.Filter, most, want int) {
	t.Helper()
	got, err := c.Count(context.Background(), f, most)
	if err != nil || got != want {
		t.Fatalf("count of %q up to %d is %d (%v), want %d", f, most, got, err, want)
	}
}

func TestReviewsThatTrustpilotDoesNotHaveAreListedToo(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	all := []review.Review{{ID: "a", Stars: -4}, {ID: "b", Stars: -1}, {ID: "c"}, {ID: "d", Stars: 5}, {ID: "e", Stars: 6}, {ID: "f", Stars: 900}}
	put(t, c, all...)
	for _, by := range review.Sorts() {
		f := review.Filter{Sort: by}
		if got, want := idsOf(readPages(t, c, f, 1)), idsOf(selectInMemory(all, f)); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", by, got, want)
		}
	}
}

func TestReviewsOfOneMomentThatFillTheirBucketAreListedInOrder(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	m := newMade(4)
	all := m.reviews(4000)
	for i := range all {
		switch {
		case i < 3000:
			all[i].CreatedAt, _ = review.ParseTime(noon().Add(time.Duration(m.IntN(3)) * time.Nanosecond).Format(time.RFC3339Nano))
		case i < 3500:
			all[i].CreatedAt = review.Time{Time: noon().Add(-time.Duration(m.IntN(7200)) * time.Second)} // among those that spilled
		case i < 3600:
			all[i].CreatedAt = review.Time{}
		}
	}
	put(t, c, all...)
	for _, query := range []string{"", "sort:oldest", "sort:stars", "sort:waiting", "arrived", "since:2026-11-20T11:30:00Z until:2026-11-20T12:00:00.000000001Z sort:oldest"} {
		f, err := review.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		want := selectInMemory(all, f)
		if got := readPages(t, c, f, 900); !slices.Equal(idsOf(got), idsOf(want)) {
			t.Errorf("%q lists %d reviews in another order than %d", query, len(got), len(want))
		}
		wantCount(t, c, f, 0, len(want))
	}
}

func TestPageGoesOnAfterAReviewThatIsGone(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	all := newMade(3).reviews(50)
	gone := all[0]
	put(t, c, all[1:]...)
	for _, by := range review.Sorts() {
		f := review.Filter{Sort: by}
		want := selectInMemory(all, f)
		i := slices.IndexFunc(want, func(r review.Review) bool { return r.ID == gone.ID })
		got, _, err := c.Page(context.Background(), f, gone, 100)
		if err != nil || !slices.Equal(idsOf(got), idsOf(want[i+1:])) {
			t.Errorf("%s: got %v (%v), want %v", by, idsOf(got), err, idsOf(want[i+1:]))
		}
	}
}

func TestPutReplacesAReviewAndMovesItWhenItsTimeChanges(t *testing.T) {
	ctx := context.Background()
	c := openCopy(t, t.TempDir(), nil)
	m := newMade(5)
	all := m.reviews(60)
	put(t, c, all...)
	keys := keysOf(t, c)
	for i := range all {
		id, created := all[i].ID, all[i].CreatedAt
		all[i] = m.review(string(id))
		if i%2 == 0 {
			all[i].CreatedAt = created
		}
	}
	put(t, c, all...)
	for i, r := range all {
		got, err := c.Get(ctx, r.ID)
		if err != nil || asJSON(t, got) != asJSON(t, r) {
			t.Fatalf("got %s (%v), want %s", asJSON(t, got), err, asJSON(t, r))
		}
		if i%2 == 0 && keysOf(t, c)[r.ID] != keys[r.ID] {
			t.Errorf("%s got another key though its time is the same", r.ID)
		}
	}
	for _, by := range review.Sorts() {
		f := review.Filter{Sort: by}
		if got, want := idsOf(readPages(t, c, f, 7)), idsOf(selectInMemory(all, f)); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", by, got, want)
		}
	}
}

func keysOf(t *testing.T, c *Copy) map[review.ID]int64 {
	t.Helper()
	rows, err := c.db.QueryContext(context.Background(), "SELECT id, key FROM review")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	keys := map[review.ID]int64{}
	for rows.Next() {
		var id review.ID
		var key int64
		if err := rows.Scan(&id, &key); err != nil {
			t.Fatal(err)
		}
		keys[id] = key
	}
	return keys
}

func TestPutWithOneReviewThatHasNoIDStoresNone(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	err := c.Put(context.Background(), []review.Review{{ID: "a"}, {}}, noon())
	if !errors.Is(err, review.ErrInvalid) {
		t.Fatalf("error %v, want ErrInvalid", err)
	}
	wantCount(t, c, review.Filter{}, 0, 0)
}

func TestSweepRemovesWhatWasLastSeenBefore(t *testing.T) {
	ctx := context.Background()
	c := openCopy(t, t.TempDir(), nil)
	all := newMade(9).reviews(30)
	old, again := all[:10], all[10:]
	put(t, c, all...)
	later := noon().Add(time.Hour)
	if err := c.Put(ctx, again, later); err != nil {
		t.Fatal(err)
	}
	again[1].Text = review.NewText("changed")
	again[2].CreatedAt = review.Time{Time: noon().Add(time.Minute)}
	put(t, c, again[:3]...) // as a slower pass of another process sees them, begun earlier
	ids, err := c.Sweep(ctx, later)
	if err != nil {
		t.Fatal(err)
	}
	got, want := make([]string, len(ids)), idsOf(selectInMemory(old, review.Filter{}))
	for i, id := range ids {
		got[i] = string(id)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("swept %v, want %v", got, want)
	}
	wantCount(t, c, review.Filter{}, 0, len(again))
	if _, err := c.Get(ctx, old[0].ID); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("a swept review is still found: %v", err)
	}
}

func TestTheMarkIsZeroUntilItIsSet(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	if m, err := c.Mark(ctx); err != nil || m != (review.SyncMark{}) {
		t.Fatalf("mark %v (%v), want the zero mark", m, err)
	}
	want := review.SyncMark{Complete: noon(), Reviews: 7, Calls: 3}
	for range 2 {
		if err := c.SetMark(ctx, want); err != nil {
			t.Fatal(err)
		}
	}
	c.Close()
	if m, err := openCopy(t, dir, nil).Mark(ctx); err != nil || m != want {
		t.Fatalf("mark %v (%v), want %v", m, err, want)
	}
}

func TestAFolderWithAnyNameWillDo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b+c&d?e#f%20[é]")
	put(t, openCopy(t, dir, nil), review.Review{ID: "a"})
	if _, err := os.Stat(filepath.Join(dir, "reviews.db")); err != nil {
		t.Fatal(err)
	}
}

func TestNoFileHoldsAWordOfAReview(t *testing.T) {
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	rs := newMade(1).reviews(300)
	put(t, c, rs...)
	wantNoWords(t, dir)
	c.Close()
	wantNoWords(t, dir)
}

func wantNoWords(t *testing.T, dir string) {
	t.Helper()
	size := 0
	for name, b := range bytesOf(t, dir) {
		size += len(b)
		for _, word := range []string{"never arrived", "mail.example", "Ann Lee", "CREATE TABLE", "SQLite format", testKey} {
			if strings.Contains(string(b), word) {
				t.Errorf("%s holds %q", name, word)
			}
		}
	}
	if size < 100_000 {
		t.Errorf("the files hold %d bytes: too few to tell", size)
	}
}

func TestABadKeyIsRefusedAndNotRepeated(t *testing.T) {
	for _, key := range []string{"", "00ff", strings.Repeat("zz", 32), testKey + "00"} {
		_, err := OpenCopy(context.Background(), t.TempDir(), key, nil)
		if !errors.Is(err, review.ErrInvalid) || key != "" && strings.Contains(err.Error(), key) {
			t.Errorf("error %v", err)
		}
	}
}
