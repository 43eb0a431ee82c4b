package sandbox

import (
	"strconv"
	"strings"
)

func (b *scenario) id(i int) string   { return b.reviews[i].id }
func (b *scenario) text(i int) []byte { return b.reviews[i].raw }

func (b *scenario) find(id string) (int, bool) {
	i, found := b.index[id]
	return i, found
}

func (b *scenario) named(part string) func(int) bool {
	part = strings.ToLower(part)
	return func(i int) bool { return strings.Contains(strings.ToLower(b.reviews[i].name), part) }
}

func (b *scenario) reference(i int) string { return b.reviews[i].reference }

func (b *scenario) referenced(ref string) func(int) bool {
	return func(i int) bool { return b.reviews[i].reference == ref }
}

func (b *scenario) mailed(address string) func(int) bool {
	return func(i int) bool { return strings.EqualFold(b.reviews[i].email, address) }
}

func (b *scenario) writtenBy(id string) func(int) bool {
	return func(i int) bool { return b.reviews[i].consumerID == id }
}

func (b *scenario) consumer(id string) (consumer, bool) {
	c, found := b.consumers[id]
	return c, found
}

// likers is empty: a review tells how many liked it, not who.
func (b *scenario) likers(int) []consumer { return nil }

// consumerFrom makes a consumer of the consumer object of a review.
func consumerFrom(o object, language string) consumer {
	c := consumer{
		ID: asText(o.get("id")), Name: asText(o.get("displayName")), Location: asText(o.get("displayLocation")),
	}
	c.Reviews, _ = strconv.Atoi(asText(o.get("numberOfReviews"))) // what is no number counts as none
	city, country, _ := strings.Cut(c.Location, ", ")
	c.City, c.Country = city, country
	if language != "" && country != "" {
		c.Locale = language + "-" + country
	}
	return c
}
