package desk

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func query(t *testing.T, line string) review.Filter {
	t.Helper()
	f, err := review.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAListComesFromTheCopyOrTheServerAsItsAgeSays(t *testing.T) {
	offline := errors.Join(review.ErrTemporary)
	for _, c := range []struct {
		name     string
		from     Freshness
		age      time.Duration // of the last complete pass; 0: never complete
		offline  error
		nobody   bool // no API at all
		fromCopy bool
		err      error
	}{
		{"a fresh copy", Auto, FreshFor - time.Second, nil, false, true, nil},
		{"a fresh copy, not signed in", Auto, time.Second, nil, true, true, nil},
		{"a copy of five minutes", Auto, FreshFor, nil, false, false, nil},
		{"a copy from the future", Auto, -time.Hour, nil, false, false, nil},
		{"no copy", Auto, 0, nil, false, false, nil},
		{"an old copy, offline", Auto, 48 * time.Hour, offline, false, true, nil},
		{"no copy, offline", Auto, 0, offline, false, false, review.ErrTemporary},
		{"an old copy, refused", Auto, time.Hour, review.ErrRefused, false, false, review.ErrRefused},
		{"an old copy, not signed in", Auto, time.Hour, nil, true, false, review.ErrSignIn},
		{"a fresh copy, the server forced", Fresh, time.Second, nil, false, false, nil},
		{"the server forced, offline", Fresh, time.Second, offline, false, false, review.ErrTemporary},
		{"the copy forced", Cached, time.Hour, nil, false, true, nil},
		{"a copy that was never complete, forced", Cached, 0, nil, false, true, nil},
		{"the copy forced, not signed in", Cached, time.Hour, nil, true, true, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(plain("server"))
			b.copy.kept["copy"] = plain("copy")
			if c.age != 0 {
				b.copy.mark.Complete = noon.Add(-c.age)
			}
			b.api.listErr = c.offline
			if c.nobody {
				b.Desk.API = nil
			}
			l, err := b.List(t.Context(), review.Filter{}, c.from)
			var ids []review.ID
			if err == nil {
				ids, err = collect(l.Reviews)
			}
			wantIs(t, "list", err, c.err)
			if c.err != nil {
				return
			}
			want := []review.ID{"server"}
			if c.fromCopy {
				want = []review.ID{"copy"}
			}
			if !slices.Equal(ids, want) || l.FromCopy != c.fromCopy || c.fromCopy && !l.SeenAt.Equal(b.copy.mark.Complete) {
				t.Errorf("listed %v, from the copy %v, seen at %v", ids, l.FromCopy, l.SeenAt)
			}
			if (l.Offline != nil) != (c.offline != nil) {
				t.Errorf("offline: %v", l.Offline)
			}
		})
	}
}

func TestABrokenCopyIsToldOnlyWhenItIsAsked(t *testing.T) {
	b := newBench(plain("server"))
	b.copy.markErr = review.ErrIO
	_, err := b.List(t.Context(), review.Filter{}, Cached)
	wantIs(t, "cached", err, review.ErrIO)
	l, err := b.List(t.Context(), review.Filter{}, Auto)
	wantIs(t, "auto", err, nil)
	if ids, err := collect(l.Reviews); err != nil || !slices.Equal(ids, []review.ID{"server"}) {
		t.Errorf("auto: %v, %v", ids, err)
	}
}

func TestAListFromTheServerIsFilteredSortedLimitedAndKept(t *testing.T) {
	for _, c := range []struct {
		line  string
		want  []review.ID
		keeps int
	}{
		{"", []review.ID{"r0000", "r0001", "r0002", "r0003"}, 4},
		{"limit:2", []review.ID{"r0000", "r0001"}, 2},
		{"sort:oldest", []review.ID{"r0003", "r0002", "r0001", "r0000"}, 4},
		{"sort:oldest limit:1", []review.ID{"r0003"}, 4},
		{"replied:yes", []review.ID{"r0001"}, 1},
		{"sort:waiting", []review.ID{"r0003", "r0002", "r0000", "r0001"}, 4},
		{"stars:5", nil, 0},
	} {
		b := newBench(many(4)...)
		b.api.put(answered(b.api.reviews[1], "Sorry"))
		l, err := b.List(t.Context(), query(t, c.line), Fresh)
		wantIs(t, c.line, err, nil)
		ids, err := collect(l.Reviews)
		if err != nil || !slices.Equal(ids, c.want) {
			t.Errorf("%q: %v, %v, want %v", c.line, ids, err, c.want)
		}
		if len(b.copy.kept) != c.keeps {
			t.Errorf("%q: the copy keeps %d, want %d", c.line, len(b.copy.kept), c.keeps)
		}
		if !b.copy.mark.Complete.IsZero() {
			t.Errorf("%q: a list moved the mark", c.line)
		}
	}
}

func TestAListThatBreaksOffSaysSo(t *testing.T) {
	for _, line := range []string{"", "sort:oldest", "stars:2"} {
		b := newBench(many(5)...)
		b.copy.mark.Complete = noon.Add(-time.Hour)
		b.api.listErr, b.api.listStop = review.ErrRefused, 3
		l, err := b.List(t.Context(), query(t, line), Auto)
		wantIs(t, line, err, nil)
		ids, err := collect(l.Reviews)
		wantIs(t, line, err, review.ErrRefused)
		if line == "sort:oldest" && len(ids) > 0 {
			t.Errorf("%q: a part was sorted as if it were whole: %v", line, ids)
		}
		if len(b.copy.kept) != 3 {
			t.Errorf("%q: what came was not kept: %d", line, len(b.copy.kept))
		}
	}
}

func TestAnOrderThatNeedsTheWholeFallsBackToTheCopyWhenTheServerBreaksOff(t *testing.T) {
	b := newBench(many(5)...)
	b.copy.mark.Complete = noon.Add(-time.Hour)
	b.copy.kept["copy"] = plain("copy")
	b.api.listErr, b.api.listStop = review.ErrTemporary, 3
	l, err := b.List(t.Context(), query(t, "sort:oldest"), Auto)
	wantIs(t, "list", err, nil)
	if !l.FromCopy || l.Offline == nil {
		t.Errorf("from the copy %v, offline %v", l.FromCopy, l.Offline)
	}
}

func TestTheCopyIsReadInPagesUpToTheLimit(t *testing.T) {
	for _, c := range []struct {
		limit int
		want  int
		pages []string
	}{
		{0, 450, []string{`page of 200 after ""`, `page of 200 after "r0199"`, `page of 200 after "r0399"`}},
		{50, 50, []string{`page of 50 after ""`}},
		{200, 200, []string{`page of 200 after ""`}},
		{201, 201, []string{`page of 200 after ""`, `page of 1 after "r0199"`}},
		{900, 450, []string{`page of 200 after ""`, `page of 200 after "r0199"`, `page of 200 after "r0399"`}},
	} {
		b := newBench()
		for _, r := range many(450) {
			b.copy.kept[r.ID] = r
		}
		ids, err := collect(b.Cached(t.Context(), review.Filter{Limit: c.limit}))
		if err != nil || len(ids) != c.want || !slices.IsSorted(ids) {
			t.Errorf("limit %d: %d reviews, %v", c.limit, len(ids), err)
		}
		b.want(t, c.pages...)
	}
	b := newBench()
	b.copy.pageErr = review.ErrIO
	_, err := collect(b.Cached(t.Context(), review.Filter{}))
	wantIs(t, "a copy that cannot be read", err, review.ErrIO)
}

func TestAReaderMayStopAList(t *testing.T) {
	b := newBench(many(300)...)
	for _, r := range b.api.reviews {
		b.copy.kept[r.ID] = r
	}
	for _, from := range []Freshness{Fresh, Cached} {
		l, err := b.List(t.Context(), review.Filter{}, from)
		wantIs(t, "list", err, nil)
		for r, err := range l.Reviews {
			if err != nil || r.ID != "r0000" {
				t.Errorf("first: %v, %v", r.ID, err)
			}
			break
		}
	}
}

func TestShowReadsTheServerAndFallsBackToTheCopy(t *testing.T) {
	for _, c := range []struct {
		name     string
		id       review.ID
		from     Freshness
		read     error
		nobody   bool
		fromCopy bool
		err      error
	}{
		{"from the server", "a", Auto, nil, false, false, nil},
		{"from the copy", "a", Cached, nil, false, true, nil},
		{"not signed in", "a", Auto, nil, true, true, nil},
		{"offline", "a", Auto, review.ErrTemporary, false, true, nil},
		{"offline and not in the copy", "b", Auto, review.ErrTemporary, false, false, review.ErrTemporary},
		{"offline, the server forced", "a", Fresh, review.ErrTemporary, false, false, review.ErrTemporary},
		{"unknown", "z", Auto, nil, false, false, review.ErrNotFound},
		{"gone from the server", "a", Auto, review.ErrNotFound, false, false, review.ErrNotFound},
		{"not in the copy", "z", Cached, nil, false, true, review.ErrNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(plain("a"), plain("b"))
			b.copy.kept["a"] = plain("a")
			b.api.readErrs = map[int]error{1: c.read}
			if c.nobody {
				b.Desk.API = nil
			}
			r, fromCopy, err := b.Show(t.Context(), c.id, c.from)
			wantIs(t, "show", err, c.err)
			if err == nil && (r.ID != c.id || fromCopy != c.fromCopy) {
				t.Errorf("%s, from the copy %v", r.ID, fromCopy)
			}
		})
	}
}

func TestAListByEmailAsksTheServerOnceTheCopyHasForgotten(t *testing.T) {
	kept := plain("copy")
	kept.ReferralEmail, kept.ReferenceID = review.NewText("a@b.example"), review.NewText("R1")
	server := kept
	server.ID = "server"
	for _, c := range []struct {
		line      string
		from      Freshness
		forgotten bool
		offline   error
		fromCopy  bool
		partial   bool
	}{
		{"email:a@b.example", Auto, false, nil, true, false},
		{"email:a@b.example", Auto, true, nil, false, false},
		{"reference:R1", Auto, true, nil, false, false},
		{"-reference:R2", Auto, true, nil, false, false},
		{"stars:2", Auto, true, nil, true, false},
		{"email:a@b.example", Cached, true, nil, true, true},
		{"email:a@b.example", Cached, false, nil, true, false},
		{"email:a@b.example", Auto, true, review.ErrTemporary, true, true},
	} {
		b := newBench(server)
		b.copy.kept["copy"] = kept
		b.copy.mark = review.SyncMark{Complete: noon.Add(-time.Minute), Forgotten: c.forgotten}
		b.api.listErr = c.offline
		l, err := b.List(t.Context(), query(t, c.line), c.from)
		wantIs(t, c.line, err, nil)
		if l.FromCopy != c.fromCopy || l.Partial != c.partial {
			t.Errorf("%s, %v, forgotten %v: from the copy %v, partial %v", c.line, c.from, c.forgotten, l.FromCopy, l.Partial)
		}
	}
}
