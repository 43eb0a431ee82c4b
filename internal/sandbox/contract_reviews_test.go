package sandbox_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// every checks that a query finds something, and nothing for which is does not hold.
func (a api) every(query string, is func(review) bool) {
	a.Helper()
	list := a.all("perPage=100&" + query)
	if n := count(list, is); n == 0 || n != len(list) {
		a.Errorf("%s: %d reviews, %d of them right", query, len(list), n)
	}
}

func TestTheContractOnThePrivateList(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§2.1 page counts from 1 and is 1 by default": func(a api) {
			if first, second := a.page(""), a.page("page=2"); first.Reviews[0].ID != a.page("page=1").Reviews[0].ID || first.Reviews[19].ID == second.Reviews[0].ID {
				a.Error("the pages overlap")
			}
			a.want(a.private(a.list("page=0")), 400)
			a.want(a.private(a.list("page=2147483648")), 400)
		},
		"§2.1 perPage is 1 to 100, 20 by default": func(a api) {
			for query, n := range map[string]int{"": 20, "perPage=1": 1, "perPage=100": 100} {
				a.want(a.private(a.list(query)), 200, "reviews.#", n)
			}
			a.want(a.private(a.list("perPage=101")), 400)
		},
		"§2.1 orderBy has four values, createdat.desc by default, and none for updates": func(a api) {
			if !slices.Equal(ids(a.page("").Reviews), ids(a.page("orderBy=createdat.desc").Reviews)) {
				a.Error("the default is another order")
			}
			for _, order := range []string{"createdat.asc", "stars.asc", "stars.desc"} {
				a.want(a.private(a.list("orderBy="+order)), 200, "reviews.#", 20)
			}
			a.want(a.private(a.list("orderBy=updatedat.desc")), 400)
		},
		"§2.1 stars may be repeated or parted by commas": func(a api) {
			for _, query := range []string{"stars=1&stars=2", "stars=1,2", "stars=1%2C2"} {
				a.every(query, func(r review) bool { return r.Stars <= 2 })
			}
			a.want(a.private(a.list("stars=0")), 400)
		},
		"§2.1 language": func(a api) {
			a.every("language=da", func(r review) bool { return r.Language == "da" })
		},
		"§2.1 internalLocationId is Trustpilot's own id of a location": func(a api) {
			place := a.text(a.private("/private"+a.unit("/locations")), "locations.0.id")
			a.every("internalLocationId="+place, func(r review) bool { return r.Location != nil && r.Location.ID == place })
		},
		"§2.1 tagGroup and tagValue go together, ignoreTagValueCase is false by default": func(a api) {
			tagged := func(r review) bool {
				return fmt.Sprint(r.Tags) != "[]" && strings.Contains(fmt.Sprint(r.Tags), "shipping")
			}
			a.every("tagGroup=generic&tagValue=shipping", tagged)
			a.every("tagGroup=generic&tagValue=SHIPPING&ignoreTagValueCase=true", tagged)
			a.want(a.private(a.list("tagGroup=generic&tagValue=SHIPPING")), 200, "reviews.#", 0)
			a.want(a.private(a.list("tagValue=shipping")), 400)
		},
		"§2.1 responded": func(a api) {
			a.every("responded=true", func(r review) bool { return r.CompanyReply != nil })
			a.every("responded=false", func(r review) bool { return r.CompanyReply == nil })
		},
		"§2.1 referenceId and referralEmail": func(a api) {
			all := a.all("perPage=100")
			r := all[slices.IndexFunc(all, func(r review) bool { return r.ReferenceID != nil && r.ReferralEmail != nil })]
			a.every("referenceId="+*r.ReferenceID, func(v review) bool { return *v.ReferenceID == *r.ReferenceID })
			a.every("referralEmail="+url.QueryEscape(*r.ReferralEmail), func(v review) bool { return *v.ReferralEmail == *r.ReferralEmail })
		},
		"§2.1 reported": func(a api) {
			a.every("reported=true", func(r review) bool { return r.ReportData != nil })
			a.every("reported=false", func(r review) bool { return r.ReportData == nil })
		},
		"§2.1 startDateTime and endDateTime filter createdAt, in UTC without a zone, at midnight without a time": func(a api) {
			all := a.all("perPage=100")
			day := all[200].CreatedAt
			from, to := day.Format("2006-01-02T15:04:05"), day.Format("2006-01-02")
			a.every("startDateTime="+from, func(r review) bool { return !r.CreatedAt.Before(day) })
			a.every("endDateTime="+to, func(r review) bool { return r.CreatedAt.Format("2006-01-02") < to })
			a.want(a.private(a.list("startDateTime=0001-01-01&endDateTime=9999-12-31")), 200, "reviews.#", 20)
			a.want(a.private(a.list("startDateTime="+from+"&endDateTime="+to)), 200, "reviews.#", 0)
			a.every("endDateTime="+from+"&orderBy=stars.asc", func(r review) bool { return r.CreatedAt.Before(day) })
			a.every("startDateTime="+from+"&orderBy=createdat.asc", func(r review) bool { return !r.CreatedAt.Before(day) })
			a.want(a.private(a.list("startDateTime=soon")), 400)
		},
		"§2.1 source takes one value, exactly": func(a api) {
			a.every("source=AFSv2", func(r review) bool { return r.Source == "AFSv2" })
			a.want(a.private(a.list("source=AFSv2,Organic")), 200, "reviews.#", 0)
		},
		"§2.1 username": func(a api) {
			name := a.page("").Reviews[0].Consumer.DisplayName
			a.every("username="+url.QueryEscape(name), func(r review) bool {
				return strings.Contains(strings.ToLower(r.Consumer.DisplayName), strings.ToLower(name))
			})
		},
		"§2.1 findReviewer is contacted or notContacted": func(a api) {
			a.every("findReviewer=contacted", func(r review) bool { return len(r.FindReviewer.Requests) > 0 })
			a.every("findReviewer=notContacted", func(r review) bool { return len(r.FindReviewer.Requests) == 0 })
		},
		"§2.1 what is no parameter of this list is ignored": func(a api) {
			want := ids(a.page("").Reviews)
			for _, query := range []string{"includeReportedReviews=false", "dateTimeField=updatedAt", "externalLocationId=x", "query=tent", "updatedSince=2026-01-01"} {
				if !slices.Equal(ids(a.page(query).Reviews), want) {
					a.Errorf("%s changes the list", query)
				}
			}
		},
		"§2.1 beyond 100,000 records it is 400": func(a api) {
			a.want(a.private(a.list("perPage=100&page=1001")), 400, "errorCode", 1001)
			a.want(a.private(a.list("perPage=100&page=1000")), 200, "reviews.#", 0)
		},
		"§2.1 a page beyond the end is 200 with an empty array": func(a api) {
			a.want(a.private(a.list("page=26")), 200, "reviews.#", 0, "links.#", 0)
		},
		"§2.1 there are links and reviews and no total": func(a api) {
			a.want(a.private(a.list("")), 200, "#", 2, "links.0.rel", "next-page", "links.0.method", "GET")
		},
		"§2.1 the next page's href is absolute, and the last page has none": func(a api) {
			if href := a.page("").Links[0].Href; !strings.HasPrefix(href, a.APIURL+"/private/") {
				a.Error(href)
			}
			a.want(a.private(a.list("page=25")), 200, "links.#", 0, "reviews.#", 20)
		},
		"§2.1 paging by number drifts when a review arrives, and a pinned endDateTime does not": func(a api) {
			pin := "&endDateTime=" + noon.Format("2006-01-02T15:04:05")
			last, pinned := a.page("perPage=10").Reviews[9].ID, a.page("perPage=10" + pin).Reviews[9].ID
			a.happens(`{"event":"created"}`)
			if a.page("perPage=10&page=2").Reviews[0].ID != last {
				a.Error("the second page does not begin with the last of the first")
			}
			if a.page("perPage=10&page=2" + pin).Reviews[0].ID == pinned {
				a.Error("the pinned walk drifts")
			}
		},
		"§5.2 a foreign or unknown unit is 403": func(a api) {
			a.want(a.private(strings.Replace(a.list(""), a.BusinessUnitID, strings.Repeat("0", 24), 1)), 403)
		},
	})
}

func TestTheContractOnTheReviewObject(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	id24, uuid := regexp.MustCompile(`^[0-9a-f]{24}$`), regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	list := a.all("perPage=100")
	anyone := func(is func(review) bool) string {
		a.Helper()
		i := slices.IndexFunc(list, is)
		if i < 0 {
			t.Fatal("there is no such review")
		}
		return list[i].ID
	}
	for _, r := range list {
		if !id24.MatchString(r.ID) || !id24.MatchString(r.Consumer.ID) || r.Stars < 1 || r.Stars > 5 || r.Location != nil && !uuid.MatchString(r.Location.ID) {
			t.Fatalf("§2.3, §5.4 ids, stars: %+v", r)
		}
	}
	one := func(is func(review) bool) reply { return a.private("/private/reviews/" + anyone(is)) }
	whole := one(func(r review) bool {
		return r.Location != nil && r.ReferenceID != nil && r.CompanyReply != nil && len(r.Tags) > 0
	})
	a.want(whole, 200, "links.0.rel", "self", "consumer.#", 5, "businessUnit.#", 4, "businessUnit.id", a.BusinessUnitID, "businessUnit.identifyingName", a.Domain,
		"location.#", 4, "companyReply.#", 5, "tags.0.#", 2, "status", "active", "findReviewer.#", 2)
	if !strings.HasPrefix(a.text(whole, "links.0.href"), "https://api.trustpilot.com/v1/private/reviews/") {
		t.Errorf("§7 served addresses are Trustpilot's own: %s", whole.body)
	}
	a.want(one(func(r review) bool { return r.Consumer.DisplayLocation == nil }), 200, "consumer.displayLocation", nil)
	a.want(one(func(r review) bool { return r.Source == "Organic" }), 200, "referralEmail", nil, "referenceId", nil, "invitation", nil, "reviewVerificationLevel", "not-verified")
	a.want(one(func(r review) bool { return r.Source == "DomainLink" }), 200, "reviewVerificationLevel", "redirected")
	a.want(one(func(r review) bool { return r.Source == "AFSv2" }), 200, "reviewVerificationLevel", "verified", "isVerified", true)
	a.want(one(func(r review) bool { return r.ReportData != nil }), 200, "reportData.#", 6, "reportData.source", "Trustpilot", "reportData.reasons.#", 1)
	a.want(one(func(r review) bool {
		return len(r.FindReviewer.Requests) > 0 && r.FindReviewer.Requests[0].ConsumerResponse != nil
	}), 200,
		"findReviewer.requests.0.#", 5, "findReviewer.requests.0.consumerResponse.#", 7)
	public := a.public("/reviews/" + anyone(func(r review) bool { return r.CompanyReply != nil }))
	a.want(public, 200, "companyReply.#", 3, "referenceId", "(no such key)", "referralEmail", "(no such key)", "tags", "(no such key)", "findReviewer", "(no such key)")
}

func TestTheContractOnConsumersDeletionsLinksAndFormats(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§2.2 the single review is the object of the list": func(a api) {
			r := a.private(a.list("perPage=1"))
			one := a.private("/private/reviews/" + a.text(r, "reviews.0.id"))
			if r.body[strings.Index(r.body, `"reviews":[`)+11:len(r.body)-2] != one.body {
				a.Error("they differ")
			}
		},
		"§2.2 web-links needs a locale and gives the real address": func(a api) {
			id := a.unanswered()
			a.want(a.public("/reviews/"+id+"/web-links"), 400)
			a.want(a.public("/reviews/"+id+"/web-links?locale=en-US"), 200, "#", 3, "locale", "en-US", "reviewUrl", "https://www.trustpilot.com/reviews/"+id)
		},
		"§2.2 likes": func(a api) { a.want(a.public("/reviews/"+a.unanswered()+"/likes"), 200, "#", 1) },
		"§4.1 profile, consumer, web-links, reviews, bulk": func(a api) {
			id := a.page("").Reviews[0].Consumer.ID
			a.want(a.public("/consumers/"+id+"/profile"), 200, "id", id, "profileImage.image24x24.width", 24, "profileImage.image73x73.height", 73, "#", 11)
			a.want(a.public("/consumers/"+id), 200, "#", 13)
			a.want(a.public("/consumers/"+id+"/web-links?locale=en-US"), 200, "profileUrl", "https://www.trustpilot.com/users/"+id)
			a.want(a.public("/consumers/"+id+"/reviews?perPage=1&includeReportedReviews=true"), 200, "reviews.#", 1, "reviews.0.consumer.id", id)
			a.want(a.public("/consumers/"+id+"/reviews?perPage=101"), 400)
			r := a.call("POST", "/consumers/profile/bulk", `{"consumerIds":["`+id+`","nobody"]}`, "apikey: "+a.APIKey, "Content-Type: application/json")
			a.want(r, 200, "consumers.#", 1, "notFoundConsumerIds.0", "nobody")
		},
		"§4.2 deletions have a limit of 100 by default and 1000 at most, dates, a token": func(a api) {
			for _, kind := range []string{"reviews", "consumers"} {
				r := a.public("/" + kind + "/deletions?limit=5")
				a.want(r, 200, kind+".#", 5)
				a.want(a.public("/"+kind+"/deletions?limit=5&nextToken="+a.text(r, "nextToken")), 200, kind+".#", 5)
				a.want(a.public("/"+kind+"/deletions?limit=1001"), 400)
				a.want(a.public("/"+kind+"/deletions?startDate=2999-01-01"), 200, kind+".#", 0, "nextToken", nil)
				if at := a.text(r, kind+".0.deletedAt"); !regexp.MustCompile(`\.\d{3}Z$`).MatchString(at) {
					a.Errorf("deletedAt is %s", at)
				}
			}
		},
		"§4.4 private and public locations, whose ids the reviews bear": func(a api) {
			for _, r := range []reply{a.private("/private" + a.unit("/locations")), a.public(a.unit("/locations"))} {
				a.want(r, 200, "locations.0.#", 9, "locations.0.locationDetails.#", 9, "locations.0.businessUnitId", a.BusinessUnitID)
			}
			a.want(a.public(a.unit("/locations?page=2")), 200, "locations.#", 0)
		},
		"§5.1 a 200 has no header of a rate limit, and those that were recorded": func(a api) {
			h := a.private(a.list("")).header
			for name := range h {
				if strings.Contains(strings.ToLower(name), "ratelimit") || name == "Retry-After" {
					a.Errorf("there is %s", name)
				}
			}
			for name, want := range map[string]string{"Cache-Control": "no-cache", "X-Robots-Tag": "noindex", "Content-Type": "application/json; charset=utf-8"} {
				if h.Get(name) != want {
					a.Errorf("%s is %q", name, h.Get(name))
				}
			}
		},
		"§5.2 a wrong path or a missing resource is 404": func(a api) {
			a.want(a.private("/private/nothing"), 404, "errorCode", 1009)
			a.want(a.private("/private/reviews/"+strings.Repeat("0", 24)), 404, "errorCode", 1009)
		},
		"§5.3 an application error has four keys, and details may be null": func(a api) {
			r := a.private(a.list("page=0"))
			a.want(r, 400, "#", 4, "errorCode", 1001)
			if !regexp.MustCompile(`^[0-9a-f-]{36}$`).MatchString(a.text(r, "correlationId")) {
				a.Error(r.body)
			}
			a.want(a.call("PATCH", "/private/reviews/x", "", a.bearer()), 405, "#", 4, "details", nil)
		},
		"§5.4 queries take dates in every form, and flags as true and false": func(a api) {
			for _, date := range []string{"2013-09-07", "2013-09-07T13:37:00", "2013-09-07T13:37:00Z", "2013-09-07T13:37:00.1234567Z", "2013-09-07T13:37:00.123", "2013-09-07T13:37:00%2B02:00"} {
				a.want(a.private(a.list("startDateTime="+date)), 200, "reviews.#", 20)
			}
			a.want(a.private(a.list("responded=1")), 400)
		},
	})
}
