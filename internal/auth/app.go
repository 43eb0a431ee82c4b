package auth

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// The paths of the OAuth calls below the API's address (trustpilot-api §1.5). Refreshing has one of its own.
const (
	tokenPath   = "/oauth/oauth-business-users-for-applications/accesstoken"
	refreshPath = "/oauth/oauth-business-users-for-applications/refresh"
	revokePath  = "/oauth/oauth-business-users-for-applications/revoke"
)

// maxReply is the largest answer that is read, in bytes after unpacking.
const maxReply = 1 << 20

// App is an application that is registered with Trustpilot: it asks for tokens in the name of its key and secret.
type App struct {
	Key         secret.Text
	Secret      secret.Text
	APIURL      string            // of the token calls, without a slash at the end
	AuthURL     string            // of the page where the user signs in
	RedirectURI string            // where that page sends the code
	PKCE        bool              // Trustpilot documents none (trustpilot-api §1.5), the sandbox supports it
	Extra       map[string]string // headers beside our own, such as a partner's (trustpilot-api §6)
	Client      *http.Client
	Now         func() time.Time
}

// NewClient gives an HTTP client for token calls. No connection is used twice: Go repeats a request on a reused one that
// the server had closed, and a code or a refresh token can be spent only once.
func NewClient() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Client{
		Timeout: 60 * time.Second,
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  20 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
			DisableKeepAlives:      true,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		},
	}
}

// ClientCredentials asks for a token of the application itself; there is no user and no refresh token in it.
func (a App) ClientCredentials(ctx context.Context) (Tokens, error) {
	return a.tokens(ctx, tokenPath, url.Values{"grant_type": {"client_credentials"}})
}

// Password asks for tokens with a business user's e-mail and password, as the partner programme wants it. It fails where
// two-step verification is on.
func (a App) Password(ctx context.Context, username, password string) (Tokens, error) {
	return a.tokens(ctx, tokenPath, url.Values{"grant_type": {"password"}, "username": {username}, "password": {password}}, username, password)
}

// Exchange swaps the code of the sign-in page for tokens; verifier is what AuthCodeURL was given.
func (a App) Exchange(ctx context.Context, code, verifier string) (Tokens, error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {a.RedirectURI}}
	if a.PKCE {
		form.Set("code_verifier", verifier)
	}
	return a.tokens(ctx, tokenPath, form, code, verifier)
}

// Refresh swaps a refresh token for new tokens. The old one is dead from then on (trustpilot-api §1.6).
func (a App) Refresh(ctx context.Context, refresh string) (Tokens, error) {
	return a.tokens(ctx, refreshPath, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}}, refresh)
}

// Revoke makes a token invalid at the server.
func (a App) Revoke(ctx context.Context, token string) error {
	if _, err := a.post(ctx, revokePath, url.Values{"token": {token}}, token); err != nil {
		return fmt.Errorf("revoke the sign-in: %w", err)
	}
	return nil
}

// AuthCodeURL is the address of the page where the user signs in.
func (a App) AuthCodeURL(state, verifier string) string {
	c := oauth2.Config{ClientID: a.Key.Reveal(), RedirectURL: a.RedirectURI, Endpoint: oauth2.Endpoint{AuthURL: a.AuthURL}}
	if a.PKCE {
		return c.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
	}
	return c.AuthCodeURL(state)
}

func (a App) tokens(ctx context.Context, path string, form url.Values, secrets ...string) (Tokens, error) {
	now := a.now()
	body, err := a.post(ctx, path, form, secrets...)
	if err != nil {
		return Tokens{}, fmt.Errorf("ask for a token: %w", err)
	}
	t, err := parseTokens(body, now)
	if err != nil {
		return Tokens{}, fmt.Errorf("ask for a token: %w", err)
	}
	return t, nil
}

// post sends a form once and gives the body of a 2xx answer.
func (a App) post(ctx context.Context, path string, form url.Values, secrets ...string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.APIURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.SetBasicAuth(a.Key.Reveal(), a.Secret.Reveal())
	for name, value := range a.Extra {
		if request.Header.Get(name) == "" { // none of ours is replaced
			request.Header.Set(name, value)
		}
	}
	response, err := a.client().Do(request)
	if err != nil {
		return nil, certificateDate(err, a.now())
	}
	defer response.Body.Close()
	body, err := readReply(response.Body)
	if response.StatusCode/100 != 2 {
		basic := base64.StdEncoding.EncodeToString([]byte(a.Key.Reveal() + ":" + a.Secret.Reveal()))
		return nil, parseError(response, body, a.now(), append(secrets, a.Key.Reveal(), a.Secret.Reveal(), basic))
	}
	return body, err
}

func readReply(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxReply+1))
	if err != nil {
		return body, fmt.Errorf("the answer broke off: %w", err)
	}
	if len(body) > maxReply {
		return nil, errors.New("the answer is larger than 1 MB")
	}
	return body, nil
}

// client is the App's HTTP client made to follow no redirect: one would carry the secret, or the form, elsewhere.
func (a App) client() *http.Client {
	c := a.Client
	if c == nil {
		c = NewClient()
	}
	strict := *c
	strict.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &strict
}

func (a App) now() time.Time {
	if a.Now == nil {
		return time.Now()
	}
	return a.Now()
}
