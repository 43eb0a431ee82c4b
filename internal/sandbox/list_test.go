package sandbox_test

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func ids(list []review) []string {
	out := []string{}
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

func TestTheListPagesThroughEveryReviewOnce(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	list := a.all("perPage=100")
	unique := slices.Compact(slices.Sorted(slices.Values(ids(list))))
	if len(list) != 500 || len(unique) != 500 {
		t.Errorf("got %d reviews, %d different ones, want 500", len(list), len(unique))
	}
	if n := len(a.page("").Reviews); n != 20 {
		t.Errorf("a page without perPage has %d reviews, want 20", n)
	}
}

// TestEachFilterSelectsWhatAFilterOfTheWholeSetSelects compares the server with
// a brute-force filter of all reviews, in order.
func TestEachFilterSelectsWhatAFilterOfTheWholeSetSelects(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	all := a.all("perPage=100")
	sample := all[slices.IndexFunc(all, func(r review) bool { return r.ReferenceID != nil && r.Location != nil })]
	tagged := all[slices.IndexFunc(all, func(r review) bool { return len(r.Tags) > 1 })]
	after, before := all[300].CreatedAt, all[100].CreatedAt
	hasTag := func(r review, same func(string, string) bool) bool {
		for _, t := range r.Tags {
			if t.Group == tagged.Tags[1].Group && same(t.Value, tagged.Tags[1].Value) {
				return true
			}
		}
		return false
	}
	exactly := func(x, y string) bool { return x == y }
	for query, is := range map[string]func(review) bool{
		"stars=1":                            func(r review) bool { return r.Stars == 1 },
		"stars=1,2":                          func(r review) bool { return r.Stars <= 2 },
		"stars=1&stars=4,5":                  func(r review) bool { return r.Stars == 1 || r.Stars >= 4 },
		"language=da":                        func(r review) bool { return r.Language == "da" },
		"language=ja&language=fi":            func(r review) bool { return r.Language == "ja" || r.Language == "fi" },
		"language=xx":                        func(review) bool { return false },
		"responded=true":                     func(r review) bool { return r.CompanyReply != nil },
		"responded=false":                    func(r review) bool { return r.CompanyReply == nil },
		"reported=true":                      func(r review) bool { return r.ReportData != nil },
		"reported=False":                     func(r review) bool { return r.ReportData == nil },
		"findReviewer=contacted":             func(r review) bool { return len(r.FindReviewer.Requests) > 0 },
		"findReviewer=notcontacted":          func(r review) bool { return len(r.FindReviewer.Requests) == 0 },
		"source=Organic":                     func(r review) bool { return r.Source == "Organic" },
		"source=organic":                     func(review) bool { return false },
		"username=LUND":                      func(r review) bool { return strings.Contains(strings.ToLower(r.Consumer.DisplayName), "lund") },
		"username=" + url.QueryEscape("Å"):   func(r review) bool { return strings.Contains(strings.ToLower(r.Consumer.DisplayName), "å") },
		"referenceId=" + *sample.ReferenceID: func(r review) bool { return r.ReferenceID != nil && *r.ReferenceID == *sample.ReferenceID },
		"referenceId=" + strings.ToLower(*sample.ReferenceID): func(review) bool { return false },
		"referralEmail=" + strings.ToUpper(*sample.ReferralEmail): func(r review) bool {
			return r.ReferralEmail != nil && *r.ReferralEmail == *sample.ReferralEmail
		},
		"internalLocationId=" + sample.Location.ID:                                                func(r review) bool { return r.Location != nil && r.Location.ID == sample.Location.ID },
		"tagGroup=" + tagged.Tags[1].Group + "&tagValue=" + tagged.Tags[1].Value:                  func(r review) bool { return hasTag(r, exactly) },
		"tagGroup=" + tagged.Tags[1].Group + "&tagValue=" + strings.ToUpper(tagged.Tags[1].Value): func(review) bool { return false },
		"ignoreTagValueCase=true&tagGroup=" + tagged.Tags[1].Group + "&tagValue=" + strings.ToUpper(tagged.Tags[1].Value): func(r review) bool {
			return hasTag(r, strings.EqualFold)
		},
		"startDateTime=" + after.Format("2006-01-02T15:04:05"): func(r review) bool { return !r.CreatedAt.Before(after) },
		"endDateTime=" + before.Format(time.RFC3339):           func(r review) bool { return r.CreatedAt.Before(before) },
		"startDateTime=" + after.Format(time.DateOnly):         func(r review) bool { return !r.CreatedAt.Before(after.Truncate(24 * time.Hour)) },
		"startDateTime=" + url.QueryEscape(after.In(time.FixedZone("", 7200)).Format(time.RFC3339)) + "&endDateTime=" + before.Format("2006-01-02T15:04:05.0000000"): func(r review) bool {
			return !r.CreatedAt.Before(after) && r.CreatedAt.Before(before)
		},
		"stars=1,2&responded=false&language=en,da": func(r review) bool {
			return r.Stars <= 2 && r.CompanyReply == nil && (r.Language == "en" || r.Language == "da")
		},
		"unknown=1&apikey=x": func(review) bool { return true },
	} {
		t.Run(query, func(t *testing.T) {
			want := []review{}
			for _, r := range all {
				if is(r) {
					want = append(want, r)
				}
			}
			if got := a.all("perPage=100&" + query); !slices.Equal(ids(got), ids(want)) {
				t.Errorf("got %d reviews, want %d", len(got), len(want))
			}
		})
	}
}

func TestEachOrderIsKept(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	for order, compare := range map[string]func(x, y review) int{
		"createdat.desc": func(x, y review) int { return y.CreatedAt.Compare(x.CreatedAt) },
		"createdat.asc":  func(x, y review) int { return x.CreatedAt.Compare(y.CreatedAt) },
		"stars.asc":      func(x, y review) int { return cmp.Compare(x.Stars, y.Stars) },
		"stars.desc":     func(x, y review) int { return cmp.Compare(y.Stars, x.Stars) },
	} {
		list := a.all("perPage=100&orderBy=" + order)
		if len(list) != 500 || !slices.IsSortedFunc(list, compare) {
			t.Errorf("%s: %d reviews, in another order", order, len(list))
		}
	}
}

func TestTheNextPageLinkIsAbsoluteAndKeepsTheFilters(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	p := a.page("stars=1&stars=5&perPage=7&responded=true&username=a&orderBy=createdat.asc")
	if len(p.Links) != 1 || p.Links[0].Rel != "next-page" || p.Links[0].Method != "GET" {
		t.Fatalf("links are %v", p.Links)
	}
	u, err := url.Parse(p.Links[0].Href)
	if err != nil || !strings.HasPrefix(p.Links[0].Href, a.APIURL+"/private/business-units/"+a.BusinessUnitID+"/reviews?") {
		t.Fatalf("href is %s", p.Links[0].Href)
	}
	want := url.Values{"stars": {"1", "5"}, "perPage": {"7"}, "responded": {"true"}, "username": {"a"}, "orderBy": {"createdat.asc"}, "page": {"2"}}
	if got := u.Query(); got.Encode() != want.Encode() {
		t.Errorf("the link asks %s", got.Encode())
	}
}

func TestTheLastPageHasNoLinkAndWhatLiesBeyondIsEmpty(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	if p := a.page("perPage=100&page=5"); len(p.Links) != 0 || len(p.Reviews) != 100 {
		t.Errorf("the last page has %d reviews and links %v", len(p.Reviews), p.Links)
	}
	r := a.private(a.list("perPage=100&page=6"))
	if r.status != 200 || r.body != `{"links":[],"reviews":[]}` {
		t.Errorf("beyond the end: %d %s", r.status, r.body)
	}
}

func TestNoPageHasATotal(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	var top map[string]any
	a.private(a.list("")).as(t, &top)
	if len(top) != 2 {
		t.Errorf("the page has %d keys, want links and reviews", len(top))
	}
}

func TestBadListParametersAre400WithAnErrorCode(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	for _, query := range []string{
		"page=0", "page=-1", "page=x", "page=2147483648", "perPage=0", "perPage=101", "perPage=a", "stars=6", "stars=0", "stars=1,x", "responded=maybe",
		"reported=1", "orderBy=updatedat.desc", "startDateTime=yesterday", "endDateTime=2026-02-30", "tagGroup=generic", "tagValue=x", "findReviewer=asked",
		"ignoreTagValueCase=x", "internalLocationId=nowhere", "perPage=100&page=1001", "page=5001", "page=%zz",
	} {
		r := a.private(a.list(query))
		var e appError
		r.as(t, &e)
		if r.status != 400 || e.ErrorCode != 1001 || e.Message == "" || e.Details == nil || len(e.CorrelationID) != 36 {
			t.Errorf("%s: status %d, %s", query, r.status, r.body)
		}
	}
}

func TestPagingReachesExactly100000Records(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 1, Reviews: 100_150})
	if p := a.page("perPage=100&page=1000"); len(p.Reviews) != 100 {
		t.Errorf("page 1000 has %d reviews", len(p.Reviews))
	}
	if r := a.private(a.list("perPage=100&page=1001")); r.status != 400 {
		t.Errorf("page 1001: status %d", r.status)
	}
}
