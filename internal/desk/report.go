package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Report prepares a report of a review. Trustpilot has no API for reports: the desk writes the dossier down, a person
// sends it in the web app, and ReportData tells what became of it (trustpilot-api §3.4).
type Report struct {
	ID      review.ID
	Reason  string
	Detail  string
	Passage string // a part of the review's text or title
	Note    string
}

// Check refuses an unknown reason or detail, a passage that does not stand in the review, and a review that is
// reported already.
func (c Report) Check(r review.Review) error {
	if _, _, err := review.FindReason(c.Reason, c.Detail); err != nil {
		return fmt.Errorf("report %s: %w", c.ID, err)
	}
	if r.ReportData != nil {
		return &ConflictError{ID: c.ID, Now: r, What: "it is reported already: wait for the outcome"}
	}
	if !utf8.ValidString(c.Note) {
		return fmt.Errorf("report %s: %w: the note is not valid UTF-8", c.ID, review.ErrInvalid)
	}
	if c.Passage != "" && !strings.Contains(r.Text.Raw(), c.Passage) && !strings.Contains(r.Title.Raw(), c.Passage) {
		return fmt.Errorf("report %s: %w: the passage does not stand in the review", c.ID, review.ErrInvalid)
	}
	return nil
}

// Prepare checks a report against the review and keeps its dossier.
func (d *Desk) Prepare(ctx context.Context, c Report, r review.Review) (review.Dossier, error) {
	if err := c.Check(r); err != nil {
		return review.Dossier{}, err
	}
	dossier := review.Dossier{ReviewID: c.ID, Reason: c.Reason, Detail: c.Detail, Passage: c.Passage, Note: c.Note, PreparedAt: d.Now()}
	if err := d.Work.SaveDossier(ctx, dossier); err != nil {
		return review.Dossier{}, fmt.Errorf("report %s: the dossier could not be kept: %w", c.ID, err)
	}
	return dossier, nil
}

// SaidSent remembers that the agent says they sent the report in the web app.
func (d *Desk) SaidSent(ctx context.Context, id review.ID) (review.Dossier, error) {
	dossier, err := d.Work.Dossier(ctx, id)
	if err != nil {
		return dossier, fmt.Errorf("report %s: no dossier was prepared: %w", id, err)
	}
	dossier.SaidSentAt = d.Now()
	return dossier, d.Work.SaveDossier(ctx, dossier)
}

// DossierText is the dossier as it is pasted into the web app's dialog: plain text, with the evidence that the desk has.
func DossierText(r review.Review, dossier review.Dossier, earlier []review.Review, revisions []review.Revision) (string, error) {
	reason, detail, err := review.FindReason(dossier.Reason, dossier.Detail)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Reason: %s", reason.Label)
	if detail.Label != "" {
		fmt.Fprintf(&b, " – %s", detail.Label)
	}
	if dossier.Passage != "" {
		fmt.Fprintf(&b, "\nPassage: “%s”", setIn(dossier.Passage))
	}
	fmt.Fprintf(&b, "\nReview: %s, %s, by %s", review.NewText(string(r.ID)), starsAndDay(r), r.Name())
	for _, line := range evidence(r, earlier, revisions) {
		fmt.Fprintf(&b, "\nEvidence: %s", line)
	}
	if dossier.Note != "" {
		fmt.Fprintf(&b, "\nNote: %s", setIn(dossier.Note))
	}
	return b.String() + "\n", nil
}

// setIn is a text behind a word of the dossier: its further lines are set in, so that none can pass for another entry.
func setIn(text string) string {
	return strings.ReplaceAll(review.NewText(text).Block(), "\n", "\n  ")
}

func starsAndDay(r review.Review) string {
	stars, day := "stars unknown", "date unknown"
	if r.Stars > 0 {
		stars = fmt.Sprintf("%d of 5 stars", r.Stars)
	}
	if !r.CreatedAt.IsZero() {
		day = r.CreatedAt.Format("2 January 2006")
	}
	return stars + ", " + day
}

// evidence is what speaks of the review's origin, each in a line.
func evidence(r review.Review, earlier []review.Review, revisions []review.Revision) []string {
	out := []string{"collected as " + review.SourceLabel(r.Source)}
	if !r.ReferenceID.Visible() {
		out = append(out, "it carries no reference number")
	}
	if r.Consumer != nil && r.Consumer.NumberOfReviews.Or(0) == 1 {
		out = append(out, "it is the reviewer's only review")
	}
	if len(earlier) > 0 {
		out = append(out, fmt.Sprintf("the reviewer wrote %d other reviews about us", len(earlier)))
	}
	if len(revisions) > 1 {
		out = append(out, fmt.Sprintf("the text was changed %d times since it was first seen", len(revisions)-1))
	}
	if q := open(r); q != nil {
		out = append(out, "the reviewer was asked for their details and has not answered")
	}
	return out
}

// Prepared is the newest dossier of a review; ok is false when there is none.
func (d *Desk) Prepared(ctx context.Context, id review.ID) (dossier review.Dossier, ok bool, err error) {
	dossier, err = d.Work.Dossier(ctx, id)
	if errors.Is(err, review.ErrNotFound) {
		return dossier, false, nil
	}
	return dossier, err == nil, err
}
