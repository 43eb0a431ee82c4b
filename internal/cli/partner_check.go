package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

// partnership is what a partner's calls need: the partner's own sign-in, and its ID.
type partnership struct {
	*opener
	client *client.Client
	id     string
}

// partnership opens the sign-in of the active profile, or TPDESK_TOKEN, as the partner's.
func (a *App) partnership(ctx context.Context) (*partnership, error) {
	o, err := a.openPartner()
	if err != nil {
		return nil, err
	}
	return o.partnership(ctx)
}

// openPartner opens settings and vault of the partner's profile; without a partner ID nothing can be asked.
func (a *App) openPartner() (*opener, error) {
	o, err := a.openVault()
	if err != nil {
		return nil, err
	}
	if o.settings.Partner.ID == "" {
		return nil, usagef("no partner ID is known: set partner_id in [profiles.%s] of %s, or TPDESK_PARTNER_ID; your Partner Manager gave it to you", o.settings.Profile, o.folders.ConfigFile())
	}
	o.alone = true
	return o, nil
}

func (o *opener) partnership(ctx context.Context) (*partnership, error) {
	cfg := o.clientConfig()
	if !o.settings.Token.IsZero() {
		cfg.Tokens = auth.NewStatic(o.settings.Token.Reveal())
	} else {
		kept, err := o.account().Session(ctx)
		if errors.Is(err, auth.ErrNotFound) {
			err = fmt.Errorf("nobody is signed in as the partner in profile %s: %w", o.settings.Profile, review.ErrSignIn)
		}
		if err != nil {
			return nil, partnersOwn(threeChoices(err))
		}
		o.fromSession(&cfg, kept)
	}
	c, err := o.newClient(&cfg)
	return &partnership{o, c, o.settings.Partner.ID}, err
}

func (a *App) partnerCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check UNIT", Short: "Ask whether a customer may use integrations that partners build", Args: cobra.ExactArgs(1),
		Long: `Ask Trustpilot whether a customer may use integrations that partners build: exit 0 when it may, 7 when it may not yet, with what the
customer must switch on and where, and 4 when the sign-in is not the partner's. tpdesk business find DOMAIN tells the unit.`,
		Example: "  tpdesk partner check 507f191e810c19729de860ea\n  tpdesk partner check \"$(tpdesk business find shop.example --jq .id)\" --json",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.partnerCheck(cmd.Context(), args[0]) },
	}
}

// rightJSON is what a check prints.
type rightJSON struct {
	BusinessUnit string `json:"businessUnit"`
	May          bool   `json:"may"`
	SwitchOn     string `json:"switchOn,omitempty"` // the page where the customer lets partners in
}

func (a *App) partnerCheck(ctx context.Context, unit string) error {
	if err := checkUnitID(unit); err != nil {
		return err
	}
	p, err := a.partnership(ctx)
	if err != nil {
		return err
	}
	may, err := p.right(ctx, customerOf{unit: unit})
	if err != nil {
		return err
	}
	out := rightJSON{BusinessUnit: unit, May: may}
	if !may {
		out.SwitchOn = link.Permissions()
	}
	if a.out.asked() {
		err = a.printJSON(ctx, out)
	} else if may {
		_, err = fmt.Fprintf(a.Out, "%s may use your integration\n", unit)
	}
	if err != nil || may {
		return err
	}
	return notAllowed("business unit "+unit, "tpdesk partner check "+unit)
}

// right asks once and notes the answer.
func (p *partnership) right(ctx context.Context, c customerOf) (bool, error) {
	may, err := p.client.MayIntegrate(ctx, p.id, c.unit)
	p.note(stepRight, c, answered(may), err)
	return may, partnersOwn(err)
}

// partnersOwn names the sign-in that is missing: it is the partner's, not a customer's.
func partnersOwn(err error) error {
	if errors.Is(err, review.ErrSignIn) {
		return withNext(err, "", "tpdesk partner login")
	}
	return err
}

func answered(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// notAllowed says what the customer must switch on, and where (trustpilot-api §6).
func notAllowed(customer, again string) error {
	err := fmt.Errorf("%s does not let your integration in: %w: an administrator of the company switches the partner permissions on at %s (it takes the Admin role), and the company needs a paid Trustpilot plan",
		customer, review.ErrRefused, link.Permissions())
	return withNext(err, "", "have the customer do that, then "+again)
}

// checkedUnit is the ID of a business unit as the server names it.
func checkedUnit(t review.Text) (string, error) { return t.Raw(), checkUnitID(t.Raw()) }

// checkUnitID takes the ID of a business unit, and says how one is had for a domain.
func checkUnitID(unit string) error {
	if review.ValidID(unit) {
		return nil
	}
	shown := review.NewText(unit).Line()
	if strings.Contains(unit, ".") {
		return withNext(usagef("%s is a domain, and this takes the ID of a business unit", shown), "", "tpdesk business find "+shellWord(shown))
	}
	return usagef("%s is no business unit ID: letters and digits only", shown)
}
