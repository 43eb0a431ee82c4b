package auth

import (
	"context"
	"errors"
	"fmt"
)

// Logout revokes the tokens at the server and removes the sign-in from the vault, also when the server cannot be asked;
// then the error wraps ErrNotRevoked. The key of the local data stays.
func (a Account) Logout(ctx context.Context, app App) error {
	release, err := a.lock(ctx)
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

// ErrNotRevoked says that the sign-in was removed here but that its tokens may still be valid at the server.
var ErrNotRevoked = errors.New("signed out here, but the server did not confirm that the tokens are revoked")

// revoke takes the refresh token, as the documentation says, and the access token where that is all there is or where the
// server wants it instead (trustpilot-api §1.5).
func (a Account) revoke(ctx context.Context, app App, s Session) error {
	app.Key, app.Secret, app.APIURL = s.Key, s.Secret, a.APIURL
	var last error
	for _, token := range []Secret{s.Tokens.Refresh, s.Tokens.Access} {
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
