package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// Source hands out the access token of an account and renews it when it ends or when the server refuses it. Among all
// processes of a profile one refreshes; the others wait and read what it saved. It may be used by several goroutines.
type Source struct {
	account Account
	app     App
	turn    chan struct{} // one goroutine settles at a time

	mu   sync.Mutex
	held tokenEntry // what Token gives while it is fresh

	unsaved *Tokens // refreshed but refused by the vault; only with the turn
	spent   string  // the refresh token that unsaved replaces

	busy  *Error    // the last no of the server
	until time.Time // no refresh before this
}

// Source gives the token source of the account. Of app only the addresses and the HTTP client are used: key and secret
// are those of the stored sign-in.
func (a Account) Source(app App) *Source {
	app.APIURL = a.APIURL // a token is refreshed where it was issued
	return &Source{account: a, app: app, turn: make(chan struct{}, 1)}
}

// Token gives an access token that is not about to end. Its error is ErrSignIn when a person must sign in, ErrVault when
// the vault cannot be used, else what stood in the way of a refresh.
func (s *Source) Token(ctx context.Context) (string, error) { return s.Renew(ctx, "") }

// Renew gives another token than the one that the server has just answered with 401; call it once for each refusal.
func (s *Source) Renew(ctx context.Context, rejected string) (string, error) {
	if token, ok := s.usable(rejected); ok {
		return token, nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return "", fmt.Errorf("wait for the sign-in: %w", ctx.Err())
	}
	if token, ok := s.usable(rejected); ok {
		return token, nil
	}
	if token, err := s.reread(ctx, rejected); token != "" || err != nil {
		return token, err
	}
	release, err := s.account.lock(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	if token, err := s.reread(ctx, rejected); token != "" || err != nil {
		return token, err
	}
	return s.renew(ctx)
}

// reread takes over what another process saved; "" when that is of no use.
func (s *Source) reread(ctx context.Context, rejected string) (string, error) {
	e, err := s.account.tokenOf(ctx, partAccess)
	if err != nil {
		return "", err
	}
	s.hold(e)
	token, _ := s.usable(rejected)
	return token, nil
}

func (s *Source) hold(e tokenEntry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = e
}

func (s *Source) usable(rejected string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held.Token == "" || s.held.Token == rejected || !s.held.fresh(s.account.now()) {
		return "", false
	}
	return s.held.Token, true
}

// fresh tells whether the token has a while to live: a minute, or a tenth of a short life. Refreshing earlier would be
// answered with 429 (trustpilot-api §1.6). Without a known end it is fresh until it is refused.
func (e tokenEntry) fresh(now time.Time) bool {
	if e.Expires == 0 {
		return true
	}
	margin := time.Minute
	if life := time.Duration(e.Expires-e.Issued) * time.Second; life > 0 {
		margin = min(margin, life/10)
	}
	return now.Before(time.Unix(e.Expires, 0).Add(-margin))
}

// renew gets new tokens; the lock is held. Once begun it goes on for a moment when ctx ends: leaving between the
// server's answer and the save would lose the sign-in.
func (s *Source) renew(ctx context.Context) (string, error) {
	ctx, cancel := outlive(ctx, 2*time.Second, time.Minute)
	defer cancel()
	app, err := s.account.app(ctx)
	if err != nil {
		return "", err
	}
	s.app.Key, s.app.Secret = secret.New(app.Key), secret.New(app.Secret)
	if app.Grant == GrantCredentials {
		return s.mint(ctx)
	}
	return s.refresh(ctx)
}

// mint asks for a new token with key and secret, which do not wear out.
func (s *Source) mint(ctx context.Context) (string, error) {
	tokens, err := s.app.ClientCredentials(ctx)
	if refused(err) {
		return "", ended(err, GrantCredentials, "the server no longer takes the API key and secret")
	}
	if err != nil {
		return "", err
	}
	return s.save(ctx, tokens)
}

func (s *Source) refresh(ctx context.Context) (string, error) {
	stored, err := s.account.tokenOf(ctx, partRefresh)
	if err != nil {
		return "", err
	}
	if s.unsaved != nil && stored.Token == s.spent {
		return s.save(ctx, *s.unsaved)
	}
	s.unsaved = nil
	if stored.Token == "" {
		return "", signIn(nil, "the sign-in of profile %s has ended and cannot be renewed", s.account.Profile)
	}
	tokens, err := s.spend(ctx, stored.Token)
	if err != nil {
		return "", err
	}
	if tokens.Refresh.IsZero() {
		tokens.Refresh, tokens.RefreshExpires = secret.New(stored.Token), stored.expires()
	}
	return s.save(ctx, tokens)
}

// spend sends the refresh token. When the server says that it is dead, the vault is read once more: another sign-in may
// have replaced it.
func (s *Source) spend(ctx context.Context, refresh string) (Tokens, error) {
	cut := s.account.marked(refresh)
	tokens, err := s.send(ctx, refresh, cut)
	if !refused(err) {
		return tokens, err
	}
	again, vaultErr := s.account.tokenOf(ctx, partRefresh)
	if vaultErr != nil {
		return Tokens{}, vaultErr
	}
	if again.Token != "" && again.Token != refresh {
		cut = s.account.marked(again.Token)
		if tokens, err = s.send(ctx, again.Token, cut); !refused(err) {
			return tokens, err
		}
	}
	if cut {
		return Tokens{}, signIn(err, "an earlier renewal of the sign-in was cut off between Trustpilot's answer and the save, so the stored one is used up (%s)", err)
	}
	return Tokens{}, ended(err, grantRefresh, "the sign-in has ended or was revoked")
}

// send marks the token and spends it. When the server said no for certain the mark goes again, unless it was there before.
func (s *Source) send(ctx context.Context, refresh string, cut bool) (Tokens, error) {
	if err := s.paused(); err != nil {
		return Tokens{}, err
	}
	if err := s.account.mark(refresh); err != nil {
		return Tokens{}, err
	}
	s.spent = refresh
	tokens, err := s.app.Refresh(ctx, refresh)
	if said := (*Error)(nil); errors.As(err, &said) && said.Status < 500 {
		s.busy, s.until = said, s.account.now().Add(said.RetryAfter)
		if !cut {
			return Tokens{}, errors.Join(err, s.account.unmark())
		}
	}
	return tokens, err
}

// paused repeats the server's last no until the time that it named is over.
func (s *Source) paused() error {
	left := s.until.Sub(s.account.now())
	if s.busy == nil || left <= 0 {
		return nil
	}
	again := *s.busy
	again.RetryAfter = left
	return &again
}

// save keeps the tokens in the vault before anybody uses them. What the vault refuses is kept in memory and offered to it
// again at the next call.
func (s *Source) save(ctx context.Context, tokens Tokens) (string, error) {
	if err := s.account.keep(ctx, tokens); err != nil {
		s.unsaved = &tokens
		return "", fmt.Errorf("keep the renewed sign-in: %w", err)
	}
	s.unsaved = nil
	s.hold(s.account.token(tokens.Access, tokens.Expires))
	return tokens.Access.Reveal(), nil
}

// refused tells whether the server said for certain that it will not give a token.
func refused(err error) bool {
	said := (*Error)(nil)
	if !errors.As(err, &said) {
		return false
	}
	switch said.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		return true
	}
	return false
}

// outlive gives a context that ends a while after its parent, and within the limit anyway.
func outlive(parent context.Context, grace, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(parent), limit)
	stop := context.AfterFunc(parent, func() {
		timer := time.AfterFunc(grace, cancel)
		context.AfterFunc(ctx, func() { timer.Stop() })
	})
	return ctx, func() { stop(); cancel() }
}

// StaticSource is the token of TPDESK_TOKEN: the only one that is used, and never renewed.
type StaticSource struct{ token secret.Text }

// NewStatic gives the source of a token that came from outside.
func NewStatic(token string) StaticSource { return StaticSource{token: secret.New(token)} }

// Token gives the token.
func (s StaticSource) Token(context.Context) (string, error) { return s.token.Reveal(), nil }

// Renew is ErrSignIn: only who set the token can set another.
func (s StaticSource) Renew(context.Context, string) (string, error) {
	return "", &SignInError{Reason: "the server does not take the token in TPDESK_TOKEN", Next: "set a valid one, or unset it and run tpdesk auth login"}
}
