package store

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/serdes"

	"github.com/tpdesk/tpdesk/internal/review"
)

// secrets are what personal data is found by in bytes: each differs from every other from its first letter on, since an
// index keeps only the end of a word that begins as the one before.
func secrets(i int) (reference, email string) {
	first := string("abcdefghijklmnop"[i%16])
	return fmt.Sprintf("%sxqorder%d", first, i), fmt.Sprintf("%szqmail%d@wq%dhost.example", first, i, i)
}

func withSecrets(n int) []review.Review {
	rs := newMade(33).speaking(n)
	for i := range rs {
		reference, email := secrets(i)
		rs[i].ReferenceID, rs[i].ReferralEmail = review.NewText(reference), review.NewText(email)
		rs[i].FindReviewer = &review.ReviewerRequest{Requests: review.List[review.Request]{{Status: review.NewText("Complete"), Response: &review.ConsumerResponse{
			Name: review.NewText("Nqame"), Email: review.NewText(email), ReferenceID: review.NewText(reference), SubmittedAt: review.Time{Time: noon()}}}}}
	}
	return rs
}

// image is every page of the database as it is before it is encrypted, those included that nothing uses any more.
func image(t *testing.T, c *Copy) []byte {
	t.Helper()
	conn, err := c.db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var out []byte
	err = conn.Raw(func(raw any) error {
		out, err = serdes.Serialize(raw.(interface{ Raw() *sqlite3.Conn }).Raw(), "main")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// traces counts the secrets that the pages hold before they are encrypted, in use or not.
func traces(t *testing.T, c *Copy) (n int) {
	pages := image(t, c)
	for _, word := range []string{"xqorder", "zqmail", "XQORDER", "ZQMAIL", "qhost"} {
		n += bytes.Count(pages, []byte(word))
	}
	return n
}

// holds counts the words of the index and the reviews that hold a secret.
func holds(t *testing.T, c *Copy) (n int) {
	t.Helper()
	ctx := context.Background()
	query := "SELECT count(*) FROM terms WHERE term GLOB '*qorder*' OR term GLOB '*qmail*' OR term GLOB '*qhost*'"
	conn, err := c.db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, index := range []string{"words", "personal"} {
		var terms int
		if _, err := conn.ExecContext(ctx, "DROP TABLE IF EXISTS temp.terms; CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, "+index+", 'instance')"); err != nil {
			t.Fatal(err)
		}
		if err := conn.QueryRowContext(ctx, query).Scan(&terms); err != nil {
			t.Fatal(err)
		}
		n += terms
	}
	rs, _, err := c.Page(ctx, review.Filter{}, review.Review{}, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rs {
		if text := asJSON(t, r); strings.Contains(text, "qorder") || strings.Contains(text, "qmail") || strings.Contains(text, "Nqame") {
			n++
		}
	}
	return n
}

func TestEmailsAndOrderNumbersLeaveTheCopyAndItsIndex(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	c := openCopy(t, dir, nil)
	rs := withSecrets(500)
	put(t, c, rs...)
	for i := range rs[:100] { // one that changes leaves what it was before behind, in index and pages
		changed := rs[i]
		changed.ReferenceID = review.NewText("y" + rs[i].ReferenceID.Raw())
		put(t, c, changed)
	}
	put(t, c, rs...)
	before := traces(t, c)
	if holds(t, c) < 1500 || before < 1500 {
		t.Fatalf("little is there to be forgotten: %d, %d traces", holds(t, c), before)
	}
	if n, err := c.Forget(ctx, noon()); err != nil || n != 0 {
		t.Fatalf("forgot %d (%v) that the server gave just now", n, err)
	}
	if n, err := c.Forget(ctx, noon().Add(1)); err != nil || n != 500 {
		t.Fatalf("forgot %d (%v), want 500", n, err)
	}
	if n := holds(t, c); n != 0 {
		t.Errorf("the copy still holds %d", n)
	}
	if n := traces(t, c); n > before/100 { // a page that was put together anew may keep an old one's rest, encrypted
		t.Errorf("its pages hold %d traces, %d before", n, before)
	}
	for name, b := range bytesOf(t, dir) {
		if bytes.Contains(b, []byte("qorder")) {
			t.Errorf("%s holds an order number", name)
		}
	}
	wantForgotten(t, c, rs)
	if n, err := c.Forget(ctx, noon().Add(1)); err != nil || n != 0 {
		t.Errorf("forgot %d (%v) again", n, err)
	}
}

// wantForgotten wants all reviews without what is personal, and found by the rest.
func wantForgotten(t *testing.T, c *Copy, rs []review.Review) {
	t.Helper()
	for i, r := range rs {
		rs[i] = impersonal(r)
	}
	for _, query := range []string{"", "late", "aarhus -late", "reference:axqorder0", "axqorder0", "zqmail*", "contacted:yes"} {
		f := benchQuery(t, query)
		if got, want := readPages(t, c, f, 100), selectInMemory(rs, f); asJSON(t, got) != asJSON(t, want) {
			t.Errorf("%q lists %d reviews, want %d", query, len(got), len(want))
		}
	}
}

func benchQuery(t testing.TB, line string) review.Filter {
	t.Helper()
	f, err := review.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheMarkSaysThatSomethingWasForgottenUntilItIsGivenAgain(t *testing.T) {
	ctx := t.Context()
	c := openCopy(t, t.TempDir(), nil)
	rs := withSecrets(5)
	put(t, c, rs...)
	wantMark := func(forgotten bool) {
		t.Helper()
		if m, err := c.Mark(ctx); err != nil || m.Forgotten != forgotten {
			t.Errorf("mark %+v (%v), want forgotten %v", m, err, forgotten)
		}
	}
	wantMark(false)
	later := noon().Add(time.Hour)
	if err := c.Put(ctx, rs[:2], later); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Forget(ctx, later); err != nil || n != 3 {
		t.Fatalf("forgot %d (%v), want 3", n, err)
	}
	wantMark(true)
	put(t, c, rs...)
	wantMark(false)
	if r, err := c.Get(ctx, rs[4].ID); err != nil || asJSON(t, r) != asJSON(t, rs[4]) {
		t.Errorf("%s (%v), want %s", asJSON(t, r), err, asJSON(t, rs[4]))
	}
}

func TestAReviewThatVanishesTakesItsEmailAlong(t *testing.T) {
	ctx := t.Context()
	c := openCopy(t, t.TempDir(), nil)
	put(t, c, withSecrets(50)...)
	if ids, err := c.Sweep(ctx, noon().Add(1)); err != nil || len(ids) != 50 {
		t.Fatalf("swept %d (%v)", len(ids), err)
	}
	if _, err := c.Forget(ctx, noon()); err != nil {
		t.Fatal(err)
	}
	if holds, traces := holds(t, c), traces(t, c); holds != 0 || traces != 0 {
		t.Errorf("the copy still holds %d, and its pages %d traces", holds, traces)
	}
}
