package sandbox_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestTheContractOnTheEdgesOfReads(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§2.2 the public list has ten parameters, and the other eight of the private one are ignored": func(a api) {
			public := func(query string) (p page) {
				a.public(a.unit("/reviews?"+query)).as(a.T, &p)
				return p
			}
			want := ids(public("").Reviews)
			for _, query := range []string{
				"startDateTime=2999-01-01", "endDateTime=2001-01-01", "source=x", "referenceId=x", "referralEmail=x", "reported=true", "username=x", "findReviewer=contacted",
			} {
				if !slices.Equal(ids(public(query).Reviews), want) {
					a.Errorf("%s changes the list", query)
				}
			}
			shop := a.text(a.public(a.unit("/locations")), "locations.0.id")
			for query, is := range map[string]func(review) bool{
				"responded=false":            func(r review) bool { return r.CompanyReply == nil },
				"internalLocationId=" + shop: func(r review) bool { return r.Location != nil && r.Location.ID == shop },
				"orderBy=stars.asc":          func(r review) bool { return r.Stars == 1 },
			} {
				if list := public(query).Reviews; len(list) == 0 || count(list, is) != len(list) {
					a.Errorf("%s: %d reviews, %d of them right", query, len(list), count(list, is))
				}
			}
			if n, all := len(public("perPage=100&tagGroup=generic&tagValue=shipping").Reviews), len(a.all("tagGroup=generic&tagValue=shipping&reported=false")); n != all || n == 0 {
				a.Errorf("%d with the tag, want %d", n, all)
			}
			a.want(a.public(a.unit("/reviews?perPage=100&page=1001")), 400, "errorCode", 1001)
		},
		"§2.1 a tag's group is exact, whatever becomes of the case of its value": func(a api) {
			a.want(a.private(a.list("tagGroup=GENERIC&tagValue=shipping&ignoreTagValueCase=true")), 200, "reviews.#", 0)
		},
		"§2.2 a public review links to its public self": func(a api) {
			id := a.page("perPage=1").Reviews[0].ID
			a.want(a.public("/reviews/"+id), 200, "links.#", 1, "links.0.rel", "self", "links.0.href", "https://api.trustpilot.com/v1/reviews/"+id)
		},
		"§4.1 a consumer's reviews take stars and language, and leave reported ones out unless asked": func(a api) {
			r := a.page("reported=false&perPage=1").Reviews[0]
			path := "/consumers/" + r.Consumer.ID + "/reviews?includeReportedReviews=false"
			other := "stars=" + string(rune('0'+r.Stars%5+1))
			for query, there := range map[string]bool{"": true, "&language=" + r.Language: true, "&language=xx": false, "&businessUnitId=" + a.BusinessUnitID: true} {
				var p page
				a.public(path+query).as(a.T, &p)
				if slices.Contains(ids(p.Reviews), r.ID) != there {
					a.Errorf("%q: %v", query, ids(p.Reviews))
				}
			}
			var p page
			a.public(path+"&"+other).as(a.T, &p)
			if slices.Contains(ids(p.Reviews), r.ID) {
				a.Errorf("%s finds one of %d", other, r.Stars)
			}
			a.happens(`{"event":"reported","reviewId":"` + r.ID + `"}`)
			a.public(path).as(a.T, &p)
			if slices.Contains(ids(p.Reviews), r.ID) {
				a.Error("a reported review is there")
			}
		},
		"§4.2 without a limit a page has 100 deletions, and 1000 are taken": func(a api) {
			for _, r := range a.all("perPage=100")[:101] {
				if err := a.Vanish(r.ID); err != nil {
					a.Fatal(err)
				}
			}
			all := a.public("/reviews/deletions?limit=1000")
			a.want(all, 200, "reviews.#", 141, "nextToken", nil)
			a.want(a.public("/reviews/deletions"), 200, "reviews.#", 100)
			a.want(a.public("/reviews/deletions?nextToken="+a.text(a.public("/reviews/deletions"), "nextToken")), 200, "reviews.#", 41, "nextToken", nil)
		},
		"§4.2 startDate and endDate are whole days, both taken in": func(a api) {
			if err := a.Vanish(a.unanswered()); err != nil {
				a.Fatal(err)
			}
			day, before, after := noon.Format(time.DateOnly), noon.AddDate(0, 0, -1).Format(time.DateOnly), noon.AddDate(0, 0, 1).Format(time.DateOnly)
			last := a.text(a.public("/reviews/deletions?startDate="+day+"&endDate="+day), "reviews.0.deletedAt")
			if !strings.HasPrefix(last, day) {
				a.Errorf("deleted at %s", last)
			}
			a.want(a.public("/reviews/deletions?startDate="+after), 200, "reviews.#", 0)
			if r := a.public("/reviews/deletions?limit=1000&endDate=" + before); strings.Contains(r.body, `"deletedAt":"`+day) {
				a.Errorf("of a later day: %s", r.body)
			}
		},
		"§4.2 a deleted consumer is in the feed of consumers": func(a api) {
			r := a.page("perPage=1").Reviews[0]
			a.happens(`{"event":"consumer-deleted","reviewId":"` + r.ID + `"}`)
			if got := a.public("/consumers/deletions?startDate=" + noon.Format(time.DateOnly)); !strings.Contains(got.body, `"consumerId":"`+r.Consumer.ID+`"`) {
				a.Error(got.body)
			}
		},
		"§4.3 a review that is gone is not counted": func(a api) {
			if err := a.Vanish(a.unanswered()); err != nil {
				a.Fatal(err)
			}
			a.want(a.public(a.unit("")), 200, "numberOfReviews.total", 499)
		},
	})
}

func TestTheContractOnTheEdgesOfKeysAndWrites(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7, Reviews: 60}, lines{
		"§1.1 CORS is open on GET at both hosts of the API, and on no page or control": func(a api) {
			for address, want := range map[string]string{
				a.APIURL + a.unit(""): "*", a.invites("templates"): "*", a.AuthURL + "/": "", a.AuthURL + "/reviews/" + a.unanswered(): "", a.AuthURL + "/_sandbox/switches": "",
			} {
				r := a.call("GET", address, "", a.bearer(), "apikey: "+a.APIKey, "X-Sandbox-Key: "+a.ControlKey())
				if got := r.header.Get("Access-Control-Allow-Origin"); got != want {
					a.Errorf("%s: %q", address, got)
				}
			}
		},
		"§1.4 a wrong content type is 415 in every call that takes JSON": func(a api) {
			talk := a.text(a.call("POST", "/private/product-reviews/"+a.silent()+"/create-conversation", "", a.bearer(), a.acting()), "conversationId")
			for _, call := range []string{"/private/conversations/" + talk + "/comments", "/private/conversations/" + talk + "/state"} {
				a.want(a.call("POST", call, `{"content":"x","state":"public"}`, a.bearer(), a.acting(), "Content-Type: text/plain"), 415)
			}
			for _, call := range []string{"/consumers/profile/bulk", "/consumers/profile/displayname/create", "/consumers/profile/displayname/validate"} {
				a.want(a.call("POST", call, `{"consumerIds":[],"displayName":"x"}`, "apikey: "+a.APIKey, "Content-Type: text/plain"), 415)
			}
		},
		"§1.5 a refresh token is worth nothing with another pair of keys": func(a api) {
			r := a.call("POST", "/private/partners/"+a.PartnerID+"/key/"+a.BusinessUnitID, "", a.bearer())
			customer, m := a, a.signedIn()
			customer.APIKey, customer.APISecret = a.text(r, "key"), a.text(r, "secret")
			wantOAuthError(a.T, customer.refreshes("refresh", m["refresh_token"]), 400, "invalid_grant")
			tokens(a.T, a.refreshes("refresh", m["refresh_token"]))
		},
		"§3.1 the author of the body counts, whatever the header says": func(a api) {
			id, colleague := a.unanswered(), "60aa11bb22cc33dd44ee5600"
			a.want(a.send("POST", "/private/reviews/"+id+"/reply", `{"message":"x","authorBusinessUserId":"`+colleague+`"}`, a.acting()), 200)
			if got := a.one(id).CompanyReply.AuthorBusinessUserID; got != colleague {
				a.Errorf("author %s", got)
			}
		},
		"§3.3 the reviewer may answer before the request shows": func(a api) {
			id := a.eligible()
			a.turn(`{"readLagSeconds":600}`)
			a.want(a.send("POST", "/private/reviews/"+id+"/find-reviewer", `{"message":"Hvem?"}`), 202)
			a.want(a.private("/private/reviews/"+id), 200, "findReviewer.requests.#", 0)
			a.happens(`{"event":"answered","reviewId":"` + id + `"}`)
			a.want(a.private("/private/reviews/"+id), 200, "findReviewer.requests.#", 1, "findReviewer.requests.0.businessUserMessage", "Hvem?",
				"findReviewer.requests.0.status", "Complete", "findReviewer.requests.0.consumerResponse.message", "It was me.")
		},
		"§2.1 a reply that a colleague took back is no response any more": func(a api) {
			id := a.answered()
			a.happens(`{"event":"unreplied","reviewId":"` + id + `"}`)
			if !slices.Contains(ids(a.all("perPage=100&responded=false")), id) {
				a.Error("the review is listed as answered")
			}
		},
		"§2.3 a new review has a date, also where its event named none": func(a api) {
			made := a.happens(`{"event":"created","review":{"stars":2,"text":"x"}}`)
			a.want(a.private("/private/reviews/"+made[0]), 200, "createdAt", noon.Format("2006-01-02T15:04:05.000Z"))
		},
		"§5.1 too many calls are 429 in the gateway's shape": func(a api) {
			a.turn(`{"rateLimit":{"calls":1,"seconds":60}}`)
			a.want(a.private(a.list("")), 200)
			a.want(a.private(a.list("")), 429, "fault.detail.errorcode", "policies.ratelimit.QuotaViolation")
		},
		"§9.10 every name of loopback is this host": func(a api) {
			address, err := url.Parse(a.APIURL)
			if err != nil {
				a.Fatal(err)
			}
			for _, name := range []string{"127.0.0.1:", "localhost:", "LOCALHOST:", "[::1]:"} {
				a.want(a.call("GET", a.list(""), "", a.bearer(), "Host: "+name+address.Port()), 200)
			}
		},
	})
}
