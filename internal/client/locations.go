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

// perShops is the most that one page of locations holds (trustpilot-api §4.4).
const perShops = 200

// Shops yields the unit's locations as the public sees them, by pages of up to 200 (trustpilot-api §4.4). An error is the
// last thing it yields.
func (c *Client) Shops(ctx context.Context) iter.Seq2[Shop, error] {
	k, err := c.onUnit("list the locations of", "/locations")
	if err != nil {
		return failing[Shop](err)
	}
	return func(yield func(Shop, error) bool) { c.shopWalk(k).all(ctx, url.Values{})(yield) }
}

// shopWalk goes on by the page's number, which is all that is documented, where a page is full and no page had a link.
func (c *Client) shopWalk(k call) walk[Shop] {
	w := newWalk(c, k, "locations", decodeShops, func(s Shop) (string, time.Time) { return s.ID.Raw(), time.Time{} })
	fetch, linked := w.fetch, false
	w.fetch = func(ctx context.Context, q url.Values) (page[Shop], error) {
		p, err := fetch(ctx, q)
		if linked = linked || p.more != nil; !linked && p.size >= perShops {
			p.more = url.Values{}
		}
		return p, err
	}
	return w
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
