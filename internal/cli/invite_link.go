package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/link"
)

// inviteLinkOptions are what tpdesk invite link was asked for.
type inviteLinkOptions struct {
	inviteOptions
	out    string // "-" for stdout
	raw    bool
	format export.Format
}

func (a *App) inviteLinkCommand() *cobra.Command {
	o := &inviteLinkOptions{}
	cmd := &cobra.Command{
		Use: "link", Short: "Make a link with which a customer can review an order; nothing is sent to the customer", Args: cobra.NoArgs,
		Long: `Make a link with which a customer can review an order. Trustpilot gets the customer's e-mail and sends nothing: the link is for
your own message. Who has it can review the order.

Of a file, the fields email, name, reference, locale, location, redirect and tags are read (tpdesk invite email --help says how), and
what is written has email, name, ref, skus, tags and link. Every row is checked before the first link is made. Each link is on disk
before the next is made, and a ledger remembers for whom: the same command adds what is missing to the file, and stops at a row whose
answer was lost until you say --unknown skip or again. The same person and order within 90 days is skipped, and made again with --force.`,
		Example: `  tpdesk invite link --email ase@customer.example --name 'Åse' --reference ORDER-77 --locale da-DK
  tpdesk invite link --csv orders.csv -o links.csv --column reference='Order number'
  shop orders | tpdesk invite link --jsonl - -o links.jsonl --skip-bad`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.again = func(extra ...string) string { return commandLine(cmd, extra...) }
			return a.inviteLink(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.row.Email, "email", "", "the customer's `address`")
	f.StringVar(&o.row.Name, "name", "", "the customer's `name`")
	f.StringVar(&o.row.Reference, "reference", "", "the order's reference `number`")
	f.StringVar(&o.row.Locale, "locale", "", "the `locale` of the page, as da-DK")
	f.StringVar(&o.row.Location, "location", "", "your own `ID` of the location (tpdesk business locations)")
	f.StringVar(&o.row.Redirect, "redirect", "", "the `address` where the customer goes after the review")
	textsVar(f, &o.row.Tags, "tag", "a `tag` for the review; repeat")
	f.StringVar(&o.csv, "csv", "", "make links for the customers of a CSV `file`; - is stdin")
	f.StringVar(&o.jsonl, "jsonl", "", "make links for the customers of a JSONL `file`; - is stdin")
	f.StringVarP(&o.out, "output", "o", "-", "the `file` that the links are added to, .csv or .jsonl; - is stdout")
	textsVar(f, &o.columns, "column", "`FIELD=NAME`: where a field stands in the file; repeat")
	f.BoolVar(&o.raw, "raw", false, "in CSV, leave cells that a spreadsheet would run as they are")
	f.BoolVar(&o.force, "force", false, "with a file: make a link also for whom one was made for the same order in the last 90 days")
	f.BoolVar(&o.skipBad, "skip-bad", false, "with a file: leave bad rows out and do the others")
	f.StringVar(&o.unknown, "unknown", "", "with a file: links whose answer was lost: `skip|again`")
	f.BoolVar(&o.dryRun, "dry-run", false, "print the exact request, secrets redacted, and send nothing")
	return cmd
}

// check refuses what is wrong with the call itself.
func (o *inviteLinkOptions) check(summary bool) (err error) {
	if err := o.inviteOptions.check(); err != nil {
		return err
	}
	switch {
	case !o.batch() && (o.out != "-" || o.raw || o.force || o.unknown != ""):
		return usagef("-o, --raw, --force and --unknown go with --csv or --jsonl")
	case o.batch() && o.out == "-" && summary && !o.dryRun:
		return usagef("two outputs on stdout: name a file with -o, or leave --json, --jq and --template out")
	}
	o.format = export.CSV
	if o.jsonl != "" {
		o.format = export.JSONL
	}
	if o.out != "-" {
		o.format, err = export.FormatOf("", o.out)
		if err == nil && o.format == export.TSV {
			err = errors.New("a list of links is CSV or JSONL")
		}
	}
	if err != nil {
		return usagef("-o: %w", err)
	}
	return nil
}

func (a *App) inviteLink(ctx context.Context, o *inviteLinkOptions) error {
	if err := o.check(a.out.asked()); err != nil {
		return err
	}
	if o.batch() {
		return a.inviteLinks(ctx, o)
	}
	if err := o.row.Check(a.Now()); err != nil {
		return usageError{err}
	}
	in, err := a.inviter(ctx)
	if err != nil {
		return err
	}
	request := linkRequest(o.row)
	if o.dryRun {
		return a.rehearseCalls(ctx, in.client, func(c *client.Client) error {
			_, err := c.InviteByLink(ctx, request)
			return err
		})
	}
	in.warnOfLinks(ctx)
	if _, err := in.client.Templates(ctx); err != nil { // a write is sent once: a token that has ended is met here
		return err
	}
	made, err := in.client.InviteByLink(ctx, request)
	if err != nil {
		return withNext(err, "", "nothing was sent to the customer; the same command makes another link")
	}
	if link.Openable(made.URL.Raw(), "") != nil {
		return fmt.Errorf("make the invitation link: the server named an address that is not Trustpilot's, so it is not shown")
	}
	if a.out.asked() {
		return a.printDone(ctx, "the link is made", made)
	}
	_, err = fmt.Fprintln(a.Out, made.URL.Line())
	return err
}

// rehearseCalls prints the requests that act would have sent.
func (a *App) rehearseCalls(ctx context.Context, c *client.Client, act func(*client.Client) error) error {
	requests := []requestJSON{}
	dry := c.DryRun(func(r client.Request) {
		head := map[string]string{}
		for name := range r.Header {
			head[name] = r.Header.Get(name)
		}
		requests = append(requests, requestJSON{r.Method, r.URL, head, r.Body})
	})
	if err := act(dry); err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, requests)
	}
	return a.printDryRun(requests)
}
