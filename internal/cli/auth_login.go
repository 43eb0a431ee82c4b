package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/secret"
)

// loginOptions are what tpdesk auth login was asked for.
type loginOptions struct {
	paste, credentials bool
	domain, unit, user string
	partner            bool           // by e-mail and password
	username           string         // the e-mail, "" to ask for it
	unasked            bool           // no company is asked for: a partner acts for its customers
	customer           *auth.Customer // whose keys are used, whatever the environment says; nil for nobody's
	anew               bool           // key and secret of the sign-in before were refused: they are asked for
}

func (a *App) loginCommand() *cobra.Command {
	o := &loginOptions{}
	cmd := &cobra.Command{
		Use: "login", Short: "Sign in with Trustpilot", Args: cobra.NoArgs,
		Long: `Sign in with Trustpilot: the browser opens Trustpilot's page, and the code it gives is swapped for tokens, which are kept
in the vault (the OS keyring, or an age file with TPDESK_STORE=file). The vault is tried first, so that no sign-in is lost.

What is missing is asked for: the API key and secret (else TPDESK_API_KEY and TPDESK_API_SECRET), and your company's domain or
business unit. Trustpilot sends the code to the redirect address that is registered with it: set redirect_uri in the profile, or
TPDESK_REDIRECT_URI. Where that address is not on this machine, or with --paste, you paste the address that the browser was
sent to. With --profile NAME the sign-in is kept beside those of other companies; tpdesk auth switch NAME makes it the active one.

--client-credentials signs in the application itself, for CI. A reply then names no person, so name the business user who acts:
--business-user ID, business_user in the profile, or TPDESK_BUSINESS_USER.`,
		Example: `  tpdesk auth login
  tpdesk auth login --paste --domain shop.example
  tpdesk auth login --profile north --domain north.example
  tpdesk auth login --client-credentials --business-user 60aa11bb22cc33dd44ee55ff`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return a.login(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.paste, "paste", false, "print the page's address, open nothing, and read the code or the address from stdin")
	f.BoolVar(&o.credentials, "client-credentials", false, "sign the application itself in, without a person; for CI")
	f.StringVar(&o.user, "business-user", "", "the `ID` of the business user who acts where the sign-in names none")
	o.addCompany(cmd)
	return cmd
}

// addCompany adds the flags that name the company.
func (o *loginOptions) addCompany(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.domain, "domain", "", "the company's `domain` at Trustpilot, such as shop.example")
	cmd.Flags().StringVar(&o.unit, "business-unit", "", "the business unit's `ID`")
}

func (o *loginOptions) check() error {
	switch {
	case o.paste && o.credentials:
		return usagef("--paste and --client-credentials exclude each other: take one")
	case o.credentials && o.username != "":
		return usagef("--username and --client-credentials exclude each other: take one")
	case o.domain != "" && o.unit != "":
		return usagef("--domain and --business-unit exclude each other: take one")
	}
	return nil
}

func (o *loginOptions) grant() string {
	switch {
	case o.credentials:
		return auth.GrantCredentials
	case o.partner:
		return auth.GrantPassword
	}
	return auth.GrantCode
}

func (a *App) login(ctx context.Context, o *loginOptions) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	settings, err := c.Settings(config.Flags{Profile: a.profile, Domain: o.domain, BusinessUnit: o.unit, BusinessUser: o.user}, a.Env)
	if err != nil {
		return err
	}
	op, err := a.opener(settings)
	if err != nil {
		return err
	}
	op.alone = o.partner
	kept, err := op.signIn(ctx, o)
	if err != nil {
		return op.signInFailed(ctx, o.grant(), err)
	}
	op.remind(c, kept)
	return op.showSignIn(ctx)
}

// showSignIn shows the sign-in that was just kept, whatever TPDESK_TOKEN says, with the vault that is open already.
func (o *opener) showSignIn(ctx context.Context) error {
	shown := *o
	shown.settings.Token = secret.Text{}
	s, err := shown.status(ctx)
	if err != nil {
		return threeChoices(err)
	}
	s.Active = true
	return o.a.printStatus(ctx, s)
}

// signIn signs in at the terminal.
func (o *opener) signIn(ctx context.Context, options *loginOptions) (auth.Session, error) {
	return o.signInAt(ctx, terminal{o, options.paste}, options)
}

// signInAt signs in whole and keeps it. What can go wrong without the browser goes wrong before it opens.
func (o *opener) signInAt(ctx context.Context, at counter, options *loginOptions) (auth.Session, error) {
	if err := o.app().CheckRedirect(); err != nil && options.grant() == auth.GrantCode {
		return auth.Session{}, err
	}
	at.doing(ctx, "trying whether the "+o.vault.Kind()+" vault can keep the sign-in")
	if err := auth.Probe(ctx, o.vault); err != nil {
		return auth.Session{}, err
	}
	before, _ := o.account().Session(ctx) // not being signed in is fine, and a damaged one is replaced
	customer, err := o.customerKeys(ctx, options)
	if err != nil {
		return auth.Session{}, err
	}
	app, err := o.application(ctx, at, options, customer, before)
	if err != nil {
		return auth.Session{}, err
	}
	kept := auth.Session{Key: app.Key, Secret: app.Secret, Grant: options.grant(), Partner: o.partner}
	if before.Unit == "" && o.partner != "" {
		before.Unit, before.Domain = customer.Unit, customer.Domain
	}
	if kept.Unit, kept.Domain, err = o.company(ctx, at, app, options, before); err != nil {
		return auth.Session{}, err
	}
	if kept.Tokens, err = o.askTokens(ctx, at, app, options); err != nil {
		return auth.Session{}, err
	}
	if kept.User = kept.Tokens.User; kept.User == "" {
		kept.User = o.settings.BusinessUser
	}
	at.doing(ctx, "keeping the sign-in in the "+o.vault.Kind()+" vault")
	return kept, o.account().SignIn(ctx, kept)
}

// application is the key and secret of the environment, of a customer whose partner had them made, of the sign-in before, or
// of a person who types them.
func (o *opener) application(ctx context.Context, at counter, options *loginOptions, customer auth.Customer, before auth.Session) (auth.App, error) {
	app := o.app()
	if o.partner != "" {
		app.Key, app.Secret = customer.Key, customer.Secret
		return app, nil
	}
	if !options.anew && (app.Key.IsZero() && app.Secret.IsZero() || app.Secret.IsZero() && app.Key.Reveal() == before.Key.Reveal()) {
		app.Key, app.Secret = before.Key, before.Secret
	}
	var err error
	if app.Key.IsZero() {
		app.Key, err = at.secret(ctx, "Trustpilot API key", "TPDESK_API_KEY")
	}
	if err == nil && app.Secret.IsZero() {
		app.Secret, err = at.secret(ctx, "Trustpilot API secret", "TPDESK_API_SECRET")
	}
	return app, err
}

// askTokens signs in by the grant that was chosen.
func (o *opener) askTokens(ctx context.Context, at counter, app auth.App, options *loginOptions) (auth.Tokens, error) {
	switch options.grant() {
	case auth.GrantCredentials:
		return app.ClientCredentials(ctx)
	case auth.GrantPassword:
		return o.askPassword(ctx, app, options.username)
	}
	flow, err := auth.StartCodeFlow(app, !options.paste)
	if err != nil {
		return auth.Tokens{}, err
	}
	defer flow.Close()
	code, err := at.code(ctx, flow)
	if err != nil {
		return auth.Tokens{}, err
	}
	at.doing(ctx, "swapping the code for tokens")
	return flow.Exchange(ctx, code)
}

// signInFailed says what a failed sign-in means and what comes next.
func (o *opener) signInFailed(ctx context.Context, grant string, err error) error {
	var (
		said *auth.Error
		page *auth.PageError
	)
	switch {
	case ctx.Err() != nil, errors.As(err, new(signalError)):
		o.a.say("the sign-in was stopped: what was kept before is as it was; tpdesk auth login begins again")
		return err
	case errors.Is(err, auth.ErrRedirect):
		return usageError{err}
	case errors.Is(err, auth.ErrVault):
		return threeChoices(err)
	case errors.As(err, &page) && page.Temporary():
		return laterError{err}
	case errors.As(err, &said) && said.AboutRedirect():
		return usageError{fmt.Errorf("%w; %s", err, said.Meaning(grant))}
	case errors.As(err, &said):
		return withNext(fmt.Errorf("%w; %s", err, said.Meaning(grant)), "", o.afterRefusal(said))
	}
	return err
}

// afterRefusal is the next step when the server refused a sign-in. Key and secret of an earlier one are used again as long
// as it is there.
func (o *opener) afterRefusal(said *auth.Error) string {
	if said.Status == 401 && o.settings.APIKey.IsZero() {
		return "tpdesk auth logout, then tpdesk auth login: key and secret are asked for anew"
	}
	return "tpdesk auth login"
}

// laterError is a failure that changed nothing and may pass.
type laterError struct{ err error }

func (e laterError) Error() string        { return e.err.Error() }
func (e laterError) Unwrap() error        { return e.err }
func (e laterError) Is(target error) bool { return target == review.ErrTemporary }

// remind says what is still missing, or stands in the way, after a sign-in.
func (o *opener) remind(c config.Config, kept auth.Session) {
	if kept.Unit == "" {
		o.a.say("no business unit is known yet: tpdesk auth login --domain shop.example, or set TPDESK_BUSINESS_UNIT, or domain in [profiles.%s] of %s", o.settings.Profile, o.folders.ConfigFile())
	}
	if kept.User == "" {
		o.a.say("no business user is named, and replies need one: tpdesk auth login --client-credentials --business-user ID, or set TPDESK_BUSINESS_USER")
	}
	if !o.settings.Token.IsZero() {
		o.a.say("TPDESK_TOKEN is set and is the only token that is used: unset it to use this sign-in")
	}
	if active := activeName(c); active != o.settings.Profile {
		o.a.say("the active profile is still %s: tpdesk auth switch %s changes that", active, o.settings.Profile)
	}
}
