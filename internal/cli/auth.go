package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) authCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "auth", Short: "Sign in, see how you are signed in, sign out", Args: unknownVerb, RunE: showHelp}
	cmd.AddCommand(a.loginCommand(), a.statusCommand(), a.logoutCommand(), a.tokenCommand())
	return cmd
}

// loginOptions are what tpdesk auth login was asked for.
type loginOptions struct{ paste, credentials bool }

func (a *App) loginCommand() *cobra.Command {
	o := &loginOptions{}
	cmd := &cobra.Command{
		Use: "login", Short: "Sign in with Trustpilot", Args: cobra.NoArgs,
		Long: `Sign in with Trustpilot: the browser opens Trustpilot's page, and the code it gives is swapped for tokens, which are kept
in the vault (the OS keyring, or an age file with TPDESK_STORE=file).

The API key and secret come from TPDESK_API_KEY and TPDESK_API_SECRET, or are asked for. Trustpilot sends the code to
the redirect address that is registered with it: set redirect_uri in the profile, or TPDESK_REDIRECT_URI. Where that
address is not on this machine, or with --paste, you paste the address that the browser was sent to.`,
		Example: `  tpdesk auth login
  tpdesk auth login --paste
  tpdesk auth login --client-credentials        # for CI, with TPDESK_API_KEY and TPDESK_API_SECRET set`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.login(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.paste, "paste", false, "print the page's address, open nothing, and read the code or the address from stdin")
	cmd.Flags().BoolVar(&o.credentials, "client-credentials", false, "sign the application itself in, without a person; for CI")
	cmd.MarkFlagsMutuallyExclusive("paste", "client-credentials")
	return cmd
}

func (a *App) login(ctx context.Context, o *loginOptions) error {
	settings, err := a.settings()
	if err != nil {
		return err
	}
	op, err := a.opener(settings)
	if err != nil {
		return err
	}
	app, err := a.application(ctx, op)
	if err != nil {
		return err
	}
	if err := auth.Probe(ctx, op.vault); err != nil {
		return threeChoices(err)
	}
	grant, tokens, err := a.askTokens(ctx, app, o, settings.Loopback())
	if err != nil {
		return err
	}
	kept := auth.Session{Key: app.Key, Secret: app.Secret, Grant: grant, User: tokens.User, Unit: settings.BusinessUnit, Tokens: tokens}
	if kept.Unit == "" {
		if kept.Unit, err = op.findUnit(ctx, app); err != nil {
			return err
		}
	}
	if err := op.account().SignIn(ctx, kept); err != nil {
		return threeChoices(err)
	}
	return a.status(ctx)
}

// application is the key and secret of the environment, of the sign-in before, or of a person who types them.
func (a *App) application(ctx context.Context, op *opener) (auth.App, error) {
	app := op.app()
	if app.Key.IsZero() || app.Secret.IsZero() {
		if kept, err := op.account().Session(ctx); err == nil {
			app.Key, app.Secret = kept.Key, kept.Secret
		}
	}
	var err error
	if app.Key.IsZero() {
		app.Key, err = a.askSecret(ctx, "Trustpilot API key", "TPDESK_API_KEY")
	}
	if err == nil && app.Secret.IsZero() {
		app.Secret, err = a.askSecret(ctx, "Trustpilot API secret", "TPDESK_API_SECRET")
	}
	return app, err
}

// askTokens signs in by the grant that was chosen.
func (a *App) askTokens(ctx context.Context, app auth.App, o *loginOptions, loopback bool) (string, auth.Tokens, error) {
	if o.credentials {
		tokens, err := app.ClientCredentials(ctx)
		return auth.GrantCredentials, tokens, err
	}
	flow, err := auth.StartCodeFlow(app, !o.paste)
	if errors.Is(err, auth.ErrRedirect) {
		err = usageError{err}
	}
	if err != nil {
		return "", auth.Tokens{}, err
	}
	defer flow.Close()
	tokens, err := a.takeCode(ctx, flow, o, app.APIURL, loopback)
	return auth.GrantCode, tokens, err
}

func (a *App) takeCode(ctx context.Context, flow *auth.CodeFlow, o *loginOptions, apiURL string, loopback bool) (auth.Tokens, error) {
	if o.paste {
		if _, err := fmt.Fprintln(a.Out, flow.URL()); err != nil {
			return auth.Tokens{}, err
		}
		if err := a.flushOut(); err != nil {
			return auth.Tokens{}, err
		}
	} else if err := openBrowser(ctx, a, apiURL, loopback, flow.URL()); err != nil {
		a.say("no browser could be opened (%s); open this address yourself:\n%s", oneMessage(err), flow.URL())
	} else {
		a.say("your browser shows Trustpilot's page; if it does not, open this address:\n%s", flow.URL())
	}
	if flow.Listens() {
		return flow.Wait(ctx)
	}
	a.say("paste the code, or the whole address that the browser was sent to (%s…), and press Enter:", flow.RedirectURI())
	line, err := a.readLine(ctx)
	if err != nil {
		return auth.Tokens{}, err
	}
	return flow.Paste(ctx, line)
}

// findUnit asks which business unit the profile's domain is; "" when no domain is configured.
func (o *opener) findUnit(ctx context.Context, app auth.App) (string, error) {
	if o.settings.Domain == "" {
		o.a.say("no business unit is set: set TPDESK_BUSINESS_UNIT, or domain in [profiles.%s] of %s", o.settings.Profile, o.folders.ConfigFile())
		return "", nil
	}
	cfg := o.clientConfig()
	cfg.APIKey = app.Key.Reveal()
	c, err := client.New(cfg)
	if err != nil {
		return "", err
	}
	unit, err := c.FindUnit(ctx, o.settings.Domain)
	if err != nil {
		return "", fmt.Errorf("find the business unit of %s: %w", o.settings.Domain, err)
	}
	return unit.ID.Raw(), nil
}

func (a *App) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Show who is signed in, for which unit, until when, and where the tokens are kept", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context()) },
	}
}

// statusJSON is a sign-in without a secret in it.
type statusJSON struct {
	Profile        string      `json:"profile"`
	SignedIn       bool        `json:"signedIn"`
	Server         string      `json:"server"`
	Grant          string      `json:"grant,omitempty"`
	BusinessUser   string      `json:"businessUser,omitempty"`
	BusinessUnit   string      `json:"businessUnit,omitempty"`
	AccessExpires  review.Time `json:"accessExpires"`
	RefreshExpires review.Time `json:"refreshExpires"`
	Vault          string      `json:"vault"` // keyring, file, memory or environment
}

func (a *App) status(ctx context.Context) error {
	settings, err := a.settings()
	if err != nil {
		return err
	}
	op, err := a.opener(settings)
	if err != nil {
		return err
	}
	out := statusJSON{Profile: settings.Profile, Server: op.account().Origin(), BusinessUnit: settings.BusinessUnit, BusinessUser: settings.BusinessUser}
	if !settings.Token.IsZero() {
		out.SignedIn, out.Grant, out.Vault = true, "token", "environment"
		return a.printStatus(ctx, out)
	}
	st, err := op.account().Status(ctx)
	if err != nil {
		return threeChoices(err)
	}
	out.fill(st)
	if err := a.printStatus(ctx, out); err != nil || st.SignedIn {
		return err
	}
	return withNext(fmt.Errorf("profile %s: %w", settings.Profile, review.ErrSignIn), "", "tpdesk auth login")
}

func (s *statusJSON) fill(st auth.Status) {
	s.SignedIn, s.Grant, s.Vault = st.SignedIn, st.Grant, st.Vault
	s.AccessExpires, s.RefreshExpires = review.Time{Time: st.AccessExpires}, review.Time{Time: st.RefreshExpires}
	if s.BusinessUser == "" {
		s.BusinessUser = st.User
	}
	if s.BusinessUnit == "" {
		s.BusinessUnit = st.Unit
	}
}

func (a *App) printStatus(ctx context.Context, s statusJSON) error {
	if a.out.asked() {
		return a.printJSON(ctx, s)
	}
	w := &lines{w: a.Out}
	w.line("profile  " + s.Profile)
	w.line("server   " + s.Server)
	if !s.SignedIn {
		w.line("not signed in")
		return w.err
	}
	w.line("grant    " + s.Grant)
	w.line("user     " + orDash(s.BusinessUser))
	w.line("unit     " + orDash(s.BusinessUnit))
	w.line("ends     " + ends(s.AccessExpires) + ", refresh " + ends(s.RefreshExpires))
	w.line("kept in  " + s.Vault)
	return w.err
}

func ends(t review.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format(time.RFC3339)
}

func (a *App) logoutCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "logout", Short: "Sign out: revoke the tokens and remove them", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.logout(cmd.Context(), yes) },
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a *App) logout(ctx context.Context, yes bool) error {
	settings, err := a.settings()
	if err != nil {
		return err
	}
	if !yes && !(a.InTTY && a.ErrTTY) {
		return usagef("there is no terminal to ask at: add --yes to sign out")
	}
	if !yes {
		line, err := a.ask(ctx, fmt.Sprintf("Sign profile %s out and revoke its tokens? [y/N] ", settings.Profile))
		if err != nil || !strings.EqualFold(strings.TrimSpace(line), "y") {
			return err
		}
	}
	op, err := a.opener(settings)
	if err != nil {
		return err
	}
	if err := op.account().Logout(ctx, op.app()); err != nil {
		return threeChoices(err)
	}
	a.say("profile %s is signed out; drafts and the copy are kept", settings.Profile)
	if a.out.asked() {
		return a.printJSON(ctx, map[string]any{"profile": settings.Profile, "signedIn": false})
	}
	return nil
}

func (a *App) tokenCommand() *cobra.Command {
	return &cobra.Command{
		Use: "token", Short: "Print the access token, for scripts; never to a terminal", Args: cobra.NoArgs,
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
