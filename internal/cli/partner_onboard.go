package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
)

// onboardOptions are what tpdesk partner onboard was asked for.
type onboardOptions struct {
	keysOptions
	paste bool
	next  string // the command line that goes on
}

func (a *App) onboardCommand() *cobra.Command {
	o := &onboardOptions{}
	cmd := &cobra.Command{
		Use: "onboard DOMAIN", Short: "Walk a customer from its domain to the first private call", Args: cobra.ExactArgs(1),
		Long: `Walk a customer the whole way of Trustpilot's page for partners: the partner's sign-in, the customer's business unit, its right to use
integrations, API key and secret of its own in the vault, the customer's sign-in on Trustpilot's page, and the first private call.

Each step that is done is kept. Where one cannot be taken the walk says what is missing and ends; the same command goes on there, and
nothing that was made is made again. --paste prints the address of the sign-in page, to be sent to the customer, and reads the code or
the address that the browser was sent to.`,
		Example: "  tpdesk partner onboard shop.example --profile agency\n  tpdesk partner onboard shop.example --into shop --paste\n  tpdesk partner bundle -o support.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.next = commandLine(cmd, shellWord(args[0]))
			return a.onboard(cmd.Context(), args[0], o)
		},
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.paste, "paste", false, "print the sign-in page's address, open nothing, and read the code or the address from stdin")
	return cmd
}

// stepJSON is a step that is done.
type stepJSON struct {
	Step   string `json:"step"`
	Detail string `json:"detail"`
}

// onboardedJSON is what tpdesk partner onboard prints.
type onboardedJSON struct {
	Domain       string     `json:"domain"`
	BusinessUnit string     `json:"businessUnit"`
	Profile      string     `json:"profile"`
	Complete     bool       `json:"complete"`
	Steps        []stepJSON `json:"steps"`
}

// walk is a customer's way under way.
type walk struct {
	a        *App
	o        *onboardOptions
	opener   *opener      // of the partner
	p        *partnership // from the first step on
	c        customerOf
	customer *opener // of the customer, from the keys on
	done     []stepJSON
}

func (a *App) onboard(ctx context.Context, domain string, o *onboardOptions) error {
	if err := config.CheckDomain(domain); err != nil {
		return usageError{err}
	}
	op, err := a.openPartner()
	if err != nil {
		return err
	}
	w := &walk{a: a, o: o, opener: op, c: customerOf{domain: domain, profile: o.into}}
	for _, step := range []struct {
		name string
		take func(context.Context) (string, error)
	}{
		{stepPartner, w.partner}, {stepUnit, w.unit}, {stepRight, w.right}, {stepKeys, w.keys}, {stepSignIn, w.signIn}, {stepTest, w.test},
	} {
		detail, err := step.take(ctx)
		if err != nil {
			return w.stopped(step.name, err)
		}
		if err := w.tell(step.name, detail); err != nil {
			return err
		}
	}
	return w.finish(ctx)
}

// tell says that a step is done.
func (w *walk) tell(step, detail string) error {
	w.done = append(w.done, stepJSON{step, detail})
	if w.a.out.asked() {
		return nil
	}
	if _, err := fmt.Fprintf(w.a.Out, "%-8s %s\n", step, detail); err != nil {
		return err
	}
	return w.a.flushOut()
}

// stopped names the step, and the command that goes on unless the error knows a better one.
func (w *walk) stopped(step string, err error) error {
	known := nextStep{}
	if errors.As(err, &known) && known.next != "" {
		return withNext(fmt.Errorf("%s, step %s: %w", w.c.domain, step, err), "", known.next)
	}
	return withNext(fmt.Errorf("%s, step %s: %w", w.c.domain, step, err), "", w.o.next+" goes on there")
}

// partner is the partner's own sign-in; at a terminal it is made where there is none.
func (w *walk) partner(ctx context.Context) (string, error) {
	p, err := w.opener.partnership(ctx)
	if errors.Is(err, review.ErrSignIn) && w.a.InTTY && w.a.ErrTTY {
		options := &loginOptions{partner: true, unasked: true}
		if _, err := w.opener.signIn(ctx, options); err != nil {
			return "", w.opener.signInFailed(ctx, options.grant(), err)
		}
		p, err = w.opener.partnership(ctx)
	}
	if err != nil {
		return "", err
	}
	w.p = p
	return "signed in, profile " + p.settings.Profile, nil
}

// unit is the customer's business unit, found by its domain.
func (w *walk) unit(ctx context.Context) (string, error) {
	b, err := w.p.client.FindBusiness(ctx, w.c.domain)
	if errors.Is(err, review.ErrNotFound) {
		err = withNext(err, "", "ask the customer how its domain stands on its Trustpilot page: www. and the country's ending count")
	}
	id := ""
	if err == nil {
		id, err = checkedUnit(b.ID)
	}
	w.p.note(stepUnit, w.c, "found", err)
	if err != nil {
		return "", err
	}
	w.c.unit = id
	if w.c.profile == "" {
		w.c.profile = profileFor(w.c.domain)
	}
	return w.c.unit, w.p.checkProfile(w.c.profile)
}

// right is the customer's leave to integrations.
func (w *walk) right(ctx context.Context) (string, error) {
	may, err := w.p.right(ctx, w.c)
	if err == nil && !may {
		err = notAllowed(w.c.domain, w.o.next)
	}
	return "the customer lets your integration in", err
}

// keys are the customer's own, in the vault of its profile.
func (w *walk) keys(ctx context.Context) (detail string, err error) {
	if w.customer, err = w.p.customer(w.c); err != nil {
		return "", err
	}
	state, err := w.p.keys(ctx, w.customer, w.c, w.o.again)
	return state + " in profile " + w.c.profile, err
}

// signIn is the customer's, on Trustpilot's page, with the keys that were made for it.
func (w *walk) signIn(ctx context.Context) (string, error) {
	account := w.customer.account()
	keys, err := account.Customer(ctx)
	if err != nil {
		return "", threeChoices(err)
	}
	w.customer.partner = keys.Partner
	kept, err := account.Session(ctx)
	if err == nil && kept.Key.Reveal() == keys.Key.Reveal() && kept.Unit == w.c.unit {
		w.p.note(stepSignIn, w.c, "kept", nil)
		return "the customer is signed in", nil
	}
	if err := w.customer.app().CheckRedirect(); err != nil {
		return "", usageError{err}
	}
	w.a.say("the customer signs in now: Trustpilot sends the code to the redirect address that you gave your Partner Manager")
	options := &loginOptions{paste: w.o.paste, customer: &keys}
	_, err = w.customer.signIn(ctx, options)
	w.p.note(stepSignIn, w.c, "done", err)
	if err != nil {
		return "", w.customer.signInFailed(ctx, options.grant(), err)
	}
	return "the customer is signed in", nil
}

// test is the first private call in the customer's name.
func (w *walk) test(ctx context.Context) (string, error) {
	kept, err := w.customer.account().Session(ctx)
	if err != nil {
		return "", threeChoices(err)
	}
	cfg := w.customer.clientConfig()
	w.customer.fromSession(&cfg, kept)
	cfg.BusinessUnit, cfg.APIKey = w.c.unit, kept.Key.Reveal()
	c, err := w.customer.newClient(&cfg)
	if err != nil {
		return "", err
	}
	seen, err := firstReview(ctx, c)
	w.p.note(stepTest, w.c, "done", err)
	if err != nil {
		return "", fmt.Errorf("the first private call: %w", err)
	}
	return "the first private call went well; " + seen, nil
}

// firstReview makes one private call, and says what came of it.
func firstReview(ctx context.Context, c *client.Client) (string, error) {
	for r, err := range c.Reviews(ctx, review.Filter{Limit: 1}) {
		if err != nil {
			return "", err
		}
		return "the newest review is of " + r.CreatedAt.UTC().Format("2 Jan 2006"), nil
	}
	return "there are no reviews yet", nil
}

func (w *walk) finish(ctx context.Context) error {
	if len(w.customer.partnerHeader()) == 0 {
		w.a.say("no partner header is set, so none is sent: Trustpilot wants your partner ID in one, under a name that your Partner Manager knows (partner_header in [profiles.%s])", w.p.settings.Profile)
	}
	w.a.say("%s works in profile %s: tpdesk list --profile %s", w.c.domain, w.c.profile, w.c.profile)
	if !w.a.out.asked() {
		return nil
	}
	return w.a.printJSON(ctx, onboardedJSON{Domain: w.c.domain, BusinessUnit: w.c.unit, Profile: w.c.profile, Complete: true, Steps: w.done})
}
