package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/secret"
)

func (a *App) statusCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "status", Example: "  tpdesk auth status\n  tpdesk auth status --all --json", Short: "Show who is signed in, for which unit, until when, and where the tokens are kept", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context(), all) },
	}
	cmd.Flags().BoolVar(&all, "all", false, "show every profile, the active one marked")
	return cmd
}

// statusJSON is a sign-in without a secret in it.
type statusJSON struct {
	Profile        string      `json:"profile"`
	SignedIn       bool        `json:"signedIn"`
	Server         string      `json:"server"`
	Grant          string      `json:"grant,omitempty"`
	BusinessUser   string      `json:"businessUser,omitempty"`
	BusinessUnit   string      `json:"businessUnit,omitempty"`
	AccessExpires  review.Time `json:"accessExpires"`
	RefreshExpires review.Time `json:"refreshExpires"`
	Vault          string      `json:"vault"` // keyring, file, memory or environment
	Active         bool        `json:"active"`
	Domain         string      `json:"domain,omitempty"`
	Partner        string      `json:"partner,omitempty"` // profile of the partner who had the keys made
	Problem        string      `json:"problem,omitempty"` // why this one could not be read
}

func (a *App) status(ctx context.Context, all bool) error {
	settings, err := a.settings()
	if err != nil {
		return err
	}
	if all {
		return a.statusOfAll(ctx, settings)
	}
	op, err := a.opener(settings)
	if err != nil {
		return err
	}
	out, err := op.status(ctx)
	if err != nil {
		return threeChoices(err)
	}
	out.Active = true
	if err := a.printStatus(ctx, out); err != nil || out.SignedIn {
		return err
	}
	return withNext(fmt.Errorf("profile %s: %w", settings.Profile, review.ErrSignIn), "", "tpdesk auth login")
}

// status is the profile's: that of the environment's token, where there is one, else that of the vault.
func (o *opener) status(ctx context.Context) (statusJSON, error) {
	s := o.settings
	out := statusJSON{Profile: s.Profile, Server: o.account().Origin(), BusinessUnit: s.BusinessUnit, BusinessUser: s.BusinessUser, Domain: s.Domain}
	if !s.Token.IsZero() {
		out.SignedIn, out.Grant, out.Vault = true, "token", "environment"
		return out, nil
	}
	st, err := o.account().Status(ctx)
	out.fill(st)
	return out, err
}

func (s *statusJSON) fill(st auth.Status) {
	s.SignedIn, s.Grant, s.Vault, s.Partner = st.SignedIn, st.Grant, st.Vault, st.Partner
	s.AccessExpires, s.RefreshExpires = review.Time{Time: st.AccessExpires}, review.Time{Time: st.RefreshExpires}
	if s.BusinessUser == "" {
		s.BusinessUser = st.User
	}
	if s.BusinessUnit == "" {
		s.BusinessUnit = st.Unit
	}
	if s.Domain == "" && s.BusinessUnit == st.Unit {
		s.Domain = st.Domain
	}
}

// statusOfAll tells of every profile that is known. One vault serves all that keep their secrets in the same kind, so that
// a keyring that is ill is waited for once.
func (a *App) statusOfAll(ctx context.Context, active config.Settings) error {
	names, err := a.profiles(active.Profile)
	if err != nil {
		return err
	}
	vaults := map[string]auth.Vault{}
	out := []statusJSON{}
	for _, name := range names {
		s, err := a.statusOfOne(ctx, name, vaults)
		if err != nil {
			return err
		}
		s.Active = name == active.Profile
		out = append(out, s)
	}
	if a.out.asked() {
		return a.printJSON(ctx, out)
	}
	w := a.outLines()
	for _, s := range out {
		w.line(s.row())
	}
	return w.err
}

func (a *App) statusOfOne(ctx context.Context, name string, vaults map[string]auth.Vault) (statusJSON, error) {
	c, err := a.config()
	if err != nil {
		return statusJSON{}, err
	}
	settings, err := c.Settings(config.Flags{Profile: name}, a.Env)
	if err != nil {
		return statusJSON{}, err
	}
	settings.Token = secret.Text{} // belongs to the active profile, and says nothing about the others
	op, err := a.opener(settings)
	if err != nil {
		return statusJSON{}, err
	}
	if v, ok := vaults[settings.Store]; ok {
		op.vault = v
	}
	vaults[settings.Store] = op.vault
	out, err := op.status(ctx)
	if errors.Is(err, auth.ErrVault) {
		return out, threeChoices(err)
	}
	if err != nil && ctx.Err() == nil {
		out.Problem, err = oneMessage(err), nil
	}
	return out, err
}

// row is a profile on one line, the active one with a star.
func (s statusJSON) row() string {
	mark := "  "
	if s.Active {
		mark = "* "
	}
	is := "not signed in"
	switch {
	case s.Problem != "":
		is = s.Problem
	case s.SignedIn:
		is = s.Grant + "\tends " + ends(s.AccessExpires) + ", refresh " + ends(s.RefreshExpires) + "\t" + s.Vault
	}
	return mark + s.Profile + "\t" + s.company() + "\t" + is
}

// company is the unit with its domain.
func (s statusJSON) company() string {
	if s.Domain == "" {
		return orDash(s.BusinessUnit)
	}
	return s.Domain + " (" + orDash(s.BusinessUnit) + ")"
}

func (a *App) printStatus(ctx context.Context, s statusJSON) error {
	if a.out.asked() {
		return a.printJSON(ctx, s)
	}
	w := a.outLines()
	w.line("profile  " + s.Profile)
	w.line("server   " + s.Server)
	if !s.SignedIn {
		w.line("not signed in")
		return w.err
	}
	w.line("grant    " + s.Grant)
	w.line("user     " + orDash(s.BusinessUser))
	w.line("unit     " + s.company())
	w.line("ends     " + ends(s.AccessExpires) + ", refresh " + ends(s.RefreshExpires))
	w.line("kept in  " + s.Vault)
	return w.err
}

func ends(t review.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format(time.RFC3339)
}
