package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Partner is what a member of the partner programme sets (trustpilot-api §6).
type Partner struct {
	ID     string // UUID that Trustpilot gives; "" outside the programme
	Header Header
}

// Header is the header that every call with a customer's key or token carries. Its name is documented nowhere, so the zero
// Header, which sends none, is the default.
type Header struct{ Name, Value string }

// IsZero tells whether no header is to be sent.
func (h Header) IsZero() bool { return h.Name == "" }

// partner lays the environment over the profile. A header without a value carries the partner's ID.
func (r *reader) partner(p Partner) Partner {
	p = Partner{
		ID: r.text("", "", "TPDESK_PARTNER_ID", checkID, p.ID),
		Header: Header{
			Name:  r.text("", "", "TPDESK_PARTNER_HEADER", checkHeaderName, p.Header.Name),
			Value: r.text("", "", "TPDESK_PARTNER_HEADER_VALUE", checkHeaderValue, p.Header.Value),
		},
	}
	return p.whole(r)
}

// whole fills the header's value in, and notes what is missing.
func (p Partner) whole(r *reader) Partner {
	switch {
	case p.Header.Name == "" && p.Header.Value != "":
		r.note("partner_header", errors.New("its value is set and its name is not: set partner_header in the profile, or TPDESK_PARTNER_HEADER"))
	case p.Header.Name != "" && p.Header.Value == "":
		if p.Header.Value = p.ID; p.ID == "" {
			r.note("partner_header", errors.New("it has no value: set partner_id or partner_header_value in the profile, or TPDESK_PARTNER_ID"))
		}
	}
	return p
}

// PartnerOf is what a profile other than the active one says of the partner programme, under the environment.
func (c Config) PartnerOf(profile string, env Env) Partner {
	r := reader{env: env}
	return r.partner(c.Profiles[profile].Partner)
}

// headerSigns are what a header's name may have (a token of RFC 9110 §5.6.2).
const headerSigns = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+.^_`|~-"

// reserved are the headers that tpdesk or HTTP itself writes, or that change what a request is. Two of them would let Go's
// transport repeat a write.
func reserved() []string {
	return []string{
		"accept", "apikey", "authorization", "connection", "cookie", "date", "expect", "forwarded", "from", "host", "http2-settings",
		"idempotency-key", "keep-alive", "max-forwards", "origin", "pragma", "cache-control", "range", "referer", "te", "trailer", "transfer-encoding",
		"upgrade", "user-agent", "via", "warning", "x-business-user-id", "x-idempotency-key", "x-http-method", "x-http-method-override",
		"x-method-override", "x-original-url", "x-rewrite-url",
	}
}

func checkHeaderName(name string) error {
	if name == "" || len(name) > 64 || strings.Trim(name, headerSigns) != "" {
		return fmt.Errorf("%q cannot be a header's name: letters, digits and -, at most 64", clip(name))
	}
	low := strings.ToLower(name)
	for _, prefix := range []string{"accept-", "access-control-", "content-", "if-", "proxy-", "sec-", "x-forwarded-"} {
		if strings.HasPrefix(low, prefix) {
			return fmt.Errorf("%q is a header of HTTP itself, which cannot be set", clip(name))
		}
	}
	if slices.Contains(reserved(), low) {
		return fmt.Errorf("%q is a header that tpdesk or HTTP writes itself, and cannot be set", clip(name))
	}
	return nil
}

// checkHeaderValue takes visible ASCII with blanks between: nothing that could end the header and begin another.
func checkHeaderValue(value string) error {
	bad := func(r rune) bool { return r < ' ' || r > '~' }
	if value == "" || len(value) > 256 || strings.ContainsFunc(value, bad) || strings.TrimSpace(value) != value {
		return errors.New("a header's value has 1 to 256 visible ASCII characters, with blanks only between them")
	}
	return nil
}
