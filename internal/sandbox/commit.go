package sandbox

import "regexp"

// entry is one line of the journal: a write that was committed.
type entry struct {
	At             string  `json:"at"`
	Op             string  `json:"op"` // reply, deleteReply, addTags, setTags, deleteTag, findReviewer
	ReviewID       string  `json:"reviewId"`
	BusinessUserID string  `json:"businessUserId"`
	Message        *string `json:"message,omitempty"`
	Tags           []tag   `json:"tags,omitempty"`
	Group          string  `json:"group,omitempty"`
	Value          string  `json:"value,omitempty"`
	SkipMail       *bool   `json:"skipNotificationEmailToBusinessUser,omitempty"`
}

// write runs one write on the review of the path: check says what is wrong or
// what to journal; apply changes the data once the journal has it on the disk.
func (s *Server) write(c *call, status int, check func(i int) (entry, *answer), apply func(i int)) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refused := s.ownReview(c)
	if refused != nil {
		return *refused
	}
	e, refused := check(i)
	if refused != nil {
		return *refused
	}
	e.At, e.ReviewID = stamp(s.now()), c.PathValue("id")
	if err := s.journal.add(e); err != nil {
		return broken(err)
	}
	apply(i)
	return empty(status)
}

// actor is who a call acts for: the user named in the body, else in the header
// x-business-user-id, else the one of the token, trustpilot-api §1.4.
func (s *Server) actor(c *call, named string) (businessUser, *answer) {
	for _, id := range []string{c.Header.Get("x-business-user-id"), c.token.user} {
		if named == "" {
			named = id
		}
	}
	u, known := s.user(named)
	var refused answer
	switch {
	case named == "":
		refused = invalid("'AuthorBusinessUserId' must not be empty: the token has no user")
	case !isID(named):
		refused = invalid("'AuthorBusinessUserId' must be 24 hexadecimal digits")
	case !known:
		refused = denied("The user does not belong to the business unit")
	default:
		return u, nil
	}
	return u, &refused
}

// byline is who a write without an author field is journaled for.
func (s *Server) byline(c *call) string {
	if u, refused := s.actor(c, ""); refused == nil {
		return u.ID
	}
	return ""
}

// isID reports whether s looks like a Trustpilot id.
func isID(s string) bool { return regexp.MustCompile(`^[0-9a-f]{24}$`).MatchString(s) }

// refusal is a refusing answer for the places that return one or none.
func refusal(a answer) *answer { return &a }
