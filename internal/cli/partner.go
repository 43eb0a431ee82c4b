package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
)

func (a *App) partnerCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "partner", Short: "For integration builders of Trustpilot's partner programme", Args: unknownVerb, RunE: showHelp}
	cmd.AddCommand(a.partnerLoginCommand())
	return cmd
}

// partnerWarning is said before a password is asked for (security §0.10).
const partnerWarning = `This signs in with an e-mail and a password, which Trustpilot calls deprecated. It fails where two-step verification is on, and
turning that off makes the account easier to take over. Unless the partner programme asks you for it, use tpdesk auth login.`

func (a *App) partnerLoginCommand() *cobra.Command {
	o := &loginOptions{partner: true}
	cmd := &cobra.Command{
		Use: "login", Short: "Sign in with a business user's e-mail and password, as the partner programme wants it", Args: cobra.NoArgs,
		Long: partnerWarning + `

The password is asked for without being shown; without a terminal it is one line of stdin. It is sent once and never kept.`,
		Example: "  tpdesk partner login --username agent@shop.example --domain shop.example",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return a.login(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.username, "username", "", "the business user's `e-mail`")
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
