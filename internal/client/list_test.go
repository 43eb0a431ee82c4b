package client

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// shelf is a server's list of reviews, newest first.
type shelf struct {
	rows      []row
	asked     []url.Values
	most      int                     // rows that paging reaches, 0 for all
	inclusive bool                    // endDateTime is inclusive
	before    func(s *shelf, nth int) // runs before the nth answer, from 1
	deaf      bool                    // takes no notice of endDateTime
	hours     int                     // reads times as being in a zone that far east
	forgetful bool                    // links do not keep the filters
	bent      bool                    // links ask for other stars
}

type row struct {
	id string
	at time.Time
}

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// stock makes n rows, gap apart.
func stock(n int, gap time.Duration) []row {
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{fmt.Sprintf("r%05d", i), begin.Add(-time.Duration(i) * gap)}
	}
	return rows
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.asked = append(s.asked, maps.Clone(q))
	if s.before != nil {
		s.before(s, len(s.asked))
	}
	number, size := max(1, atoi(q.Get("page"))), atoi(q.Get("perPage"))
	if s.most > 0 && number*size > s.most {
		answerJSON(w, 400, map[string]any{"message": "The request was malformed", "errorCode": 1001, "details": "too far"})
		return
	}
	rows := s.window(q.Get("endDateTime"))
	rows = rows[min(len(rows), (number-1)*size):]
	var links []any
	if len(rows) > size {
		rows = rows[:size]
		if s.forgetful {
			q = url.Values{"perPage": {strconv.Itoa(size)}}
		}
		if s.bent {
			q["stars"] = []string{"5"}
		}
		q.Set("page", strconv.Itoa(number+1))
		links = append(links, map[string]string{"rel": "next-page", "method": "GET", "href": "https://evil.example/else?" + q.Encode()})
	}
	answerJSON(w, 200, map[string]any{"links": links, "reviews": reviewsOf(rows)})
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func (s *shelf) window(end string) []row {
	to, err := time.Parse("2006-01-02T15:04:05", end)
	if err != nil || s.deaf {
		return s.rows
	}
	to = to.Add(-time.Duration(s.hours) * time.Hour)
	return slices.DeleteFunc(slices.Clone(s.rows), func(r row) bool { return r.at.After(to) || !s.inclusive && r.at.Equal(to) })
}

func reviewsOf(rows []row) []any {
	out := []any{}
	for _, r := range rows {
		out = append(out, map[string]any{"id": r.id, "stars": 5, "createdAt": r.at.Format("2006-01-02T15:04:05.000Z")})
	}
	return out
}

func (s *shelf) add(id string, at time.Time) { s.rows = slices.Insert(s.rows, 0, row{id, at}) }

func (s *shelf) remove(ids ...string) {
	s.rows = slices.DeleteFunc(s.rows, func(r row) bool { return slices.Contains(ids, r.id) })
}

// walkOver reads the whole shelf and checks that each row of want, asked for afterwards, came once.
func walkOver(t *testing.T, s *shelf, want func() []row) {
	t.Helper()
	c := serve(t, s.ServeHTTP)
	got, err := collect(c.Reviews(context.Background(), review.Filter{}))
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, r := range got {
		times[string(r.ID)]++
		if times[string(r.ID)] > 1 {
			t.Errorf("%s came again", r.ID)
		}
	}
	for _, r := range want() {
		if times[r.id] == 0 {
			t.Errorf("%s is missing", r.id)
		}
	}
}

func TestAListBringsEachReviewOnceHoweverTheServerReadsTimes(t *testing.T) {
	for name, s := range map[string]*shelf{
		"empty":                         {},
		"one page":                      {rows: stock(40, time.Minute)},
		"just a page":                   {rows: stock(100, time.Minute)},
		"exclusive ends":                {rows: stock(1050, time.Minute)},
		"inclusive ends":                {rows: stock(1050, time.Minute), inclusive: true},
		"milliseconds apart":            {rows: stock(1050, 7*time.Millisecond), inclusive: true},
		"all in one second":             {rows: stock(450, 0), inclusive: true},
		"all in one second, exclusive":  {rows: stock(450, 0)},
		"a second full of reviews":      {rows: append(stock(150, time.Hour), ballast(450, 100*24*time.Hour)...)},
		"ends are not heard":            {rows: stock(450, time.Minute), deaf: true},
		"times of another zone, later":  {rows: stock(450, time.Minute), hours: -5},
		"times of another zone, before": {rows: stock(450, time.Minute), hours: 5},
		"links lose the filters":        {rows: stock(450, 0), forgetful: true},
		"over the cap":                  {rows: stock(1050, time.Minute), most: 300},
	} {
		t.Run(name, func(t *testing.T) { walkOver(t, s, func() []row { return s.rows }) })
	}
}

// ballast makes n rows of one moment, ago before begin, and some more before them.
func ballast(n int, ago time.Duration) []row {
	var rows []row
	for i := range n {
		rows = append(rows, row{fmt.Sprintf("b%05d", i), begin.Add(-ago)})
	}
	for i := range 120 {
		rows = append(rows, row{fmt.Sprintf("c%05d", i), begin.Add(-ago - time.Duration(i+1)*time.Second)})
	}
	return rows
}

func TestReviewsThatComeAndGoDuringAListLoseNoOther(t *testing.T) {
	for seed := range 40 {
		gone := map[string]bool{}
		s := &shelf{rows: stock(900, 40*time.Second), inclusive: seed%2 == 0}
		all := slices.Clone(s.rows)
		s.before = func(s *shelf, nth int) {
			if nth < 2 {
				return
			}
			for n := range seed % 4 {
				s.add(fmt.Sprintf("n%d-%d", nth, n), begin.Add(time.Duration(nth)*time.Second))
			}
			for n := range seed % 5 { // what was read last among them
				id := fmt.Sprintf("r%05d", (nth-1)*99-n*(1+seed%7))
				gone[id] = true
				s.remove(id)
			}
		}
		walkOver(t, s, func() []row { return slices.DeleteFunc(all, func(r row) bool { return gone[r.id] }) })
	}
}

func TestOfANextPageLinkOnlyTheQueryIsUsed(t *testing.T) {
	s := &shelf{rows: stock(250, 0)}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/private/business-units/"+unitID+"/reviews" {
			t.Errorf("asked for %s", r.URL)
		}
		s.ServeHTTP(w, r)
	})
	if rs, err := collect(c.Reviews(context.Background(), review.Filter{})); err != nil || len(rs) != 250 {
		t.Errorf("%d reviews, %v", len(rs), err)
	}
	if len(s.asked) < 3 {
		t.Errorf("asked %d times", len(s.asked))
	}
}

func TestALinkThatDropsOrBendsTheFiltersDoesNotChangeTheList(t *testing.T) {
	f, err := review.Parse("stars:1 replied:no")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*shelf{{rows: stock(250, 0), forgetful: true}, {rows: stock(250, 0), bent: true}} {
		if rs, err := collect(serve(t, s.ServeHTTP).Reviews(context.Background(), f)); err != nil || len(rs) != 250 {
			t.Errorf("%d reviews, %v", len(rs), err)
		}
		for i, q := range s.asked {
			if q.Get("stars") != "1" || q.Get("responded") != "false" {
				t.Errorf("page %d: asked %s", i+1, q.Encode())
			}
		}
	}
}

func TestAListThatNeverEndsIsAnErrorNotAList(t *testing.T) {
	same := func(next func(n int) string) http.HandlerFunc {
		n := 0
		return func(w http.ResponseWriter, _ *http.Request) {
			n++
			answerJSON(w, 200, map[string]any{"reviews": reviewsOf(stock(3, 0)), "links": []any{map[string]string{"rel": "next-page", "href": next(n)}}})
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"the same link":     same(func(int) string { return "/x?page=2" }),
		"ever new links":    same(func(n int) string { return "/x?page=" + strconv.Itoa(n+1) }),
		"a link to nothing": same(func(int) string { return "" }),
		"no address":        same(func(int) string { return "%zz://" }),
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, h)
			rs, err := collect(c.Reviews(context.Background(), review.Filter{}))
			wantKind(t, err, review.ErrTemporary)
			if len(rs) != 3 || c.Calls() > 4 || !strings.Contains(err.Error(), "not complete") {
				t.Errorf("%d reviews, %d calls, %v", len(rs), c.Calls(), err)
			}
		})
	}
}

func TestAnErrorEndsAListAfterWhatCameBefore(t *testing.T) {
	s := &shelf{rows: stock(250, time.Minute)}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if len(s.asked) == 1 {
			w.WriteHeader(403)
			return
		}
		s.ServeHTTP(w, r)
	})
	rs, err := collect(c.Reviews(context.Background(), review.Filter{}))
	wantKind(t, err, review.ErrRefused)
	if len(rs) != 100 {
		t.Errorf("%d reviews came before it", len(rs))
	}
}

func TestAReaderWhoStopsCausesNoMoreCalls(t *testing.T) {
	s := &shelf{rows: stock(250, time.Minute)}
	c := serve(t, s.ServeHTTP)
	for range c.Reviews(context.Background(), review.Filter{}) {
		break
	}
	if c.Calls() != 1 {
		t.Errorf("%d calls", c.Calls())
	}
}

func TestAListMayBeReadTwice(t *testing.T) {
	s := &shelf{rows: stock(250, time.Minute)}
	list := serve(t, s.ServeHTTP).Reviews(context.Background(), review.Filter{})
	for range 2 {
		if rs, err := collect(list); err != nil || len(rs) != 250 {
			t.Errorf("%d reviews, %v", len(rs), err)
		}
	}
}

func TestAListWithoutAUnitOrOfProductReviewsIsInvalid(t *testing.T) {
	none := connect(t, "http://127.0.0.1:1", func(cfg *Config) { cfg.BusinessUnit = "" })
	_, err := collect(none.Reviews(context.Background(), review.Filter{}))
	_, errUnit := none.Unit(context.Background())
	_, errProduct := collect(connect(t, "http://127.0.0.1:1").Reviews(context.Background(), review.Filter{Kind: review.Product}))
	for _, err := range []error{err, errUnit, errProduct} {
		if err == nil || !strings.Contains(err.Error(), review.ErrInvalid.Error()) {
			t.Errorf("got %v", err)
		}
	}
}
