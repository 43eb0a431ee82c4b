package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) showCommand() *cobra.Command {
	var fresh, cached bool
	p := &productFlags{}
	cmd := &cobra.Command{
		Use: "show ID...", Short: "Show reviews whole: text, reply, tags, source, reference, report and find-reviewer state",
		Long:    "Show reviews whole: text, reply, tags, source, reference, report and find-reviewer state.\n\n" + untrusted,
		Example: "  tpdesk show 66a0f1c2d3e4b5a697887766\n  tpdesk show 66a0f1c2d3e4b5a697887766 --jq '.[0].companyReply.text'",
		RunE: func(cmd *cobra.Command, args []string) error {
			product, err := p.product()
			if err != nil {
				return err
			}
			if product {
				return a.showProducts(cmd.Context(), args, cached)
			}
			from := (&filterFlags{fresh: fresh, cached: cached}).freshness()
			return a.show(cmd.Context(), args, from)
		},
	}
	cmd.Flags().BoolVar(&fresh, "fresh", false, "ask the server, and fail when it cannot be reached")
	cmd.Flags().BoolVar(&cached, "cached", false, "ask the local copy alone")
	cmd.MarkFlagsMutuallyExclusive("fresh", "cached")
	p.addKind(cmd)
	return cmd
}

func (a *App) show(ctx context.Context, args []string, from desk.Freshness) error {
	ids, err := reviewIDs(args)
	if err == nil {
		err = a.out.check()
	}
	if err == nil {
		err = checkFields(a.out.fields(), reviewFields())
	}
	if err != nil {
		return err
	}
	s, err := a.open(ctx, from != desk.Cached)
	if err != nil {
		return err
	}
	defer s.Close()
	var found []review.Review
	for _, id := range ids {
		r, fromCopy, err := s.Show(ctx, id, from)
		if err != nil {
			return a.missing(ctx, s, id, err)
		}
		if fromCopy && from != desk.Cached {
			a.say("tpdesk: Trustpilot cannot be reached; %s is shown from the local copy", id)
		}
		found = append(found, r)
	}
	return a.printShown(ctx, s, found)
}

func nextForMissing(err error) string {
	if errors.Is(err, review.ErrNotFound) {
		return "tpdesk list shows the IDs that there are"
	}
	return ""
}

func (a *App) printShown(ctx context.Context, s *session, rs []review.Review) error {
	notes, err := a.annotator(ctx, s, desk.Listing{})
	if err != nil {
		return err
	}
	var shown []reviewJSON
	for _, r := range rs {
		row := notes.annotate(r)
		if dossier, ok, err := s.Prepared(ctx, r.ID); err != nil {
			return err
		} else if ok {
			row.Desk.Report = &dossier
		}
		shown = append(shown, row)
	}
	if a.out.asked() {
		return a.printJSON(ctx, shown)
	}
	for i, r := range shown {
		if i > 0 {
			_, _ = fmt.Fprintln(a.Out)
		}
		if err := a.printWhole(ctx, s, r); err != nil {
			return err
		}
	}
	return nil
}

// printWhole prints everything that is known of a review, for a person.
func (a *App) printWhole(ctx context.Context, s *session, r reviewJSON) error {
	w := a.outLines()
	w.line(a.paint(starColour(r.Stars), stars(r.Stars)) + "  " + a.paint(bold, orDash(r.Title.Line())))
	w.line(indent(who(r.Review)))
	w.line(indent(origin(r.Review)))
	w.line(indent(times(r.Review)))
	w.blank()
	w.line(indent(orDash(strings.TrimRight(r.Text.Block(), "\n"))))
	w.blank()
	a.printState(w, r)
	a.printReply(w, r.Review)
	a.printRequests(w, r.Review)
	if r.Desk.Draft != nil {
		w.line("Draft, not sent:")
		w.line(indent(review.NewText(*r.Desk.Draft).Block()))
	}
	a.printHistory(ctx, s, w, r.ID)
	w.line(a.paint(dim, "ID "+string(r.ID)+" · "+r.Desk.URL))
	return w.err
}

func orDash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "–"
	}
	return s
}

// joined puts what is not empty in a row.
func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

func who(r review.Review) string {
	place, count := "", ""
	if c := r.Consumer; c != nil {
		place = c.DisplayLocation.Line()
		if n := c.NumberOfReviews; n.Known {
			count = plural(n.V, "review")
		}
	}
	return joined(r.Name(), place, count, r.Language.Line())
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func origin(r review.Review) string {
	order := ""
	if r.ReferenceID.Visible() {
		order = "Reference " + r.ReferenceID.Line()
	}
	place := ""
	if r.Location != nil {
		place = r.Location.Name.Line()
	}
	method := review.SourceLabel(r.Source)
	if m := review.MethodOf(r.Source); m != "" {
		method += " (" + m.Meaning() + ")"
	}
	return joined(order, r.ReferralEmail.Line(), place, r.VerificationLevel.Line(), method)
}

func times(r review.Review) string {
	out := []string{"written " + day(r.CreatedAt)}
	if !r.ExperiencedAt.IsZero() {
		out = append(out, "experienced "+r.ExperiencedAt.Format("2 Jan 2006"))
	}
	if !r.UpdatedAt.IsZero() {
		out = append(out, "changed "+day(r.UpdatedAt))
	}
	return joined(out...)
}

func day(t review.Time) string {
	if t.IsZero() {
		return "at an unknown time"
	}
	return t.UTC().Format("2 Jan 2006 15:04") + " UTC"
}

func (a *App) printState(w *lines, r reviewJSON) {
	if len(r.Tags) > 0 {
		var tags []string
		for _, t := range r.Tags {
			tags = append(tags, t.String())
		}
		w.line("Tags: " + strings.Join(tags, ", "))
	}
	if d := r.ReportData; d != nil {
		w.line("Reported: " + joined(day(d.CreatedAt), d.Reason.Line(), d.Visibility.Line(), d.PublicComment.Line()))
	}
	if d := r.Desk.Report; d != nil && r.ReportData == nil {
		w.line("Report prepared " + d.PreparedAt.UTC().Format("2 Jan 2006 15:04") + " UTC: " + d.Reason)
	}
}

func (a *App) printReply(w *lines, r review.Review) {
	c := r.CompanyReply
	if c == nil {
		w.line("No reply yet")
		return
	}
	head := joined("Reply of "+orDash(c.AuthorName.Line()), day(c.CreatedAt), "SHA "+c.Digest())
	if r.Outdated() {
		head += " · the review was changed since"
	}
	w.line(head)
	w.line(indent(c.Text.Block()))
}

func (a *App) printRequests(w *lines, r review.Review) {
	if r.FindReviewer == nil {
		return
	}
	if r.Eligible() {
		w.line("The reviewer may be asked for their details: tpdesk find-reviewer " + string(r.ID))
	}
	for _, q := range r.FindReviewer.Requests {
		w.line("Reviewer asked: " + joined(day(q.Created), q.Status.Line(), q.Message.Line()))
		if p := q.Response; p != nil {
			w.line("  answered: " + joined(p.Name.Line(), p.Email.Line(), p.PhoneNumber.Line(), p.Address.Line(), p.ReferenceID.Line(), p.Message.Line()))
		}
	}
}

func (a *App) printHistory(ctx context.Context, s *session, w *lines, id review.ID) {
	revisions, err := s.Work.Revisions(ctx, id)
	if err == nil && len(revisions) > 1 {
		w.line(fmt.Sprintf("%d revisions were seen: tpdesk history %s", len(revisions), id))
	}
}

// reviewURL is the review's public address.
func reviewURL(id review.ID) string { return link.Review(string(id)) }
