package sandbox

import "time"

// reviewJSON is a private review as it is sent, trustpilot-api §2.3.
type reviewJSON struct {
	Links          []link         `json:"links"`
	ID             string         `json:"id"`
	Consumer       consumerJSON   `json:"consumer"`
	BusinessUnit   unitRefJSON    `json:"businessUnit"`
	Location       *placeJSON     `json:"location"`
	Stars          uint8          `json:"stars"`
	Title          *string        `json:"title"`
	Text           string         `json:"text"`
	Language       string         `json:"language"`
	CreatedAt      string         `json:"createdAt"`
	ExperiencedAt  *string        `json:"experiencedAt"`
	UpdatedAt      *string        `json:"updatedAt"`
	CompanyReply   *replyJSON     `json:"companyReply"`
	IsVerified     bool           `json:"isVerified"`
	Source         string         `json:"source"`
	NumberOfLikes  int            `json:"numberOfLikes"`
	Status         string         `json:"status"`
	ReportData     *reportJSON    `json:"reportData"`
	Labels         []*string      `json:"complianceLabels"`
	Counts         bool           `json:"countsTowardsTrustScore"`
	CountsLocation *bool          `json:"countsTowardsLocationTrustScore"`
	Invitation     *inviteJSON    `json:"invitation"`
	History        []historyJSON  `json:"businessUnitHistory"`
	Level          string         `json:"reviewVerificationLevel"`
	ReferenceID    *string        `json:"referenceId"`
	ReferralEmail  *string        `json:"referralEmail"`
	Tags           []tag          `json:"tags"`
	FindReviewer   findReviewJSON `json:"findReviewer"`
}

type consumerJSON struct {
	Links    []link  `json:"links"`
	ID       string  `json:"id"`
	Name     string  `json:"displayName"`
	Location *string `json:"displayLocation"`
	Reviews  int     `json:"numberOfReviews"`
}

type unitRefJSON struct {
	Links  []link `json:"links"`
	ID     string `json:"id"`
	Domain string `json:"identifyingName"`
	Name   string `json:"displayName"`
}

type placeJSON struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	URLName    string `json:"urlFormattedName"`
	ExternalID string `json:"externalId"`
}

type replyJSON struct {
	Text      string  `json:"text"`
	AuthorID  *string `json:"authorBusinessUserId"`
	Author    *string `json:"authorBusinessUserName"`
	CreatedAt string  `json:"createdAt"`
	UpdatedAt *string `json:"updatedAt"`
}

type reportJSON struct {
	Source     string   `json:"source"`
	Comment    string   `json:"publicComment"`
	CreatedAt  string   `json:"createdAt"`
	Reasons    []string `json:"reasons"`
	Reason     string   `json:"reason"`
	Visibility string   `json:"reviewVisibility"`
}

type inviteJSON struct {
	BusinessUnitID string `json:"businessUnitId"`
}

type historyJSON struct {
	BusinessUnitID string `json:"businessUnitId"`
	Domain         string `json:"identifyingName"`
	Name           string `json:"displayName"`
	ChangedAt      string `json:"changeDate"`
}

type findReviewJSON struct {
	Eligible bool          `json:"isEligible"`
	Requests []requestJSON `json:"requests"`
}

type requestJSON struct {
	ID       string        `json:"id"`
	Created  string        `json:"created"`
	Status   string        `json:"status"`
	Message  *string       `json:"businessUserMessage"`
	Response *responseJSON `json:"consumerResponse"`
}

type responseJSON struct {
	Name        *string `json:"name"`
	Email       *string `json:"email"`
	Phone       *string `json:"phoneNumber"`
	Address     *string `json:"address"`
	ReferenceID *string `json:"referenceId"`
	Message     *string `json:"message"`
	SubmittedAt string  `json:"submittedAt"`
}

// text writes review i as it was before any write of this run.
func (g *generated) text(i int) []byte { return encode(g.review(i)) }

// review composes review i.
func (g *generated) review(i int) reviewJSON {
	r := g.data.rows[i]
	o := g.origins[r.source-1]
	w := g.wordsOf(i, r)
	id := g.id(i)
	v := reviewJSON{
		Links: selfLink("/private/reviews/" + id), ID: id,
		Consumer: g.consumerAt(int(r.consumer)).inReview(), BusinessUnit: g.unit.inReview(),
		Location: g.data.locations[r.location].inReview(),
		Stars:    r.stars, Title: w.title, Text: w.text, Language: g.data.languages[r.language],
		CreatedAt: stamp(g.created(i)), IsVerified: o.level == "verified", Source: o.source, Level: o.level,
		Status: "active", Counts: true, Tags: orEmpty(g.data.tagSets[r.tags]),
		History: []historyJSON{}, Labels: []*string{},
	}
	g.addFacts(&v, i, r, o)
	g.addFate(&v, i, r)
	return v
}

// addFacts adds what does not depend on the business's acts.
func (g *generated) addFacts(v *reviewJSON, i int, r row, o origin) {
	t := throw(g.seed, i, forFacts)
	day := g.created(i).AddDate(0, 0, -1-t.below(20)).Truncate(24 * time.Hour)
	if !t.chance(7) {
		v.ExperiencedAt = ptr(stamp(day))
	}
	v.NumberOfLikes = []int{0, 1 + t.below(2), 2 + t.below(12)}[t.weighted(75, 20, 5)]
	if r.location > 0 {
		v.CountsLocation = ptr(true)
	}
	if o.level != "not-verified" && o.level != "redirected" {
		v.Invitation = &inviteJSON{g.unit.ID}
	}
	if ref := g.reference(i); ref != "" {
		v.ReferenceID = &ref
	}
	if o.invited {
		v.ReferralEmail = ptr(g.email(int(r.consumer)))
	}
	if t.chance(6) {
		v.Labels = []*string{nil}
	}
	if g.anchor.Sub(g.created(i)) > 500*24*time.Hour && t.chance(20) {
		renamed := g.anchor.AddDate(0, 0, -480).Truncate(24 * time.Hour)
		v.History = []historyJSON{{g.unit.ID, "acme-camping.example", "Acme Camping", stamp(renamed)}}
	}
	g.addEdit(v, t, i)
}

// addEdit marks one review in ten as edited by its author some time later.
func (g *generated) addEdit(v *reviewJSON, t *dice, i int) {
	age := int(g.anchor.Sub(g.created(i)) / time.Second)
	if age > 3600 && t.chance(10) {
		v.UpdatedAt = ptr(stamp(g.created(i).Add(time.Duration(600+t.below(min(age, 20*86400)-600)) * time.Second)))
	}
}

func ptr[T any](v T) *T { return &v }

// orEmpty turns no list into an empty one, which JSON writes as [].
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
