package ui

import (
	"context"
	"errors"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func shop(id, own, name string) review.Location {
	return review.Location{ID: text(id), Name: text(name), ExternalID: text(own)}
}

// withPlaces opens a desk on reviews of two places, in a company that has three.
func withPlaces(t *testing.T, w, h int, asked *int, err error) *driver {
	t.Helper()
	rs := sample()
	aarhus, oslo := shop("11111111-0000-0000-0000-000000000000", "DK-AAR-01", "Aarhus City"), shop("22222222-0000-0000-0000-000000000000", "NO-OSL-02", "Oslo")
	rs[0].Location, rs[1].Location, rs[2].Location = &aarhus, &oslo, &aarhus
	rs[6].Location = &review.Location{ID: text("33333333-0000-0000-0000-000000000000")}
	return start(t, w, h, rs, func(_ *driver, o *Options) {
		o.Locations = func(context.Context) ([]review.Location, error) {
			*asked++
			return []review.Location{aarhus, oslo, shop("33333333-0000-0000-0000-000000000000", "SE-GOT-03", "Göteborg")}, err
		}
	})
}

func TestTheLocationIsNamedInTheReaderAndInARowThatHasRoom(t *testing.T) {
	asked := 0
	d := withPlaces(t, 200, 50, &asked, nil)
	d.wants("Order DK-48213 · at Aarhus City · Automatic invitation")
	d.golden("places-200x50")
	if asked > 0 {
		t.Fatal("the locations were asked for although nobody filters by them")
	}
	narrow := withPlaces(t, 120, 36, &asked, nil)
	narrow.wants("at Aarhus City")
	narrow.lacks("Oslo")
}

func TestAReviewWithAnIDAloneTellsTheNameOnceItIsKnown(t *testing.T) {
	asked := 0
	d := withPlaces(t, 200, 50, &asked, nil)
	d.wants("33333333-")
	d.press("/ esc / esc")
	d.wants("Göteborg")
	d.lacks("33333333-")
	if asked != 1 {
		t.Fatalf("asked %d times", asked)
	}
}

func TestTheFilterBarCompletesLocationsByNameAndID(t *testing.T) {
	asked := 0
	d := withPlaces(t, 120, 36, &asked, nil)
	for typed, want := range map[string]string{"location:aa": `location:"Aarhus City"`, "location:DK": "location:DK-AAR-01", "location:2222": "location:22222222-0000-0000-0000-000000000000",
		"location:gö": "location:Göteborg", "-location:os": "-location:Oslo"} {
		d.press("/ ctrl+u")
		d.type_(typed)
		d.press("tab")
		if got := d.m.bar.field.value(); got != want+" " {
			t.Errorf("%s is completed to %q, want %q", typed, got, want)
		}
		d.press("esc")
	}
}

func TestALocationFiltersByNameAndByEitherID(t *testing.T) {
	asked := 0
	for _, term := range []string{`location:"Aarhus City"`, "location:DK-AAR-01", "location:11111111-0000-0000-0000-000000000000"} {
		d := withPlaces(t, 120, 36, &asked, nil)
		d.press("/")
		d.type_(term)
		d.press("enter")
		d.wants("newest · 2", "Maria Sørensen", "田中 結衣")
		d.lacks("J. Okafor")
	}
}

func TestWithoutTrustpilotsAnswerTheLocationsOfTheListAreOffered(t *testing.T) {
	asked := 0
	d := withPlaces(t, 120, 36, &asked, errors.New("offline"))
	d.press("/")
	d.type_("location:o")
	d.wants("location:Oslo")
	d.press("esc /")
	if asked != 2 {
		t.Fatalf("asked %d times: a failed answer is asked for again", asked)
	}
}
