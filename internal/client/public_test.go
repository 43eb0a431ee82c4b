package client

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// library answers each path with a sample.
func library(t *testing.T, samples map[string]string) *Client {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		name, ok := samples[strings.TrimPrefix(r.URL.String(), "/v1")]
		if !ok {
			w.WriteHeader(404)
			return
		}
		_, _ = w.Write(sample(t, name))
	})
}

func TestAConsumersProfileIsRead(t *testing.T) {
	c := library(t, map[string]string{"/consumers/64b1c2d3e4f5061728394a5b": "consumer_profile.json"})
	p, err := c.Consumer(context.Background(), "64b1c2d3e4f5061728394a5b")
	if err != nil || !p.DisplayName.Is("Søren Ågård") || !p.City.Is("Aarhus") || !p.Country.Is("DK") || !p.HasImage.V || p.About.Known() || p.NumberOfReviews.Known {
		t.Errorf("got %+v, %v", p, err)
	}
	_, err = c.Consumer(context.Background(), "nobody")
	wantKind(t, err, review.ErrNotFound)
}

func TestABusinessUnitIsFoundByItsDomainAndRead(t *testing.T) {
	c := library(t, map[string]string{
		"/business-units/find?name=kettleworks.example": "business_unit_find.json",
		"/business-units/" + unitID:                     "business_unit_find.json",
	})
	found, err := c.FindUnit(context.Background(), "kettleworks.example")
	if err != nil || !found.ID.Is(unitID) || !found.Name.Is("kettleworks.example") || found.TrustScore.V != 4.4 || found.Stars.V != 4.5 || found.NumberOfReviews.V != 1286 {
		t.Errorf("got %+v, %v", found, err)
	}
	if got, err := c.Unit(context.Background()); err != nil || got != found {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = c.FindUnit(context.Background(), "nobody.example")
	wantKind(t, err, review.ErrNotFound)
}

func TestForUnitAsksForTheOtherUnit(t *testing.T) {
	c := library(t, map[string]string{"/business-units/" + unitID: "business_unit_find.json"})
	other, err := c.ForUnit("5f3c8a1e9b7d4c0001a2b3ff")
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.Unit(context.Background())
	wantKind(t, err, review.ErrNotFound)
	if c.Calls() != 1 {
		t.Error("the two do not count together")
	}
}

func TestTheAddressOfAReviewsPageIsRead(t *testing.T) {
	c := library(t, map[string]string{"/reviews/66a0f1c2d3e4b5a697887766/web-links?locale=en-US": "review_web_links.json"})
	got, err := c.WebLinks(context.Background(), reviewID, "en-US")
	if err != nil || !got.Is("https://www.trustpilot.com/reviews/66a0f1c2d3e4b5a697887766") {
		t.Errorf("got %q, %v", got.Raw(), err)
	}
}

func TestAConsumersReviewsAreReadByLinksAlone(t *testing.T) {
	s := &shelf{rows: stock(250, 0)}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/consumers/c1/reviews" || r.Header.Get("Apikey") == "" || r.URL.Query().Has("endDateTime") {
			t.Errorf("asked for %s", r.URL)
		}
		s.ServeHTTP(w, r)
	})
	if got, err := collect(c.ConsumerReviews(context.Background(), "c1")); err != nil || len(got) != 250 {
		t.Errorf("%d reviews, %v", len(got), err)
	}
	if _, err := collect(c.ConsumerReviews(context.Background(), "../x")); err == nil {
		t.Error("took a bad id")
	}
}

func TestADryRunTellsEachWriteAndSendsNone(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("%s left", r.Method)
		}
		answerJSON(w, 200, map[string]any{"id": reviewID})
	})
	var told []Request
	dry := c.DryRun(func(r Request) { told = append(told, r) })
	for act, do := range acts(dry) {
		told = nil
		if err := do(context.Background()); err != nil || len(told) != 1 {
			t.Fatalf("%s: %v, %d requests told", act, err, len(told))
		}
		r := told[0]
		if strings.Contains(r.Header.Get("Authorization"), "t0") || r.Header.Get("Authorization") == "" || !strings.Contains(r.URL, string(reviewID)) {
			t.Errorf("%s: %+v", act, r)
		}
		if (r.Body != "") != (r.Method != http.MethodDelete) {
			t.Errorf("%s: body %q", act, r.Body)
		}
	}
	if _, err := dry.Review(context.Background(), reviewID); err != nil {
		t.Errorf("a dry run does not read: %v", err)
	}
	if dry.Calls() != 1 {
		t.Errorf("counted %d calls", dry.Calls())
	}
}
