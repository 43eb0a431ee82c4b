package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

// reviewer looks up the consumer of a review, or a consumer by their own ID.
func (a *App) reviewer(ctx context.Context, id review.ID) error {
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	consumer, about := string(id), (*review.Review)(nil)
	r, _, err := s.Show(ctx, id, desk.Auto)
	switch {
	case err == nil && (r.Consumer == nil || !r.Consumer.ID.Visible()):
		return withNext(fmt.Errorf("reviewer of %s: %w: the review names no consumer", id, review.ErrNotFound), id, "")
	case err == nil:
		consumer, about = r.Consumer.ID.Raw(), &r
	case !errors.Is(err, review.ErrNotFound) && !errors.Is(err, review.ErrRefused):
		return withNext(err, id, "")
	}
	found, err := s.Reviewer(ctx, consumer)
	if err != nil {
		return withNext(err, id, "")
	}
	return a.printReviewer(ctx, s, found, about)
}

func (a *App) printReviewer(ctx context.Context, s *session, found desk.Reviewer, about *review.Review) error {
	if !a.out.asked() {
		return a.printProfile(found, about)
	}
	notes, err := a.annotator(ctx, s, desk.Listing{})
	if err != nil {
		return err
	}
	out := reviewerJSON{Profile: found.Profile, ProfileURL: link.Reviewer(found.Profile.ID.Raw()), Reviews: found.All}
	for _, r := range found.Here {
		out.Here = append(out.Here, notes.annotate(r))
	}
	if about != nil {
		r := notes.annotate(*about)
		out.Review = &r
	}
	return a.printJSON(ctx, out)
}

func (a *App) printProfile(found desk.Reviewer, about *review.Review) error {
	p, w := found.Profile, a.outLines()
	name := review.NoName
	if p.DisplayName.Visible() {
		name = p.DisplayName.Line()
	}
	count := ""
	if p.NumberOfReviews.Known {
		count = plural(p.NumberOfReviews.V, "review")
	}
	w.line("Reviewer: " + a.paint(bold, name))
	w.line(indent(orDash(joined(p.City.Line(), p.Country.Line(), p.Locale.Line(), count))))
	if about != nil {
		w.line(indent(orDash(origin(*about))))
	}
	if p.About.Visible() {
		w.line(indent(p.About.Line()))
	}
	w.line(a.paint(dim, link.Reviewer(p.ID.Raw())))
	if len(found.Here) > 0 {
		w.line("\nReviews of your company:")
	}
	for _, r := range found.Here {
		w.line(a.tableRow(r))
	}
	if len(found.All) > 0 {
		w.line("\nNewest public reviews:")
	}
	for _, r := range found.All {
		w.line(a.publicRow(r))
	}
	return w.err
}

// publicRow is a review of any company on one line.
func (a *App) publicRow(r review.Review) string {
	company := ""
	if r.BusinessUnit != nil {
		company = r.BusinessUnit.DisplayName.Line()
	}
	return a.paint(starColour(r.Stars), stars(r.Stars)) + " " + fit(age(r.CreatedAt, a.Now()), 4) + " " + fit(company, 20) + " " + fit(headline(r), max(10, a.Width-33))
}
