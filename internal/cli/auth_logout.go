package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
)

// logoutOptions are what tpdesk auth logout was asked for.
type logoutOptions struct{ yes, purge bool }

func (a *App) logoutCommand() *cobra.Command {
	o := &logoutOptions{}
	cmd := &cobra.Command{
		Use: "logout", Short: "Sign out: revoke the tokens and remove them", Args: cobra.NoArgs,
		Long: `Sign out: revoke the tokens at Trustpilot and remove them, with the API key and secret, from the vault. The copy of the reviews,
drafts and notes are kept, encrypted under a key that stays in the vault.

With --purge they are erased too, with their key: the copy, drafts, notes, report dossiers and the record of public writes of this
profile at this server. That cannot be taken back, so you type the profile's name; without a terminal, add --yes.`,
		Example: "  tpdesk auth logout\n  tpdesk auth logout --purge --profile north",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.logout(cmd.Context(), o) },
	}
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&o.purge, "purge", false, "erase the copy, drafts and notes of the profile too")
	return cmd
}

// signedOutJSON is what tpdesk auth logout prints.
type signedOutJSON struct {
	Profile  string `json:"profile"`
	SignedIn bool   `json:"signedIn"`
	Purged   bool   `json:"purged"`
}

func (a *App) logout(ctx context.Context, o *logoutOptions) error {
	settings, err := a.settings()
	if err != nil {
		return err
	}
	op, err := a.opener(settings)
	if err != nil {
		return err
	}
	if ok, err := op.confirmLogout(ctx, o); err != nil || !ok {
		return err
	}
	op.knowPartner(ctx)
	err = op.account().Logout(ctx, op.app())
	if err != nil && !errors.Is(err, auth.ErrNotRevoked) {
		return threeChoices(err)
	}
	if o.purge {
		err = errors.Join(op.purge(ctx), err)
	}
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, signedOutJSON{Profile: settings.Profile, Purged: o.purge})
	}
	if !o.purge {
		a.say("profile %s is signed out; drafts and the copy are kept", settings.Profile)
	}
	return nil
}

// confirmLogout asks for a y, or for the profile's name where work is erased. Without a terminal --yes must be said.
func (o *opener) confirmLogout(ctx context.Context, options *logoutOptions) (bool, error) {
	a, name := o.a, o.settings.Profile
	switch {
	case options.yes:
		return true, nil
	case !a.InTTY || !a.ErrTTY:
		return false, usagef("there is no terminal to ask at: add --yes to sign profile %s out%s", name, also(options.purge))
	case options.purge:
		return o.confirmPurge(ctx)
	}
	line, err := a.ask(ctx, fmt.Sprintf("Sign profile %s out and revoke its tokens? [y/N] ", name))
	return strings.EqualFold(strings.TrimSpace(line), "y"), err
}

func also(purge bool) string {
	if purge {
		return " and erase its copy, drafts and notes"
	}
	return ""
}

// confirmPurge shows what will be gone and wants the profile's name, typed.
func (o *opener) confirmPurge(ctx context.Context) (bool, error) {
	name := o.settings.Profile
	o.a.say("This signs profile %s out and erases %s: the copy of its reviews, %s.", name, o.folders.Place(o.settings.Space()), o.work(ctx))
	line, err := o.a.ask(ctx, "It cannot be taken back. Type the profile's name to do it: ")
	if err != nil {
		return false, err
	}
	if strings.TrimSpace(line) != name {
		return false, usagef("that is not the profile's name: nothing was changed")
	}
	return true, nil
}

// work counts what only this machine has: drafts, and public writes whose outcome nobody knows yet.
func (o *opener) work(ctx context.Context) string {
	s := &session{settings: o.settings}
	defer s.Close()
	if err := o.openStore(ctx, s); err != nil {
		return "and its drafts and notes, which cannot be read"
	}
	drafts, err := s.Work.Drafts(ctx)
	if err != nil {
		return "and its drafts and notes, which cannot be read"
	}
	intents, _ := s.Work.Intents(ctx)
	open := slices.DeleteFunc(intents, func(in review.Intent) bool { return !in.Open() })
	return fmt.Sprintf("%d drafts, its notes, and %d public writes whose outcome is not certain", len(drafts), len(open))
}

// purge erases the profile's folder at this server, then the key that its files were encrypted with: what a disk or a backup
// still holds of them cannot be read any more. The key stays where the profile has data of another server under it.
func (o *opener) purge(ctx context.Context) error {
	space := o.settings.Space()
	if err := os.RemoveAll(o.folders.Place(space)); err != nil {
		return fmt.Errorf("erase the data of profile %s: %w", o.settings.Profile, errors.Join(review.ErrIO, err))
	}
	spaces, err := config.Spaces(o.folders)
	if err != nil {
		return err
	}
	for _, other := range spaces {
		if name, _, _ := strings.Cut(other, "@"); name == o.settings.Profile {
			o.a.say("profile %s is signed out and its data at %s is erased; %s is another server's and stays", name, o.account().Origin(), o.folders.Place(other))
			return nil
		}
	}
	if err := o.account().ForgetStoreKey(ctx); err != nil {
		return threeChoices(err)
	}
	o.a.say("profile %s is signed out; its copy, drafts, notes and their key are erased", o.settings.Profile)
	return nil
}
