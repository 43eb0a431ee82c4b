package sandbox_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestTheContractOnReplies(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§3.1 a reply needs a message": func(a api) {
			for _, body := range []string{`{}`, `{"message":null}`, `{"message":""}`, `{"message":7}`, `{`} {
				a.want(a.send("POST", "/private/reviews/"+a.unanswered()+"/reply", body, a.acting()), 400, "errorCode", 1001)
			}
		},
		"§3.1 a form body with a user's token is taken, and success is 2xx with an empty body": func(a api) {
			id := a.unanswered()
			r := a.call("POST", "/private/reviews/"+id+"/reply", "message=Tak+for+det", "Content-Type: application/x-www-form-urlencoded", a.asUser()[0])
			if r.status/100 != 2 || r.body != "" || a.one(id).CompanyReply.Text != "Tak for det" {
				a.Errorf("%d %s", r.status, r.body)
			}
		},
		"§3.1 submittedAt and unknown keys are ignored": func(a api) {
			id := a.unanswered()
			a.want(a.send("POST", "/private/reviews/"+id+"/reply", `{"message":"x","submittedAt":"2001-01-01T00:00:00","x":[]}`, a.acting()), 200)
			if got := a.one(id).CompanyReply.CreatedAt; got.Year() != noon.Year() {
				a.Errorf("created at %v", got)
			}
		},
		"§3.1 posting again replaces, and updatedAt is set": func(a api) {
			id := a.unanswered()
			a.replyTo(id, "one")
			first := a.one(id).CompanyReply
			a.replyTo(id, "two")
			if got := a.one(id).CompanyReply; first.UpdatedAt != nil || got.Text != "two" || got.UpdatedAt == nil || !got.CreatedAt.Equal(first.CreatedAt) {
				a.Errorf("%+v, then %+v", first, got)
			}
		},
		"§3.1 there is no PUT": func(a api) {
			a.want(a.send("PUT", "/private/reviews/"+a.unanswered()+"/reply", `{"message":"x"}`), 405)
		},
		"§3.1 DELETE with a content type and no body is 400, without one 2xx": func(a api) {
			id := a.answered()
			a.want(a.call("DELETE", "/private/reviews/"+id+"/reply", "", a.bearer(), "Content-Type: application/json"), 400, "errorCode", 1001)
			if r := a.call("DELETE", "/private/reviews/"+id+"/reply", "", a.bearer(), "Content-Length: 0"); r.status/100 != 2 || r.body != "" || a.one(id).CompanyReply != nil {
				a.Errorf("%d %s", r.status, r.body)
			}
		},
		"§3.1 line breaks and any script are kept": func(a api) {
			id, text := a.unanswered(), "Hej\n\nساعدنا 水\t<b>&amp;</b>\r\n📦"
			a.replyTo(id, text)
			if got := a.one(id).CompanyReply.Text; got != text {
				a.Errorf("%q", got)
			}
		},
		"§3.1 4,096 characters and more are taken, for no limit is documented": func(a api) {
			id := a.unanswered()
			a.want(a.replyTo(id, strings.Repeat("å", 20_000)), 200)
			if n := len([]rune(a.one(id).CompanyReply.Text)); n != 20_000 {
				a.Errorf("%d characters", n)
			}
		},
		"§3.1 a review that is gone is 404 with 1009": func(a api) {
			id := a.unanswered()
			if err := a.Vanish(id); err != nil {
				a.Fatal(err)
			}
			a.want(a.replyTo(id, "x"), 404, "errorCode", 1009)
		},
		"§9.4 client credentials without an author are 400, with an unknown one 403": func(a api) {
			path := "/private/reviews/" + a.unanswered() + "/reply"
			a.want(a.send("POST", path, `{"message":"x"}`), 400, "errorCode", 1001)
			a.want(a.send("POST", path, `{"message":"x","authorBusinessUserId":"`+strings.Repeat("0", 24)+`"}`), 403)
			a.want(a.send("POST", path, `{"message":"x","authorBusinessUserId":"Maja"}`), 400)
		},
	})
}

func TestTheContractOnTagsAndFindReviewer(t *testing.T) {
	tags := func(a api, id string) string { return a.private("/private/reviews/" + id + "/tags").body }
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§3.2 PUT adds": func(a api) {
			path := "/private/reviews/" + a.unanswered() + "/tags"
			a.send("POST", path, `{"tags":[{"group":"generic","value":"a"}]}`)
			a.send("PUT", path, `{"tags":[{"group":"generic","value":"b"},{"group":"generic","value":"a"}]}`)
			a.want(a.private(path), 200, "tags.#", 2, "tags.1.value", "b")
		},
		"§3.2 POST sets": func(a api) {
			path := "/private/reviews/" + a.unanswered() + "/tags"
			a.send("PUT", path, `{"tags":[{"group":"generic","value":"a"}]}`)
			a.send("POST", path, `{"tags":[{"group":"generic","value":"b"}]}`)
			a.want(a.private(path), 200, "tags.#", 1, "tags.0.value", "b")
			a.send("POST", path, `{"tags":[]}`)
			a.want(a.private(path), 200, "tags.#", 0)
		},
		"§3.2 DELETE removes one by group and value, both required": func(a api) {
			id := a.unanswered()
			path := "/private/reviews/" + id + "/tags"
			a.send("POST", path, `{"tags":[{"group":"generic","value":"a b"},{"group":"x","value":"a b"}]}`)
			a.want(a.call("DELETE", path+"?group=generic", "", a.bearer()), 400)
			if r := a.call("DELETE", path+"?group=generic&value=a+b", "", a.bearer()); r.status/100 != 2 {
				a.Errorf("%d %s", r.status, r.body)
			}
			if got := tags(a, id); got != `{"tags":[{"group":"x","value":"a b"}]}` {
				a.Error(got)
			}
		},
		"§3.2 keys of older bodies are ignored, a tag without a value is 400": func(a api) {
			path := "/private/reviews/" + a.unanswered() + "/tags"
			a.want(a.send("PUT", path, `{"sourceSystem":"s","sourceUser":"u","tags":[{"group":"g","value":"v"}]}`), 200)
			a.want(a.send("PUT", path, `{"tags":[{"group":"g"}]}`), 400, "errorCode", 1001)
		},
		"§3.3 asking is 202 and empty, and shows as a request": func(a api) {
			id := a.eligible()
			r := a.send("POST", "/private/reviews/"+id+"/find-reviewer", `{"message":"Hvem?","skipNotificationEmailToBusinessUser":true}`)
			if r.status != 202 || r.body != "" {
				a.Errorf("%d %s", r.status, r.body)
			}
			a.want(a.private("/private/reviews/"+id), 200, "findReviewer.requests.0.businessUserMessage", "Hvem?", "findReviewer.requests.0.consumerResponse", nil, "findReviewer.isEligible", false)
			a.every("findReviewer=contacted", func(r review) bool { return len(r.FindReviewer.Requests) > 0 })
		},
		"§3.3 five stars are eligible and refused all the same": func(a api) {
			all := a.all("perPage=100")
			id := all[slices.IndexFunc(all, func(r review) bool { return r.FindReviewer.IsEligible && r.Stars == 5 })].ID
			a.want(a.send("POST", "/private/reviews/"+id+"/find-reviewer", `{"message":null}`), 400, "errorCode", 1001)
		},
		"§3.4 there is no endpoint for reports": func(a api) {
			for _, call := range []string{"report", "flag", "reports"} {
				a.want(a.send("POST", "/private/reviews/"+a.unanswered()+"/"+call, `{}`), 404)
			}
		},
	})
}

// eligible is the id of a review whose reviewer may be asked.
func (a api) eligible() string {
	a.Helper()
	all := a.all("perPage=100")
	return all[slices.IndexFunc(all, func(r review) bool {
		return r.FindReviewer.IsEligible && r.Stars <= 3 && len(r.FindReviewer.Requests) == 0
	})].ID
}

func TestTheContractOnWhatAnEmulatorMustDo(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§9.2 HTML and empty bodies by fault": func(a api) {
			a.breaks(`{"fault":"html"}`)
			if r := a.private(a.list("")); r.status != 502 || !strings.Contains(r.body, "<html>") {
				a.Errorf("%d %s", r.status, r.body)
			}
			a.breaks(`{"fault":"status","status":401,"form":"empty"}`)
			if r := a.private(a.list("")); r.status != 401 || r.body != "" {
				a.Errorf("%d %s", r.status, r.body)
			}
		},
		"§9.6 429 with and without Retry-After": func(a api) {
			for value, want := range map[string]string{"seconds": "7", "none": ""} {
				a.turn(`{"retryAfter":"` + value + `"}`)
				a.breaks(`{"fault":"status","status":429,"retryAfter":7}`)
				if r := a.private(a.list("")); r.status != 429 || r.header.Get("Retry-After") != want {
					a.Errorf("%d %q", r.status, r.header.Get("Retry-After"))
				}
			}
		},
		"§9.7 a review whose stars change keeps createdAt": func(a api) {
			r := a.page("stars=5&perPage=1").Reviews[0]
			if err := a.Edit(r.ID, 1, "No", "Not again"); err != nil {
				a.Fatal(err)
			}
			if got := a.one(r.ID); got.Stars != 1 || !got.CreatedAt.Equal(r.CreatedAt) || got.UpdatedAt == nil {
				a.Errorf("%+v", got)
			}
		},
		"§9.10 the received headers are kept for a test to look at": func(a api) {
			a.call("GET", a.list(""), "", a.bearer(), "apikey: k", "x-business-user-id: u", "Content-Type: text/odd")
			r := a.control("GET", "requests", "")
			last := "requests." + strconv.Itoa(int(r.at(a.T, "requests.#").(float64))-2) + ".header."
			a.want(r, 200, last+"Apikey.0", "k", last+"X-Business-User-Id.0", "u", last+"Content-Type.0", "text/odd", last+"Authorization.0", "Bearer "+a.ClientToken)
		},
		"business-generated-links §4 gzip is spoken": func(a api) {
			req, _ := http.NewRequest("GET", a.APIURL+a.list(""), nil)
			req.Header.Set("Authorization", "Bearer "+a.ClientToken)
			req.Header.Set("Accept-Encoding", "gzip, deflate, br")
			res, err := (&http.Client{Timeout: time.Minute}).Do(req)
			if err != nil {
				a.Fatal(err)
			}
			defer res.Body.Close()
			if res.Header.Get("Content-Encoding") != "gzip" {
				a.Errorf("%v", res.Header)
			}
		},
	})
}
