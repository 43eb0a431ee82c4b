package link

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Payload is what a Business Generated Link carries of one order (business-generated-links §1). Everything is kept to the
// letter: an e-mail address is never punycoded, a name never normalised.
type Payload struct {
	Email string   `json:"email"`
	Name  string   `json:"name"`
	Ref   string   `json:"ref"` // the order's reference number; a new one is needed for another review by the same customer
	SKUs  []string `json:"skus,omitempty"`
	Tags  []string `json:"tags,omitempty"`
}

// Check says what is missing or wrong. Its errors name the field and never the customer's own words.
func (p Payload) Check() error {
	for _, field := range []struct{ name, value string }{{"email", p.Email}, {"name", p.Name}, {"reference", p.Ref}} {
		switch {
		case strings.TrimSpace(field.value) == "":
			return fmt.Errorf("no %s", field.name)
		case !utf8.ValidString(field.value):
			return fmt.Errorf("the %s is no UTF-8", field.name)
		}
	}
	if err := checkEmail(p.Email); err != nil {
		return err
	}
	for _, sku := range p.SKUs {
		if strings.TrimSpace(sku) == "" || !utf8.ValidString(sku) {
			return errors.New("an sku is empty or no UTF-8")
		}
	}
	for _, tag := range p.Tags {
		if tag == "" || !utf8.ValidString(tag) || strings.ContainsFunc(tag, unicode.IsSpace) {
			return errors.New("a tag is empty or has a blank in it: Trustpilot takes tags without blanks")
		}
	}
	return nil
}

func checkEmail(email string) error {
	at := strings.LastIndexByte(email, '@')
	if at <= 0 || at == len(email)-1 {
		return errors.New("the email is no address: it has no @ within")
	}
	if strings.ContainsFunc(email, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return errors.New("the email is no address: it has a blank or a control character in it")
	}
	return nil
}

// Bytes is the payload as JSON, as Trustpilot's own sample for Node writes it.
func (p Payload) Bytes() ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(p)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// ReadPayload reads the JSON of a payload, as any of Trustpilot's samples writes it: the names of the fields in either
// case, unknown ones left aside. Its error wraps review.ErrRefused.
func ReadPayload(text []byte) (Payload, error) {
	var p *Payload
	if err := json.Unmarshal(text, &p); err != nil || p == nil {
		return Payload{}, fmt.Errorf("its code is right, but what it carries is no payload: %w", review.ErrRefused)
	}
	return *p, nil
}
