package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/link"
)

// bglOptions are what tpdesk link bgl was asked for.
type bglOptions struct {
	domain, locale string
	embed, qr      bool
	order          link.Payload
	batch          batchOptions

	form link.Form
}

func (a *App) bglCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "bgl", Short: "Make Business Generated Links, one or a file of them", Args: cobra.NoArgs,
		Long: `Make Business Generated Links. The customer's data is encrypted in the link with your keys (tpdesk link key set), on this
machine. A link is as good as an invitation: who has it can review the order.

Of a file, the columns email, name, ref, skus and tags are read; several SKUs or tags in a cell are parted by ";".
--column names them otherwise, as in --column ref="Order number". JSONL takes objects with the same names. What is
written has these five and link. A row that cannot be used is named on stderr with its line and the reason, the others
are done, and the exit code is 3. The file that is written is there whole or not at all.

--qr draws the link as a QR code: in blocks at a terminal that is wide enough, and as a picture (SVG) into a file or a pipe. A link with
much data makes a wide code: fewer SKUs and tags make it smaller. With NO_COLOR it is drawn for a dark terminal.`,
		Example: `  tpdesk link bgl --email ase@customer.example --name 'Åse' --reference ORDER-77 --tag web
  tpdesk link bgl --csv orders.csv -o links.csv --column ref='Order number'
  shop orders | tpdesk link bgl --jsonl - -o links.jsonl
  tpdesk link bgl --email ase@customer.example --name 'Åse' --reference ORDER-77 --qr > code.svg`,
	}
	o := &bglOptions{}
	f := cmd.Flags()
	f.StringVar(&o.domain, "domain", "", "the company's `domain` as Trustpilot has it, else the profile's")
	f.StringVar(&o.order.Email, "email", "", "the customer's `address`, kept as it is typed")
	f.StringVar(&o.order.Name, "name", "", "the customer's `name`")
	f.StringVar(&o.order.Ref, "reference", "", "the order's reference `number`; a new one for each order")
	textsVar(f, &o.order.Tags, "tag", "a `tag` without blanks; repeat. With a file: for each row")
	textsVar(f, &o.order.SKUs, "sku", "a product's `SKU`; repeat. With a file: for each row")
	f.StringVar(&o.locale, "locale", "", "Trustpilot's `site`, as dk or da-DK, else the global one")
	f.BoolVar(&o.embed, "embed", false, "a link for the embedded review form, whose use Trustpilot restricts")
	f.BoolVar(&o.qr, "qr", false, "draw the link as a QR code; as SVG where stdout is no terminal")
	o.batch.add(f)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.bgl(cmd.Context(), o) }
	return cmd
}

// bgl makes one link, or those of a file.
func (a *App) bgl(ctx context.Context, o *bglOptions) error {
	op, err := a.openVault()
	if err != nil {
		return err
	}
	if err := a.checkBGL(o, op.settings); err != nil {
		return err
	}
	keys, err := op.neededLinkKeys(ctx)
	if err != nil {
		return err
	}
	ledger, err := op.ledger(keys)
	if err != nil {
		return err
	}
	if o.batch.asked() {
		return a.bglBatch(ctx, o, linkMaker{keys, o.form, ledger})
	}
	return a.bglOne(ctx, o, linkMaker{keys, o.form, ledger})
}

// checkBGL refuses what cannot become a link, before a vault is asked.
func (a *App) checkBGL(o *bglOptions, s config.Settings) (err error) {
	if o.domain == "" {
		o.domain = s.Domain
	}
	if o.domain == "" {
		return usagef("--domain is needed: the company's domain as Trustpilot has it")
	}
	if err := link.CheckDomain(o.domain); err != nil {
		return usagef("--domain: %w", err)
	}
	o.form = link.Form{Domain: o.domain, Embed: o.embed}
	if o.locale != "" {
		if o.form.Locale, err = link.ParseLocale(o.locale); err != nil {
			return usagef("--locale: %w", err)
		}
	}
	if o.qr && (o.batch.asked() || a.out.asked()) {
		return usagef("--qr draws one link: it does not go with a file, nor with --json, --jq or --template")
	}
	if o.batch.asked() {
		return o.batch.check(o.order, a.out.asked())
	}
	if o.batch.given() {
		return usagef("-o, --column and --raw go with --csv or --jsonl")
	}
	if err := o.order.Check(); err != nil {
		return usagef("%w: --email, --name and --reference are needed, and a --tag has no blanks", err)
	}
	return nil
}

// ledger opens the profile's ledger of references; without a vault nothing is kept.
func (o *opener) ledger(k link.Keys) (*link.Ledger, error) {
	if o.settings.Store == "memory" {
		return link.OpenLedger("", k)
	}
	dir := o.folders.Place(o.settings.Space())
	if err := config.MakePrivate(dir); err != nil {
		return nil, err
	}
	return link.OpenLedger(filepath.Join(dir, "links.ledger"), k)
}

// linkMaker makes links, and remembers for which references.
type linkMaker struct {
	keys   link.Keys
	form   link.Form
	ledger *link.Ledger
}

// make gives the link of an order, and what there is to warn of.
func (m linkMaker) make(p link.Payload) (url string, warnings []string, err error) {
	value, err := m.keys.Build(p)
	if err != nil {
		return "", nil, err
	}
	url = m.form.URL(value)
	if len(url) > link.LongLink {
		warnings = append(warnings, fmt.Sprintf("the link has %s characters: mail programs may cut what is over %s", grouped(len(url)), grouped(link.LongLink)))
	}
	if m.ledger.Use(m.form.Domain, p.Ref) {
		warnings = append(warnings, "a link was made for this reference before: Trustpilot takes one review for each")
	}
	return url, warnings, nil
}

// bglJSON is one link.
type bglJSON struct {
	URL string `json:"url"`
}

func (a *App) bglOne(ctx context.Context, o *bglOptions, m linkMaker) error {
	url, warnings, err := m.make(o.order)
	if err != nil {
		return usageError{err}
	}
	for _, w := range warnings {
		a.say("warning: %s", w)
	}
	switch {
	case a.out.asked():
		err = a.printJSON(ctx, bglJSON{url})
	case o.qr:
		err = a.printQR(url)
	default:
		_, err = fmt.Fprintln(a.Out, url)
	}
	if err == nil {
		a.saveLedger(m)
	}
	return err
}

// saveLedger keeps the references; without that the links are as good, and a later warning is lost.
func (a *App) saveLedger(m linkMaker) {
	if err := m.ledger.Save(); err != nil {
		a.say("warning: %s; a reference that is used again will not be noticed", oneMessage(err))
	}
}
