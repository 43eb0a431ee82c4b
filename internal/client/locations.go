package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Shop is a location of a company, under Trustpilot's field names (trustpilot-api §4.4). CustomerID is the company's own
// name for it, which invitations take and reviews call externalId.
type Shop struct {
	ID         review.Text `json:"id"`
	Name       review.Text `json:"name"`
	URLName    review.Text `json:"urlFormattedName"`
	CustomerID review.Text `json:"customerLocationId"`
	Phone      review.Text `json:"phone"`
	Website    review.Text `json:"website"`
	Details    ShopDetails `json:"locationDetails"`
}

// ShopDetails say where a location is.
type ShopDetails struct {
	CountryCode review.Text `json:"countryCode"`
	Street      review.Text `json:"streetAddress"`
	Locality    review.Text `json:"locality"`
	PostalCode  review.Text `json:"postalCode"`
	Formatted   review.Text `json:"formattedAddress"`
}

// Shops yields the unit's locations as the public sees them, by pages of up to 200 (trustpilot-api §4.4). An error is the
// last thing it yields.
func (c *Client) Shops(ctx context.Context) iter.Seq2[Shop, error] {
	k, err := c.onUnit("list the locations of", "/locations")
	if err != nil {
		return failing[Shop](err)
	}
	w := newWalk(c, k, "locations", decodeShops, func(s Shop) (string, time.Time) { return s.ID.Raw(), time.Time{} })
	return w.all(ctx, url.Values{})
}

func decodeShops(elements []json.RawMessage) []Shop {
	var out []Shop
	for _, raw := range elements {
		o, ok := parseObject(raw)
		if !ok || !o.text("id").Visible() {
			continue
		}
		at := o.object("locationDetails")
		out = append(out, Shop{ID: o.text("id"), Name: o.text("name"), URLName: o.text("urlFormattedName"), CustomerID: o.text("customerLocationId"),
			Phone: o.text("phone"), Website: o.text("website"), Details: ShopDetails{at.text("countryCode"), at.text("streetAddress"), at.text("locality"),
				at.text("postalCode"), at.text("formattedAddress")}})
	}
	return out
}
