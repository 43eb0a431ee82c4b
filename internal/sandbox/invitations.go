package sandbox

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// invited is one invitation that was taken: what data deletion looks for.
type invited struct {
	At        time.Time `json:"at"`
	Kind      string    `json:"kind"` // email or link
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Reference string    `json:"reference"`
}

// inviteByEmail takes an e-mail invitation; nothing is sent to anybody.
func (s *Server) inviteByEmail(c *call) answer {
	var raw json.RawMessage
	var b invitationBody
	if refused := readJSON(c, &raw); refused != nil {
		return *refused
	}
	if json.Unmarshal(raw, &b) != nil {
		return invalid("The body is not JSON of the expected shape")
	}
	if p := b.problem(); p != "" {
		return invalid(p)
	}
	i := invited{Kind: "email", ID: randomID(), Email: *b.Email, Reference: orElseText(b.Reference)}
	if refused := s.invite(c, "emailInvitation", i, raw); refused != nil {
		return *refused
	}
	return empty(http.StatusAccepted)
}

// inviteByLink makes a link from JSON or a form; its address is Trustpilot's own.
func (s *Server) inviteByLink(c *call) answer {
	var b linkBody
	if mediaType(c.Request) == formType {
		if refused := readForm(c); refused != nil {
			return *refused
		}
		b = linkFrom(c.PostForm)
	} else if refused := readJSON(c, &b); refused != nil {
		return *refused
	}
	if p := b.problem(); p != "" {
		return invalid(p)
	}
	i := invited{Kind: "link", ID: hex.EncodeToString(randomBytes(16)), Email: *b.Email, Reference: orElseText(b.Reference)}
	if refused := s.invite(c, "invitationLink", i, b); refused != nil {
		return *refused
	}
	return ok(struct {
		ID  string `json:"id"`
		URL string `json:"url"`
	}{i.ID, realSite + "/evaluate-link/" + i.ID})
}

// realSite is Trustpilot's public site.
const realSite = "https://www.trustpilot.com"

func orElseText(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// invite journals and keeps an invitation of the unit of the path.
func (s *Server) invite(c *call, op string, i invited, body any) *answer {
	if refused := s.ownUnit(c); refused != nil {
		return refused
	}
	by, refused := s.sender(c)
	if refused != nil {
		return refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if refused := s.record(entry{Op: op, ID: i.ID, BusinessUserID: by.ID, Body: body}); refused != nil {
		return refused
	}
	i.At = s.now().UTC()
	s.invited = append(s.invited, i)
	return nil
}

// templateJSON is an invitation template, trustpilot-api §4.7.
type templateJSON struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Default bool   `json:"isDefaultTemplate"`
	Locale  string `json:"locale"`
	Type    string `json:"type"`
}

// listTemplates lists the templates of the unit.
func (s *Server) listTemplates(c *call) answer {
	if refused := s.ownUnit(c); refused != nil {
		return *refused
	}
	return ok(map[string]any{"templates": []templateJSON{
		{"507f191e810c19729de860ea", "Optimized for service reviews", true, "en-US", "email"},
		{"507f191e810c19729de860eb", "Product reviews", true, "en-US", "email"},
		{"507f191e810c19729de860ec", "Venlig påmindelse", false, "da-DK", "email"},
		{"507f191e810c19729de860ed", "Freundliche Bitte", false, "de-DE", "email"},
	}})
}

// forgetBody is the body of the deletion of invitation data: one of the two.
type forgetBody struct {
	Emails []string `json:"customerEmails"`
	Older  *string  `json:"deleteOlderThan"`
}

// forget deletes invitation data; it cannot be undone. Reviews keep what they have.
func (s *Server) forget(c *call) answer {
	var b forgetBody
	if refused := readJSON(c, &b); refused != nil {
		return *refused
	}
	gone, problem := b.test()
	if problem != "" {
		return invalid(problem)
	}
	if refused := s.ownUnit(c); refused != nil {
		return *refused
	}
	by, refused := s.sender(c)
	if refused != nil {
		return *refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if refused := s.record(entry{Op: "deleteInvitationData", BusinessUserID: by.ID, Body: b}); refused != nil {
		return *refused
	}
	s.invited = slices.DeleteFunc(s.invited, gone)
	return empty(http.StatusOK)
}

// test says which invitations are meant.
func (b forgetBody) test() (func(invited) bool, string) {
	switch {
	case (b.Emails == nil) == (b.Older == nil):
		return nil, "Send 'CustomerEmails' or 'DeleteOlderThan'."
	case b.Older == nil:
		if bad := slices.IndexFunc(b.Emails, func(e string) bool { return !isAddress(e) }); bad >= 0 {
			return nil, "'CustomerEmails' holds what is not a valid email address."
		}
		return func(i invited) bool {
			return slices.ContainsFunc(b.Emails, func(e string) bool { return strings.EqualFold(e, i.Email) })
		}, ""
	}
	t, err := parseTime(*b.Older)
	if err != nil {
		return nil, "'DeleteOlderThan' is not a date and time."
	}
	return func(i invited) bool { return i.At.Before(t) }, ""
}

// listInvited shows the invitations that are kept, GET /_sandbox/invitations.
func (s *Server) listInvited(*call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return ok(map[string]any{"invitations": orEmpty(s.invited)})
}
