package cli

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/review"
)

// exportOptions are what tpdesk export was asked for.
type exportOptions struct {
	filters       *filterFlags
	file, named   string
	personal, raw bool

	format export.Format
}

func (a *App) exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "export [filters] -o FILE", Short: "Save reviews to a CSV, TSV or JSONL file", Args: cobra.NoArgs,
		Long: `Save reviews to a file: CSV with the column names of Trustpilot's own export, JSONL with the objects of
tpdesk list --jsonl, or TSV with the columns of tpdesk list --tsv. The file is there whole or not at all: it is written beside its place, as FILE.part, and takes the
place when all of it is on disk. A list that breaks off, Ctrl-C, a kill and a full disk leave the file that was there.

Customers' e-mail addresses, reference numbers and answers to find-reviewer are left out unless --with-pii is given.
A cell that a spreadsheet would run begins with an apostrophe unless --raw is given. A new file is for your account
alone (0600).

` + untrusted,
		Example: `  tpdesk export --since 2026-01-01 --until 2026-03-31 -o first-quarter.csv
  tpdesk export --stars 1-2 --replied no --with-pii -o to-call.csv
  tpdesk export --format jsonl -o - | gzip > reviews.jsonl.gz`,
	}
	o := &exportOptions{filters: addFilterFlags(cmd)}
	cmd.Flags().StringVarP(&o.file, "output", "o", "", "the `file` to write; - is stdout")
	cmd.Flags().StringVar(&o.named, "format", "", "`csv|tsv|jsonl`, else as the file's ending says")
	cmd.Flags().BoolVar(&o.personal, "with-pii", false, "with e-mail addresses, reference numbers and what reviewers answered")
	cmd.Flags().BoolVar(&o.raw, "raw", false, "in CSV and TSV, leave cells that a spreadsheet would run as they are")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.export(cmd.Context(), o) }
	return cmd
}

// exportJSON is what an export did.
type exportJSON struct {
	File     string        `json:"file"`
	Format   export.Format `json:"format"`
	Reviews  int           `json:"reviews"`
	Personal bool          `json:"personal"`
	FromCopy bool          `json:"fromCopy"`
	Complete bool          `json:"complete"`
	Millis   int64         `json:"ms"`
}

// export checks all that can be checked before anything is contacted, the file's place too.
func (a *App) export(ctx context.Context, o *exportOptions) error {
	if err := a.checkExport(o); err != nil {
		return err
	}
	views, err := a.views()
	if err != nil {
		return err
	}
	f, err := o.filters.filter(views)
	if err != nil {
		return err
	}
	out, err := a.create(o.file)
	if err != nil {
		return err
	}
	did, err := a.exportTo(ctx, out, o, f)
	if err != nil {
		return errors.Join(err, out.Discard())
	}
	return a.tellExport(ctx, did)
}

func (a *App) checkExport(o *exportOptions) (err error) {
	if o.file == "" {
		return usagef("-o FILE is needed: a name that ends in .csv, .tsv or .jsonl, or - for stdout")
	}
	if o.file == "-" && a.out.asked() {
		return usagef("two outputs on stdout: -o - writes the reviews there; leave --json, --jq and --template out")
	}
	if o.format, err = export.FormatOf(o.named, o.file); err != nil && o.named == "" {
		return usagef("%w; --format csv|tsv|jsonl says it in place of the ending", err)
	}
	if err != nil {
		return usagef("--format: %w", err)
	}
	if o.personal && !o.format.Personal() {
		return usagef("--with-pii: %s has no columns for e-mails and order numbers: take csv or jsonl", o.format)
	}
	return nil
}

// exportTo writes the reviews that the filter selects, and commits the file when the list is complete.
func (a *App) exportTo(ctx context.Context, out target, o *exportOptions, f review.Filter) (exportJSON, error) {
	did := exportJSON{File: o.file, Format: o.format, Personal: o.personal, Complete: true}
	began := a.Now()
	s, err := a.open(ctx, o.filters.freshness() != desk.Cached)
	if err != nil {
		return did, err
	}
	defer s.Close()
	s.Passing = s.memory
	l, err := s.List(ctx, f, o.filters.freshness())
	if err != nil {
		return did, err
	}
	a.tellAge(l)
	did.FromCopy = l.FromCopy
	rows, err := a.exportRows(ctx, out, o, s, l)
	if err != nil {
		return did, err
	}
	p := a.progress("review", a.expected(ctx, s, f, l))
	err = printRows(until(ctx, counted(l.Reviews, &did.Reviews, p)), rows)
	p.end()
	if err == nil {
		err = out.Commit()
	}
	did.Millis = a.Now().Sub(began).Milliseconds()
	return did, err
}

// exportRows makes the rows of the format.
func (a *App) exportRows(ctx context.Context, w io.Writer, o *exportOptions, s *session, l desk.Listing) (export.Rows, error) {
	switch o.format {
	case export.CSV:
		return export.NewCSV(w, export.CSVOptions{Personal: o.personal, Raw: o.raw}), nil
	case export.TSV:
		return export.NewTSV(w, o.raw), nil
	}
	notes, err := a.annotator(ctx, s, l)
	if err != nil {
		return nil, err
	}
	line := notes.line
	if !o.personal {
		line = func(r review.Review) ([]byte, error) { return notes.line(export.WithoutPersonal(r)) }
	}
	return export.NewJSONL(w, line), nil
}

// expected is how many reviews will come, as far as is known without asking for them: 0 when it is not. Only who looks
// at the progress pays for the count.
func (a *App) expected(ctx context.Context, s *session, f review.Filter, l desk.Listing) int {
	if !a.ErrTTY || a.quiet {
		return 0
	}
	mark, err := s.Copy.Mark(ctx)
	if err != nil || mark.Complete.IsZero() && !l.FromCopy {
		return serverCount(ctx, s, f)
	}
	n, err := s.Copy.Count(ctx, f, f.Limit)
	if err != nil {
		return 0
	}
	return n
}

// serverCount is the server's own count, where everything is asked for.
func serverCount(ctx context.Context, s *session, f review.Filter) int {
	if len(f.Terms) > 0 || s.API == nil {
		return f.Limit
	}
	unit, err := s.API.Unit(ctx)
	if err != nil {
		return f.Limit
	}
	n := unit.NumberOfReviews.Or(0)
	if f.Limit > 0 {
		n = min(n, f.Limit)
	}
	return n
}

// counted yields what comes by, counts it and shows the progress.
func counted(rs iter.Seq2[review.Review, error], n *int, p *progress) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		for r, err := range rs {
			if err == nil {
				*n++
				p.show(*n)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// until ends a list with the context's cause when the context ends.
func until(ctx context.Context, rs iter.Seq2[review.Review, error]) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		for r, err := range rs {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func (a *App) tellExport(ctx context.Context, did exportJSON) error {
	if a.out.asked() {
		return a.printJSON(ctx, did)
	}
	if did.File != "-" {
		a.say("%s in %s (%d ms)", plural(did.Reviews, "review"), review.NewText(did.File).Line(), did.Millis)
	}
	return nil
}
