package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// The servers of Trustpilot (trustpilot-api §1.1).
const (
	DefaultAPIURL         = "https://api.trustpilot.com/v1"
	DefaultAuthURL        = "https://authenticate.trustpilot.com"
	DefaultInvitationsURL = "https://invitations-api.trustpilot.com/v1"
)

// Flags are what the command line said; the zero value said nothing.
type Flags struct {
	Profile      string
	Domain       string
	BusinessUnit string
	BusinessUser string
	Store        string
}

// Settings are what one run of tpdesk goes by: flag, then environment, then profile, then default.
type Settings struct {
	Profile        string
	Domain         string
	APIURL         string // without a slash at the end
	AuthURL        string
	InvitationsURL string
	APIKey         secret.Text
	APISecret      secret.Text
	Token          secret.Text // TPDESK_TOKEN: when set, the only token used
	BusinessUnit   string
	BusinessUser   string
	RedirectURI    string
	PKCE           bool
	Partner        Partner
	Store          string      // "keyring", "file" or "memory"
	Passphrase     secret.Text // of the file vault, "" when it is to be asked for
	UndoWait       time.Duration
	YearlyCalls    int // calls that the plan allows in a year, 0 for no limit
	NoColor        bool
	Accessible     bool
}

// Settings lays flags and environment over the configuration. Its error is an *Error.
func (c Config) Settings(flags Flags, env Env) (Settings, error) {
	r := reader{env: env}
	name := r.text("--profile", flags.Profile, "TPDESK_PROFILE", CheckProfile, c.Profile, DefaultProfile)
	p := c.Profiles[name]
	s := Settings{
		Profile:        name,
		Domain:         r.text("--domain", flags.Domain, "", CheckDomain, p.Domain),
		APIURL:         r.server("TPDESK_API_URL", DefaultAPIURL),
		AuthURL:        r.server("TPDESK_AUTH_URL", DefaultAuthURL),
		InvitationsURL: r.server("TPDESK_INVITATIONS_URL", DefaultInvitationsURL),
		APIKey:         r.secret("TPDESK_API_KEY"),
		APISecret:      r.secret("TPDESK_API_SECRET"),
		Token:          r.secret("TPDESK_TOKEN"),
		BusinessUnit:   r.text("--business-unit", flags.BusinessUnit, "TPDESK_BUSINESS_UNIT", checkID, p.BusinessUnit),
		BusinessUser:   r.text("--business-user", flags.BusinessUser, "TPDESK_BUSINESS_USER", checkID, p.BusinessUser),
		RedirectURI:    r.text("", "", "TPDESK_REDIRECT_URI", checkRedirect, p.RedirectURI),
		PKCE:           p.PKCE,
		Partner:        r.partner(p.Partner),
		Store:          r.text("--store", flags.Store, "TPDESK_STORE", checkStore, p.Store, "keyring"),
		Passphrase:     secret.New(env.get("TPDESK_PASSPHRASE")),
		UndoWait:       r.wait("TPDESK_UNDO_WAIT", c.UndoWait),
		YearlyCalls:    c.YearlyCalls,
		NoColor:        env.get("NO_COLOR") != "",
		Accessible:     inLines(env),
	}
	return s, r.first()
}

// inLines tells whether the desk shall be in lines: where it is asked for, and on a terminal that has no screen to draw on,
// as the one inside an editor.
func inLines(env Env) bool {
	asked := env.get("ACCESSIBLE")
	return asked != "" && asked != "0" || env.get("TERM") == "dumb"
}

// Loopback tells whether the API is on this machine, as the sandbox is.
func (s Settings) Loopback() bool { return isLoopback(s.APIURL) }

// Space names the folder of the profile's data. Data of another server than Trustpilot's stays apart, so that a
// rehearsal never mixes with the real reviews.
func (s Settings) Space() string {
	if s.APIURL == DefaultAPIURL {
		return s.Profile
	}
	u, err := url.Parse(s.APIURL)
	if err != nil {
		return s.Profile
	}
	return s.Profile + "@" + strings.NewReplacer(":", "_", "[", "", "]", "").Replace(u.Host)
}

// reader reads settings one by one and keeps the first mistake.
type reader struct {
	env Env
	bad *Error
}

func (r *reader) first() error {
	if r.bad == nil {
		return nil
	}
	return r.bad
}

func (r *reader) note(where string, err error) {
	if err != nil && r.bad == nil {
		r.bad = wrong(where, "%s", err)
	}
}

// text is the flag, else the variable, else the first of the rest that is not empty. What the file said was checked when it was read.
func (r *reader) text(flag, said, name string, check func(string) error, rest ...string) string {
	if said != "" {
		r.note(flag, check(said))
		return said
	}
	if value := r.env.get(name); value != "" {
		r.note(name, check(value))
		return value
	}
	for _, value := range rest {
		if value != "" {
			return value
		}
	}
	return ""
}

func (r *reader) server(name, otherwise string) string {
	value := r.env.get(name)
	if value == "" {
		return otherwise
	}
	r.note(name, checkServer(value))
	return strings.TrimRight(value, "/")
}

// secret takes a secret without the line end that a shell or a file may have left. It never shows in an error.
func (r *reader) secret(name string) secret.Text {
	value := strings.TrimSpace(r.env.get(name))
	for i := range len(value) {
		if value[i] <= 0x20 || value[i] >= 0x7f {
			r.note(name, fmt.Errorf("holds a space or a character that no key has"))
			return secret.Text{}
		}
	}
	return secret.New(value)
}

func (r *reader) wait(name string, otherwise time.Duration) time.Duration {
	value := r.env.get(name)
	if value == "" {
		return otherwise
	}
	d, err := parseUndoWait(value)
	r.note(name, err)
	return d
}

func checkStore(value string) error { return checkOneOf(value, stores()...) }

// checkServer allows https anywhere and plain http on this machine only, so that no token crosses a network in clear.
func checkServer(value string) error {
	u, err := parseAddress(value)
	if err != nil {
		return err
	}
	if u.RawQuery != "" || u.ForceQuery {
		return fmt.Errorf("a server's address has no query")
	}
	return nil
}

// checkRedirect allows https anywhere and plain http on this machine only (RFC 8252 §7.3).
func checkRedirect(value string) error {
	_, err := parseAddress(value)
	return err
}

func parseAddress(value string) (*url.URL, error) {
	u, err := url.Parse(value)
	if err != nil {
		return nil, fmt.Errorf("is not an address: write it like https://host/path")
	}
	if u.User != nil || u.Fragment != "" || u.Hostname() == "" || strings.ContainsFunc(value, isControl) {
		return nil, fmt.Errorf("is not an address that can be used: write it like https://host/path")
	}
	if u.Scheme == "https" || u.Scheme == "http" && isLoopbackHost(u.Hostname()) {
		return u, nil
	}
	return nil, fmt.Errorf("%q is neither https nor on this machine (http://127.0.0.1)", clip(u.Scheme+"://"+u.Host))
}

func isLoopback(address string) bool {
	u, err := url.Parse(address)
	return err == nil && isLoopbackHost(u.Hostname())
}

func isLoopbackHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
