package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// errOddStatus is a 2xx that the partner programme does not know (trustpilot-api §6).
var errOddStatus = errors.New("trustpilot answered neither yes (201) nor no (200)")

// MayIntegrate asks whether a customer may use integrations that partners build: 201 is yes and 200 is no (trustpilot-api
// §6). A wrong sign-in wraps review.ErrSignIn, a wrong partner ID review.ErrNotFound.
func (c *Client) MayIntegrate(ctx context.Context, partnerID, unit string) (bool, error) {
	k, err := onPartner("check the right of business unit", http.MethodGet, "check", partnerID, unit)
	if err != nil {
		return false, err
	}
	var status int
	k.status = &status
	if _, err := c.do(ctx, k); err != nil {
		return false, c.asPartner(err)
	}
	if status != http.StatusOK && status != http.StatusCreated {
		return false, c.misread(ctx, k, errOddStatus)
	}
	return status == http.StatusCreated, nil
}

// CustomerKey is an API key and secret that Trustpilot made for a customer. Both are secrets: they are shown nowhere.
type CustomerKey struct{ key, secret string }

// Reveal gives key and secret, for the vault alone.
func (k CustomerKey) Reveal() (key, secret string) { return k.key, k.secret }

// String hides both.
func (k CustomerKey) String() string { return "[redacted]" }

// GoString hides both.
func (k CustomerKey) GoString() string { return "[redacted]" }

// MakeKeys has Trustpilot make an API key and secret for a customer. It is sent once; false is the answer that the customer
// has not the right. Keys that were made and whose answer cannot be read wrap review.ErrUnknown. In a dry run there are none.
func (c *Client) MakeKeys(ctx context.Context, partnerID, unit string) (CustomerKey, bool, error) {
	k, err := onPartner("make keys for business unit", http.MethodPost, "key", partnerID, unit)
	if err != nil {
		return CustomerKey{}, false, err
	}
	var (
		status int
		body   []byte
	)
	k.status, k.answered = &status, &body
	if _, err := c.do(ctx, k); err != nil || c.rehearse != nil {
		return CustomerKey{}, false, c.asPartner(err)
	}
	if status == http.StatusOK && body != nil { // nil: cut off, or somebody else's web page
		return CustomerKey{}, false, nil
	}
	made, ok := customerKey(body)
	if !ok {
		return CustomerKey{}, false, c.lost(ctx, k, true, errNoJSON)
	}
	return made, true, nil
}

// customerKey reads the answer, whose field names no source gives (trustpilot-api §6): the usual ones are taken, also within
// one object around them.
func customerKey(body []byte) (CustomerKey, bool) {
	o, ok := parseObject(body)
	if !ok {
		return CustomerKey{}, false
	}
	for _, in := range []object{o, o.object("partnerCustomerKey"), o.object("PartnerCustomerKey")} {
		key := first(in.text("key"), in.text("apiKey"), in.text("apikey"), in.text("clientId"), in.text("client_id"), in.text("Key"))
		secret := first(in.text("secret"), in.text("apiSecret"), in.text("clientSecret"), in.text("client_secret"), in.text("Secret"))
		if usable(key) && usable(secret) {
			return CustomerKey{key, secret}, true
		}
	}
	return CustomerKey{}, false
}

// usable reports whether a text can be a key: visible ASCII of a sensible length.
func usable(s string) bool {
	return s != "" && len(s) <= 512 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// asPartner reads a 403 of the partner programme as it is documented: a wrong sign-in, and nothing about a plan.
func (c *Client) asPartner(err error) error {
	var said *Error
	if errors.As(err, &said) && said.Status == http.StatusForbidden {
		said.kind = review.ErrSignIn
	}
	return err
}

func onPartner(verb, method, what, partnerID, unit string) (call, error) {
	for name, id := range map[string]string{"partner ID": partnerID, "business unit": unit} {
		if !review.ValidID(id) {
			return call{}, fmt.Errorf("%s %q: %w: not an id", name, review.NewText(id).Line(), review.ErrInvalid)
		}
	}
	return call{op: verb + " " + unit, method: method, path: "/private/partners/" + partnerID + "/" + what + "/" + unit,
		template: "/private/partners/{id}/" + what + "/{id}"}, nil
}
