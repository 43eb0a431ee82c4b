package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// byConsumers are reviews of a consumer each, but every tenth, which are of one.
func byConsumers(n int) []review.Review {
	rs := withSecrets(n)
	for i := range rs {
		id := fmt.Sprintf("%024x", 0xc0ffee00+i)
		if i%10 == 0 {
			id = "5f2a00000000000000000001"
		}
		rs[i].Consumer = &review.Consumer{ID: review.NewText(id), DisplayName: review.NewText("Zqname" + fmt.Sprint(i)), DisplayLocation: review.NewText("DK")}
		rs[i].Text = review.NewText(rs[i].Text.Raw() + ` "consumer":{"id":"` + fmt.Sprintf("%024x", 0xc0ffee00+i+1) + `"}`)
	}
	return rs
}

func TestDeletedConsumersLeaveTheCopyItsIndexAndTheRevisions(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	c, w := openCopy(t, dir, nil), openWork(t, dir)
	rs := byConsumers(1100)
	put(t, c, rs...)
	if err := w.See(ctx, rs, noon()); err != nil {
		t.Fatal(err)
	}
	if err := w.Vanish(ctx, []review.ID{rs[10].ID}, noon(), false); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Remove(ctx, []review.ID{rs[10].ID}); err != nil {
		t.Fatal(err)
	}
	gone := map[string]bool{"5f2a00000000000000000001": true, "5f2a00000000000000000002": true}
	for _, want := range []int{109, 0} { // once gone they are not looked at again
		if n, err := c.ForgetConsumers(ctx, gone); err != nil || n != want {
			t.Fatalf("forgot %d, %v, want %d", n, err, want)
		}
	}
	if n, err := w.ForgetConsumers(ctx, gone); err != nil || n != 110 {
		t.Fatalf("forgot %d revisions, %v", n, err)
	}
	want := append([]review.Review{}, rs[:10]...)
	want = append(want, rs[11:]...)
	for i, r := range want {
		if r.Consumer.ID.Is("5f2a00000000000000000001") {
			want[i] = anonymous(r)
		}
	}
	for _, query := range []string{"", "zqname20", "zqname21", "reviewer:Zqname20", "reviewer:Zqname21", "reference:axqorder20", "axqorder20", "contacted:yes"} {
		f := benchQuery(t, query)
		if got, should := readPages(t, c, f, 100), selectInMemory(want, f); asJSON(t, got) != asJSON(t, should) {
			t.Errorf("%q lists %d reviews, want %d", query, len(got), len(should))
		}
	}
	for i, r := range rs {
		all, err := w.Revisions(ctx, r.ID)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d revisions of %s, %v", len(all), r.ID, err)
		}
		if named := all[0].Review.Consumer != nil; named == (i%10 == 0) || all[0].Review.Text != r.Text {
			t.Errorf("revision of %s: %+v", r.ID, all[0].Review)
		}
	}
	if m, err := c.Mark(ctx); err != nil || !m.Forgotten {
		t.Errorf("the mark does not say that e-mails have left: %+v, %v", m, err)
	}
}

func TestAReviewThatIsGivenAgainHasItsConsumerAgain(t *testing.T) {
	ctx := t.Context()
	c := openCopy(t, t.TempDir(), nil)
	rs := byConsumers(1)
	put(t, c, rs...)
	if n, err := c.ForgetConsumers(ctx, map[string]bool{rs[0].Consumer.ID.Raw(): true}); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	put(t, c, rs...)
	r, err := c.Get(ctx, rs[0].ID)
	if err != nil || r.Consumer == nil || !r.Consumer.DisplayName.Is("Zqname0") {
		t.Errorf("%+v, %v", r.Consumer, err)
	}
}

func TestTheConsumerIsFoundInWhatIsKeptHoweverItLooks(t *testing.T) {
	for _, consumer := range []*review.Consumer{nil, {}, {ID: review.NewText("abc")}, {ID: review.NewText(""), DisplayName: review.NewText(`"`)}, {ID: review.NewText(`a"b\`)}} {
		r := review.Review{ID: "a", Stars: 1, Title: review.NewText(`"consumer":{"id":"stranger"`), Consumer: consumer, CreatedAt: review.Time{Time: time.Unix(0, 0)}}
		body, err := plain(r)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if consumer != nil && !strings.ContainsAny(consumer.ID.Raw(), `"\`) {
			want = consumer.ID.Raw()
		}
		if got := consumerIn(body); got != want {
			t.Errorf("%s: found %q, want %q", body, got, want)
		}
	}
}
