package sandbox

import "fmt"

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

// profileJSON is a consumer's profile, trustpilot-api §4.1.
type profileJSON struct {
	ID        string               `json:"id"`
	Name      string               `json:"displayName"`
	City      *string              `json:"city"`
	About     *string              `json:"about"`
	Locale    *string              `json:"locale"`
	Gender    *string              `json:"gender"`
	Country   *string              `json:"country"`
	CreatedAt *string              `json:"createdAt"`
	BirthYear *int                 `json:"birthYear"`
	HasImage  bool                 `json:"hasImage"`
	Image     map[string]imageJSON `json:"profileImage"`
}

type imageJSON struct {
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// profile is what the public knows of a consumer.
func (c consumer) profile() profileJSON {
	p := profileJSON{
		ID: c.ID, Name: c.Name, City: orNull(c.City), Locale: orNull(c.Locale), Country: orNull(c.Country),
		HasImage: c.Image, Image: map[string]imageJSON{},
	}
	who := "default"
	if c.Image {
		who = c.ID
	}
	for _, size := range []int{24, 35, 64, 73} {
		name := fmt.Sprintf("%dx%d", size, size)
		p.Image["image"+name] = imageJSON{"https://user-images.trustpilot.com/" + who + "/" + name + ".png", size, size}
	}
	return p
}

// known finds the consumer of the path.
func (s *Server) known(c *call) (consumer, *answer) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	who, found := s.data.consumer(c.PathValue("id"))
	if !found {
		return who, refusal(notFound("Consumer not found"))
	}
	return who, nil
}

// showConsumer is the profile with the number of reviews.
func (s *Server) showConsumer(c *call) answer {
	who, refused := s.known(c)
	if refused != nil {
		return *refused
	}
	return ok(struct {
		profileJSON
		Reviews int    `json:"numberOfReviews"`
		Links   []link `json:"links"`
	}{who.profile(), who.Reviews, selfLink("/consumers/" + who.ID)})
}

// showProfile is the profile alone.
func (s *Server) showProfile(c *call) answer {
	who, refused := s.known(c)
	if refused != nil {
		return *refused
	}
	return ok(who.profile())
}

// consumerLinks gives the public address of a consumer for a locale.
func (s *Server) consumerLinks(c *call) answer {
	locale, refused := readLocale(c)
	if refused != nil {
		return *refused
	}
	who, refused := s.known(c)
	if refused != nil {
		return *refused
	}
	return ok(struct {
		Locale string `json:"locale"`
		URL    string `json:"profileUrl"`
		Links  []link `json:"links"`
	}{locale, siteFor(locale) + "/users/" + who.ID, []link{}})
}

// consumerReviews lists the reviews of one consumer: those of this business
// unit, for the sandbox has no other.
func (s *Server) consumerReviews(c *call) answer {
	who, refused := s.known(c)
	if refused != nil {
		return *refused
	}
	q := s.readList(c)
	l := q.public()
	l.consumerID = who.ID
	if q.problem != "" {
		return invalid(q.problem)
	}
	if unit := q.Get("businessUnitId"); unit != "" && unit != s.unit.ID {
		return noReviews()
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.pageOf(c, l, s.data.public)
}

// bulkProfiles looks up many consumers at once.
func (s *Server) bulkProfiles(c *call) answer {
	var body struct {
		IDs []string `json:"consumerIds"`
	}
	if refused := readJSON(c, &body); refused != nil {
		return *refused
	}
	if body.IDs == nil {
		return invalid("'ConsumerIds' must not be empty.")
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	profiles, missing := map[string]profileJSON{}, []string{}
	for _, id := range body.IDs {
		if who, found := s.data.consumer(id); found {
			profiles[id] = who.profile()
		} else {
			missing = append(missing, id)
		}
	}
	return ok(struct {
		Consumers map[string]profileJSON `json:"consumers"`
		Missing   []string               `json:"notFoundConsumerIds"`
	}{profiles, missing})
}
