package sandbox

import "regexp"

// entry is one line of the journal: a write that was committed.
type entry struct {
	At             string  `json:"at"`
	Op             string  `json:"op"` // see docs/sandbox.md for the list
	ReviewID       string  `json:"reviewId,omitempty"`
	ID             string  `json:"id,omitempty"` // of what the write made or changed, where that is no review
	BusinessUserID string  `json:"businessUserId"`
	Message        *string `json:"message,omitempty"`
	Tags           []tag   `json:"tags,omitempty"`
	Group          string  `json:"group,omitempty"`
	Value          string  `json:"value,omitempty"`
	SkipMail       *bool   `json:"skipNotificationEmailToBusinessUser,omitempty"`
	Body           any     `json:"body,omitempty"` // what was sent, where the keys above do not hold it
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
	refused = s.data.alter(i, s.now().Add(s.readLag()), func() *answer {
		e, refused := check(i)
		if refused != nil {
			return refused
		}
		e.ReviewID = c.PathValue("id")
		if refused := s.record(e); refused != nil {
			return refused
		}
		apply(i)
		return nil
	})
	if refused != nil {
		return *refused
	}
	s.data.reveal(s.now())
	return empty(orElse(s.switched().WriteStatus, status))
}

// record journals a write that is about to be made. The lock is held.
func (s *Server) record(e entry) *answer {
	e.At = stamp(s.now())
	if err := s.journal.add(e); err != nil {
		return refusal(broken(err))
	}
	return nil
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
		if s.switched().MissingAuthorIs403 {
			refused = denied("The token has no user")
		}
	case !isID(named):
		refused = invalid("'AuthorBusinessUserId' must be 24 hexadecimal digits")
	case !known:
		refused = denied("The user does not belong to the business unit")
	default:
		return u, nil
	}
	return u, &refused
}

// sender is who a call without an author field acts for: the user of the header
// or of the token, and it must be one or the other.
func (s *Server) sender(c *call) (businessUser, *answer) {
	if c.token.user == "" && c.Header.Get("x-business-user-id") == "" {
		return businessUser{}, refusal(invalid("The header x-business-user-id is required: the token has no user"))
	}
	return s.actor(c, "")
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
