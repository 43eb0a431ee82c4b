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
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/secret"
)

// keysOptions are what tpdesk partner keys was asked for.
type keysOptions struct {
	into          string // the customer's profile, "" for one named after the domain
	again, dryRun bool
}

func (o *keysOptions) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.into, "into", "", "the `profile` that keeps the customer's keys; else one named after the domain")
	cmd.Flags().BoolVar(&o.again, "again", false, "have other keys made, though there are some or an answer was lost")
}

func (a *App) partnerKeysCommand() *cobra.Command {
	o := &keysOptions{}
	cmd := &cobra.Command{
		Use: "keys UNIT", Short: "Have API key and secret made for a customer, and keep them in the vault", Args: cobra.ExactArgs(1),
		Long: `Have Trustpilot make an API key and secret for a customer, and put both into the vault of a profile of the customer's own. They are
never printed. Keys that the profile has already are kept, and none are made; where the answer of an earlier run was lost nothing is
asked again until you say --again. Then the customer signs in: tpdesk auth login --profile NAME.`,
		Example: "  tpdesk partner keys 507f191e810c19729de860ea\n  tpdesk partner keys 507f191e810c19729de860ea --into shop --json",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.partnerKeys(cmd.Context(), args[0], o) },
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "print the exact request, secrets redacted, and send nothing")
	return cmd
}

// keysJSON is what tpdesk partner keys prints: where the keys are, and never the keys.
type keysJSON struct {
	BusinessUnit string `json:"businessUnit"`
	Profile      string `json:"profile"`
	State        string `json:"state"` // made, or kept where they were there before
	Vault        string `json:"vault"`
}

func (a *App) partnerKeys(ctx context.Context, unit string, o *keysOptions) error {
	if err := checkUnitID(unit); err != nil {
		return err
	}
	p, err := a.partnership(ctx)
	if err != nil {
		return err
	}
	if o.dryRun {
		return a.rehearseCalls(ctx, p.client, func(c *client.Client) error {
			_, _, err := c.MakeKeys(ctx, p.id, unit)
			return err
		})
	}
	c, err := p.nameCustomer(ctx, unit, o.into)
	if err != nil {
		return err
	}
	customer, err := p.customer(c)
	if err != nil {
		return err
	}
	state, err := p.keys(ctx, customer, c, o.again)
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, keysJSON{BusinessUnit: unit, Profile: c.profile, State: state, Vault: customer.vault.Kind()})
	}
	a.say("the customer's key and secret are %s in profile %s; next: tpdesk auth login --profile %s", state, c.profile, c.profile)
	return nil
}

// nameCustomer finds the profile of a customer: into, else one named after the domain that the public knows the unit by.
func (p *partnership) nameCustomer(ctx context.Context, unit, into string) (customerOf, error) {
	c := customerOf{unit: unit, profile: into}
	other, err := p.client.ForUnit(unit)
	if err != nil {
		return c, err
	}
	if into == "" {
		b, err := other.Business(ctx)
		if err != nil {
			return c, err
		}
		c.domain = checkedDomain(b.Name.Identifying)
		c.profile = profileFor(c.domain)
	}
	return c, p.checkProfile(c.profile)
}

// checkedDomain is a domain as the server names it; "" for what is none.
func checkedDomain(t review.Text) string {
	if config.CheckDomain(t.Raw()) != nil {
		return ""
	}
	return t.Raw()
}

// profileFor makes a profile's name of a domain.
func profileFor(domain string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '-'
	}, strings.ToLower(domain))
	name = strings.TrimLeft(name, "-_")
	return strings.TrimRight(name[:min(len(name), 32)], "-")
}

// checkProfile takes a profile that is not the partner's own: its sign-in would be lost.
func (p *partnership) checkProfile(name string) error {
	if err := config.CheckProfile(name); err != nil {
		return usagef("the customer's keys need a profile: name one with --into: %w", err)
	}
	if name == p.settings.Profile {
		return usagef("profile %s is the one that the partner is signed in with: name another for the customer, with --into", name)
	}
	return nil
}

// customer opens the customer's profile. Its business unit is known, whatever the environment says, and its redirect address
// is the partner's where it has none.
func (p *partnership) customer(c customerOf) (*opener, error) {
	all, err := p.a.config()
	if err != nil {
		return nil, err
	}
	settings, err := all.Settings(config.Flags{Profile: c.profile, BusinessUnit: c.unit, Domain: c.domain}, p.a.Env)
	if err != nil {
		return nil, err
	}
	settings.Token = secret.Text{} // is the partner's
	if settings.RedirectURI == "" {
		settings.RedirectURI = p.settings.RedirectURI
	}
	o, err := p.a.opener(settings)
	if err == nil && settings.Store == p.settings.Store {
		o.vault = p.vault
	}
	return o, err
}

// keys makes a customer's keys, or keeps those that are there. The request is on disk before it leaves, and leaves once.
func (p *partnership) keys(ctx context.Context, customer *opener, c customerOf, again bool) (string, error) {
	if customer.settings.Store == "memory" {
		return "", threeChoices(&auth.VaultError{Kind: "memory", Act: "save", Reason: "it ends with this command, and the customer's keys with it"})
	}
	kept, err := customer.holds(ctx, c)
	if err != nil {
		return "", threeChoices(err)
	}
	if kept && !again {
		p.note(stepKeys, c, "kept", nil)
		return "kept", nil
	}
	ledger, err := p.sentLedger(ctx, "partner.ledger")
	if err != nil {
		return "", err
	}
	defer ledger.Close()
	name := ledger.Name("partner keys", p.id, c.unit)
	if at, open := ledger.Uncertain(name); open && !again {
		return "", keysInDoubt(fmt.Errorf("keys for %s were asked for on %s and the answer was lost: %w", c.unit, at.Format("2 Jan 2006 15:04 UTC"), review.ErrUnknown))
	}
	if err := auth.Probe(ctx, customer.vault); err != nil {
		return "", threeChoices(err)
	}
	return p.make(ctx, customer, c, ledger, name)
}

// holds tells whether the profile has keys of this customer. Another's are never replaced.
func (o *opener) holds(ctx context.Context, c customerOf) (bool, error) {
	have, ok, err := o.account().Waiting(ctx)
	if err != nil {
		return false, err
	}
	st, err := o.account().Status(ctx)
	if err != nil && !errors.Is(err, auth.ErrSignIn) {
		return false, err
	}
	for _, unit := range []string{have.Unit, st.Unit} {
		if unit != "" && unit != c.unit {
			return false, withNext(fmt.Errorf("profile %s belongs to another business unit (%s): %w", c.profile, unit, review.ErrConflict), "", "the same command with --into NAME")
		}
	}
	return ok, nil
}

// make asks for the keys once and puts them into the vault before the ledger calls them made.
func (p *partnership) make(ctx context.Context, customer *opener, c customerOf, ledger *invite.Ledger, name string) (string, error) {
	if err := ledger.Note(name, invite.Sending); err != nil {
		return "", fmt.Errorf("nothing was sent: %w", err)
	}
	longer, done := outlast(ctx, inviteLinger) // from here on it must not be cut in half
	defer done()
	made, may, err := p.client.MakeKeys(longer, p.id, c.unit)
	p.note(stepKeys, c, map[bool]string{true: "made", false: "no"}[may], err)
	switch {
	case errors.Is(err, review.ErrUnknown):
		return "", keysInDoubt(errors.Join(err, ledger.Note(name, invite.Unknown)))
	case err != nil:
		return "", errors.Join(partnersOwn(err), ledger.Note(name, invite.Withdrawn))
	case !may:
		return "", errors.Join(notAllowed("business unit "+c.unit, "tpdesk partner keys "+c.unit), ledger.Note(name, invite.Refused))
	}
	key, hidden := made.Reveal()
	err = customer.account().KeepCustomer(longer, auth.Customer{
		Key: secret.New(key), Secret: secret.New(hidden), Unit: c.unit, Domain: c.domain, Partner: p.settings.Profile,
	})
	if err != nil {
		err = fmt.Errorf("keys were made for %s and could not be kept, so they are lost: %w", c.unit, threeChoices(err))
		return "", withNext(errors.Join(err, ledger.Note(name, invite.Unknown)), "", "make the vault usable, then the same command with --again has others made")
	}
	return "made", ledger.Note(name, invite.Sent)
}

func keysInDoubt(err error) error {
	return withNext(err, "", "ask your Partner Manager whether keys were made; the same command with --again has others made, and the first pair stays unused")
}

// outlast is a context that goes on for a while when ctx ends.
func outlast(ctx context.Context, by time.Duration) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		t := time.AfterFunc(by, cancel)
		context.AfterFunc(longer, func() { t.Stop() })
	})
	return longer, func() { stop(); cancel() }
}
