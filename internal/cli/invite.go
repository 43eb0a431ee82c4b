package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) inviteCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "invite", Example: "  tpdesk invite templates\n  tpdesk invite email --csv orders.csv --dry-run\n  tpdesk invite link --csv orders.csv -o links.csv", Short: "Invite customers to review their orders", Args: unknownVerb, RunE: showHelp,
		Long: `Invite customers to review their orders, by e-mail or by a link, and have Trustpilot forget whom you invited.

Trustpilot lists no invitations, so nothing can be looked up afterwards: one whose answer was lost is never sent again by
tpdesk itself. Invitations count against the invitation allowance of your plan.`,
	}
	cmd.AddCommand(a.inviteEmailCommand(), a.inviteLinkCommand(), a.inviteTemplatesCommand(), a.inviteForgetCommand())
	return cmd
}

// inviter is what invitations need of a profile: its sign-in at Trustpilot's server of invitations, and its vault.
type inviter struct {
	*opener
	client *client.Client
}

// inviter opens neither the copy nor the work: no invitation is in them.
func (a *App) inviter(ctx context.Context) (*inviter, error) {
	o, err := a.openVault()
	if err != nil {
		return nil, err
	}
	if err := o.checkInvitationsURL(); err != nil {
		return nil, err
	}
	o.nameProfile()
	s := &session{settings: o.settings, Desk: desk.New(nil, nil, nil)}
	if err := o.openAPI(ctx, s, true); err != nil {
		return nil, err
	}
	return o.invitesBy(s.client)
}

func (o *opener) checkInvitationsURL() error {
	if o.settings.APIURL != config.DefaultAPIURL && o.settings.InvitationsURL == config.DefaultInvitationsURL {
		return usagef("TPDESK_API_URL names another server than Trustpilot's: name its server of invitations too, with TPDESK_INVITATIONS_URL")
	}
	return nil
}

// invitesBy turns a client to Trustpilot's server of invitations.
func (o *opener) invitesBy(c *client.Client) (*inviter, error) {
	c, err := c.ForServer(o.settings.InvitationsURL)
	return &inviter{o, c}, err
}

// warnOfLinks says that the company may have switched these invitations off.
func (in *inviter) warnOfLinks(ctx context.Context) {
	if text := in.linksWarning(ctx); text != "" {
		in.a.say("warning: %s", text)
	}
}

// linksWarning tells what the use of Business Generated Links does to invitations; "" where no keys of such are set.
func (o *opener) linksWarning(ctx context.Context) string {
	if o.settings.Store == "memory" {
		return ""
	}
	if _, err := o.linkKeys(ctx); err != nil {
		return ""
	}
	return "the keys of Business Generated Links are set: while a company uses these links, Trustpilot switches its other invitations off, basic ones excepted"
}

// sentLedger opens the profile's ledger of that name.
func (o *opener) sentLedger(ctx context.Context, name string) (*invite.Ledger, error) {
	dir := o.folders.Place(o.settings.Space())
	if err := config.MakePrivate(dir); err != nil {
		return nil, err
	}
	secret, err := o.ledgerSecret(ctx)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, name)
	l, err := invite.OpenLedger(path, secret, o.a.Now)
	if errors.Is(err, invite.ErrKey) {
		err = withNext(fmt.Errorf("nothing was sent: %w: %w", err, review.ErrSignIn), "",
			"make the vault usable again; or move "+path+" away, and nothing tells any more what was sent")
	}
	return l, err
}

// ledgerSecret is what the vault keeps for the profile's data; "" where there is no vault.
func (o *opener) ledgerSecret(ctx context.Context) (string, error) {
	if o.settings.Store == "memory" {
		return "", nil
	}
	key, err := o.account().StoreKey(ctx)
	if errors.Is(err, auth.ErrVault) && o.settings.Store == "keyring" && !o.settings.Token.IsZero() {
		return "", nil
	}
	return key, threeChoices(err)
}

func (a *App) inviteTemplatesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "templates", Short: "List the invitation templates", Args: cobra.NoArgs,
		Example: "  tpdesk invite templates\n  tpdesk invite templates --jq '.[] | select(.isDefaultTemplate) | .name'",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.inviteTemplates(cmd.Context()) },
	}
}

func (a *App) inviteTemplates(ctx context.Context) error {
	in, err := a.inviter(ctx)
	if err != nil {
		return err
	}
	all, err := in.client.Templates(ctx)
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, review.List[client.Template](all))
	}
	w := a.outLines()
	for _, t := range all {
		standard := ""
		if t.Default.Or(false) {
			standard = "default"
		}
		w.line(strings.Join([]string{t.ID.Line(), t.Type.Line(), t.Locale.Line(), orDash(standard), t.Name.Line()}, "\t"))
	}
	if len(all) == 0 {
		a.say("there are no templates")
	}
	return w.err
}

// findTemplate finds a template by its ID, or by its name: to the letter, else without case, and of several that of the
// locale. Which ones there are is said where none is meant clearly.
func findTemplate(all []client.Template, name, locale string) (string, error) {
	if name == "" {
		return "", nil
	}
	for _, fits := range []func(client.Template) bool{
		func(t client.Template) bool { return t.ID.Is(name) },
		func(t client.Template) bool { return t.Name.Is(name) },
		func(t client.Template) bool { return strings.EqualFold(t.Name.Raw(), name) },
	} {
		var found, local []client.Template
		for _, t := range all {
			if fits(t) {
				found = append(found, t)
			}
			if fits(t) && t.Locale.Is(locale) {
				local = append(local, t)
			}
		}
		if len(local) == 1 {
			found = local
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0].ID.Raw(), nil
		default:
			return "", fmt.Errorf("template %q: %d have this name; take an ID: %s", review.NewText(name).Line(), len(found), templateNames(found))
		}
	}
	return "", fmt.Errorf("template %q: there is no such template; there are %s", review.NewText(name).Line(), templateNames(all))
}

// templateNames tells of at most ten.
func templateNames(all []client.Template) string {
	if len(all) == 0 {
		return "none"
	}
	var out []string
	for _, t := range all[:min(len(all), 10)] {
		out = append(out, fmt.Sprintf("%q (%s, %s)", t.Name.Line(), t.ID.Line(), t.Locale.Line()))
	}
	if more := len(all) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, ", ")
}
