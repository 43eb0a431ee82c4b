package sandbox

import (
	"strings"
	"unicode"
)

// nameBody is the body of the two display name calls, trustpilot-api §4.1.
type nameBody struct {
	Name string `json:"displayName"`
}

// createName makes a display name valid: letters, digits and a few signs, single
// blanks, at most thirty characters. What Trustpilot allows is not documented.
func (s *Server) createName(c *call) answer {
	var body nameBody
	if refused := readJSON(c, &body); refused != nil {
		return *refused
	}
	name := validName(body.Name)
	if name == "" {
		return invalid("'DisplayName' must hold a letter or a digit")
	}
	return ok(nameBody{name})
}

// validateName tells whether a display name would be taken as it is.
func (s *Server) validateName(c *call) answer {
	var body nameBody
	if refused := readJSON(c, &body); refused != nil {
		return *refused
	}
	return ok(map[string]bool{"isValid": body.Name != "" && validName(body.Name) == body.Name})
}

// validName keeps what a display name may hold.
func validName(s string) string {
	kept := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune(" .,'’-_&", r) {
			return r
		}
		return -1
	}, s)
	runes := []rune(strings.Join(strings.Fields(kept), " "))
	return strings.TrimSpace(string(runes[:min(len(runes), 30)]))
}
