package sandbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestAnEditKeepsCreatedAtAndSetsUpdatedAt(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	before := a.page("stars=1&perPage=1").Reviews[0]
	if err := a.Edit(before.ID, 4, "Sorted", "They called me back."); err != nil {
		t.Fatal(err)
	}
	got := a.one(before.ID)
	if got.Stars != 4 || *got.Title != "Sorted" || got.Text != "They called me back." || !got.CreatedAt.Equal(before.CreatedAt) || !got.UpdatedAt.Equal(noon.Truncate(time.Millisecond)) {
		t.Errorf("the review is %+v", got)
	}
	if slices.Contains(ids(a.all("stars=1&perPage=100")), before.ID) || !slices.Contains(ids(a.all("stars=4&perPage=100")), before.ID) {
		t.Error("the filter does not see the edit")
	}
	answered := a.page("stars=1&responded=true&perPage=1").Reviews[0]
	if err := a.Edit(answered.ID, 5, "x", "y"); err != nil || a.one(answered.ID).CompanyReply.Text != answered.CompanyReply.Text {
		t.Errorf("the edit changed the reply: %v", err)
	}
	if a.Edit("nosuch", 1, "", "") == nil || a.Edit(before.ID, 6, "", "") == nil {
		t.Error("an impossible edit was taken")
	}
}

func TestAVanishedReviewIs404AndInTheDeletionsFeed(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	id := a.page("perPage=1").Reviews[0].ID
	if err := a.Vanish(id); err != nil {
		t.Fatal(err)
	}
	for _, r := range []reply{a.private("/private/reviews/" + id), a.public("/reviews/" + id), a.send("PUT", "/private/reviews/"+id+"/tags", `{"tags":[]}`)} {
		if r.status != 404 || !strings.Contains(r.body, `"errorCode":1009`) {
			t.Errorf("status %d, %s", r.status, r.body)
		}
	}
	if list := a.all("perPage=100"); len(list) != 499 || slices.Contains(ids(list), id) {
		t.Errorf("%d reviews are listed", len(list))
	}
	if r := a.public("/reviews/deletions?startDate=2026-03-10"); !strings.Contains(r.body, `{"reviewId":"`+id+`","deletedAt":"2026-03-10T12:00:30.000Z"}`) {
		t.Errorf("the feed is %s", r.body)
	}
	if a.Vanish(id) == nil {
		t.Error("it vanished twice")
	}
}
