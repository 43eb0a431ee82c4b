package sandbox

import (
	"encoding/json"
	"time"
)

// productReview is a private product review, trustpilot-api §4.6.
type productReview struct {
	ID           string            `json:"id"`
	CreatedAt    string            `json:"createdAt"`
	UpdatedAt    *string           `json:"updatedAt"`
	UnitID       string            `json:"businessUnitId"`
	Stars        int               `json:"stars"`
	Content      string            `json:"content"`
	Product      product           `json:"product"`
	Consumer     buyer             `json:"consumer"`
	Reference    *string           `json:"referenceId"`
	Locale       string            `json:"locale"`
	Language     string            `json:"language"`
	Redirect     *string           `json:"redirectUri"`
	State        string            `json:"state"` // published or unpublished
	Moderated    bool              `json:"hasModerationHistory"`
	Conversation *string           `json:"conversationId"`
	Ratings      []json.RawMessage `json:"attributeRatings"`
	Attachments  []json.RawMessage `json:"attachments"`

	Reported bool `json:"-"`
}

// product is what was bought.
type product struct {
	ID    string  `json:"id"`
	URL   string  `json:"productUrl"`
	Name  string  `json:"name"`
	SKU   string  `json:"sku"`
	GTIN  *string `json:"gtin"`
	MPN   *string `json:"mpn"`
	Brand string  `json:"brand"`
}

// buyer is the consumer of a product review.
type buyer struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
}

// products are the things that Acme Outdoor's customers review.
func (u unit) products() []product {
	var list []product
	for _, p := range [][2]string{
		{"AO-TENT-2", "Two-person tent Fjord"}, {"AO-TENT-4", "Family tent Dune"}, {"AO-BAG-55", "Backpack 55 l"}, {"AO-STOVE-1", "Stove Ember"},
		{"AO-BOOT-9", "Boots Ridge"}, {"AO-SLEEP-0", "Sleeping bag Zero"}, {"AO-JACKET-3", "Rain jacket Drizzle"}, {"AO-LAMP-2", "Head torch Owl"},
	} {
		list = append(list, product{ID: nameUUID(u.ID + p[0])[:8] + u.ID[8:], URL: "https://" + u.Domain + "/p/" + p[0], Name: p[1], SKU: p[0], Brand: "Acme"})
	}
	return list
}

// shelf makes n product reviews, newest first, by the people of the book; one in
// four has a conversation.
func (g *generated) shelf(n int) shelf {
	s := shelf{conversations: map[string]*conversation{}}
	for i := range n {
		r := g.productReview(i, n)
		if t := throw(g.seed, i, forTalk); t.chance(25) {
			talk := g.talk(t, i, r)
			s.conversations[talk.ID], r.Conversation = talk, &talk.ID
		}
		s.reviews = append(s.reviews, r)
	}
	return s
}

// talk is a conversation in which the business has thanked or apologised.
func (g *generated) talk(t *dice, i int, r productReview) *conversation {
	written, _ := parseTime(r.CreatedAt) // written by stamp
	at := g.later(t, written, 60)
	by := oneOf(t, g.users)
	text := "Thank you for your words."
	if r.Stars <= 3 {
		text = "We are sorry to read this. Please write to care@" + g.unit.Domain + "."
	}
	said := comment{ID: g.makeID(at, t, i), CreatedAt: stamp(at), Author: authorJSON{by.ID, "businessUser"}, Content: text}
	return &conversation{g.makeID(at, t, maxReviews+i), r.UnitID, r.Consumer.ID, "Product reviews", r.ID, "public", []comment{said}}
}

func (g *generated) productReview(i, n int) productReview {
	t := throw(g.seed, i, forProduct)
	at := g.anchor.Add(-time.Duration(float64(span)/4*float64(i)/float64(n)) - time.Duration(t.below(3600))*time.Second)
	who := t.below(len(g.people))
	l := &g.languages[g.people[who].language]
	r := productReview{
		ID: g.makeID(at, t, maxReviews+i), CreatedAt: stamp(at), UnitID: g.unit.ID, Stars: 1 + t.weighted(8, 6, 8, 22, 56),
		Product: oneOf(t, g.unit.products()), Consumer: buyer{g.consumerID(who), g.email(who), g.people[who].displayName(g.languages)},
		Reference: ptr(orderNumber(uint32(100_000 + t.below(900_000)))), Locale: l.locale, Language: l.code,
		State: []string{"published", "unpublished"}[t.weighted(90, 10)], Ratings: []json.RawMessage{}, Attachments: []json.RawMessage{},
	}
	r.Moderated = r.State == "unpublished"
	r.Reported = t.chance(5)
	r.Content = fillIn(t, oneOf(t, l.of(uint8(r.Stars)).short), 100_000)
	if t.chance(10) {
		r.UpdatedAt = ptr(stamp(g.later(t, at, 200)))
	}
	return r
}
