package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// Account is the sign-in of one profile at one server, as a vault keeps it. Another server's entries have other names, so
// that a token is never spent anywhere but where it was issued.
type Account struct {
	Profile string
	APIURL  string
	Vault   Vault
	Folder  string // the profile's folder, for the lock among processes; "" where nothing outlives the process
	Now     func() time.Time
}

// The grants that a session can come from.
const (
	GrantCode        = "authorization_code"
	GrantCredentials = "client_credentials"
	GrantPassword    = "password"
)

// Session is a sign-in: who asked, how, and the tokens.
type Session struct {
	Key     secret.Text // of the application
	Secret  secret.Text
	Grant   string // GrantCode, GrantCredentials or GrantPassword
	User    string // the business user's ID (app_enduser), "" when the server did not say
	Unit    string // the business unit's ID, "" when none was chosen
	Domain  string // that Unit was found by, "" when it was not
	Partner string // profile of the partner who had the keys made, "" for a company's own
	Tokens  Tokens
}

// The entries in the vault, one small one for each secret.
const (
	partApp     = "app"
	partAccess  = "access"
	partRefresh = "refresh"
	partStore   = "store"
)

// appEntry, and the two below, are what the vault holds. The origin is in each, for a name alone proves nothing.
type appEntry struct {
	Version int    `json:"v"`
	Origin  string `json:"origin"`
	Key     string `json:"key"`
	Secret  string `json:"secret"`
	Grant   string `json:"grant"`
	User    string `json:"user,omitempty"`
	Unit    string `json:"unit,omitempty"`
	Domain  string `json:"domain,omitempty"`
	Partner string `json:"partner,omitempty"`
}

type tokenEntry struct {
	Version int    `json:"v"`
	Origin  string `json:"origin"`
	Token   string `json:"token"`
	Issued  int64  `json:"issued,omitempty"`  // Unix seconds, local clock
	Expires int64  `json:"expires,omitempty"` // Unix seconds, local clock; 0: not said
}

// Origin is scheme and host of the server, which the tokens are bound to.
func (a Account) Origin() string {
	u, err := url.Parse(a.APIURL)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Host)
	if u.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	return u.Scheme + "://" + host
}

func (a Account) name(part string) string {
	if part == partStore { // the key of the local data belongs to the profile, whatever server it talks to
		return opaque(a.Profile, part)
	}
	return opaque(a.Profile, a.Origin(), part)
}

// SignIn keeps a session in place of what was there. Each entry is read back by the vault. Once begun it goes on for a
// moment when ctx ends: half a sign-in would be none.
func (a Account) SignIn(ctx context.Context, s Session) error {
	release, err := a.lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	ctx, cancel := outlive(ctx, 2*time.Second, 5*time.Minute)
	defer cancel()
	app := appEntry{Version: 1, Origin: a.Origin(), Key: s.Key.Reveal(), Secret: s.Secret.Reveal(), Grant: s.Grant, User: s.User, Unit: s.Unit, Domain: s.Domain, Partner: s.Partner}
	if app.User == "" {
		app.User = s.Tokens.User
	}
	if err := a.put(ctx, partApp, app); err != nil {
		return err
	}
	if s.Tokens.Refresh.IsZero() {
		if err := a.Vault.Delete(ctx, a.name(partRefresh)); err != nil {
			return err
		}
	}
	return a.keep(ctx, s.Tokens)
}

// keep saves tokens: the refresh token first, for it is the one that cannot be had again, then takes the mark away.
func (a Account) keep(ctx context.Context, t Tokens) error {
	if !t.Refresh.IsZero() {
		if err := a.put(ctx, partRefresh, a.token(t.Refresh, t.RefreshExpires)); err != nil {
			return err
		}
	}
	if err := a.put(ctx, partAccess, a.token(t.Access, t.Expires)); err != nil {
		return err
	}
	return a.unmark()
}

func (a Account) token(token secret.Text, expires time.Time) tokenEntry {
	e := tokenEntry{Version: 1, Origin: a.Origin(), Token: token.Reveal(), Issued: a.now().Unix()}
	if !expires.IsZero() {
		e.Expires = expires.Unix()
	}
	return e
}

func (a Account) put(ctx context.Context, part string, entry any) error {
	data, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	return a.Vault.Set(ctx, a.name(part), string(data))
}

// take reads an entry. One that makes no sense is a SignInError: signing in again replaces it.
func (a Account) take(ctx context.Context, part string, entry any) error {
	text, err := a.Vault.Get(ctx, a.name(part))
	if err != nil {
		return err
	}
	if json.Unmarshal([]byte(text), entry) != nil { // the cause could quote the secret
		return signIn(nil, "the stored sign-in of profile %s is damaged", a.Profile)
	}
	return nil
}

func (a Account) app(ctx context.Context) (appEntry, error) {
	var e appEntry
	err := a.take(ctx, partApp, &e)
	if errors.Is(err, ErrNotFound) {
		return e, signIn(err, "profile %s is not signed in at %s", a.Profile, a.Origin())
	}
	if err == nil && (e.Version != 1 || e.Origin != a.Origin() || e.Grant == "") {
		return e, signIn(nil, "the stored sign-in of profile %s is not one for %s", a.Profile, a.Origin())
	}
	return e, err
}

// tokenOf reads a token; one that is missing, damaged or another server's is none.
func (a Account) tokenOf(ctx context.Context, part string) (tokenEntry, error) {
	var e tokenEntry
	err := a.take(ctx, part, &e)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrSignIn) {
		return tokenEntry{}, nil
	}
	if err != nil {
		return tokenEntry{}, err
	}
	if e.Version != 1 || e.Origin != a.Origin() {
		return tokenEntry{}, nil
	}
	return e, nil
}

// Session reads the whole sign-in from the vault; its error is ErrSignIn when there is none.
func (a Account) Session(ctx context.Context) (Session, error) {
	app, err := a.app(ctx)
	if err != nil {
		return Session{}, err
	}
	access, err := a.tokenOf(ctx, partAccess)
	if err != nil {
		return Session{}, err
	}
	refresh, err := a.tokenOf(ctx, partRefresh)
	if err != nil {
		return Session{}, err
	}
	return Session{
		Key: secret.New(app.Key), Secret: secret.New(app.Secret), Grant: app.Grant, User: app.User, Unit: app.Unit, Domain: app.Domain,
		Partner: app.Partner,
		Tokens: Tokens{
			Access: secret.New(access.Token), Expires: access.expires(), Refresh: secret.New(refresh.Token), RefreshExpires: refresh.expires(),
			User: app.User,
		},
	}, nil
}

func (e tokenEntry) expires() time.Time {
	if e.Expires == 0 {
		return time.Time{}
	}
	return time.Unix(e.Expires, 0)
}

// Status is what may be shown of a sign-in.
type Status struct {
	Profile        string
	Origin         string // scheme and host of the server
	SignedIn       bool
	Grant          string
	User           string
	Unit           string
	Domain         string
	Partner        string    // profile of the partner who had the keys made
	AccessExpires  time.Time // zero when not known
	RefreshExpires time.Time // zero when not known or when there is none
	Vault          string    // "keyring", "file" or "memory"
}

// Status tells about the sign-in without a secret. Not being signed in is no error.
func (a Account) Status(ctx context.Context) (Status, error) {
	st := Status{Profile: a.Profile, Origin: a.Origin(), Vault: a.Vault.Kind()}
	s, err := a.Session(ctx)
	if errors.Is(err, ErrNotFound) {
		return st, nil
	}
	if err != nil {
		return st, err
	}
	st.SignedIn, st.Grant, st.User, st.Unit, st.Domain = true, s.Grant, s.User, s.Unit, s.Domain
	st.Partner = s.Partner
	st.AccessExpires, st.RefreshExpires = s.Tokens.Expires, s.Tokens.RefreshExpires
	return st, nil
}

// lockWait is longer than a refresh can take.
const lockWait = 75 * time.Second

// lock keeps all other processes from changing this sign-in. The in-memory vault is nobody else's.
func (a Account) lock(ctx context.Context) (release func(), err error) {
	if a.Folder == "" {
		return func() {}, nil
	}
	return lockFile(ctx, filepath.Join(a.Folder, "signin.lock"), lockWait)
}

func (a Account) now() time.Time {
	if a.Now == nil {
		return time.Now()
	}
	return a.Now()
}
