package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// Logout revokes the tokens at the server and removes the sign-in from the vault, also when the server cannot be asked;
// then the error wraps ErrNotRevoked. The key of the local data stays.
func (a Account) Logout(ctx context.Context, app App) error {
	if _, err := a.Session(ctx); err != nil && !errors.Is(err, ErrSignIn) {
		return err // a vault that cannot be used is no reason to wait in line for it
	}
	release, err := a.lockInTime(ctx)
	if err != nil {
		return err
	}
	defer release()
	s, err := a.Session(ctx)
	if err != nil && !errors.Is(err, ErrSignIn) {
		return err
	}
	var revoked error
	if err == nil {
		revoked = a.revoke(ctx, app, s)
	}
	for _, part := range []string{partRefresh, partAccess, partApp, partCustomer} {
		if err := a.Vault.Delete(ctx, a.name(part)); err != nil {
			return err
		}
	}
	return errors.Join(a.unmark(), revoked)
}

// patient is a vault whose calls share one limit where nobody can answer its dialog.
type patient interface {
	left() (time.Duration, bool) // of the limit; false where there is none
	spend(since time.Time)
}

// lockInTime is lock within the limit of the vault: whoever holds the lock may wait for the same keyring.
func (a Account) lockInTime(ctx context.Context) (release func(), err error) {
	p, ok := a.Vault.(patient)
	if !ok {
		return a.lock(ctx)
	}
	left, limited := p.left()
	if !limited {
		return a.lock(ctx)
	}
	defer p.spend(a.now())
	wait, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	if release, err = a.lock(wait); err != nil && ctx.Err() == nil && wait.Err() != nil {
		return nil, &VaultError{Kind: a.Vault.Kind(), Act: "remove", Reason: "no answer within " + left.Round(10*time.Millisecond).String() + ": another tpdesk waits for it too", Err: err}
	}
	return release, err
}

// ErrNotRevoked says that the sign-in was removed here but that its tokens may still be valid at the server.
var ErrNotRevoked = errors.New("signed out here, but the server did not confirm that the tokens are revoked")

// revoke takes the refresh token, as the documentation says, and the access token where that is all there is or where the
// server wants it instead (trustpilot-api §1.5).
func (a Account) revoke(ctx context.Context, app App, s Session) error {
	app.Key, app.Secret, app.APIURL = s.Key, s.Secret, a.APIURL
	var last error
	for _, token := range []secret.Text{s.Tokens.Refresh, s.Tokens.Access} {
		if token.IsZero() {
			continue
		}
		if last = app.Revoke(ctx, token.Reveal()); last == nil {
			return nil
		}
		if refused := (*Error)(nil); !errors.As(last, &refused) || refused.Temporary() {
			break
		}
	}
	if last == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrNotRevoked, last)
}
