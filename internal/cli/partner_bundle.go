package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/secret"
)

func (a *App) partnerBundleCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "bundle", Short: "Write what your Partner Manager needs to help, without a secret, into a file", Args: cobra.NoArgs,
		Long: `Write what your Partner Manager needs to help into a file that only your account can read: versions, servers, partner ID, the name
of the partner header, which customers are signed in until when, and the newest steps with their times, statuses and correlation IDs.
No key, token, password or header value is in it, and nothing that a customer's customer wrote. Read it before you send it.`,
		Example: "  tpdesk partner bundle -o support.json",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.partnerBundle(cmd.Context(), out) },
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the `file` to write")
	return cmd
}

// bundleJSON is a support bundle. It only ever gains fields, and none that could hold a secret.
type bundleJSON struct {
	Made      time.Time     `json:"made"`
	Version   string        `json:"version"`
	System    string        `json:"system"`
	Servers   []string      `json:"servers"`
	Redirect  string        `json:"redirectUri"` // without its query
	PartnerID string        `json:"partnerId"`
	Header    string        `json:"partnerHeader"` // its name; "" where none is sent
	Partner   seatJSON      `json:"partner"`
	Customers []seatJSON    `json:"customers"`
	Steps     []partnerStep `json:"steps"`
}

// seatJSON is a profile's sign-in.
type seatJSON struct {
	Profile      string     `json:"profile"`
	Domain       string     `json:"domain,omitempty"`
	BusinessUnit string     `json:"businessUnit,omitempty"`
	Keys         bool       `json:"keys"` // made by the partner and kept
	SignedIn     bool       `json:"signedIn"`
	Grant        string     `json:"grant,omitempty"`
	Ends         *time.Time `json:"accessExpires,omitempty"`
	Vault        string     `json:"vault"`
	Problem      string     `json:"problem,omitempty"` // the word of the error that stood in the way
}

// bundler gathers a bundle, and the secrets that must not be in it.
type bundler struct {
	*opener
	secrets []string
}

func (a *App) partnerBundle(ctx context.Context, path string) error {
	if path == "" || path == "-" {
		return usagef("name the file to write with -o: a bundle is read before it is sent, and goes to no pipe")
	}
	o, err := a.openPartner()
	if err != nil {
		return err
	}
	b := &bundler{opener: o}
	text, err := b.gather(ctx)
	if err != nil {
		return err
	}
	f, err := a.create(path)
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		return errors.Join(err, f.Discard())
	}
	if err := f.Commit(); err != nil {
		return err
	}
	a.say("%s is written; read it before you send it", review.NewText(path).Line())
	return nil
}

// gather makes the text, and gives none that holds a secret.
func (b *bundler) gather(ctx context.Context) ([]byte, error) {
	steps, err := b.steps()
	if err != nil {
		return nil, err
	}
	s := b.settings
	out := bundleJSON{
		Made: b.a.Now().UTC().Truncate(time.Second), Version: b.a.Build.filled().Version, System: runtime.GOOS + "/" + runtime.GOARCH + " " + runtime.Version(),
		Servers: []string{place(s.APIURL), place(s.AuthURL), place(s.InvitationsURL)}, Redirect: place(s.RedirectURI), PartnerID: s.Partner.ID,
		Header: s.Partner.Header.Name, Partner: b.seat(ctx, b.opener), Steps: steps, Customers: []seatJSON{},
	}
	for _, c := range customersOf(steps) {
		op, err := (&partnership{opener: b.opener}).customer(c)
		if err != nil {
			return nil, err
		}
		seat := b.seat(ctx, op)
		seat.Domain, seat.BusinessUnit = c.domain, c.unit
		out.Customers = append(out.Customers, seat)
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), b.clean(text)
}

// place is an address without what may be private in it.
func place(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// customersOf are the customers of the log, each once, with the profile that they got.
func customersOf(steps []partnerStep) []customerOf {
	var out []customerOf
	at := map[string]int{}
	for _, s := range steps {
		if s.Profile == "" || config.CheckProfile(s.Profile) != nil {
			continue
		}
		i, ok := at[s.Profile]
		if !ok {
			i, at[s.Profile] = len(out), len(out)
			out = append(out, customerOf{profile: s.Profile})
		}
		if s.Domain != "" {
			out[i].domain = s.Domain
		}
		if s.BusinessUnit != "" {
			out[i].unit = s.BusinessUnit
		}
	}
	return out
}

// seat tells of a profile's sign-in and notes its secrets.
func (b *bundler) seat(ctx context.Context, o *opener) seatJSON {
	seat := seatJSON{Profile: o.settings.Profile, BusinessUnit: o.settings.BusinessUnit, Domain: o.settings.Domain, Vault: o.vault.Kind()}
	keys, waiting, err := o.account().Waiting(ctx)
	kept, sessionErr := o.account().Session(ctx)
	if errors.Is(sessionErr, auth.ErrNotFound) {
		sessionErr = nil
	}
	if err = errors.Join(err, sessionErr); err != nil {
		seat.Problem = classify(err).code
	}
	seat.Keys, seat.SignedIn, seat.Grant = waiting, kept.Grant != "", kept.Grant
	if ends := kept.Tokens.Expires.UTC(); !kept.Tokens.Expires.IsZero() {
		seat.Ends = &ends
	}
	for _, s := range []secret.Text{keys.Key, keys.Secret, kept.Key, kept.Secret, kept.Tokens.Access, kept.Tokens.Refresh} {
		b.secrets = append(b.secrets, s.Reveal())
	}
	return seat
}

// clean looks through the text for every secret that is known here: a bundle that held one would be a bug, and is not written.
func (b *bundler) clean(text []byte) error {
	s := b.settings
	for _, secret := range append(b.secrets, s.APIKey.Reveal(), s.APISecret.Reveal(), s.Token.Reveal(), s.Passphrase.Reveal()) {
		if len(secret) >= 6 && bytes.Contains(text, []byte(secret)) {
			return errors.New("the support bundle would hold a secret, so it was not written: this is a bug in tpdesk, please report it")
		}
	}
	return nil
}
