package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/secret"
	"github.com/tpdesk/tpdesk/internal/store"
)

// opener opens the parts of a session one by one.
type opener struct {
	a        *App
	settings config.Settings
	folders  config.Folders
	vault    auth.Vault
	partner  string // profile of the partner who had the sign-in's keys made, "" for none
	alone    bool   // the partner acts: no customer's header goes along
}

func (a *App) opener(settings config.Settings) (*opener, error) {
	folders, err := config.FindFolders(a.Env)
	if err != nil {
		return nil, err
	}
	o := &opener{a: a, settings: settings, folders: folders}
	if settings.Store != "memory" {
		if err := config.MakePrivate(folders.State); err != nil {
			return nil, err
		}
	}
	o.vault, err = auth.Open(settings.Store, auth.Options{
		Env: a.Env, Path: folders.Vault(), Passphrase: a.passphrase(settings), Terminal: a.InTTY && a.ErrTTY, Now: a.Now,
		Asking: func() { a.say("tpdesk: your keyring is asking for permission; Ctrl-C ends the wait") },
	})
	return o, err
}

// nameProfile says at a terminal in which of several profiles a command acts. The desk says it in its first line.
func (o *opener) nameProfile() {
	if !o.a.ErrTTY {
		return
	}
	if o.a.several(o.settings.Profile) {
		o.a.say("profile %s", o.settings.Profile)
	}
}

func (o *opener) account() auth.Account {
	folder := ""
	if o.settings.Store != "memory" {
		folder = o.folders.Place(o.settings.Space())
	}
	return auth.Account{Profile: o.settings.Profile, APIURL: o.settings.APIURL, Vault: o.vault, Folder: folder, Now: o.a.Now}
}

func (o *opener) app() auth.App {
	return auth.App{
		Key: secret.New(o.settings.APIKey.Reveal()), Secret: secret.New(o.settings.APISecret.Reveal()),
		APIURL: o.settings.APIURL, AuthURL: o.settings.AuthURL, RedirectURI: o.settings.RedirectURI, PKCE: o.settings.PKCE,
		Extra: o.partnerHeader(), Client: auth.NewClient(), Now: o.a.Now,
	}
}

// openStore opens copy and work: on disk under the vault's key, or in memory where there is no vault (commands.md, No
// vault).
func (o *opener) openStore(ctx context.Context, s *session) error {
	if o.settings.Store == "memory" {
		return o.openMemory(ctx, s)
	}
	dir := o.folders.Place(o.settings.Space())
	if err := config.MakePrivate(dir); err != nil {
		return err
	}
	key, err := o.account().StoreKey(ctx)
	if errors.Is(err, auth.ErrVault) && o.settings.Store == "keyring" && !o.settings.Token.IsZero() {
		return o.openMemory(ctx, s)
	}
	if err != nil {
		return threeChoices(err)
	}
	return o.openFiles(ctx, s, dir, key)
}

// threeChoices names what a person can do where no vault can be used.
func threeChoices(err error) error {
	if errors.Is(err, auth.ErrPassphrase) {
		return withNext(err, "", "set TPDESK_PASSPHRASE to the passphrase that the vault was made with, or run this at a terminal and type it")
	}
	if !errors.Is(err, auth.ErrVault) {
		return err
	}
	return withNext(err, "", "unlock or start the system's keyring; or set TPDESK_STORE=file for a file under a passphrase; or set TPDESK_TOKEN and keep nothing")
}

func (o *opener) openMemory(ctx context.Context, s *session) error {
	s.memory = true
	o.a.say("tpdesk: no vault: the copy and drafts live in memory and end with this command")
	if err := config.MakePrivate(o.folders.State); err != nil {
		return err
	}
	return openMemory(ctx, s, o.folders.Outbox())
}

// openMemory gives a session a copy and a work that end with the process; outbox may be "".
func openMemory(ctx context.Context, s *session, outbox string) error {
	c, err := store.OpenMemoryCopy(ctx)
	if err != nil {
		return err
	}
	s.parts = append(s.parts, c)
	w, err := store.OpenMemoryWork(ctx, outbox)
	if err != nil {
		return err
	}
	s.parts = append(s.parts, w)
	s.Desk = desk.New(nil, c, w)
	return nil
}

func (o *opener) openFiles(ctx context.Context, s *session, dir, key string) error {
	c, err := store.OpenCopy(ctx, dir, key, func(note string) { o.a.say("tpdesk: %s", note) })
	if err != nil {
		return fmt.Errorf("open %s: %w", filepath.Join(dir, "reviews.db"), err)
	}
	s.parts = append(s.parts, c)
	w, err := store.OpenWork(ctx, dir, key)
	if err != nil {
		return fmt.Errorf("open %s: %w", filepath.Join(dir, "work.db"), err)
	}
	s.parts = append(s.parts, w, stopsBetweenWrites(c, w))
	s.Desk = desk.New(nil, c, w)
	return nil
}

// stiller is a file that can be kept from being written to for a while.
type stiller interface{ Still() (goOn func()) }

// openAPI gives the session its client: with TPDESK_TOKEN that token alone, else the profile's sign-in.
func (o *opener) openAPI(ctx context.Context, s *session, needed bool) error {
	cfg := o.clientConfig()
	if !o.settings.Token.IsZero() {
		cfg.Tokens = auth.NewStatic(o.settings.Token.Reveal())
	} else {
		kept, err := o.account().Session(ctx)
		if errors.Is(err, auth.ErrSignIn) && !needed {
			return nil
		}
		if err != nil {
			return threeChoices(err)
		}
		o.fromSession(&cfg, kept)
		if s.settings.Domain == "" && cfg.BusinessUnit == kept.Unit {
			s.settings.Domain = kept.Domain
		}
	}
	return o.connect(ctx, s, cfg)
}

func (o *opener) clientConfig() client.Config {
	cfg := client.Config{
		BaseURL: o.settings.APIURL, BusinessUnit: o.settings.BusinessUnit, BusinessUser: o.settings.BusinessUser,
		APIKey: o.settings.APIKey.Reveal(), UserAgent: "tpdesk/" + o.a.Build.filled().Version, Now: o.a.Now,
		Extra: o.partnerHeader(), Warn: func(line string) { o.a.say("tpdesk: %s", line) }, Paced: o.a.pace, Pausing: o.a.tellPause,
	}
	if o.a.debug {
		cfg.Trace = func(e client.Event) {
			o.a.say("debug: %s %s%s %d %d ms", e.Method, e.Host, e.Path, e.Status, e.Took.Milliseconds())
		}
	}
	return cfg
}

// fromSession takes from the sign-in what the settings leave open.
func (o *opener) fromSession(cfg *client.Config, kept auth.Session) {
	o.partner = kept.Partner
	cfg.Extra = o.partnerHeader()
	cfg.Tokens = o.account().Source(o.app())
	if cfg.BusinessUnit == "" {
		cfg.BusinessUnit = kept.Unit
	}
	if cfg.BusinessUser == "" {
		cfg.BusinessUser = kept.User
	}
	if cfg.APIKey == "" {
		cfg.APIKey = kept.Key.Reveal()
	}
}

func (o *opener) connect(ctx context.Context, s *session, cfg client.Config) error {
	c, err := o.newClient(&cfg)
	if err != nil {
		return err
	}
	s.ledger = cfg.Ledger
	unit := cfg.BusinessUnit
	if unit == "" {
		if unit, err = o.unitByDomain(ctx, c); err != nil {
			return err
		}
		if c, err = c.ForUnit(unit); err != nil {
			return err
		}
	}
	s.client, s.API = c, ownUnit{Client: c, profile: o.settings.Profile, unit: unit}
	return nil
}

// unitByDomain asks which business unit the profile's domain is.
func (o *opener) unitByDomain(ctx context.Context, c *client.Client) (string, error) {
	if o.settings.Domain == "" {
		return "", usagef("no business unit is known: run tpdesk auth login --domain shop.example, set TPDESK_BUSINESS_UNIT, or domain or business_unit in [profiles.%s] of %s", o.settings.Profile, o.folders.ConfigFile())
	}
	return unitOf(ctx, c, o.settings.Domain)
}
