package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Business is what Trustpilot tells the public of a business unit, under its own field names (trustpilot-api §4.3).
type Business struct {
	ID          review.Text            `json:"id"`
	DisplayName review.Text            `json:"displayName"`
	Name        BusinessNames          `json:"name"`
	WebsiteURL  review.Text            `json:"websiteUrl"`
	Country     review.Text            `json:"country"` // ISO 3166, two letters
	Status      review.Text            `json:"status"`
	Score       BusinessScore          `json:"score"`
	Reviews     BusinessCounts         `json:"numberOfReviews"`
	Categories  review.List[Category]  `json:"categories"`
	WebLinks    map[string]review.Text `json:"webLinks,omitempty"` // profileUrl, evaluateUrl, evaluateEmbedUrl
}

// BusinessNames are the domains under which a business unit is found; Identifying is its own.
type BusinessNames struct {
	Identifying review.Text              `json:"identifying"`
	Referring   review.List[review.Text] `json:"referring"`
}

// BusinessScore is the TrustScore, 1 to 5 with one decimal, and the stars in half steps. Trustpilot may be a day behind.
type BusinessScore struct {
	TrustScore review.Opt[float64] `json:"trustScore"`
	Stars      review.Opt[float64] `json:"stars"`
}

// BusinessCounts are the numbers of service reviews: all, those that count, and by stars.
type BusinessCounts struct {
	Total review.Opt[int] `json:"total"`
	Used  review.Opt[int] `json:"usedForTrustScoreCalculation"`
	One   review.Opt[int] `json:"oneStar"`
	Two   review.Opt[int] `json:"twoStars"`
	Three review.Opt[int] `json:"threeStars"`
	Four  review.Opt[int] `json:"fourStars"`
	Five  review.Opt[int] `json:"fiveStars"`
}

// Category is a kind of business. Of a unit's categories one is the primary one.
type Category struct {
	ID      review.Text      `json:"categoryId"`
	Name    review.Text      `json:"displayName"`
	Primary review.Opt[bool] `json:"isPrimary"`
}

// Business reads the public profile of the client's business unit.
func (c *Client) Business(ctx context.Context) (Business, error) {
	k, err := c.onUnit("show business unit", "")
	if err != nil {
		return Business{}, err
	}
	o, err := c.readObject(ctx, k)
	return businessOf(o), err
}

// FindBusiness finds the public profile of a domain; review.ErrNotFound when Trustpilot has none.
func (c *Client) FindBusiness(ctx context.Context, domain string) (Business, error) {
	op := "find the business unit of " + review.NewText(domain).Line()
	o, err := c.readObject(ctx, call{op: op, method: http.MethodGet, path: "/business-units/find", template: "/business-units/find",
		query: url.Values{"name": {domain}}, public: true})
	return businessOf(o), err
}

func businessOf(o object) Business {
	score, counts, names := o.object("score"), o.object("numberOfReviews"), o.object("name")
	return Business{
		ID: o.text("id"), DisplayName: o.text("displayName"), WebsiteURL: o.text("websiteUrl"), Country: o.text("country"), Status: o.text("status"),
		Name:  BusinessNames{names.text("identifying"), texts(names, "referring")},
		Score: BusinessScore{score.number("trustScore"), score.number("stars")},
		Reviews: BusinessCounts{counts.whole("total"), counts.whole("usedForTrustScoreCalculation"), counts.whole("oneStar"), counts.whole("twoStars"),
			counts.whole("threeStars"), counts.whole("fourStars"), counts.whole("fiveStars")},
	}
}

// Categories lists the kinds of business that the unit stands under, with names in a locale such as da-DK.
func (c *Client) Categories(ctx context.Context, locale string) ([]Category, error) {
	k, err := c.onUnit("list the categories of", "/categories")
	if err != nil {
		return nil, err
	}
	if k.query = (url.Values{"locale": {locale}}); strings.Contains(locale, "-") {
		_, country, _ := strings.Cut(locale, "-")
		k.query.Set("country", country)
	}
	o, err := c.readObject(ctx, k)
	return each(o, "categories", func(o object) Category {
		return Category{ID: o.text("categoryId"), Name: o.text("displayName"), Primary: o.yes("isPrimary")}
	}), err
}

// BusinessLinks are the unit's public addresses in a locale, by Trustpilot's names: profileUrl, evaluateUrl and
// evaluateEmbedUrl. They are the server's word: check them before showing or opening one.
func (c *Client) BusinessLinks(ctx context.Context, locale string) (map[string]review.Text, error) {
	k, err := c.onUnit("find the pages of", "/web-links")
	if err != nil {
		return nil, err
	}
	k.query = url.Values{"locale": {locale}}
	o, err := c.readObject(ctx, k)
	out := map[string]review.Text{}
	for _, name := range []string{"profileUrl", "evaluateUrl", "evaluateEmbedUrl"} {
		if address := o.text(name); address.Visible() {
			out[name] = address
		}
	}
	return out, err
}

// PublicReviews yields the reviews that everybody can see, newest first or, with best, those of most stars first, and
// only those in the language unless that is "". They hold no e-mail, no reference and no tags (trustpilot-api §2.2). An
// error is the last thing it yields.
func (c *Client) PublicReviews(ctx context.Context, best bool, language string) iter.Seq2[review.Review, error] {
	k, err := c.onUnit("list the public reviews of", "/reviews")
	if err != nil {
		return failing[review.Review](err)
	}
	q := url.Values{"orderBy": {newestFirst}, "perPage": {strconv.Itoa(perPage)}}
	if best {
		q.Set("orderBy", "stars.desc")
	}
	if language != "" {
		q.Set("language", language)
	}
	return c.reviewWalk(k, false).all(ctx, q)
}

// onUnit is a public read of the client's business unit; below is what follows its id in the path.
func (c *Client) onUnit(verb, below string) (call, error) {
	if err := c.needsUnit(verb); err != nil {
		return call{}, err
	}
	return call{op: verb + " " + c.unit, method: http.MethodGet, path: "/business-units/" + c.unit + below,
		template: "/business-units/{id}" + below, public: true}, nil
}

// UnitID is the ID of the client's business unit, "" while it is not known.
func (c *Client) UnitID() string { return c.unit }

// HasUnit reports whether the client's business unit is known.
func (c *Client) HasUnit() bool { return c.unit != "" }
