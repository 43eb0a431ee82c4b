package cli

import (
	"context"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/ui"
)

// collectOften makes the desk, which stays open all day, collect twice as often as Go does by itself, from the first collection
// on: at that pace three would come before the first frame.
func collectOften() {
	runtime.AddCleanup(new([64]byte), func(percent int) { debug.SetGCPercent(percent) }, 50)
}

// desk opens the desk on the screen.
func (a *App) desk(ctx context.Context, flags *filterFlags) error {
	views, err := a.views()
	if err != nil {
		return err
	}
	flags.products = true
	f, err := flags.filter(views)
	if err != nil {
		return err
	}
	s, err := a.openAsItIs(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := a.config()
	if err != nil {
		return err
	}
	options := a.uiOptions(s, c, views, f)
	follow := newFollower(ctx)
	defer follow.end()
	follow.recover(s)
	options.Several = a.several(s.settings.Profile)
	options.SignIn = (&deskGate{a: a, s: s, c: c, follow: follow}).signIn
	a.InTTY, a.ErrTTY = false, false // the terminal is the desk's: nothing else asks there
	defer a.sayTo(nil)
	collectOften()
	return ui.Run(ctx, options)
}

func (a *App) uiOptions(s *session, c config.Config, views []desk.View, f review.Filter) ui.Options {
	o := ui.Options{
		Desk: s.Desk, Views: views, Filter: f, Company: s.settings.Domain, Profile: s.settings.Profile,
		Open:      func(ctx context.Context, url string) error { return a.browse(ctx, s, url) },
		ReviewURL: func(id review.ID) string { return link.Review(string(id)) }, WebAppURL: func(id review.ID) string { return link.WebApp(string(id)) },
		ReviewerURL: link.Reviewer,
		ShareURL: func(network string, id review.ID) (string, error) {
			return link.Share(network, link.Review(string(id)), "")
		},
		UndoWait: s.settings.UndoWait, SyncEvery: 2 * time.Minute, Editor: a.editor(), Keys: c.Keys, Theme: c.Theme,
		Export: deskExporter{a, s}, Invite: &deskInviter{a: a, s: s}, NoColor: s.settings.NoColor, Accessible: s.settings.Accessible, Mouse: c.Mouse, Now: a.Now,
	}
	o.Listen, o.Late = a.sayTo, func(line string) { a.errLines().line("tpdesk: " + line) }
	if o.Fleeting = s.memory; s.memory {
		o.Notice = "no vault: the copy and drafts live in memory and end with this desk"
	}
	if s.client != nil {
		o.Unit = s.client.Unit
		o.Locations = deskLocations(s.client)
		_, allowed := s.allowance()
		o.Calls, o.Free = s.calls, allowed <= 0
	}
	return o
}

// editor is the program that VISUAL or EDITOR name, with its arguments.
func (a *App) editor() []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if v, _ := a.Env(name); strings.TrimSpace(v) != "" {
			return strings.Fields(v)
		}
	}
	return []string{"vi"}
}

func (a *App) demoCommand() *cobra.Command {
	o := &sandboxOptions{}
	cmd := &cobra.Command{
		Use: "demo [filters]", Short: "Open the desk on a built-in sandbox: no account, no set-up, nothing left behind", Args: cobra.NoArgs,
		Example: "  tpdesk demo\n  tpdesk demo --stars 1-2 --replied no",
		Long: `Open the desk on a built-in sandbox: a made-up company with made-up reviews, served on this machine. Everything works as on
Trustpilot, and nothing leaves your machine or stays on it. Press ? for the keys, q to leave.`,
	}
	flags := addFilterFlags(cmd)
	o.add(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), o, flags) }
	return cmd
}

func (a *App) demo(ctx context.Context, o *sandboxOptions, flags *filterFlags) error {
	if !a.OutTTY || !a.InTTY {
		return usagef("tpdesk demo needs a terminal; for scripts: eval \"$(tpdesk sandbox --env --detach)\"")
	}
	flags.products = true
	f, err := flags.filter(desk.DefaultViews())
	if err != nil {
		return err
	}
	srv, err := sandbox.Start(ctx, o.server(a))
	if err != nil {
		return usageError{err}
	}
	defer srv.Close()
	s, err := a.demoSession(ctx, srv.Info())
	if err != nil {
		return err
	}
	defer s.Close()
	options := a.uiOptions(s, demoConfig(), desk.DefaultViews(), f)
	defer a.sayTo(nil)
	options.Profile, options.Notice = "demo", "a sandbox: nothing you do here is public"
	return ui.Run(ctx, options)
}

func demoConfig() config.Config {
	c, _ := config.Parse("demo", nil)
	return c
}

// demoSession signs in to the sandbox as its user would, with a vault, a copy and a work that end with the process.
func (a *App) demoSession(ctx context.Context, info sandbox.Info) (*session, error) {
	c := demoConfig()
	settings, err := c.Settings(config.Flags{Store: "memory"}, demoEnv(a.Env, info))
	if err != nil {
		return nil, err
	}
	vault := auth.NewMemory()
	op := &opener{a: a, settings: settings, vault: vault}
	app := op.app()
	tokens, err := app.Password(ctx, info.Username, info.Password)
	if err != nil {
		return nil, err
	}
	kept := auth.Session{Key: app.Key, Secret: app.Secret, Grant: auth.GrantPassword, User: tokens.User, Unit: info.BusinessUnitID, Tokens: tokens}
	if err := op.account().SignIn(ctx, kept); err != nil {
		return nil, err
	}
	s := &session{settings: settings, opener: op, memory: true}
	if err := openMemory(ctx, s, ""); err != nil {
		return nil, err
	}
	cfg := op.clientConfig()
	op.fromSession(&cfg, kept)
	if s.client, err = client.New(cfg); err != nil {
		s.Close()
		return nil, err
	}
	s.API = s.client
	return s, nil
}

// demoEnv is the environment with the sandbox in it: of the user's own settings only how the desk looks counts.
func demoEnv(env config.Env, info sandbox.Info) config.Env {
	set := map[string]string{
		"TPDESK_API_URL": info.APIURL, "TPDESK_AUTH_URL": info.AuthURL, "TPDESK_INVITATIONS_URL": info.InvitationsURL,
		"TPDESK_API_KEY": info.APIKey, "TPDESK_API_SECRET": info.APISecret, "TPDESK_BUSINESS_UNIT": info.BusinessUnitID,
	}
	return func(name string) (string, bool) {
		if v, ok := set[name]; ok {
			return v, true
		}
		if strings.HasPrefix(name, "TPDESK_") && name != "TPDESK_UNDO_WAIT" {
			return "", false
		}
		return env(name)
	}
}
