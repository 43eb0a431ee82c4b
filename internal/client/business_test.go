package client

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestABusinessIsReadWithItsScoreAndCounts(t *testing.T) {
	c := library(t, map[string]string{
		"/business-units/find?name=kettleworks.example": "business_unit_find.json",
		"/business-units/" + unitID:                     "business_unit_find.json",
	})
	got, err := c.FindBusiness(context.Background(), "kettleworks.example")
	if err != nil || !got.ID.Is(unitID) || got.Reviews.One.V != 71 || got.Reviews.Five.V != 905 || got.Reviews.Used.V != 1240 || len(got.Name.Referring) != 3 || !got.Status.Is("active") {
		t.Errorf("got %+v, %v", got, err)
	}
	if again, err := c.Business(context.Background()); err != nil || again.Score != got.Score {
		t.Errorf("got %+v, %v", again, err)
	}
	_, err = c.FindBusiness(context.Background(), "nobody.example")
	wantKind(t, err, review.ErrNotFound)
}

func TestWhatABusinessLacksIsUnknown(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Apikey") != "key-1" || r.Header.Get("Authorization") != "" {
			t.Errorf("%s came with %v", r.URL, r.Header)
		}
		_, _ = fmt.Fprint(w, `{"id":"x","score":null,"numberOfReviews":{"total":"many"},"categories":[{"categoryId":"a"},7,null],"profileUrl":7,"name":[]}`)
	})
	b, err := c.Business(context.Background())
	if err != nil || b.Score.TrustScore.Known || b.Reviews.Total.Known || b.DisplayName.Known() {
		t.Errorf("got %+v, %v", b, err)
	}
	kinds, err := c.Categories(context.Background(), "da-DK")
	if err != nil || len(kinds) != 1 || !kinds[0].ID.Is("a") || kinds[0].Primary.Known {
		t.Errorf("got %+v, %v", kinds, err)
	}
	links, err := c.BusinessLinks(context.Background(), "da-DK")
	if err != nil || len(links) != 1 {
		t.Errorf("got %+v, %v", links, err)
	}
}

func TestCategoriesAndPagesAreAskedForInALocale(t *testing.T) {
	var asked []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, strings.TrimPrefix(r.URL.String(), "/v1/business-units/"+unitID))
		_, _ = fmt.Fprint(w, `{}`)
	})
	_, err1 := c.Categories(context.Background(), "da-DK")
	_, err2 := c.BusinessLinks(context.Background(), "da-DK")
	if err1 != nil || err2 != nil || strings.Join(asked, " ") != "/categories?country=DK&locale=da-DK /web-links?locale=da-DK" {
		t.Errorf("asked %v: %v, %v", asked, err1, err2)
	}
}

func TestPublicReviewsAreReadOverAllPages(t *testing.T) {
	s := &shelf{rows: stock(250, 0)}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/business-units/"+unitID+"/reviews" || r.Header.Get("Apikey") == "" || r.URL.Query().Has("endDateTime") {
			t.Errorf("asked for %s", r.URL)
		}
		s.ServeHTTP(w, r)
	})
	if got, err := collect(c.PublicReviews(context.Background(), false, "")); err != nil || len(got) != 250 {
		t.Errorf("%d reviews, %v", len(got), err)
	}
}

func TestTheBestPublicReviewsAreAskedForByStars(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); q.Get("orderBy") != "stars.desc" || q.Get("language") != "da" {
			t.Errorf("asked for %s", r.URL)
		}
		_, _ = fmt.Fprint(w, `{"reviews":[],"links":[]}`)
	})
	if got, err := collect(c.PublicReviews(context.Background(), true, "da")); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestShopsAreReadByPagesUntilThereIsNone(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		page := number(r.URL.Query().Get("page"))
		rows := []string{}
		for i := range 200 {
			rows = append(rows, fmt.Sprintf(`{"id":"%d-%d","name":"Shop %d","customerLocationId":"C","locationDetails":{"formattedAddress":"Street %d"}}`, page, i, i, i))
		}
		more := ""
		if page < 3 {
			more = fmt.Sprintf(`{"rel":"next-page","href":"http://%s%s?page=%d"}`, r.Host, r.URL.Path, page+1)
		}
		_, _ = fmt.Fprintf(w, `{"locations":[%s],"links":[%s]}`, strings.Join(rows, ","), more)
	})
	n, last := 0, Shop{}
	for s, err := range c.Shops(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		n, last = n+1, s
	}
	if n != 600 || !last.Details.Formatted.Is("Street 199") || !last.CustomerID.Is("C") {
		t.Errorf("%d shops, the last %+v", n, last)
	}
	if c.Calls() != 3 {
		t.Errorf("%d calls", c.Calls())
	}
}

func TestShopsAreReadByNumberWhereNoLinkNamesTheNextPage(t *testing.T) {
	for shops, calls := range map[int]int{0: 1, 199: 1, 200: 2, 450: 3} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			rows := []string{}
			for i := (number(r.URL.Query().Get("page")) - 1) * 200; i < shops && len(rows) < 200; i++ {
				rows = append(rows, fmt.Sprintf(`{"id":"%d"}`, i))
			}
			_, _ = fmt.Fprintf(w, `{"locations":[%s]}`, strings.Join(rows, ","))
		})
		got := 0
		for _, err := range c.Shops(context.Background()) {
			if got++; err != nil {
				t.Error(err)
			}
		}
		if got != shops || c.Calls() != calls {
			t.Errorf("%d shops of %d in %d calls", got, shops, c.Calls())
		}
	}
}

func TestWithoutABusinessUnitNothingIsAsked(t *testing.T) {
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") }, func(cfg *Config) { cfg.BusinessUnit = "" })
	if c.HasUnit() {
		t.Error("has a unit")
	}
	_, err := c.Business(context.Background())
	for _, e := range c.Shops(context.Background()) {
		err = e
	}
	if _, e := collect(c.PublicReviews(context.Background(), false, "")); err == nil || e == nil {
		t.Errorf("got %v, %v", err, e)
	}
}
