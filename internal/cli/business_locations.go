package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/review"
)

// locationOptions are what tpdesk business locations was asked for.
type locationOptions struct {
	unitFlags
	search string
	limit  int
	page   int
}

// locationsPerPage is how many locations a page has (trustpilot-api §4.4).
const locationsPerPage = 200

func (a *App) businessLocationsCommand() *cobra.Command {
	o := locationOptions{}
	cmd := &cobra.Command{
		Use: "locations", Short: "List a company's locations", Args: cobra.NoArgs,
		Long: `List a company's locations: Trustpilot's ID, which tpdesk list --location takes, the company's own ID, which tpdesk invite
--location takes, the name and the address. All of them, or one page of 200.`,
		Example: "  tpdesk business locations --search aarhus\n  tpdesk business locations --page 3 --json",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.locations(cmd.Context(), o) },
	}
	o.unitFlags.add(cmd)
	cmd.Flags().StringVar(&o.search, "search", "", "only those with these `words` in name, IDs or address, without case")
	cmd.Flags().IntVar(&o.page, "page", 0, "only the page `N`, 200 locations each, from 1; 0 for all")
	cmd.Flags().IntVar(&o.limit, "limit", 0, "at most `N` locations, 0 for all")
	return cmd
}

func (a *App) locations(ctx context.Context, o locationOptions) error {
	if o.limit < 0 || o.page < 0 {
		return usagef("--limit and --page take 0 (all) and up")
	}
	c, err := a.publicUnit(ctx, o.unitFlags)
	if err != nil {
		return err
	}
	found, err := o.collect(ctx, c)
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, found)
	}
	w := a.outLines()
	for _, s := range found {
		w.line(shopRow(s))
	}
	if len(found) == 0 {
		a.say("no location matches")
	}
	return w.err
}

// collect reads no further than what was asked for.
func (o locationOptions) collect(ctx context.Context, c *client.Client) ([]client.Shop, error) {
	found, matched := []client.Shop{}, 0
	for s, err := range c.Shops(ctx) {
		if err != nil {
			return nil, err
		}
		if !o.matches(s) {
			continue
		}
		if matched++; o.page == 0 || (matched-1)/locationsPerPage == o.page-1 {
			found = append(found, s)
		}
		if o.limit > 0 && len(found) == o.limit || o.page > 0 && matched == o.page*locationsPerPage {
			break
		}
	}
	return found, nil
}

// matches reports whether every word stands somewhere in what is known of the place.
func (o locationOptions) matches(s client.Shop) bool {
	all := strings.ToLower(strings.Join([]string{s.ID.Raw(), s.Name.Raw(), s.URLName.Raw(), s.CustomerID.Raw(), s.Details.Formatted.Raw(),
		s.Details.Street.Raw(), s.Details.Locality.Raw(), s.Details.PostalCode.Raw(), s.Details.CountryCode.Raw()}, "\n"))
	for _, word := range strings.Fields(strings.ToLower(o.search)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// shopRow is a location as a line of cells parted by tabs.
func shopRow(s client.Shop) string {
	where := s.Details.Formatted
	if !where.Visible() {
		where = review.NewText(strings.TrimSpace(s.Details.Street.Raw() + " " + s.Details.PostalCode.Raw() + " " + s.Details.Locality.Raw()))
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s", s.ID.Line(), orDash(s.CustomerID.Line()), orDash(s.Name.Line()), orDash(where.Line()))
}
