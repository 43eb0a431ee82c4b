package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

// reportOptions are what tpdesk report was asked for.
type reportOptions struct {
	reason, detail, passage, note string
	print, sent                   bool
}

func (a *App) reportCommand() *cobra.Command {
	o := &reportOptions{}
	cmd := &cobra.Command{
		Use: "report ID --reason R", Short: "Prepare a report of a review for Trustpilot's web app, and follow its outcome",
		Long: `Prepare a report of a review. Trustpilot has no API for reports: tpdesk writes the dossier and opens the review in the
web app, where a person sends it. With --sent you tell the desk that you did. From then on tpdesk list --reported yes
and tpdesk show follow what Trustpilot says of it.

` + reasonHelp(),
		Example: `  tpdesk report 66a0f1c2d3e4b5a697887766 --reason not-genuine --note 'no such order'
  tpdesk report 66a0f1c2d3e4b5a697887766 --reason harmful-or-illegal --detail hate --passage 'the words' --print
  tpdesk report 66a0f1c2d3e4b5a697887766 --sent`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ids, err := reviewIDs(args)
			if err == nil && len(ids) != 1 {
				err = usagef("one review at a time: a report is a careful thing")
			}
			if err != nil {
				return err
			}
			return a.report(cmd.Context(), ids[0], o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.reason, "reason", "", "why: `REASON`, one of those above")
	f.StringVar(&o.detail, "detail", "", "the sub-reason: `DETAIL`")
	f.StringVar(&o.passage, "passage", "", "the `words` of the review that it is about")
	f.StringVar(&o.note, "note", "", "what Trustpilot should know: `text`")
	f.BoolVar(&o.print, "print", false, "print the dossier and the web app's address, and open nothing")
	f.BoolVar(&o.sent, "sent", false, "remember that you sent the prepared report in the web app")
	return cmd
}

func reasonHelp() string {
	var b strings.Builder
	b.WriteString("Reasons:\n")
	for _, r := range review.Reasons() {
		fmt.Fprintf(&b, "  %-22s %s\n", r.Name, r.Test)
		for _, d := range r.Details {
			fmt.Fprintf(&b, "    --detail %-17s %s\n", d.Name, d.Label)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func (a *App) report(ctx context.Context, id review.ID, o *reportOptions) error {
	if err := o.checkFlags(id); err != nil {
		return err
	}
	s, err := a.open(ctx, !o.sent)
	if err != nil {
		return err
	}
	defer s.Close()
	if o.sent {
		return a.reportSent(ctx, s, id)
	}
	r, _, err := s.Show(ctx, id, desk.Auto)
	if err != nil {
		return withNext(err, id, nextForMissing(err))
	}
	dossier, err := s.Prepare(ctx, desk.Report{ID: id, Reason: o.reason, Detail: o.detail, Passage: o.passage, Note: o.note}, r)
	if err != nil {
		return withNext(err, id, "")
	}
	return a.handOver(ctx, s, r, dossier, o.print)
}

func (o *reportOptions) checkFlags(id review.ID) error {
	if o.sent {
		return nil
	}
	if o.reason == "" {
		return usagef("--reason is needed\n%s", reasonHelp())
	}
	if _, _, err := review.FindReason(o.reason, o.detail); err != nil {
		return usagef("report %s: %w", id, err)
	}
	return nil
}

// reportJSON is a prepared report. State is "prepared" or "said-sent": tpdesk itself never submits one.
type reportJSON struct {
	review.Dossier
	State     string `json:"state"`
	Text      string `json:"text,omitempty"`
	WebAppURL string `json:"webAppUrl"`
}

func (a *App) reportSent(ctx context.Context, s *session, id review.ID) error {
	dossier, err := s.SaidSent(ctx, id)
	if err != nil {
		return withNext(err, id, fmt.Sprintf("tpdesk report %s --reason R", id))
	}
	if a.out.asked() {
		return a.printJSON(ctx, reportJSON{Dossier: dossier, State: "said-sent", WebAppURL: link.WebApp(string(id))})
	}
	a.say("%s: noted that you sent the report; tpdesk show %s tells what Trustpilot says of it", id, id)
	return nil
}

// handOver prints the dossier and opens the review in the web app.
func (a *App) handOver(ctx context.Context, s *session, r review.Review, dossier review.Dossier, printOnly bool) error {
	revisions, err := s.Work.Revisions(ctx, r.ID)
	if err != nil {
		return err
	}
	text, err := desk.DossierText(r, dossier, nil, revisions)
	if err != nil {
		return err
	}
	out := reportJSON{Dossier: dossier, State: "prepared", Text: text, WebAppURL: link.WebApp(string(r.ID))}
	if a.out.asked() {
		err = a.printJSON(ctx, out)
	} else {
		w := a.outLines()
		w.line(strings.TrimRight(review.NewText(text).Block(), "\n"))
		w.line(out.WebAppURL)
		err = w.err
	}
	if err != nil || printOnly {
		return err
	}
	a.say("the report is prepared, not sent: send it in the web app, then run tpdesk report %s --sent", r.ID)
	if err := a.browse(ctx, s, out.WebAppURL); err != nil {
		a.say("tpdesk: %s", oneMessage(err)) // the report is prepared all the same
	}
	return nil
}
