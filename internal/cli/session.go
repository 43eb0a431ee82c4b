package cli

import (
	"context"
	"io"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/desk"
)

// session is an open desk with what stands behind it.
type session struct {
	*desk.Desk
	client   *client.Client // nil where nobody is signed in
	ledger   *client.Ledger // of the calls of all processes; nil where client is, and in the demo
	settings config.Settings
	config   config.Config
	opener   *opener // what opened it: further parts of the profile are reached by it
	memory   bool    // no vault: copy and drafts end with the process
	resumed  func()  // ends the look for what an earlier tpdesk left; nil for none
	parts    []io.Closer
}

// closing is how long what is due once a day may hold up the end of a command.
const closing = 2 * time.Second

// Close ends the look for earlier writes, lets personal data go that is due, which the next end of a command makes up for where it fails, and closes the
// files.
func (s *session) Close() {
	if s.resumed != nil {
		s.resumed()
	}
	if s.Desk != nil && s.Copy != nil {
		ctx, cancel := context.WithTimeout(context.Background(), closing)
		_ = s.ForgetOld(ctx)
		cancel()
	}
	for _, p := range s.parts {
		_ = p.Close()
	}
}

// settings are the flags, the environment and config.toml laid over each other.
func (a *App) settings() (config.Settings, error) {
	c, err := a.config()
	if err != nil {
		return config.Settings{}, err
	}
	return c.Settings(config.Flags{Profile: a.profile}, a.Env)
}

func (a *App) config() (config.Config, error) {
	folders, err := config.FindFolders(a.Env)
	if err != nil {
		return config.Config{}, err
	}
	return config.Load(folders)
}

// views are the saved views, the default ones where none are saved.
func (a *App) views() ([]desk.View, error) {
	c, err := a.config()
	if err != nil || len(c.Views) == 0 {
		return desk.DefaultViews(), err
	}
	var out []desk.View
	for _, v := range c.Views {
		out = append(out, desk.View{Name: v.Name, Query: v.Query})
	}
	return out, nil
}

// open opens the desk of the active profile and takes up what an earlier tpdesk left in the middle. With server, being able
// to ask Trustpilot is needed: else not being signed in is fine, and nothing is asked.
func (a *App) open(ctx context.Context, server bool) (*session, error) {
	s, err := a.openAsItIs(ctx, server)
	if err == nil {
		a.resume(ctx, s, server, "")
	}
	return s, err
}

// openAsItIs is open for those who take up themselves what was left.
func (a *App) openAsItIs(ctx context.Context, server bool) (*session, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	settings, err := c.Settings(config.Flags{Profile: a.profile}, a.Env)
	if err != nil {
		return nil, err
	}
	o, err := a.opener(settings)
	if err != nil {
		return nil, err
	}
	s := &session{settings: settings, config: c, opener: o}
	o.nameProfile()
	if err := o.openStore(ctx, s); err != nil {
		s.Close()
		return nil, err
	}
	s.KeepPersonal, s.Now = time.Duration(c.KeepPersonal)*24*time.Hour, a.Now
	if err := o.openAPI(ctx, s, server); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// several reports whether there is another profile than the active one.
func (a *App) several(active string) bool {
	names, err := a.profiles(active)
	return err == nil && len(names) > 1
}
