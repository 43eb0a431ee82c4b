package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
)

func (a *App) partnerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "partner", Short: "For integration builders of Trustpilot's partner programme", Args: unknownVerb, RunE: showHelp,
		Long: `For integration builders of Trustpilot's partner programme: sign in as the partner, see whether a customer lets integrations in,
have keys made for the customer, and let the customer sign in with them. onboard walks the whole way.

Your partner ID is partner_id in the partner's profile, or TPDESK_PARTNER_ID. Trustpilot wants it as a header on every call with a
customer's key or token, and documents no name for that header: ask your Partner Manager and set partner_header (its name) and, where
its value is not the partner ID, partner_header_value, in the profile, or TPDESK_PARTNER_HEADER and TPDESK_PARTNER_HEADER_VALUE.
Profiles of customers take those of the partner's profile. None is sent by default.`,
		Example: `  tpdesk partner login --profile agency
  tpdesk partner onboard shop.example --profile agency
  tpdesk list --profile shop-example`,
	}
	cmd.AddCommand(a.partnerLoginCommand(), a.partnerCheckCommand(), a.partnerKeysCommand(), a.onboardCommand(), a.partnerBundleCommand())
	return cmd
}

// partnerWarning is said before a password is asked for (security §0.10).
const partnerWarning = `This signs in with an e-mail and a password, which Trustpilot calls deprecated. It fails where two-step verification is on, and
turning that off makes the account easier to take over. Unless the partner programme asks you for it, use tpdesk auth login.`

func (a *App) partnerLoginCommand() *cobra.Command {
	o := &loginOptions{partner: true}
	cmd := &cobra.Command{
		Use: "login", Short: "Sign in as the partner, with an e-mail and a password or with key and secret alone", Args: cobra.NoArgs,
		Long: `Sign in as the partner, with the partner's own API key and secret. One copy of Trustpilot's page for partners wants a business
user's e-mail and password, another wants client credentials: --client-credentials asks for no password.

` + partnerWarning + `

The password is asked for without being shown; without a terminal it is one line of stdin. It is sent once and never kept.`,
		Example: "  tpdesk partner login --username agent@shop.example --domain shop.example\n  tpdesk partner login --client-credentials --profile agency",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return a.login(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.username, "username", "", "the business user's `e-mail`")
	cmd.Flags().BoolVar(&o.credentials, "client-credentials", false, "sign in with key and secret alone")
	o.addCompany(cmd)
	return cmd
}

// askPassword signs in with what a person types, after the warning.
func (o *opener) askPassword(ctx context.Context, app auth.App, username string) (auth.Tokens, error) {
	o.a.say("%s", partnerWarning)
	if username == "" && !(o.a.InTTY && o.a.ErrTTY) {
		return auth.Tokens{}, usagef("no e-mail was given: add --username, or run this at a terminal")
	}
	if username == "" {
		line, err := o.a.ask(ctx, "E-mail of the business user: ")
		if err != nil {
			return auth.Tokens{}, err
		}
		username = strings.TrimSpace(line)
	}
	password, err := o.password(ctx)
	if err != nil {
		return auth.Tokens{}, err
	}
	return app.Password(ctx, username, password)
}

func (o *opener) password(ctx context.Context) (string, error) {
	if o.a.InTTY && o.a.ErrTTY {
		return o.a.typed(ctx, "Password: ")
	}
	password, err := o.a.readLine(ctx)
	if err == nil && password == "" {
		err = usagef("no password came on stdin")
	}
	return password, err
}
