package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestNoListHasToBeSortedBeforeItsFirstRow(t *testing.T) {
	ctx := context.Background()
	c := openCopy(t, t.TempDir(), nil)
	m := newMade(12)
	rs := m.reviews(50)
	put(t, c, rs...)
	for range 300 {
		f := m.filter(t)
		after := pick(m, review.Review{}, pick(m, rs...))
		w, err := c.newWalk(ctx, c.db, f, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range segments(f, after, m.chance(50)) {
			query, args, err := w.statement(s)
			if err != nil {
				t.Fatal(err)
			}
			if plan := planOf(t, c.db, query, args); strings.Contains(plan, "TEMP B-TREE") || !strings.Contains(plan, "SEARCH review") {
				t.Fatalf("%q: %s", f, plan)
			}
		}
	}
}

func TestAListIsReadByTheIndexThatKnowsItsRows(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	for query, index := range map[string]string{
		"stars:1": "review_stars (stars=?", "replied:no": "review_replied (replied=?", "stars:2 replied:no": "review_stars_and_replied (stars=? AND replied=?",
		"stars:1-2 replied:no": "review_replied (", "sort:waiting": "review_replied (replied=?", "sort:stars": "review_", "sort:stars replied:no": "review_",
		"reported:yes replied:no stars:1": "review_reported", "contacted:yes sort:waiting": "review_contacted", "outdated:yes stars:1 sort:oldest": "review_outdated",
		"email:a replied:no stars:1": "review_email (email=?", "reference:a sort:waiting": "review_reference (reference=?", "since:7d": "PRIMARY KEY", "stars:1-2": "PRIMARY KEY",
	} {
		f, err := review.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		w, err := c.newWalk(t.Context(), c.db, f, review.Review{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range segments(f, review.Review{}, false) {
			sql, args, err := w.statement(s)
			if err != nil {
				t.Fatal(err)
			}
			if plan := planOf(t, c.db, sql, args); !strings.Contains(plan[:strings.Index(plan, ";")], index) {
				t.Errorf("%s, %s: %s, want %s", query, s.where, plan, index)
			}
		}
	}
}

func planOf(t *testing.T, db *database, query string, args []any) string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, detail)
	}
	return strings.Join(lines, "; ")
}

func TestACopyIsUsedByManyAtOnce(t *testing.T) {
	memory, err := OpenMemoryCopy(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	for name, c := range map[string]*Copy{"file": openCopy(t, t.TempDir(), nil), "memory": memory} {
		t.Run(name, func(t *testing.T) {
			var all sync.WaitGroup
			for i := range 4 {
				all.Go(func() { useCopy(t, c, uint64(i)) })
			}
			all.Wait()
			wantCount(t, c, review.Filter{}, 0, 4*50)
		})
	}
}

func useCopy(t *testing.T, c *Copy, seed uint64) {
	ctx := context.Background()
	m := newMade(seed)
	for _, r := range m.reviews(50) {
		if err := c.Put(ctx, []review.Review{r}, noon()); err != nil {
			t.Error(err)
		}
		f := m.filter(t)
		if _, _, err := c.Page(ctx, f, r, 10); err != nil {
			t.Errorf("%q: %v", f, err)
		}
		if _, err := c.Get(ctx, r.ID); err != nil {
			t.Error(err)
		}
	}
}

func TestACancelledCallLeavesACopyInMemoryAsItWas(t *testing.T) {
	c, err := OpenMemoryCopy(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	put(t, c, newMade(1).reviews(20)...)
	for i := range 50 {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- c.Put(ctx, newMade(uint64(2+i)).reviews(20), noon()) }()
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		} else if err == nil {
			continue
		}
		if n, err := c.Count(context.Background(), review.Filter{}, 0); err != nil || n%20 != 0 || n == 0 {
			t.Fatalf("%d reviews (%v)", n, err)
		}
	}
}
