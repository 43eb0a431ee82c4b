package desk

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestAReportIsPreparedKeptAndRememberedAsSaidSent(t *testing.T) {
	b := newBench(plain("a"))
	c := Report{ID: "a", Reason: "harmful-or-illegal", Detail: "violence", Passage: "came late", Note: "see order 5"}
	got, err := b.Prepare(t.Context(), c, plain("a"))
	wantIs(t, "prepare", err, nil)
	want := review.Dossier{ReviewID: "a", Reason: "harmful-or-illegal", Detail: "violence", Passage: "came late", Note: "see order 5", PreparedAt: noon}
	if got != want || b.work.dossiers["a"] != want {
		t.Errorf("dossier %+v, kept %+v", got, b.work.dossiers["a"])
	}
	b.now = noon.Add(time.Minute)
	got, err = b.SaidSent(t.Context(), "a")
	want.SaidSentAt = b.now
	if wantIs(t, "said sent", err, nil); got != want || b.work.dossiers["a"] != want {
		t.Errorf("dossier %+v, kept %+v", got, b.work.dossiers["a"])
	}
	if d, ok, err := b.Prepared(t.Context(), "a"); err != nil || !ok || d != want {
		t.Errorf("prepared: %+v, %v, %v", d, ok, err)
	}
	b.want(t) // nothing of a report is sent by us
}

func TestAReportThatCannotBeKeptIsNotPrepared(t *testing.T) {
	b := newBench(plain("a"))
	b.work.saved = review.ErrIO
	_, err := b.Prepare(t.Context(), Report{ID: "a", Reason: "advertising"}, plain("a"))
	wantIs(t, "a full disk", err, review.ErrIO)
	_, err = b.Prepare(t.Context(), Report{ID: "a", Reason: "boring"}, plain("a"))
	wantIs(t, "a wrong reason", err, review.ErrInvalid)
	_, err = b.SaidSent(t.Context(), "a")
	wantIs(t, "said sent of nothing", err, review.ErrNotFound)
	if _, ok, err := b.Prepared(t.Context(), "a"); ok || err != nil {
		t.Errorf("prepared: %v, %v", ok, err)
	}
}

func TestADossierCarriesTheEvidence(t *testing.T) {
	r := FindReviewer{Message: "Which order?"}.Apply(plain("a"))
	r.Consumer.NumberOfReviews = review.Some(1)
	d := review.Dossier{ReviewID: "a", Reason: "different-business", Detail: "unknown-reviewer", Passage: "came late", Note: "two lines\nof note"}
	got, err := DossierText(r, d, []review.Review{plain("b"), plain("c")}, make([]review.Revision, 3))
	wantIs(t, "dossier", err, nil)
	want := `Reason: About a different business – I do not recognise the reviewer
Passage: “came late”
Review: a, 2 of 5 stars, 20 November 2026, by Anna
Evidence: collected as Organic
Evidence: it carries no reference number
Evidence: it is the reviewer's only review
Evidence: the reviewer wrote 2 other reviews about us
Evidence: the text was changed 2 times since it was first seen
Evidence: the reviewer was asked for their details and has not answered
Note: two lines
  of note
`
	if got != want {
		t.Errorf("dossier:\n%s\nwant:\n%s", got, want)
	}
}

func TestADossierOfLittleSaysLittle(t *testing.T) {
	got, err := DossierText(review.Review{ID: "a", ReferenceID: review.NewText("DK-1")}, review.Dossier{Reason: "not-genuine"}, nil, nil)
	wantIs(t, "dossier", err, nil)
	want := "Reason: Not based on a genuine experience\nReview: a, stars unknown, date unknown, by (no visible name)\nEvidence: collected as Unknown\n"
	if got != want {
		t.Errorf("dossier:\n%s\nwant:\n%s", got, want)
	}
	_, err = DossierText(review.Review{}, review.Dossier{Reason: "boring"}, nil, nil)
	wantIs(t, "a wrong reason", err, review.ErrInvalid)
}

func TestNothingACustomerWroteActsFromADossier(t *testing.T) {
	r := plain("a\x1b[2J")
	r.Text = review.NewText("before\x1b]52;c;QUJD\x07 after\u202e")
	r.Consumer.DisplayName, r.Source = review.NewText("Tom\x1b[6n\nWeber"), review.NewText("New\u009bThing")
	got, err := DossierText(r, review.Dossier{Reason: "advertising", Passage: r.Text.Raw(), Note: "said \x1b[8m"}, nil, nil)
	wantIs(t, "dossier", err, nil)
	if hostile := regexp.MustCompile(`[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{202e}]`); hostile.MatchString(got) {
		t.Errorf("the dossier holds control characters: %+q", got)
	}
	if !strings.Contains(got, "before") || !strings.Contains(got, " after") {
		t.Errorf("the passage is not readable: %q", got)
	}
}
