package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/rows"
)

// inviteOptions are what tpdesk invite email was asked for.
type inviteOptions struct {
	writeFlags
	row            invite.Row
	products       []string
	csv, jsonl     string
	columns        []string
	force, skipBad bool
	unknown        string

	table rows.Table[invite.Row]
	again func(extra ...string) string // the command line that goes on
}

func (a *App) inviteEmailCommand() *cobra.Command {
	o := &inviteOptions{}
	cmd := &cobra.Command{
		Use: "email", Short: "Have Trustpilot invite a customer by e-mail, or those of a file", Args: cobra.NoArgs,
		Long: `Have Trustpilot invite a customer by e-mail, or those of a file. Templates are named by ID or by name (tpdesk invite templates);
without one Trustpilot takes its default. Times need a zone, 2026-08-01T09:00Z or 2026-08-01T09:00+02:00, or count from now, +3d.

A file has the fields ` + joinNames(invite.Table().FieldNames()) + `
(products in JSONL alone); ref is read as reference, and several tags or skus in a CSV cell are parted by ";". What a row leaves
open is taken from the flags. Every row is checked before the first is sent: with one bad row nothing is sent, unless --skip-bad.

A ledger in the profile's folder notes each step before it is taken, under a hash without the e-mail. The same command again
skips what was sent and goes on; it stops at an invitation whose answer was lost, until you say --unknown skip or again.
The same person, order and template within 90 days is skipped, and sent with --force.`,
		Example: `  tpdesk invite email --email ase@customer.example --name 'Åse' --reference ORDER-77 --template 'Venlig påmindelse' --send-at +3d
  tpdesk invite email --csv orders.csv --column reference='Order number' --locale da-DK --dry-run
  tpdesk invite email --jsonl orders.jsonl --yes --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.again = func(extra ...string) string { return commandLine(cmd, extra...) }
			return a.inviteEmail(cmd.Context(), o)
		},
	}
	o.addFields(cmd)
	f := cmd.Flags()
	f.StringVar(&o.csv, "csv", "", "invite the customers of a CSV `file`; - is stdin")
	f.StringVar(&o.jsonl, "jsonl", "", "invite the customers of a JSONL `file`; - is stdin")
	textsVar(f, &o.columns, "column", "`FIELD=NAME`: where a field stands in the file; repeat")
	f.BoolVar(&o.force, "force", false, "send also to whom was invited for the same order with the same template in the last 90 days")
	f.BoolVar(&o.skipBad, "skip-bad", false, "with a file: leave bad rows out and send the others")
	f.StringVar(&o.unknown, "unknown", "", "invitations whose answer was lost: `skip|again`, that is, take them as sent or send them")
	o.writeFlags.add(cmd)
	return cmd
}

func (o *inviteOptions) addFields(cmd *cobra.Command) {
	f := cmd.Flags()
	for _, text := range []struct {
		to         *string
		name, help string
	}{
		{&o.row.Email, "email", "the customer's `address`"},
		{&o.row.Name, "name", "the customer's `name`"},
		{&o.row.Reference, "reference", "the order's reference `number`"},
		{&o.row.Locale, "locale", "the `locale` of the e-mail, as da-DK"},
		{&o.row.Location, "location", "your own `ID` of the location (tpdesk business locations)"},
		{&o.row.Template, "template", "the template's `ID|NAME`"},
		{&o.row.SendAt, "send-at", "the `time` to send it, in UTC or with a zone; else at once"},
		{&o.row.Redirect, "redirect", "the `address` where the customer goes after the review"},
		{&o.row.ReplyTo, "reply-to", "the `address` that answers go to"},
		{&o.row.SenderName, "sender-name", "the sender's `name`"},
		{&o.row.SenderEmail, "sender-email", "the sender's `address`"},
		{&o.row.ProductTemplate, "product-template", "the template's `ID|NAME` of the product review"},
		{&o.row.ProductSendAt, "product-send-at", "the `time` to ask for the product review"},
		{&o.row.ProductRedirect, "product-redirect", "the `address` where the customer goes after the product review"},
	} {
		f.StringVar(text.to, text.name, "", text.help)
	}
	textsVar(f, &o.row.Tags, "tag", "a `tag` for the review; repeat")
	textsVar(f, &o.row.SKUs, "sku", "the `SKU` of a product to ask about; repeat")
	textsVar(f, &o.products, "product", "a product to ask about, as `JSON`: {\"name\":…,\"sku\":…,\"productUrl\":…}; repeat")
	f.BoolVar(&o.row.OnlyProduct, "product-only", false, "ask for product reviews alone")
}

func (o *inviteOptions) batch() bool { return o.csv != "" || o.jsonl != "" }

// check refuses what is wrong with the call itself.
func (o *inviteOptions) check() (err error) {
	for _, p := range o.products {
		list, err := invite.ParseProducts([]byte(p))
		if err != nil {
			return usagef("--product: %w", err)
		}
		o.row.Products = append(o.row.Products, list...)
	}
	o.table = invite.Table()
	if o.table.Names, err = o.table.ParseNames(o.columns); err != nil {
		return usagef("--column %w", err)
	}
	switch {
	case o.csv != "" && o.jsonl != "":
		return usagef("--csv and --jsonl exclude each other: take one")
	case o.batch() && o.row.Email+o.row.Name+o.row.Reference != "":
		return usagef("--email, --name and --reference stand in the file's rows: leave them out")
	case !o.batch() && (len(o.columns) > 0 || o.skipBad):
		return usagef("--column and --skip-bad go with --csv or --jsonl")
	case o.unknown != "" && o.unknown != string(invite.Skip) && o.unknown != string(invite.Again):
		return usagef("--unknown %q: allowed are skip and again", review.NewText(o.unknown).Line())
	}
	return nil
}

func (a *App) inviteEmail(ctx context.Context, o *inviteOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	l, err := a.readInvitations(ctx, o)
	if err != nil {
		return err
	}
	if err := l.checkRows(a.Now()); err != nil {
		return err
	}
	if err := o.writeFlags.check(a, "an invitation", invited{}); err != nil {
		return err
	}
	in, err := a.inviter(ctx)
	if err != nil {
		return err
	}
	templates, err := in.client.Templates(ctx) // also meets a token that has ended: a write is sent once
	if err != nil {
		return fmt.Errorf("nothing was sent: %w", err)
	}
	if err := l.checkTemplates(templates); err != nil {
		return err
	}
	if o.dryRun {
		return a.rehearseCalls(ctx, in.client, func(c *client.Client) error {
			for _, r := range l.rows {
				if err := c.InviteByEmail(ctx, wireInvitation(r, a.Now())); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return a.sendInvitations(ctx, in, o, l)
}

// wireInvitation is a row, checked and with its templates found, as it is sent.
func wireInvitation(r invite.Row, now time.Time) client.EmailInvitation {
	when := func(text string) string {
		t, _ := invite.ParseSendTime(text, now) // checked before; what has passed meanwhile goes at once
		return client.SendTime(t)
	}
	i := client.EmailInvitation{ReplyTo: r.ReplyTo, Locale: r.Locale, SenderName: r.SenderName, SenderEmail: r.SenderEmail, LocationID: r.Location,
		Reference: r.Reference, Name: r.Name, Email: r.Email, Type: "email"}
	if !r.OnlyProduct {
		i.Service = &client.ServiceInvitation{TemplateID: r.Template, SendTime: when(r.SendAt), Redirect: r.Redirect, Tags: r.Tags}
	}
	if r.AsksForProduct() {
		i.Product = &client.ProductInvitation{TemplateID: r.ProductTemplate, SendTime: when(r.ProductSendAt), Redirect: r.ProductRedirect, SKUs: r.SKUs}
		if len(r.Products) > 0 {
			i.Product.Products = r.Products
		}
	}
	return i
}

// invited is what a run did, for scripts.
type invited struct {
	Batch   string                  `json:"batch,omitempty"` // names the file by its bytes
	State   string                  `json:"state"`           // sent; partial where not all of it is
	Sent    int                     `json:"sent"`
	Skipped int                     `json:"skipped"` // sent before
	Refused review.List[invite.Bad] `json:"refused"`
	Unknown review.List[int]        `json:"unknown"` // lines whose outcome is not certain
	Left    int                     `json:"left"`    // rows that were not tried
	Millis  int64                   `json:"ms"`
}

// inviteLinger is how long quitting waits for the answer to an invitation.
const inviteLinger = 5 * time.Second

func (a *App) sendInvitations(ctx context.Context, in *inviter, o *inviteOptions, l *invitations) error {
	ledger, err := in.sentLedger(ctx, "invitations.ledger")
	if err != nil {
		return err
	}
	defer ledger.Close()
	in.warnOfLinks(ctx)
	if err := l.checkBefore(ledger); err != nil {
		return err
	}
	a.tellRate(in, l)
	if err := a.undoWait(ctx, &o.writeFlags, in.settings.UndoWait, "sending "+plural(len(l.rows), "invitation")); err != nil {
		return err
	}
	began, p := a.Now(), a.progress("invitation", len(l.rows))
	s := &invite.Sender{Ledger: ledger, Batch: l.batch, Force: o.force, Doubt: invite.Doubt(o.unknown), Linger: inviteLinger,
		Told: func(d invite.Did) { p.show(len(l.rows) - d.Left) },
		Send: func(ctx context.Context, r invite.Row) error {
			return endless(in.client.InviteByEmail(ctx, wireInvitation(r, a.Now())))
		}}
	if !o.batch() && o.force && s.Doubt == invite.Stop {
		s.Doubt = invite.Again // a person insists on this one
	}
	did, err := s.Run(ctx, l.rows)
	p.end()
	return a.tellInvited(ctx, l, did, err, a.Now().Sub(began))
}

// endless marks a refusal that every other row would meet too: a role, a plan, another's business unit.
func endless(err error) error {
	var said *client.Error
	if errors.As(err, &said) && slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusUnsupportedMediaType, http.StatusMethodNotAllowed}, said.Status) {
		return &invite.EndError{Err: err}
	}
	return err
}

// tellRate says how long it takes at the pace that Trustpilot allows (trustpilot-api §5.1).
func (a *App) tellRate(in *inviter, l *invitations) {
	n, act := len(l.rows), "invitation"
	if l.links {
		act = "link"
	}
	if n < 2 {
		return
	}
	took := ""
	if !in.settings.Loopback() || a.pace {
		took = fmt.Sprintf("; at the pace that Trustpilot allows, 833 calls in 5 minutes, that takes about %s", left(time.Duration(n)*5*time.Minute/833))
	}
	verb := map[bool]string{false: "send", true: "make"}[l.links]
	a.say("%s to %s%s; they count against the invitation allowance of your plan", plural(n, act), verb, took)
}
