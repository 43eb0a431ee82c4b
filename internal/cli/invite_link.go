package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/link"
)

// inviteLinkOptions are what tpdesk invite link was asked for.
type inviteLinkOptions struct {
	row    invite.Row
	dryRun bool
}

func (a *App) inviteLinkCommand() *cobra.Command {
	o := &inviteLinkOptions{}
	cmd := &cobra.Command{
		Use: "link", Short: "Make a link with which a customer can review an order; nothing is sent to the customer", Args: cobra.NoArgs,
		Long: `Make a link with which a customer can review an order. Trustpilot gets the customer's e-mail and sends nothing: the link is for
your own message. Who has it can review the order.`,
		Example: `  tpdesk invite link --email ase@customer.example --name 'Åse' --reference ORDER-77 --locale da-DK`,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.inviteLink(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.row.Email, "email", "", "the customer's `address`")
	f.StringVar(&o.row.Name, "name", "", "the customer's `name`")
	f.StringVar(&o.row.Reference, "reference", "", "the order's reference `number`")
	f.StringVar(&o.row.Locale, "locale", "", "the `locale` of the page, as da-DK")
	f.StringVar(&o.row.Location, "location", "", "your own `ID` of the location (tpdesk business locations)")
	f.StringVar(&o.row.Redirect, "redirect", "", "the `address` where the customer goes after the review")
	f.StringArrayVar(&o.row.Tags, "tag", nil, "a `tag` for the review; repeat")
	f.BoolVar(&o.dryRun, "dry-run", false, "print the exact request, secrets redacted, and send nothing")
	return cmd
}

func (a *App) inviteLink(ctx context.Context, o *inviteLinkOptions) error {
	if err := o.row.Check(a.Now()); err != nil {
		return usageError{err}
	}
	in, err := a.inviter(ctx)
	if err != nil {
		return err
	}
	r := o.row
	request := client.LinkRequest{LocationID: r.Location, Reference: r.Reference, Email: r.Email, Name: r.Name, Locale: r.Locale, Tags: r.Tags, Redirect: r.Redirect}
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
		return a.printJSON(ctx, made)
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
