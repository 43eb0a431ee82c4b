package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) businessCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "business", Example: "  tpdesk business find shop.example\n  tpdesk business show\n  tpdesk business showcase --format html -o reviews.html", Short: "Look up what the public sees of a company at Trustpilot", Args: unknownVerb, RunE: showHelp,
		Long: `Look up what the public sees of a company at Trustpilot. It takes the API key alone: TPDESK_API_KEY, or that of the sign-in.

Without --unit or --domain the profile's own business unit is meant.`,
	}
	cmd.AddCommand(a.businessFindCommand(), a.businessShowCommand(), a.businessLocationsCommand(), a.showcaseCommand())
	return cmd
}

// unitFlags say which business unit is meant, in which language it is told of.
type unitFlags struct{ unit, domain, locale string }

func (f *unitFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.unit, "unit", "", "the business unit's `ID`")
	cmd.Flags().StringVar(&f.domain, "domain", "", "the company's `domain` at Trustpilot")
}

func (f *unitFlags) addLocale(cmd *cobra.Command, help string) {
	cmd.Flags().StringVar(&f.locale, "locale", "", help)
}

// check refuses what cannot be looked up, before anything is contacted.
func (f *unitFlags) check() error {
	switch {
	case f.unit != "" && f.domain != "":
		return usagef("--unit and --domain exclude each other: take one")
	case f.unit != "" && !review.ValidID(f.unit):
		return usagef("--unit %q is no business unit ID: letters and digits only", review.NewText(f.unit).Line())
	}
	if f.domain != "" {
		if err := config.CheckDomain(f.domain); err != nil {
			return usagef("--domain: %w", err)
		}
	}
	return checkLocale(f.locale)
}

// checkLocale takes a locale as Trustpilot writes it, or none.
func checkLocale(locale string) error {
	language, country, ok := strings.Cut(locale, "-")
	if locale == "" || ok && letters(language, 'a') && letters(country, 'A') {
		return nil
	}
	return usagef("--locale %q: it takes a language and a country, as da-DK", review.NewText(locale).Line())
}

// letters reports whether s is two letters of the alphabet that begins with first.
func letters(s string, first byte) bool {
	return len(s) == 2 && s[0] >= first && s[0] < first+26 && s[1] >= first && s[1] < first+26
}

// public is a client for calls that take the API key alone; with own, for the profile's business unit where that is known.
func (a *App) public(ctx context.Context, own bool) (*client.Client, config.Settings, error) {
	o, err := a.openVault()
	if err != nil {
		return nil, config.Settings{}, err
	}
	cfg := o.clientConfig()
	if !o.settings.Token.IsZero() {
		cfg.Tokens = auth.NewStatic(o.settings.Token.Reveal())
	}
	if cfg.APIKey == "" && cfg.Tokens == nil || own && cfg.BusinessUnit == "" && o.settings.Domain == "" {
		kept, err := o.account().Session(ctx)
		if err != nil && cfg.APIKey == "" && cfg.Tokens == nil {
			return nil, o.settings, threeChoices(err)
		}
		if err == nil {
			o.fromSession(&cfg, kept)
		}
	}
	c, err := o.newClient(&cfg)
	return c, o.settings, err
}

// publicUnit is such a client for the business unit that the flags name, else for the profile's.
func (a *App) publicUnit(ctx context.Context, f unitFlags) (*client.Client, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	c, settings, err := a.public(ctx, f.unit == "" && f.domain == "")
	if err != nil {
		return nil, err
	}
	unit, domain := f.unit, f.domain
	if unit == "" && domain == "" && !c.HasUnit() {
		domain = settings.Domain
		if domain == "" {
			return nil, usagef("no business unit is known: name one with --domain shop.example or --unit ID, or set domain in [profiles.%s]", settings.Profile)
		}
	}
	if domain != "" {
		b, err := c.FindBusiness(ctx, domain)
		if err != nil {
			return nil, err
		}
		unit = b.ID.Raw()
	}
	if unit == "" {
		return c, nil
	}
	return c.ForUnit(unit)
}

func (a *App) businessFindCommand() *cobra.Command {
	return &cobra.Command{
		Use: "find DOMAIN", Short: "Find the business unit of a domain", Args: cobra.ExactArgs(1),
		Example: "  tpdesk business find shop.example --jq .id",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.businessFind(cmd.Context(), args[0]) },
	}
}

func (a *App) businessFind(ctx context.Context, domain string) error {
	if err := (&unitFlags{domain: domain}).check(); err != nil {
		return err
	}
	c, _, err := a.public(ctx, false)
	if err != nil {
		return err
	}
	b, err := c.FindBusiness(ctx, domain)
	if errors.Is(err, review.ErrNotFound) {
		return withNext(err, "", "look at how the company writes its domain on its Trustpilot page: www. and the country's ending count")
	}
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, b)
	}
	w := a.outLines()
	w.line(joined(b.ID.Line(), b.DisplayName.Line(), b.Name.Identifying.Line(), b.Country.Line(), b.Status.Line()))
	return w.err
}

func (a *App) businessShowCommand() *cobra.Command {
	f := unitFlags{}
	cmd := &cobra.Command{
		Use: "show", Short: "Show a company's TrustScore, stars, numbers of reviews, categories and pages", Args: cobra.NoArgs,
		Long: `Show a company's TrustScore, stars, numbers of reviews, categories and pages, as the public sees them. Trustpilot's score
may be up to a day old.`,
		Example: "  tpdesk business show\n  tpdesk business show --domain shop.example --locale da-DK --jq .score.trustScore",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.businessShow(cmd.Context(), f) },
	}
	f.add(cmd)
	f.addLocale(cmd, "categories and pages in this `locale`, as da-DK; else en-US")
	return cmd
}

func (a *App) businessShow(ctx context.Context, f unitFlags) error {
	c, err := a.publicUnit(ctx, f)
	if err != nil {
		return err
	}
	if f.locale == "" {
		f.locale = "en-US"
	}
	b, err := c.Business(ctx)
	if err == nil {
		b.Categories, err = c.Categories(ctx, f.locale)
	}
	if err == nil {
		b.WebLinks, err = a.trustedLinks(ctx, c, f.locale)
	}
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, b)
	}
	return a.printBusiness(b)
}

// trustedLinks are the unit's pages, of which only addresses of Trustpilot's own are believed.
func (a *App) trustedLinks(ctx context.Context, c *client.Client, locale string) (map[string]review.Text, error) {
	links, err := c.BusinessLinks(ctx, locale)
	for name, address := range links {
		if link.Openable(address.Raw(), "") != nil {
			a.say("tpdesk: left out %s: it is no address of Trustpilot's", name)
			delete(links, name)
		}
	}
	return links, err
}

func (a *App) printBusiness(b client.Business) error {
	w := a.outLines()
	w.line(a.paint(bold, orDash(b.DisplayName.Line())))
	w.line(orDash(joined(b.Name.Identifying.Line(), b.WebsiteURL.Line(), b.Country.Line(), b.Status.Line())))
	w.line(scoreLine(b))
	for i, n := range []review.Opt[int]{b.Reviews.Five, b.Reviews.Four, b.Reviews.Three, b.Reviews.Two, b.Reviews.One} {
		w.line(fmt.Sprintf("%s %s", a.paint(starColour(5-i), stars(5-i)), known(n)))
	}
	if used := b.Reviews.Used; used.Known {
		w.line("Of these count towards the TrustScore: " + grouped(used.V))
	}
	var kinds []string
	for _, k := range b.Categories {
		kinds = append(kinds, k.Name.Line())
	}
	w.line("Categories: " + orDash(strings.Join(kinds, ", ")))
	for _, row := range [][2]string{{"profileUrl", "Page"}, {"evaluateUrl", "Write a review"}, {"evaluateEmbedUrl", "Embedded form"}} {
		if address, ok := b.WebLinks[row[0]]; ok {
			w.line(row[1] + ": " + address.Line())
		}
	}
	w.line(a.paint(dim, "Business unit "+b.ID.Line()))
	return w.err
}

func scoreLine(b client.Business) string {
	score := "no TrustScore"
	if s := b.Score.TrustScore; s.Known && s.V > 0 {
		score = fmt.Sprintf("TrustScore %.1f", s.V)
	}
	starred := ""
	if s := b.Score.Stars; s.Known && s.V > 0 {
		starred = strings.TrimSuffix(fmt.Sprintf("%.1f", s.V), ".0") + " stars"
	}
	return joined(score, starred, known(b.Reviews.Total)+" reviews")
}

func known(n review.Opt[int]) string {
	if !n.Known {
		return "?"
	}
	return grouped(n.V)
}
