package sandbox

// consumer is a reviewer as the consumer endpoints know them.
type consumer struct {
	ID, Name, Location, City, Country, Locale string
	Reviews                                   int
	Image                                     bool
}

// inReview is the consumer object inside a review.
func (c consumer) inReview() consumerJSON {
	return consumerJSON{selfLink("/consumers/" + c.ID), c.ID, c.Name, orNull(c.Location), c.Reviews}
}

// orNull turns "" into null.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
