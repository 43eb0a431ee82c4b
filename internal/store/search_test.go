package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// spoken are words that texts and searches share: in several languages, with and without marks, and beginnings of others.
var spoken = []string{"late", "later", "latest", "l", "la", "never", "arrived", "Århus", "aarhus", "arhus", "Aabenrå", "smørrebrød", "smorrebrod", "på", "gå",
	"Straße", "strasse", "Müller", "muller", "Mu\u0308ller", "grün", "über", "schnell", "A-17", "DK-4821", "48", "x", "ÆØÅ", "naïve", "don't", "2026年", "配送", "とても遅い",
	"配", "送が", "遅い。", "良", "한국어", "ж", "жук", "İstanbul", "ﬁne", "🎉", "…", "gmail", "mail.example"}

// sentence is some of the words, in any order.
func (m made) sentence(most int) string {
	var words []string
	for range m.IntN(most + 1) {
		words = append(words, pick(m, spoken...))
	}
	return strings.Join(words, pick(m, " ", "  ", "-", ", ", ""))
}

func (m made) speaking(n int) []review.Review {
	rs := m.reviews(n)
	for i := range rs {
		rs[i].Text, rs[i].Title = review.NewText(m.sentence(9)), review.NewText(m.sentence(3))
		if m.chance(10) {
			rs[i].Text, rs[i].Title, rs[i].Consumer = review.Text{}, review.Text{}, nil
		}
		if m.chance(30) {
			rs[i].ReferenceID, rs[i].ReferralEmail = review.NewText(m.sentence(2)), review.NewText(pick(m, spoken...)+"@gmail.example")
		} else if m.chance(50) {
			rs[i].ReferenceID, rs[i].ReferralEmail = review.Text{}, review.Text{}
		}
	}
	return rs
}

// search is a line of words, phrases, beginnings, alternatives and what shall not be there.
func (m made) search() string {
	one := func() string {
		s := pick(m, spoken...)
		switch m.IntN(5) {
		case 0:
			s = `"` + strings.TrimSpace(s+" "+m.sentence(2)) + `"`
		case 1:
			s = string([]rune(s)[:1+m.IntN(len([]rune(s)))]) + "*"
		case 2:
			s = `search:"` + s + " " + pick(m, "", "-") + pick(m, spoken...) + `"`
		}
		return pick(m, "", "", "-") + s
	}
	var parts []string
	for range 1 + m.IntN(3) {
		part := one()
		for !strings.Contains(part, "search:") && m.chance(30) {
			part += " OR " + strings.Trim(pick(m, spoken...), "…🎉")
		}
		if _, err := review.Parse(part); err == nil {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

func TestASearchFindsInTheCopyWhatItFindsInMemory(t *testing.T) {
	for seed := range uint64(4) {
		m := newMade(100 + seed)
		c, err := OpenMemoryCopy(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.Now = noon
		all := m.speaking(300)
		put(t, c, all...)
		change := m.speaking(60) // what changes is found by its new words only
		for i := range change {
			change[i].ID, all[i] = all[i].ID, change[i]
			if m.chance(80) {
				change[i].CreatedAt, all[i].CreatedAt = all[i].CreatedAt, change[i].CreatedAt
			}
			all[i] = change[i]
		}
		put(t, c, change...)
		for range 100 {
			f, err := review.Parse(m.search() + " sort:" + string(pick(m, review.Sorts()...)))
			if err != nil {
				t.Fatal(err)
			}
			want := selectInMemory(all, f)
			if g, w := idsOf(readPages(t, c, f, 20+m.IntN(100))), idsOf(want); !slices.Equal(g, w) {
				t.Fatalf("seed %d, %q:\n got %v\nwant %v", seed, f, g, w)
			}
			wantCount(t, c, f, 0, len(want))
			wantCount(t, c, f, 3, min(3, len(want)))
		}
		c.Close()
	}
}

func TestASearchThatAnIndexCannotHoldIsAnsweredAllTheSame(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	long, many := strings.Repeat("b", 40_000), strings.Repeat("word ", 300)
	all := []review.Review{{ID: "a", Text: review.NewText(long)}, {ID: "b", Text: review.NewText(long + "x")}, {ID: "c", Text: review.NewText(many + "end")},
		{ID: "d", Text: review.NewText("many"), Title: review.NewText("word")}, {ID: "e"}, {ID: "f", ReferenceID: review.NewText(long)}}
	put(t, c, all...)
	for _, query := range []string{long, long[:30_000] + "*", "-" + long, `"` + many + `end"`, `"` + many + many + `"`, `-"` + many + `end"`, strings.Repeat("word ", 100) + "end",
		"many" + strings.Repeat(" OR word", 100), "-many" + strings.Repeat(" OR word", 100), "w*", "-w*", "w* OR many", "-zzz", `search:"-zzz"`, `-search:"word -end"`} {
		f, err := review.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		want := selectInMemory(all, f)
		if got := readPages(t, c, f, 10); !slices.Equal(idsOf(got), idsOf(want)) {
			t.Errorf("%.40q: got %v, want %v", query, idsOf(got), idsOf(want))
		}
		wantCount(t, c, f, 0, len(want))
	}
}

func TestAWordAloneIsCountedWithoutReadingAReview(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	all := newMade(8).speaking(200)
	for i := range all {
		all[i].ReferenceID, all[i].ReferralEmail = review.NewText("48"), review.NewText(fmt.Sprint("u", i, "@gmail.example"))
	}
	put(t, c, all...)
	for query, exact := range map[string]bool{"late": true, "late never -arrived": true, `"never arrived" OR lat*`: true, "-late": true, "配送": true, "配": true, "stars:1 late": true,
		"gmail": true, "48*": true, "gmail late": true, "-gmail": true, "l*": true} {
		f, err := review.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		w, err := c.newWalk(context.Background(), c.db, f, review.Review{})
		if err != nil || (w.where.exact && w.search.exact) != exact {
			t.Errorf("%s: exact %v (%v), want %v: %+v", query, w.search.exact, err, exact, w.search)
		}
	}
}

func TestTheTokensOfAText(t *testing.T) {
	for _, c := range []struct {
		fields [][]string
		want   string
	}{
		{nil, ""},
		{[][]string{{}, {"late", "delivery"}, {"ann"}}, "_ late delivery _ ann "},
		{[][]string{{"2026", "年", "2"}, {"年"}}, "_ 2026 年 2 _ 年 _年 "},
		{[][]string{{"年", "年", "年"}}, "_ 年年 年年 年 _年 "},
	} {
		if got := indexText(c.fields); got != c.want {
			t.Errorf("%v is %q, want %q", c.fields, got, c.want)
		}
	}
	for _, c := range []struct {
		words  []string
		prefix bool
		want   string
		begun  bool
	}{
		{[]string{"late"}, false, "late", false}, {[]string{"lat"}, true, "lat", true}, {[]string{"l"}, true, "l", true},
		{[]string{"配"}, false, "_配", false}, {[]string{"配", "送"}, false, "配送", false},
		{[]string{"配", "送", "が"}, false, "配送 送が", false}, {[]string{"2026", "年"}, false, "2026 年", true}, {[]string{"年", "x"}, true, "年 x", true},
	} {
		got, begun := lookups(review.Phrase{Words: c.words, Prefix: c.prefix})
		if strings.Join(got, " ") != c.want || begun != c.begun {
			t.Errorf("%v: %q %v, want %q %v", c.words, got, begun, c.want, c.begun)
		}
	}
}

func TestAReviewWhoseWordsAreTheSameIsNotIndexedAgain(t *testing.T) {
	c := openCopy(t, t.TempDir(), nil)
	r := review.Review{ID: "a", Text: review.NewText("It came late.")}
	put(t, c, r)
	size := func() (n int) {
		if err := c.db.QueryRow("SELECT count(*) FROM words_data").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := size()
	for i := range 5 {
		r.CompanyReply = &review.Reply{Text: review.NewText(fmt.Sprint("Sorry ", i))}
		put(t, c, r)
	}
	if got := size(); got != before {
		t.Errorf("the index grew from %d to %d blocks", before, got)
	}
}
