package store

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// facetRows are all rows of the table, in its order.
func facetRows(t *testing.T, c *Copy) (out []string) {
	t.Helper()
	rows, err := c.db.Query("SELECT name || ' ' || key FROM facet ORDER BY name, key")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func TestACopyFromBeforeThereWereFacetsGetsThem(t *testing.T) {
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	put(t, c, newMade(5).reviews(200)...)
	want := facetRows(t, c)
	if len(want) < 200 {
		t.Fatalf("%d facets of 200 reviews", len(want))
	}
	if _, err := c.db.Exec("DROP TABLE facet; PRAGMA user_version=2"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	p := c.place
	p.steps = firstSteps(t, copySteps(), 3)
	db, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.close()
	old := newCopy(p)
	old.db = db
	if got := facetRows(t, old); !slices.Equal(got, want) {
		t.Errorf("they are %d:\n%q\nnot %d:\n%q", len(got), got, len(want), want)
	}
}

func TestFacetsGoWhereTheirReviewsGo(t *testing.T) {
	c, err := OpenMemoryCopy(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	m := newMade(6)
	all := m.reviews(100)
	put(t, c, all...)
	for i := range all { // other tags, places, languages and times
		id := all[i].ID
		all[i] = m.review(string(id))
	}
	put(t, c, all...)
	fresh, err := OpenMemoryCopy(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	put(t, fresh, all...)
	names := func(rows []string) (out []string) {
		for _, r := range rows {
			out = append(out, r[:strings.LastIndexByte(r, ' ')])
		}
		return out
	}
	if got, want := names(facetRows(t, c)), names(facetRows(t, fresh)); !slices.Equal(got, want) {
		t.Errorf("after a change they are %q, not %q", got, want)
	}
	if _, err := c.Sweep(context.Background(), noon().AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if left := facetRows(t, c); len(left) > 0 {
		t.Errorf("%q stay", left)
	}
}

func TestAValueIsLookedForWhereItIsKnownToBe(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	put(t, c, newMade(7).reviews(50)...)
	for query, by := range map[string]string{
		"tag:none": "facet", "tag:late language:da": "facet", "location:Ribe sort:waiting": "facet", "language:xx arrived": "hit", "source:Odd sort:oldest": "facet",
		"-language:da": "review", "language:da,en": "review", "email:a tag:late": "review",
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
			if plan := planOf(t, c.db, sql, args); !strings.HasPrefix(plan[len("SEARCH "):], by) && !strings.HasPrefix(plan, "SCAN "+by) || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%s: %s", query, plan)
			}
		}
	}
}
