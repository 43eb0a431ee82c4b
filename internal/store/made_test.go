package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

const (
	testKey  = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	otherKey = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// openCopy opens a copy whose notices are kept.
func openCopy(t testing.TB, dir string, notices *[]string) *Copy {
	t.Helper()
	c, err := OpenCopy(context.Background(), dir, testKey, func(s string) {
		if notices != nil {
			*notices = append(*notices, s)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Now = noon
	t.Cleanup(func() { c.Close() })
	return c
}

func put(t testing.TB, c *Copy, rs ...review.Review) {
	t.Helper()
	if err := c.Put(context.Background(), rs, noon()); err != nil {
		t.Fatal(err)
	}
}

// asJSON is a review in the form in which two of them are compared.
func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// oddReviews are the 40 of the corpus; the one that has numbers as strings gets numbers.
func oddReviews(t testing.TB) []review.Review {
	t.Helper()
	b, err := os.ReadFile("testdata/odd_reviews.json")
	if err != nil {
		t.Fatal(err)
	}
	var page struct{ Reviews []map[string]any }
	if err := json.Unmarshal(b, &page); err != nil {
		t.Fatal(err)
	}
	var rs []review.Review
	for _, raw := range page.Reviews {
		var r review.Review
		numbers(raw)
		if err := json.Unmarshal([]byte(asJSON(t, raw)), &r); err != nil {
			t.Fatalf("%v: %v", raw["id"], err)
		}
		rs = append(rs, r)
	}
	return rs
}

func numbers(m map[string]any) {
	for name, v := range m {
		switch v := v.(type) {
		case map[string]any:
			numbers(v)
		case string:
			if n := json.Number(v); name == "stars" || strings.HasPrefix(name, "numberOf") {
				m[name] = n
			}
		}
	}
}

// made makes reviews that share values, times and milliseconds, so that filters select some and orders have ties.
type made struct{ *rand.Rand }

func newMade(seed uint64) made { return made{rand.New(rand.NewPCG(seed, 7))} }

func pick[T any](m made, of ...T) T { return of[m.IntN(len(of))] }

func (m made) chance(percent int) bool { return m.IntN(100) < percent }

func (m made) text(of ...string) review.Text {
	if m.chance(10) {
		return review.Text{}
	}
	return review.NewText(pick(m, of...))
}

// time is a time as a server writes it.
func (m made) time() review.Time {
	if m.chance(3) {
		return review.Time{}
	}
	t, _ := review.ParseTime(m.moment().Format(time.RFC3339Nano))
	return t
}

func (m made) moment() time.Time {
	switch {
	case m.chance(2): // too far off for the key
		return pick(m, time.Date(1500, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(8999, 1, 1, 0, 0, 0, 0, time.UTC))
	case m.chance(30): // ties, to the nanosecond or only to the millisecond
		return noon().Add(-time.Duration(m.IntN(5))*24*time.Hour + time.Duration(m.IntN(4))*100*time.Nanosecond)
	}
	return noon().Add(-time.Duration(m.Int64N(int64(40 * 24 * time.Hour))))
}

func (m made) review(id string) review.Review {
	r := review.Review{ID: review.ID(id), Stars: m.IntN(6), CreatedAt: m.time(),
		Title: m.text("Great", "Never again", "Überraschung"), Text: m.text("It never arrived", "Fast delivery", "とても良い"),
		Language: m.text("da", "en", "de", "ja"), Source: m.text("AFSv2", "Organic", "BasicLink", "Kickstart", "Odd"),
		ReferenceID: m.text("A-1", "A-2", "B-3"), ReferralEmail: m.text("Ann@mail.example", "ANN@mail.example", "ſam@mail.example", "bob@mail.example")}
	r.Consumer = &review.Consumer{DisplayName: m.text("Ann Lee", "Bo Ek", "Å. Ñandú")}
	if m.chance(50) {
		r.CompanyReply = &review.Reply{Text: m.text("Thank you", ""), CreatedAt: m.time()}
		r.UpdatedAt = m.time()
	}
	if m.chance(10) {
		r.ReportData = &review.ReportData{}
	}
	if m.chance(20) {
		r.FindReviewer = &review.ReviewerRequest{Requests: make([]review.Request, m.IntN(2))}
	}
	if m.chance(40) {
		r.Location = &review.Location{ID: m.text("L1", "L2"), Name: m.text("Ribe", "Celle"), ExternalID: m.text("Ribe", "X")}
	}
	for range m.IntN(3) {
		r.Tags = append(r.Tags, review.Tag{Group: m.text("generic", "shop"), Value: m.text("late", "Late", "paid:twice")})
	}
	return r
}

func (m made) reviews(n int) []review.Review {
	rs := make([]review.Review, n)
	for i := range rs {
		rs[i] = m.review(fmt.Sprintf("%08x%04x", m.Uint32(), i))
	}
	return rs
}

func (m made) filter(t testing.TB) review.Filter {
	t.Helper()
	words := []string{"stars:1", "stars:1-2", "stars:4,5", "-stars:3", "replied:yes", "replied:no", "-replied:no", "reported:yes", "reported:no",
		"contacted:yes", "-contacted:yes", "outdated:yes", "outdated:no", "source:automatic", "source:organic,Odd", "-source:manual", "source:BasicLink",
		"language:da", "language:\"en, ja\"", "-language:de", "location:Ribe", "location:L2", "-location:Ribe", "tag:late", "tag:shop:Late", "-tag:late", "tag:twice",
		"tag:paid:twice", "since:7d", "until:2d", "since:2026-11-17", "until:2026-11-18T12:00", "-since:5d", "-until:10d", "since:0001-01-01", "until:9999-01-01",
		"since:2026-11-18T12:00:00.0000001Z", "-until:2026-11-18T12:00:00.0000002Z", "since:1400-01-01",
		"reviewer:ann", "-reviewer:bo", "reference:A-1", "-reference:A-2", "email:ann@mail.example", "email:SAM@mail.example", "-email:bob@mail.example",
		"arrived", "-delivery", "\"never arrived\"", "良"}
	var line []string
	for range m.IntN(4) {
		line = append(line, pick(m, words...))
	}
	if m.chance(50) {
		line = append(line, m.search())
	}
	line = append(line, "sort:"+string(pick(m, review.Sorts()...)))
	f, err := review.Parse(strings.Join(line, " "))
	if err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	return f
}

// bytesOf is everything that the folder's files hold.
func bytesOf(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}
