package sandbox_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestThePublicReviewHasNothingPrivate(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	for _, r := range a.page("perPage=100&responded=true").Reviews {
		var public map[string]any
		a.public("/reviews/"+r.ID).as(t, &public)
		for _, k := range []string{"referenceId", "referralEmail", "tags", "findReviewer"} {
			if _, has := public[k]; has {
				t.Errorf("%s: the public review has %s", r.ID, k)
			}
		}
		if got := slices.Sorted(keys(public["companyReply"].(map[string]any))); !slices.Equal(got, []string{"createdAt", "text", "updatedAt"}) {
			t.Errorf("%s: the public reply has %v", r.ID, got)
		}
		if len(public) != len(everyKey)-4 || public["text"] != r.Text {
			t.Errorf("%s: the public review has %d keys", r.ID, len(public))
		}
	}
}

func TestThePublicListHidesReportedReviewsUnlessAsked(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	all := func(query string) []review {
		var list []review
		for n := 1; ; n++ {
			var p page
			a.public(fmt.Sprintf("/business-units/%s/reviews?perPage=100&page=%d&%s", a.BusinessUnitID, n, query)).as(t, &p)
			list = append(list, p.Reviews...)
			if len(p.Links) == 0 {
				return list
			}
			if strings.Contains(p.Links[0].Href, a.APIKey) {
				t.Fatal("the link carries the key")
			}
		}
	}
	shown, every := all(""), all("includeReportedReviews=true")
	hidden := count(every, func(r review) bool { return r.ReportData != nil })
	if len(every) != 500 || hidden == 0 || len(shown) != 500-hidden {
		t.Errorf("%d shown of %d, %d reported", len(shown), len(every), hidden)
	}
	poor := count(shown, func(r review) bool { return r.Stars <= 2 && r.Language == "en" })
	if got := all("stars=1,2&language=en"); len(got) != poor || poor == 0 {
		t.Errorf("%d poor English ones, want %d", len(got), poor)
	}
}

func TestWebLinksAreTrustpilotsOwnForTheLocale(t *testing.T) {
	a := start(t, sandbox.Options{})
	r := a.page("perPage=1").Reviews[0]
	for locale, host := range map[string]string{"en-US": "www", "en-GB": "uk", "da-DK": "dk", "de-AT": "at", "nl-BE": "nl-be", "xx-YY": "www"} {
		want := fmt.Sprintf(`{"locale":"%s","reviewUrl":"https://%s.trustpilot.com/reviews/%s","links":[]}`, locale, host, r.ID)
		if got := a.public("/reviews/" + r.ID + "/web-links?locale=" + locale); got.body != want {
			t.Errorf("%s: %s", locale, got.body)
		}
		want = fmt.Sprintf(`{"locale":"%s","profileUrl":"https://%s.trustpilot.com/users/%s","links":[]}`, locale, host, r.Consumer.ID)
		if got := a.public("/consumers/" + r.Consumer.ID + "/web-links?locale=" + locale); got.body != want {
			t.Errorf("%s: %s", locale, got.body)
		}
	}
	for _, query := range []string{"", "?locale=", "?locale=en", "?locale=EN-us"} {
		if got := a.public("/reviews/" + r.ID + "/web-links" + query); got.status != 400 {
			t.Errorf("%q: status %d", query, got.status)
		}
	}
}

func TestLikesAreAsManyAsTheReviewSays(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	var p struct {
		Reviews []struct {
			ID            string
			NumberOfLikes int
		}
	}
	a.private(a.list("perPage=100")).as(t, &p)
	liked := 0
	for _, r := range p.Reviews {
		var l struct {
			Likes []struct {
				Consumer struct{ ID, DisplayName string }
			}
		}
		a.public("/reviews/"+r.ID+"/likes").as(t, &l)
		if len(l.Likes) != r.NumberOfLikes || l.Likes == nil {
			t.Errorf("%s: %d likes, want %d", r.ID, len(l.Likes), r.NumberOfLikes)
		}
		liked += len(l.Likes)
	}
	if liked == 0 {
		t.Error("nobody likes anything")
	}
}

func TestConsumers(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	list := a.all("perPage=100&includeReportedReviews=true")
	r := list[slices.IndexFunc(list, func(r review) bool {
		return count(list, func(o review) bool { return o.Consumer.ID == r.Consumer.ID }) > 1 && r.Consumer.DisplayLocation != nil
	})]
	var c struct {
		ID, DisplayName, City, Country, Locale string
		NumberOfReviews                        int
		Links                                  []link
		ProfileImage                           map[string]struct {
			URL           string
			Width, Height int
		}
	}
	a.public("/consumers/"+r.Consumer.ID).as(t, &c)
	if c.ID != r.Consumer.ID || c.DisplayName != r.Consumer.DisplayName || c.NumberOfReviews != r.Consumer.NumberOfReviews || c.City+", "+c.Country != *r.Consumer.DisplayLocation ||
		len(c.ProfileImage) != 4 || c.ProfileImage["image73x73"].Width != 73 || len(c.Links) != 1 || !strings.HasPrefix(c.Locale, r.Language) {
		t.Errorf("the consumer is %+v", c)
	}
	var profile map[string]any
	a.public("/consumers/"+r.Consumer.ID+"/profile").as(t, &profile)
	want := []string{"about", "birthYear", "city", "country", "createdAt", "displayName", "gender", "hasImage", "id", "locale", "profileImage"}
	if got := slices.Sorted(keys(profile)); !slices.Equal(got, want) {
		t.Errorf("the profile has %v", got)
	}
	var p page
	a.public("/consumers/"+r.Consumer.ID+"/reviews?includeReportedReviews=true").as(t, &p)
	if n := count(list, func(o review) bool { return o.Consumer.ID == r.Consumer.ID }); len(p.Reviews) != n {
		t.Errorf("%d reviews of the consumer, want %d", len(p.Reviews), n)
	}
	p = page{}
	a.public("/consumers/"+r.Consumer.ID+"/reviews?businessUnitId=ffffffffffffffffffffffff").as(t, &p)
	if len(p.Reviews) != 0 {
		t.Error("reviews of another unit")
	}
	var bulk struct {
		Consumers           map[string]struct{ DisplayName string }
		NotFoundConsumerIDs []string
	}
	body := `{"consumerIds":["` + r.Consumer.ID + `","ffffffffffffffffffffffff"]}`
	a.call("POST", "/consumers/profile/bulk", body, "apikey: "+a.APIKey, "Content-Type: application/json").as(t, &bulk)
	if bulk.Consumers[r.Consumer.ID].DisplayName != r.Consumer.DisplayName || !slices.Equal(bulk.NotFoundConsumerIDs, []string{"ffffffffffffffffffffffff"}) {
		t.Errorf("the bulk answer is %+v", bulk)
	}
}

func TestTheBusinessUnitIsFoundByItsDomain(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	type profile struct {
		ID, DisplayName, WebsiteURL, Country, Status string
		Name                                         struct {
			Identifying string
			Referring   []string
		}
		NumberOfReviews struct{ Total, UsedForTrustScoreCalculation, OneStar, TwoStars, ThreeStars, FourStars, FiveStars int }
		Score           struct{ TrustScore, Stars float64 }
	}
	var first profile
	r := a.public("/business-units/find?name=" + strings.ToUpper(a.Domain))
	r.as(t, &first)
	n := first.NumberOfReviews
	if first.ID != a.BusinessUnitID || first.Name.Identifying != a.Domain || n.Total != 500 || n.OneStar+n.TwoStars+n.ThreeStars+n.FourStars+n.FiveStars != 500 ||
		n.UsedForTrustScoreCalculation >= 500 || first.Score.TrustScore < 3.8 || first.Score.Stars != 4 {
		t.Errorf("the unit is %+v", first)
	}
	for _, other := range []reply{
		a.public("/business-units/" + a.BusinessUnitID), a.private("/private/business-units/" + a.BusinessUnitID), a.public("/business-units/find?name=www." + a.Domain),
	} {
		if other.body != r.body {
			t.Errorf("another way gives %s", other.body)
		}
	}
	for query, want := range map[string]int{"query=acme": 1, "query=ACME+out": 1, "query=acme&country=DK": 1, "query=acme&country=FR": 0, "query=kettle": 0, "query=acme&page=2&perpage=5": 0} {
		var s struct{ BusinessUnits []profile }
		a.public("/business-units/search?"+query).as(t, &s)
		if len(s.BusinessUnits) != want || s.BusinessUnits == nil {
			t.Errorf("%s: %d units", query, len(s.BusinessUnits))
		}
	}
	for _, path := range []string{"/business-units/find", "/business-units/search?country=DK", "/business-units/search?query=x&perpage=0"} {
		if r := a.public(path); r.status != 400 {
			t.Errorf("%s: status %d", path, r.status)
		}
	}
}

func TestLocationsAgreeWithTheReviews(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	var l struct {
		Locations []struct {
			ID, Name, URLFormattedName, CustomerLocationID, BusinessUnitID string
			LocationDetails                                                struct{ CountryCode, FormattedAddress string }
		}
		Links []link
	}
	r := a.private("/private/business-units/" + a.BusinessUnitID + "/locations")
	r.as(t, &l)
	if len(l.Locations) < 3 || len(l.Links) != 0 || a.public("/business-units/"+a.BusinessUnitID+"/locations").body != r.body {
		t.Errorf("locations are %s", r.body)
	}
	for _, v := range a.all("perPage=100") {
		if v.Location == nil {
			continue
		}
		i := slices.IndexFunc(l.Locations, func(x struct {
			ID, Name, URLFormattedName, CustomerLocationID, BusinessUnitID string
			LocationDetails                                                struct{ CountryCode, FormattedAddress string }
		}) bool {
			return x.ID == v.Location.ID
		})
		if i < 0 || l.Locations[i].CustomerLocationID != v.Location.ExternalID || l.Locations[i].Name != v.Location.Name {
			t.Errorf("review %s is at %+v", v.ID, v.Location)
		}
	}
}

func TestLocationsComeInPagesOf200(t *testing.T) {
	var b strings.Builder
	for i := range 450 {
		fmt.Fprintf(&b, `{"id":"66a0f1c2d3e4b5a6978%05d","stars":3,"location":{"id":"1f0a6e52-7c11-4b83-9d0c-5b1f3c2%05d","name":"Shop %d"}},`, i, i, i)
	}
	a := start(t, sandbox.Options{Scenario: file(t, `{"reviews":[`+strings.TrimSuffix(b.String(), ",")+`]}`)})
	path, sizes := "/private/business-units/"+a.BusinessUnitID+"/locations", []int{}
	for path != "" {
		var l struct {
			Locations []struct{ ID string }
			Links     []link
		}
		a.private(path).as(t, &l)
		sizes, path = append(sizes, len(l.Locations)), ""
		if len(l.Links) > 0 {
			path = l.Links[0].Href
		}
	}
	if !slices.Equal(sizes, []int{200, 200, 50}) {
		t.Errorf("pages of %v", sizes)
	}
	if r := a.private("/private/business-units/" + a.BusinessUnitID + "/locations?page=9"); !strings.Contains(r.body, `"locations":[]`) {
		t.Errorf("beyond the end: %s", r.body)
	}
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scenario.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheDeletionsFeedsArePagedByToken(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	for _, c := range []struct{ path, list, id string }{{"/reviews/deletions", "reviews", "reviewId"}, {"/consumers/deletions", "consumers", "consumerId"}} {
		seen := map[string]bool{}
		next, pages := "", 0
		for {
			var p map[string]any
			a.public(c.path+"?limit=5&nextToken="+next).as(t, &p)
			pages++
			for _, e := range p[c.list].([]any) {
				id, at := e.(map[string]any)[c.id].(string), e.(map[string]any)["deletedAt"].(string)
				if seen[id] || !strings.HasSuffix(at, "Z") || len(at) != 24 {
					t.Errorf("%s: %s at %s", c.path, id, at)
				}
				seen[id] = true
			}
			if p["nextToken"] == nil {
				break
			}
			next = p["nextToken"].(string)
		}
		if len(seen) < 10 || pages < 3 {
			t.Errorf("%s: %d entries on %d pages", c.path, len(seen), pages)
		}
		for id := range seen {
			if a.public("/"+c.list+"/"+id).status != 404 {
				t.Errorf("%s is said to be gone and is there", id)
			}
		}
	}
	var p struct{ Reviews []struct{ DeletedAt string } }
	a.public("/reviews/deletions?startDate=2026-02-01&endDate=2026-02-10").as(t, &p)
	for _, d := range p.Reviews {
		if d.DeletedAt < "2026-02-01" || d.DeletedAt > "2026-02-11" {
			t.Errorf("%s is out of the asked days", d.DeletedAt)
		}
	}
	if len(p.Reviews) == 0 {
		t.Error("no deletions in ten days")
	}
	for _, q := range []string{"limit=0", "limit=1001", "startDate=2026-1-1", "endDate=x", "nextToken=!"} {
		if r := a.public("/reviews/deletions?" + q); r.status != 400 {
			t.Errorf("%s: status %d", q, r.status)
		}
	}
}
