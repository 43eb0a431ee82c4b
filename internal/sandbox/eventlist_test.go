package sandbox_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// happens plans events and gives the ids of the reviews that they made.
func (a api) happens(events string) []string {
	a.Helper()
	r := a.control("POST", "events", events)
	a.want(r, 201)
	var made struct{ ReviewIDs []string }
	r.as(a.T, &made)
	return made.ReviewIDs
}

func TestANewReviewIsOnTopOfTheListAndWholeLikeTheOthers(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Seed: 7, Now: c.now})
	c.set(noon.Add(time.Minute))
	id := a.happens(`{"event":"created"}`)[0]
	top := a.page("perPage=1").Reviews[0]
	if top.ID != id || !top.CreatedAt.Equal(noon.Add(time.Minute).Truncate(time.Millisecond)) || top.CompanyReply != nil || top.Consumer.DisplayName == "" {
		t.Errorf("on top stands %+v", top)
	}
	var keyed map[string]any
	a.private("/private/reviews/"+id).as(t, &keyed)
	if got := slices.Sorted(keys(keyed)); !slices.Equal(got, everyKey) {
		t.Errorf("its keys are %v", got)
	}
	a.want(a.public("/consumers/"+top.Consumer.ID), 200, "displayName", top.Consumer.DisplayName)
	a.want(a.public("/reviews/"+id), 200, "id", id)
	a.want(a.public(a.unit("")), 200, "numberOfReviews.total", 501)
	if got := a.all("perPage=100"); len(got) != 501 || got[0].ID != id {
		t.Errorf("%d reviews", len(got))
	}
	if got := a.all("perPage=100&orderBy=createdat.asc"); len(got) != 501 || got[500].ID != id {
		t.Errorf("backwards: %d reviews", len(got))
	}
}

func TestANewReviewIsAsItWasGivenAndFiltersKnowIt(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	old := a.page("perPage=1&page=251").Reviews[0]
	given := `{"id":"66a0f1c2d3e4b5a697880001","stars":2,"title":null,"text":"<&> \u202e","language":"cy","source":"Carrier","createdAt":"` + old.CreatedAt.Format(time.RFC3339) + `",
		"consumer":{"id":"66a0f1c2d3e4b5a697880002","displayName":"Gwen"},"referenceId":"R/1","referralEmail":"gwen@x.example","tags":[{"group":"g","value":"v"}]}`
	a.happens(`{"event":"created","review":` + given + `}`)
	if got := a.private("/private/reviews/66a0f1c2d3e4b5a697880001"); compact(t, []byte(got.body)) != compact(t, []byte(given)) {
		t.Errorf("it is served as %s", got.body)
	}
	for _, query := range []string{"language=cy", "source=Carrier", "username=GWE", "referenceId=R/1", "referralEmail=Gwen@x.example", "tagGroup=g&tagValue=v"} {
		if got := ids(a.page(query).Reviews); !slices.Equal(got, []string{"66a0f1c2d3e4b5a697880001"}) {
			t.Errorf("%s: %v", query, got)
		}
	}
	all := ids(a.all("perPage=100"))
	if i := slices.Index(all, "66a0f1c2d3e4b5a697880001"); i != 250 || all[251] != old.ID {
		t.Errorf("it stands at %d", i)
	}
	a.want(a.public("/consumers/66a0f1c2d3e4b5a697880002/reviews"), 200, "reviews.#", 1)
	a.want(a.control("POST", "events", `{"event":"created","review":{"id":"66a0f1c2d3e4b5a697880001"}}`), 400)
	a.want(a.replyTo("66a0f1c2d3e4b5a697880001", "hello"), 200)
	if a.one("66a0f1c2d3e4b5a697880001").CompanyReply.Text != "hello" {
		t.Error("it cannot be answered")
	}
}

func TestEventsHappenAtTheirTimeAndAreDatedByIt(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Seed: 7, Now: c.now})
	id := a.unanswered()
	a.happens(`{"events":[{"event":"created","count":3,"afterSeconds":10,"everySeconds":20,"stars":1},{"event":"replied","reviewId":"` + id + `","afterSeconds":15,"text":"from Jonas"}]}`)
	a.want(a.control("GET", "events", ""), 200, "events.#", 4)
	for _, step := range []struct {
		after   time.Duration
		reviews int
		replied bool
	}{{9, 500, false}, {10, 501, false}, {15, 501, true}, {49, 502, true}, {50, 503, true}, {500, 503, true}} {
		c.set(noon.Add(step.after * time.Second))
		if n := len(a.all("perPage=100")); n != step.reviews || (a.one(id).CompanyReply != nil) != step.replied {
			t.Errorf("after %d s: %d reviews, reply %v", step.after, n, a.one(id).CompanyReply)
		}
	}
	top := a.page("perPage=3").Reviews
	if top[0].Stars != 1 || !top[0].CreatedAt.Equal(noon.Add(50*time.Second).Truncate(time.Millisecond)) || !top[2].CreatedAt.Equal(noon.Add(10*time.Second).Truncate(time.Millisecond)) {
		t.Errorf("the newest are %+v", top)
	}
	reply := a.one(id).CompanyReply
	if reply.Text != "from Jonas" || reply.AuthorBusinessUserID == a.BusinessUserID || !reply.CreatedAt.Equal(noon.Add(15*time.Second).Truncate(time.Millisecond)) {
		t.Errorf("the reply is %+v", reply)
	}
	a.happens(`{"event":"created","afterSeconds":1000}`)
	a.want(a.control("DELETE", "events", ""), 204)
	a.want(a.control("GET", "events", ""), 200, "events.#", 0)
}

func TestAColleagueRepliesBetweenOurReadAndOurWrite(t *testing.T) {
	path := t.TempDir() + "/journal"
	a := start(t, sandbox.Options{Seed: 7, Journal: path})
	id, other := a.unanswered(), a.page("responded=false&perPage=2").Reviews[1].ID
	a.happens(`{"event":"replied","reviewId":"` + id + `","afterRead":true,"text":"I was first","businessUserId":"60aa11bb22cc33dd44ee5601"}`)
	if a.one(other).CompanyReply != nil || len(a.all("perPage=100&responded=false")) == 0 {
		t.Error("another read set it off")
	}
	if got := a.one(id).CompanyReply; got != nil {
		t.Errorf("our read shows %+v already", got)
	}
	if got := a.one(id).CompanyReply; got == nil || got.Text != "I was first" || got.AuthorBusinessUserName != "Ada Whitlock" {
		t.Errorf("after our read stands %+v", got)
	}
	a.replyTo(id, "and I second")
	if lines := readLines(t, path); len(lines) != 1 || !strings.Contains(lines[0], "and I second") {
		t.Errorf("the journal, which is of calls, has %q", lines)
	}
}

func TestTheReviewerAnswersAndMayDecline(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	all := a.all("perPage=100")
	var asked []string
	for _, r := range all {
		if r.FindReviewer.IsEligible && r.Stars <= 3 && len(asked) < 2 {
			a.send("POST", "/private/reviews/"+r.ID+"/find-reviewer", `{"message":"Who are you?"}`)
			asked = append(asked, r.ID)
		}
	}
	a.happens(`{"event":"answered","reviewId":"` + asked[0] + `","response":{"name":"Per","email":"per@x.example","phoneNumber":null,"address":null,"referenceId":"AO-9","message":"Me","submittedAt":"2026-03-10T12:00:00"}}`)
	a.happens(`{"event":"answered","reviewId":"` + asked[1] + `","status":"Declined"}`)
	a.want(a.private("/private/reviews/"+asked[0]), 200, "findReviewer.requests.0.status", "Complete", "findReviewer.requests.0.consumerResponse.referenceId", "AO-9", "findReviewer.requests.0.businessUserMessage", "Who are you?")
	a.want(a.private("/private/reviews/"+asked[1]), 200, "findReviewer.requests.0.status", "Declined", "findReviewer.requests.0.consumerResponse", nil)
	a.want(a.control("POST", "events", `{"event":"answered","reviewId":"`+all[slices.IndexFunc(all, func(r review) bool { return len(r.FindReviewer.Requests) == 0 && !slices.Contains(asked, r.ID) })].ID+`"}`), 400)
}

func TestAReportIsMadeAndSettled(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	free := a.page("reported=false&perPage=3").Reviews
	for i, outcome := range []string{"kept", "hidden", "removed"} {
		id := free[i].ID
		a.happens(`{"event":"reported","reviewId":"` + id + `"}`)
		a.want(a.private("/private/reviews/"+id), 200, "reportData.reason", "sensitive_information", "reportData.reviewVisibility", "visible")
		if !slices.Contains(ids(a.all("reported=true&perPage=100")), id) {
			t.Error("the filter does not know of the report")
		}
		a.happens(`{"event":"settled","reviewId":"` + id + `","outcome":"` + outcome + `"}`)
	}
	a.want(a.private("/private/reviews/"+free[0].ID), 200, "reportData", nil)
	a.want(a.private("/private/reviews/"+free[1].ID), 200, "reportData.reviewVisibility", "hidden", "countsTowardsTrustScore", false)
	a.want(a.private("/private/reviews/"+free[2].ID), 404)
	a.want(a.control("POST", "events", `{"event":"settled","reviewId":"`+free[0].ID+`"}`), 400)
}

func TestTagsRepliesAndLimitsComeFromOutsideToo(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Seed: 7, Now: c.now})
	id := a.answered()
	a.happens(`{"event":"tagged","reviewId":"` + id + `","tags":[{"group":"g","value":"theirs"}]}`)
	a.happens(`{"event":"unreplied","reviewId":"` + id + `"}`)
	a.happens(`{"event":"edited","reviewId":"` + id + `","text":"changed my mind"}`)
	got := a.one(id)
	if len(got.Tags) != 1 || got.Tags[0].Value != "theirs" || got.CompanyReply != nil || got.Text != "changed my mind" || got.Stars == 0 || got.UpdatedAt == nil {
		t.Errorf("%+v", got)
	}
	a.happens(`{"event":"limited","seconds":30}`)
	r := a.private(a.list(""))
	a.want(r, 429)
	if r.header.Get("Retry-After") != "30" {
		t.Errorf("Retry-After is %q", r.header.Get("Retry-After"))
	}
	c.set(noon.Add(30 * time.Second))
	a.want(a.private(a.list("")), 200)
}

func TestImpossibleEventsAreRefused(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	id := a.unanswered()
	for _, bad := range []string{
		`{}`, `{"event":"x"}`, `{"event":"edited"}`, `{"event":"created","reviewId":"` + id + `"}`, `{"event":"edited","reviewId":"nosuch"}`, `{"event":"created","review":7}`,
		`{"event":"edited","reviewId":"` + id + `","stars":6}`, `{"event":"replied","reviewId":"` + id + `","businessUserId":"x"}`, `{"event":"tagged","reviewId":"` + id + `","tags":7}`,
		`{"event":"created","count":1001}`, `{"event":"created","count":2,"review":{"id":"66a0f1c2d3e4b5a697800001"}}`, `{"event":"vanished","reviewId":"` + id + `","count":2}`, `{"event":"limited","seconds":-1}`, `{"event":"created","count":3,"everySeconds":1e300}`, `{"event":"limited","seconds":9223372036854775807}`, `{"event":"created","afterRead":true}`,
		`{"event":"created","afterSeconds":-1}`, `{"event":"settled","reviewId":"` + id + `","outcome":"x"}`, `[]`,
	} {
		a.want(a.control("POST", "events", bad), 400, "errorCode", 1001)
	}
	if len(a.all("perPage=100")) != 500 {
		t.Error("something happened all the same")
	}
}

func TestEventsOfAScenarioFileRunFromTheStart(t *testing.T) {
	c := newClock()
	review := `{"id":"66a0f1c2d3e4b5a697880001","stars":3,"createdAt":"2026-03-01T00:00:00"}`
	a := start(t, sandbox.Options{Now: c.now, Scenario: file(t, `{"reviews":[`+review+`],"events":[{"event":"edited","reviewId":"66a0f1c2d3e4b5a697880001","stars":5,"afterSeconds":5},{"event":"vanished","reviewId":"66a0f1c2d3e4b5a697880001","afterSeconds":9},{"event":"edited","reviewId":"66a0f1c2d3e4b5a697880001","stars":1,"afterSeconds":10}]}`)})
	a.want(a.private("/private/reviews/66a0f1c2d3e4b5a697880001"), 200, "stars", 3)
	c.set(noon.Add(5 * time.Second))
	a.want(a.private("/private/reviews/66a0f1c2d3e4b5a697880001"), 200, "stars", 5, "createdAt", "2026-03-01T00:00:00", "updatedAt", "2026-03-10T12:00:35.000Z")
	c.set(noon.Add(20 * time.Second))
	a.want(a.private("/private/reviews/66a0f1c2d3e4b5a697880001"), 404)
	a.want(a.public("/reviews/deletions"), 200, "reviews.0.deletedAt", "2026-03-10T12:00:39.000Z")
	if s, err := sandbox.Start(context.Background(), sandbox.Options{Scenario: file(t, `{"reviews":[],"events":[{"event":"x"}]}`)}); err == nil {
		_ = s.Close()
		t.Error("an unknown event was taken")
	}
}
