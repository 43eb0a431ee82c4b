package sandbox_test

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// unanswered is the id of a review without a reply; answered of one with it.
func (a api) unanswered() string {
	a.Helper()
	return a.page("responded=false&perPage=1").Reviews[0].ID
}
func (a api) answered() string { a.Helper(); return a.page("responded=true&perPage=1").Reviews[0].ID }

// asUser gives the headers of a user's token and JSON.
func (a api) asUser() []string {
	return []string{"Authorization: Bearer " + a.signedIn()["access_token"], "Content-Type: application/json"}
}

func jsonOf(v any) string { b, _ := json.Marshal(v); return string(b) }

func TestAReplyIsPublishedAtOnceToTheLetter(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := a.unanswered()
	text := "Hej <b>Søren</b> & co,\r\n\n\ttak 📦 \u202etxet\u202c  \n"
	r := a.call("POST", "/private/reviews/"+id+"/reply", jsonOf(map[string]any{"message": text, "unknown": 1}), a.asUser()...)
	if r.status < 200 || r.status > 299 || r.body != "" {
		t.Fatalf("status %d, %q", r.status, r.body)
	}
	got := a.one(id).CompanyReply
	if got == nil || got.Text != text || got.AuthorBusinessUserID != a.BusinessUserID || got.AuthorBusinessUserName == "" || got.UpdatedAt != nil || !got.CreatedAt.Equal(noon.Truncate(time.Millisecond)) {
		t.Errorf("the reply is %+v", got)
	}
	if slices.Contains(ids(a.all("responded=false&perPage=100")), id) {
		t.Error("the review is still listed as unanswered")
	}
	if public := a.public("/reviews/" + id).body; !strings.Contains(public, `"companyReply":{"text":`) || strings.Contains(public, a.BusinessUserID) {
		t.Errorf("the public review is %s", public)
	}
}

func TestASecondReplyReplacesTheFirst(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Now: c.now})
	id, user := a.answered(), a.asUser()
	before := a.one(id).CompanyReply
	c.set(noon.Add(time.Hour))
	if r := a.call("POST", "/private/reviews/"+id+"/reply", `{"message":"second"}`, user...); r.status > 299 {
		t.Fatalf("status %d, %s", r.status, r.body)
	}
	got := a.one(id).CompanyReply
	if got.Text != "second" || !got.CreatedAt.Equal(before.CreatedAt) || got.UpdatedAt == nil || !got.UpdatedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("the reply is %+v", got)
	}
}

func TestAReplyMayComeAsAForm(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := a.unanswered()
	form := url.Values{"message": {"Tak & hej"}, "authorBusinessUserId": {a.BusinessUserID}}
	r := a.call("POST", "/private/reviews/"+id+"/reply", form.Encode(), a.bearer(), "Content-Type: application/x-www-form-urlencoded")
	if r.status > 299 || a.one(id).CompanyReply.Text != "Tak & hej" {
		t.Errorf("status %d, %s", r.status, r.body)
	}
}

func TestWhoReplies(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := a.unanswered()
	colleague := "60aa11bb22cc33dd44ee5600"
	for name, c := range map[string]struct {
		body    string
		headers []string
		status  int
		author  string
	}{
		"client credentials alone":       {`{"message":"x"}`, nil, 400, ""},
		"client credentials with author": {`{"message":"x","authorBusinessUserId":"` + a.BusinessUserID + `"}`, nil, 200, a.BusinessUserID},
		"client credentials with header": {`{"message":"x"}`, []string{"x-business-user-id: " + colleague}, 200, colleague},
		"an author that is no id":        {`{"message":"x","authorBusinessUserId":"me"}`, nil, 400, ""},
		"an unknown author":              {`{"message":"x","authorBusinessUserId":"ffffffffffffffffffffffff"}`, nil, 403, ""},
	} {
		r := a.send("POST", "/private/reviews/"+id+"/reply", c.body, c.headers...)
		if r.status != c.status || c.status == 400 && !strings.Contains(r.body, `"errorCode":1001`) {
			t.Errorf("%s: status %d, %s", name, r.status, r.body)
		}
		if c.author != "" && a.one(id).CompanyReply.AuthorBusinessUserID != c.author {
			t.Errorf("%s: the author is %s", name, a.one(id).CompanyReply.AuthorBusinessUserID)
		}
	}
}

func TestAReplyWithoutAMessageIs400With1001(t *testing.T) {
	a := start(t, sandbox.Options{})
	id, user := a.unanswered(), a.asUser()
	for _, body := range []string{`{}`, `{"message":""}`, `{"message":" \n"}`, `{"message":null}`, `{"message":7}`, `[]`, `{"message"`, ``} {
		r := a.call("POST", "/private/reviews/"+id+"/reply", body, user...)
		var e appError
		r.as(t, &e)
		if r.status != 400 || e.ErrorCode != 1001 {
			t.Errorf("%s: status %d, %s", body, r.status, r.body)
		}
	}
	if a.one(id).CompanyReply != nil {
		t.Error("a refused reply was published")
	}
	if r := a.call("POST", "/private/reviews/"+id+"/reply", `{"message":"`+strings.Repeat("x", 1<<20)+`"}`, user...); r.status != 413 {
		t.Errorf("a megabyte: status %d", r.status)
	}
}

func TestDeletingAReply(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := a.answered()
	path := "/private/reviews/" + id + "/reply"
	if r := a.send("DELETE", path, ""); r.status != 400 || !strings.Contains(r.body, "1001") {
		t.Errorf("with a content type and no body: status %d, %s", r.status, r.body)
	}
	if a.one(id).CompanyReply == nil {
		t.Fatal("a refused delete deleted")
	}
	if r := a.call("DELETE", path, "", a.bearer()); r.status > 299 || r.body != "" {
		t.Errorf("status %d, %s", r.status, r.body)
	}
	if a.one(id).CompanyReply != nil {
		t.Error("the reply is still there")
	}
	var e appError
	r := a.call("DELETE", path, "", a.bearer())
	r.as(t, &e)
	if r.status != 404 || e.ErrorCode != 1009 {
		t.Errorf("a second time: status %d, %s", r.status, r.body)
	}
}

func TestTagsPutAddsPostSetsDeleteRemoves(t *testing.T) {
	a := start(t, sandbox.Options{})
	id := a.page("tagGroup=generic&tagValue=shipping&perPage=1").Reviews[0].ID
	path := "/private/reviews/" + id + "/tags"
	had := a.private(path).body
	steps := []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", path, `{"tags":[{"group":"generic","value":"a"},{"group":"generic","value":"a"}]}`, 200, `{"tags":[{"group":"generic","value":"a"}]}`},
		{"PUT", path, `{"tags":[{"group":"generic","value":"b c"},{"group":"generic","value":"a"},{"group":"x","value":"a"}]}`, 200,
			`{"tags":[{"group":"generic","value":"a"},{"group":"generic","value":"b c"},{"group":"x","value":"a"}]}`},
		{"PUT", path, `{"tags":[]}`, 200, `{"tags":[{"group":"generic","value":"a"},{"group":"generic","value":"b c"},{"group":"x","value":"a"}]}`},
		{"DELETE", path + "?group=generic&value=b+c", "", 204, `{"tags":[{"group":"generic","value":"a"},{"group":"x","value":"a"}]}`},
		{"DELETE", path + "?group=generic&value=A", "", 404, `{"tags":[{"group":"generic","value":"a"},{"group":"x","value":"a"}]}`},
		{"DELETE", path + "?group=generic", "", 400, `{"tags":[{"group":"generic","value":"a"},{"group":"x","value":"a"}]}`},
		{"PUT", path, `{"tags":[{"group":"generic"}]}`, 400, `{"tags":[{"group":"generic","value":"a"},{"group":"x","value":"a"}]}`},
		{"PUT", path, `{}`, 400, `{"tags":[{"group":"generic","value":"a"},{"group":"x","value":"a"}]}`},
		{"POST", path, `{"tags":[]}`, 200, `{"tags":[]}`},
	}
	for i, s := range steps {
		if r := a.send(s.method, s.path, s.body); r.status != s.status {
			t.Errorf("step %d: status %d, %s", i, r.status, r.body)
		}
		if got := a.private(path).body; got != s.want {
			t.Errorf("step %d: tags are %s", i, got)
		}
	}
	if !strings.Contains(had, "shipping") || slices.Contains(ids(a.all("tagGroup=generic&tagValue=shipping")), id) {
		t.Error("the list filter does not follow the tags")
	}
}

func TestFindReviewerIsTakenOnceAndShowsAsPending(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	all := a.all("perPage=100")
	i := slices.IndexFunc(all, func(r review) bool { return r.FindReviewer.IsEligible && r.Stars <= 3 })
	id := all[i].ID
	r := a.send("POST", "/private/reviews/"+id+"/find-reviewer", `{"message":"Which order?","skipNotificationEmailToBusinessUser":true}`)
	if r.status != 202 || r.body != "" {
		t.Fatalf("status %d, %s", r.status, r.body)
	}
	got := a.one(id).FindReviewer
	if got.IsEligible || len(got.Requests) != 1 || got.Requests[0].Status != "Pending" || *got.Requests[0].BusinessUserMessage != "Which order?" || got.Requests[0].ConsumerResponse != nil {
		t.Errorf("the state is %+v", got)
	}
	if !slices.Contains(ids(a.all("findReviewer=contacted&perPage=100")), id) {
		t.Error("the review is not listed as contacted")
	}
	good := all[slices.IndexFunc(all, func(r review) bool { return r.FindReviewer.IsEligible && r.Stars == 5 })].ID
	invited := all[slices.IndexFunc(all, func(r review) bool { return r.Source == "AFSv2" && r.Stars == 1 })].ID
	for name, id := range map[string]string{"asked already": id, "five stars": good, "invited": invited} {
		if r := a.send("POST", "/private/reviews/"+id+"/find-reviewer", `{"message":null}`); r.status != 400 || !strings.Contains(r.body, `"errorCode":1001`) {
			t.Errorf("%s: status %d, %s", name, r.status, r.body)
		}
	}
}

func TestTheJournalHasEachCommittedWriteAndNoOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	a := start(t, sandbox.Options{Seed: 7, Journal: path})
	id := a.unanswered()
	base := "/private/reviews/" + id
	a.send("POST", base+"/reply", `{"message":"one\ntwo","authorBusinessUserId":"`+a.BusinessUserID+`"}`)
	a.send("POST", base+"/reply", `{"message":"refused"}`)
	a.send("PUT", base+"/tags", `{"tags":[{"group":"generic","value":"x"}]}`)
	a.send("DELETE", base+"/tags?group=generic&value=x", "", "x-business-user-id: "+a.BusinessUserID)
	a.call("DELETE", base+"/reply", "", a.bearer())
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var ops []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var e struct{ At, Op, ReviewID, BusinessUserID, Message, Value string }
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		if _, err := time.Parse(time.RFC3339, e.At); err != nil || e.ReviewID != id {
			t.Errorf("line %s", lines.Text())
		}
		ops = append(ops, strings.Join([]string{e.Op, e.BusinessUserID, e.Message, e.Value}, "|"))
	}
	want := []string{"reply|" + a.BusinessUserID + "|one\ntwo|", "addTags|||", "deleteTag|" + a.BusinessUserID + "||x", "deleteReply|||"}
	if !slices.Equal(ops, want) {
		t.Errorf("the journal has %q, want %q", ops, want)
	}
}
