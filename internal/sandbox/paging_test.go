package sandbox_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// stir is what happens to the reviews between two pages.
type stir struct {
	a         api
	chance    *rand.Rand
	ids       []string // that are there
	came      []string
	went      []string
	insert    bool
	delete    bool
	backdated bool // new reviews may be dated before others
}

func (s *stir) turn() {
	for range s.chance.IntN(4) {
		if s.insert && (!s.delete || s.chance.IntN(2) == 0) {
			s.add()
		} else if s.delete && len(s.ids) > 0 {
			s.drop()
		}
	}
}

func (s *stir) add() {
	at := noon
	if s.backdated {
		at = noon.Add(-time.Duration(s.chance.Int64N(int64(700 * 24 * time.Hour))))
	}
	id := "66a0f1c2d3e4b5a6" + strconv.Itoa(10_000_000+len(s.came))
	review := jsonOf(map[string]any{"id": id, "stars": 1 + s.chance.IntN(5), "createdAt": at.Format(time.RFC3339)})
	if err := s.a.Schedule(sandbox.Event{Event: "created", Review: []byte(review)}); err != nil {
		s.a.Fatal(err)
	}
	s.came, s.ids = append(s.came, id), append(s.ids, id)
}

func (s *stir) drop() {
	i := s.chance.IntN(len(s.ids))
	if err := s.a.Vanish(s.ids[i]); err != nil {
		s.a.Fatal(err)
	}
	s.went = append(s.went, s.ids[i])
	s.ids = slices.Delete(s.ids, i, i+1)
}

// stirred runs a property for two fixed seeds and a fresh one, which a failure names.
func stirred(t *testing.T, o stir, holds func(*testing.T, *stir)) {
	for _, seed := range []uint64{1, 2, rand.Uint64()} {
		t.Run("seed "+strconv.FormatUint(seed, 10), func(t *testing.T) {
			s := o
			s.a, s.chance = start(t, sandbox.Options{Seed: seed, Reviews: 330}), rand.New(rand.NewPCG(seed, 0))
			s.ids = ids(s.a.all("perPage=100"))
			holds(t, &s)
		})
	}
}

// times counts how often each id occurs.
func times(list []string) map[string]int {
	n := map[string]int{}
	for _, id := range list {
		n[id]++
	}
	return n
}

func TestPagesByTokenShowWhatLastsOnceWhateverComesAndGoes(t *testing.T) {
	stirred(t, stir{insert: true, delete: true, backdated: true}, func(t *testing.T, s *stir) {
		was, seen, last := slices.Clone(s.ids), []string{}, ""
		for token := ""; ; s.turn() {
			r := s.a.public(s.a.unit("/all-reviews?pageToken=" + token))
			var p page
			r.as(t, &p)
			for _, v := range p.Reviews {
				at := v.CreatedAt.Format(time.RFC3339Nano)
				if last != "" && v.CreatedAt.After(parse(t, last)) {
					t.Fatalf("%s stands after %s", at, last)
				}
				seen, last = append(seen, v.ID), at
			}
			next := r.at(t, "nextPageToken")
			if next == nil {
				break
			}
			token = next.(string)
		}
		n := times(seen)
		for _, id := range was {
			if n[id] != 1 && !slices.Contains(s.went, id) {
				t.Errorf("%s was shown %d times", id, n[id])
			}
		}
		for id, k := range n {
			if k > 1 {
				t.Errorf("%s was shown %d times", id, k)
			}
		}
	})
}

func parse(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// walk pages by number to the end, with a stir between the pages.
func (s *stir) walk(query string) []string {
	var seen []string
	for n := 1; ; n++ {
		p := s.a.page("perPage=20&page=" + strconv.Itoa(n) + "&" + query)
		seen = append(seen, ids(p.Reviews)...)
		if len(p.Reviews) == 0 {
			return seen
		}
		s.turn()
	}
}

func TestPagesByNumberRepeatUnderInsertsButMissNothing(t *testing.T) {
	stirred(t, stir{insert: true}, func(t *testing.T, s *stir) {
		was := slices.Clone(s.ids)
		n := times(s.walk(""))
		repeated := 0
		for _, id := range was {
			if n[id] == 0 {
				t.Errorf("%s is missed", id)
			}
			repeated += n[id] - 1
		}
		if repeated > len(s.came) {
			t.Errorf("%d were repeated, although only %d came", repeated, len(s.came))
		}
	})
}

func TestPagesByNumberMissUnderDeletesButRepeatNothing(t *testing.T) {
	stirred(t, stir{delete: true}, func(t *testing.T, s *stir) {
		was := slices.Clone(s.ids)
		n := times(s.walk(""))
		missed := 0
		for _, id := range was {
			if n[id] > 1 {
				t.Errorf("%s is repeated", id)
			}
			if n[id] == 0 && !slices.Contains(s.went, id) {
				missed++
			}
		}
		if missed > len(s.went) {
			t.Errorf("%d were missed, although only %d went", missed, len(s.went))
		}
	})
}

func TestPagesPinnedToAnEndShowEachOnceUnderInserts(t *testing.T) {
	stirred(t, stir{insert: true}, func(t *testing.T, s *stir) {
		was := slices.Clone(s.ids)
		seen := s.walk("endDateTime=" + noon.Format("2006-01-02T15:04:05"))
		slices.Sort(was)
		slices.Sort(seen)
		if !slices.Equal(was, seen) {
			t.Errorf("%d reviews were shown of %d", len(seen), len(was))
		}
	})
}

func TestEveryOrderAgreesWithASortOfTheWholeAfterAStir(t *testing.T) {
	stirred(t, stir{insert: true, delete: true, backdated: true}, func(t *testing.T, s *stir) {
		for range 30 {
			s.turn()
		}
		newest := ids(s.a.all("perPage=100"))
		oldest := ids(s.a.all("perPage=100&orderBy=createdat.asc"))
		slices.Reverse(oldest)
		if !slices.Equal(newest, oldest) || len(newest) != len(s.ids) {
			t.Errorf("%d newest first, %d oldest first, %d are there", len(newest), len(oldest), len(s.ids))
		}
		list := s.a.all("perPage=100&orderBy=stars.asc")
		place := map[string]int{}
		for i, id := range newest {
			place[id] = i
		}
		if len(list) != len(s.ids) || !slices.IsSortedFunc(list, func(x, y review) int {
			if x.Stars != y.Stars {
				return x.Stars - y.Stars
			}
			return place[x.ID] - place[y.ID]
		}) {
			t.Errorf("%d by stars, or in another order", len(list))
		}
	})
}
