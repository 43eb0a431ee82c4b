package cli

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/review"
)

// listOptions are what tpdesk list was asked for.
type listOptions struct {
	filters                     *filterFlags
	jsonl, csv, tsv, count, raw bool
}

func addListFlags(cmd *cobra.Command) *listOptions {
	o := &listOptions{filters: addFilterFlags(cmd)}
	cmd.Flags().BoolVar(&o.jsonl, "jsonl", false, "print one JSON object a line, ending in {\"type\":\"end\"…}")
	cmd.Flags().BoolVar(&o.csv, "csv", false, "print CSV with the column names of Trustpilot's own export")
	cmd.Flags().BoolVar(&o.tsv, "tsv", false, "print TSV without a head, as a pipe gets it")
	cmd.Flags().BoolVar(&o.count, "count", false, "print how many there are")
	cmd.Flags().BoolVar(&o.raw, "raw", false, "in CSV and TSV to a pipe or file, leave all cells as they are: a spreadsheet would run some of them, a terminal too")
	return o
}

func (a *App) listCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "list [filters]", Short: "List reviews", Args: cobra.NoArgs,
		Long: `List reviews: a table on a terminal, TSV in a pipe, or one of the forms below.

The data comes from the local copy when its last complete pass is under five minutes old or the server cannot be
reached (the age is said on stderr); --fresh and --cached force one or the other.

With --kind product the reviews of products: always from the server, with the filters that they have data for. Whether one
is replied to is in its conversation, which is read, by a call each, with --replied and --sort waiting; else a conversation
counts as a reply.

` + untrusted + `

TSV columns: ` + joinNames(export.TSVColumns()) + `
JSON fields: ` + joinNames(reviewFields()),
		Example: `  tpdesk list --stars 1,2 --replied no --since 7d
  tpdesk list --query 'stars:1-2 replied:no -language:da "never arrived"' --json=id,stars,title
  tpdesk list --source automatic --count
  tpdesk list --tag shipping --jq '.[].consumer.displayName'`,
	}
	o := addListFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.list(cmd.Context(), o) }
	return cmd
}

// list prints what the filters select.
func (a *App) list(ctx context.Context, o *listOptions) error {
	views, err := a.views()
	if err != nil {
		return err
	}
	o.filters.products = true
	f, err := o.filters.filter(views)
	if err != nil {
		return err
	}
	if f.Kind == review.Product {
		return a.listProducts(ctx, o, f)
	}
	if err := a.checkListForm(o); err != nil {
		return err
	}
	s, err := a.open(ctx, o.filters.freshness() != desk.Cached)
	if err != nil {
		return err
	}
	defer s.Close()
	s.Passing = s.memory
	listing, err := s.List(ctx, f, o.filters.freshness())
	if err != nil {
		return err
	}
	a.tellAge(listing)
	return a.printList(ctx, s, o, listing)
}

func (a *App) checkListForm(o *listOptions) error {
	if err := a.out.check(o.jsonl, o.csv, o.tsv, o.count); err != nil {
		return err
	}
	return checkFields(a.out.fields(), reviewFields())
}

// tellAge says on stderr how old the data is when it is not the server's of this moment.
func (a *App) tellAge(l desk.Listing) {
	if l.FromCopy && l.Partial {
		a.say("tpdesk: this answer is incomplete: e-mails and order numbers have left the local copy (keep_personal in config.toml); --fresh asks the server")
	}
	switch {
	case !l.FromCopy:
	case l.SeenAt.IsZero():
		a.say("tpdesk: from the local copy, which was never complete; tpdesk sync completes it")
	case l.Offline != nil:
		a.say("tpdesk: %s; from the local copy of %s", notAsked(l.Offline), a.ago(l.SeenAt))
	default:
		a.say("tpdesk: from the local copy of %s (--fresh asks the server)", a.ago(l.SeenAt))
	}
}

// ago is how long ago something was. What is in the future was told by another clock than is asked now.
func (a *App) ago(t time.Time) string {
	age := a.Now().Sub(t)
	if age < -time.Minute {
		return t.UTC().Format("2 Jan 2006 15:04 UTC") + ", which this clock has not reached,"
	}
	return since(max(0, age)) + " ago"
}

func since(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d days", d/(24*time.Hour))
}

// printList prints a listing in the form that was asked for.
func (a *App) printList(ctx context.Context, s *session, o *listOptions, l desk.Listing) error {
	raw := o.raw && !a.OutTTY // to a terminal nothing goes as it is
	switch {
	case o.count:
		return a.printCount(l.Reviews)
	case o.csv:
		return printRows(l.Reviews, export.NewCSV(a.Out, export.CSVOptions{Raw: raw}))
	case o.tsv, !a.OutTTY && !o.jsonl && !a.out.asked():
		return printRows(l.Reviews, export.NewTSV(a.Out, raw))
	case o.jsonl:
		return a.printJSONL(ctx, s, l)
	case a.out.asked():
		return a.printReviews(ctx, s, l)
	}
	return a.printTable(l.Reviews)
}

func (a *App) printCount(rs iter.Seq2[review.Review, error]) error {
	n := 0
	for _, err := range rs {
		if err != nil {
			return err
		}
		n++
	}
	_, err := fmt.Fprintln(a.Out, n)
	return err
}

func printRows(rs iter.Seq2[review.Review, error], rows export.Rows) error {
	for r, err := range rs {
		if err == nil {
			err = rows.Write(r)
		}
		if err != nil {
			_ = rows.Flush() // what came before is shown, and what went wrong is said
			return err
		}
	}
	return rows.Close()
}

func (a *App) printTable(rs iter.Seq2[review.Review, error]) error {
	n := 0
	for r, err := range rs {
		if err == nil {
			_, err = fmt.Fprintln(a.Out, a.tableRow(r))
		}
		if err != nil {
			return err
		}
		n++
	}
	if n == 0 {
		a.say("no review matches")
	}
	return nil
}

// annotated adds what the desk knows to each review of a listing.
func (a *App) annotator(ctx context.Context, s *session, l desk.Listing) (annotator, error) {
	out := annotator{now: a.Now(), seen: a.Now(), drafts: map[review.ID]string{}}
	if l.FromCopy {
		out.seen = l.SeenAt
	}
	drafts, err := s.Work.Drafts(ctx)
	for _, d := range drafts {
		if d.Kind == review.ReplyDraft {
			out.drafts[d.ReviewID] = d.Text
		}
	}
	return out, err
}

// printReviews prints one JSON array, or what jq or a template makes of it. It is made whole before it is printed.
func (a *App) printReviews(ctx context.Context, s *session, l desk.Listing) error {
	notes, err := a.annotator(ctx, s, l)
	if err != nil {
		return err
	}
	all := []reviewJSON{}
	for r, err := range l.Reviews {
		if err != nil {
			return err
		}
		all = append(all, notes.annotate(r))
	}
	return a.printJSON(ctx, all)
}

func (a *App) printJSONL(ctx context.Context, s *session, l desk.Listing) error {
	notes, err := a.annotator(ctx, s, l)
	if err != nil {
		return err
	}
	return printRows(l.Reviews, export.NewJSONL(a.Out, notes.line))
}

// line is a review as one line of JSONL.
func (a annotator) line(r review.Review) ([]byte, error) { return marshal(a.annotate(r), "") }
