package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *App) authCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "auth", Example: "  tpdesk auth login\n  tpdesk auth status --all\n  tpdesk auth switch north", Short: "Sign in, see how you are signed in, choose the profile, sign out", Args: unknownVerb, RunE: showHelp}
	cmd.AddCommand(a.loginCommand(), a.statusCommand(), a.switchCommand(), a.logoutCommand(), a.tokenCommand())
	return cmd
}

func (a *App) tokenCommand() *cobra.Command {
	return &cobra.Command{
		Use: "token", Example: "  tpdesk auth token | shop-sync --token-from-stdin", Short: "Print the access token, for scripts; never to a terminal", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.token(cmd.Context()) },
	}
}

func (a *App) token(ctx context.Context) error {
	if a.OutTTY {
		return usagef("a token is a secret and is never printed to a terminal: pipe it to the program that needs it")
	}
	settings, err := a.settings()
	if err != nil {
		return err
	}
	token := settings.Token.Reveal()
	if token == "" {
		op, err := a.opener(settings)
		if err != nil {
			return err
		}
		op.knowPartner(ctx)
		if token, err = op.account().Source(op.app()).Token(ctx); err != nil {
			return threeChoices(err)
		}
	}
	if a.out.asked() {
		return a.printJSON(ctx, map[string]string{"token": token})
	}
	_, err = fmt.Fprintln(a.Out, token)
	return err
}
