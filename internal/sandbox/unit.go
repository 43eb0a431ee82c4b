package sandbox

// unit is a business unit: the one that the sandbox serves, or a neighbour.
type unit struct {
	ID, Name, Domain string
	Country          string
	Category         string // of the categories, its primary one
}

// businessUser is one who may answer for the unit. Only those with an e-mail sign in.
type businessUser struct {
	ID, Name string
	email    string
}

// acme is the business of the generated reviews: an outdoor shop that does not exist.
func acme() unit {
	return unit{ID: "61e0a7c45d3b2f0001c9d8e7", Name: "Acme Outdoor", Domain: "acme-outdoor.example", Country: "DK", Category: "outdoor_sports_store"}
}

// acmeUsers are the people who answer Acme Outdoor's reviews. The first is the
// one whose name and password Info gives; the others have the same password.
func acmeUsers() []businessUser {
	return []businessUser{
		{"60aa11bb22cc33dd44ee55ff", "Maja Holm", "maja@acme-outdoor.example"},
		{"60aa11bb22cc33dd44ee5600", "Jonas Weber", "jonas@acme-outdoor.example"},
		{"60aa11bb22cc33dd44ee5601", "Ada Whitlock", "ada@acme-outdoor.example"},
	}
}

// user finds a business user by id.
func (s *Server) user(id string) (businessUser, bool) {
	for _, u := range s.users {
		if u.ID == id {
			return u, true
		}
	}
	return businessUser{}, false
}

// inReview is the business unit object inside a review.
func (u unit) inReview() unitRefJSON {
	return unitRefJSON{selfLink("/business-units/" + u.ID), u.ID, u.Domain, u.Name}
}
