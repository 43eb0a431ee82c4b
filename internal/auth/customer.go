package auth

import (
	"context"
	"errors"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// Customer is an API key and secret that Trustpilot made for a customer of the partner programme (trustpilot-api §6). The
// customer signs in with them, and until then they wait in the vault.
type Customer struct {
	Key, Secret secret.Text
	Unit        string // the customer's business unit
	Domain      string // that Unit was found by, "" when it was not
	Partner     string // the profile of the partner who had them made
}

const partCustomer = "customer"

type customerEntry struct {
	Version int    `json:"v"`
	Origin  string `json:"origin"`
	Key     string `json:"key"`
	Secret  string `json:"secret"`
	Unit    string `json:"unit"`
	Domain  string `json:"domain,omitempty"`
	Partner string `json:"partner"`
}

// KeepCustomer keeps a customer's key and secret in the account's vault, in place of those that were there.
func (a Account) KeepCustomer(ctx context.Context, c Customer) error {
	release, err := a.lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	return a.put(ctx, partCustomer, customerEntry{
		Version: 1, Origin: a.Origin(), Key: c.Key.Reveal(), Secret: c.Secret.Reveal(), Unit: c.Unit, Domain: c.Domain, Partner: c.Partner,
	})
}

// Customer gives the key and secret that wait there; ErrNotFound when there are none, or none for this server.
func (a Account) Customer(ctx context.Context) (Customer, error) {
	var e customerEntry
	if err := a.take(ctx, partCustomer, &e); err != nil {
		return Customer{}, err
	}
	if e.Version != 1 || e.Origin != a.Origin() || e.Key == "" || e.Secret == "" {
		return Customer{}, ErrNotFound
	}
	return Customer{Key: secret.New(e.Key), Secret: secret.New(e.Secret), Unit: e.Unit, Domain: e.Domain, Partner: e.Partner}, nil
}

// Waiting is the customer's keys where there are any and they can be read; false when a sign-in goes by others.
func (a Account) Waiting(ctx context.Context) (Customer, bool, error) {
	c, err := a.Customer(ctx)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrSignIn) {
		return Customer{}, false, nil
	}
	return c, err == nil, err
}
