package store

import (
	"slices"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestKeysThatAreKeptAreForgottenWhenTheCopyChanges(t *testing.T) {
	m, dir := newMade(3400), t.TempDir()
	here, there := openCopy(t, dir, nil), openCopy(t, dir, nil)
	for _, c := range []*Copy{here, there} {
		c.db.SetMaxOpenConns(1) // which keeps what it read
	}
	all := m.speaking(400)
	tag := func() review.List[review.Tag] {
		return review.List[review.Tag]{review.NewTag(pick(m, "a", "b", "c", "d", "e", "f", "g", "h"))}
	}
	for i := range all {
		all[i].Tags = tag()
	}
	put(t, here, all...)
	for range 12 {
		for range 1 + m.IntN(30) {
			i := m.IntN(len(all))
			all[i].Tags = tag()
			put(t, pick(m, here, there), all[i])
		}
		for _, line := range []string{"a* tag:a", "-arrived tag:b sort:oldest", "-arrived tag:c", "-arrived tag:d sort:waiting"} {
			f, err := review.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			want := idsOf(selectInMemory(all, f))
			for _, c := range []*Copy{here, there} {
				if got := idsOf(readPages(t, c, f, 50)); !slices.Equal(got, want) {
					t.Fatalf("%q:\n got %v\nwant %v", line, got, want)
				}
			}
		}
	}
}

func TestTheKeysOfAListAreKeptWhereTheyAreAskedForOften(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	c.db.SetMaxOpenConns(1)
	put(t, c, newMade(3500).speaking(400)...)
	table := &hitTable{}
	list := list{"facet", condition{sql: "name = ?", args: []any{"tlate"}}}
	kept := table.kept.of(list, version{1, 1})
	kept.stretch(0).keys = []uint32{1}
	if table.kept.of(list, version{1, 1}) != kept {
		t.Error("they are forgotten without a change")
	}
	for _, v := range []version{{2, 1}, {2, 2}} {
		if again := table.kept.of(list, v); again == kept {
			t.Error("they outlast a change")
		}
	}
}
