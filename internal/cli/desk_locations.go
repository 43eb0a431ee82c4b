package cli

import (
	"context"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/review"
)

// deskLocations lists the company's locations as reviews name them (trustpilot-api §4.4).
func deskLocations(c *client.Client) func(context.Context) ([]review.Location, error) {
	return func(ctx context.Context) ([]review.Location, error) {
		var out []review.Location
		for s, err := range c.Shops(ctx) {
			if err != nil {
				return nil, err
			}
			out = append(out, review.Location{ID: s.ID, Name: s.Name, URLFormattedName: s.URLName, ExternalID: s.CustomerID})
		}
		return out, nil
	}
}
