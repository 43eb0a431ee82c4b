package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/secret"
	"github.com/tpdesk/tpdesk/internal/ui"
)

// deskGate signs in at the desk on the screen, as tpdesk auth login does at the terminal.
type deskGate struct {
	a      *App
	s      *session // that the desk was opened with
	c      config.Config
	follow *follower
	anew   bool // the server did not take key and secret: they are asked for
}

// signIn signs in whole, keeps it, and gives the desk what it goes on with.
func (g *deskGate) signIn(ctx context.Context, p *ui.Person) (ui.SignedIn, error) {
	if !g.s.settings.Token.IsZero() {
		return ui.SignedIn{}, errors.New("TPDESK_TOKEN is set and is the only token that is used: set a valid one, or unset it, and start tpdesk again")
	}
	options := &loginOptions{anew: g.anew}
	o := *g.s.opener
	o.partner = "" // the sign-in says anew whether a partner made its keys
	kept, err := o.signInAt(ctx, deskCounter{&o, p}, options)
	if err != nil {
		return ui.SignedIn{}, g.failed(ctx, options, err)
	}
	g.anew = false
	return g.open(ctx, &o, kept)
}

// open makes what the desk goes on with of a sign-in that was just kept.
func (g *deskGate) open(ctx context.Context, o *opener, kept auth.Session) (ui.SignedIn, error) {
	next, d := *g.s, *g.s.Desk
	next.Desk, next.opener, next.settings.Domain = &d, o, kept.Domain
	cfg := o.clientConfig()
	o.fromSession(&cfg, kept)
	if err := o.connect(ctx, &next, cfg); err != nil {
		return ui.SignedIn{}, fmt.Errorf("signed in, but the desk cannot go on with it: %w", err)
	}
	g.follow.begin(&next)
	return ui.SignedIn{Options: g.a.uiOptions(&next, g.c, nil, review.Filter{}), Lines: g.lines(ctx)}, nil
}

// lines say who is signed in, for which unit, until when and where that is kept.
func (g *deskGate) lines(ctx context.Context) []string {
	s, err := g.s.opener.status(ctx)
	if err != nil {
		return nil
	}
	out := []string{"user " + orDash(s.BusinessUser), "unit " + s.company(), "kept in the " + s.Vault + " vault"}
	if !s.RefreshExpires.IsZero() {
		out = append(out, "renews itself, unless it goes unused for "+inDays(s.RefreshExpires.Sub(g.a.Now())))
	}
	return out
}

// inDays is a time in whole days.
func inDays(d time.Duration) string {
	return fmt.Sprintf("%d days", int(d.Round(24*time.Hour)/(24*time.Hour)))
}

// failed is why a sign-in failed, and what Enter does next.
func (g *deskGate) failed(ctx context.Context, options *loginOptions, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var said *auth.Error
	if g.anew = errors.As(err, &said) && said.Status == 401; g.anew && g.s.settings.APIKey.IsZero() {
		return fmt.Errorf("%w; %s\nnext: Enter asks for key and secret anew", err, said.Meaning(options.grant()))
	}
	err = g.s.opener.signInFailed(ctx, options.grant(), err)
	text := atDesk(err.Error())
	var step nextStep
	if errors.As(err, &step) && step.next != "" && !strings.Contains(step.next, "tpdesk auth") {
		text += "\nnext: " + step.next
	}
	return errors.New(text)
}

// atDesk turns the command that is named as the next step into what does it at the desk.
func atDesk(text string) string {
	return strings.NewReplacer("run tpdesk auth login again", "try again", "run tpdesk auth login", "sign in again", "tpdesk auth login --paste", "paste the address here").Replace(text)
}

// deskCounter is the counter of the desk on the screen.
type deskCounter struct {
	*opener
	person *ui.Person
}

func (d deskCounter) asks() bool { return true }

func (d deskCounter) doing(ctx context.Context, what string) { d.person.Doing(ctx, what) }

func (d deskCounter) secret(ctx context.Context, what, variable string) (secret.Text, error) {
	text, err := d.person.Ask(ctx, ui.Question{Label: what, Secret: true, Help: "It stands in Trustpilot's web app, Integrations > Developers > APIs. " + variable + " sets it too."})
	return secret.New(strings.TrimSpace(text)), err
}

func (d deskCounter) company(ctx context.Context, problem string) (string, error) {
	return d.person.Ask(ctx, ui.Question{Label: "Your company's domain", Problem: problem, Help: "as it stands at Trustpilot, such as shop.example; or the ID of its business unit"})
}

// code shows the page and takes the code from whoever brings it first: the browser, or the person. A line that holds no code
// of this sign-in is said to be none, and another may follow.
func (d deskCounter) code(ctx context.Context, flow *auth.CodeFlow) (string, error) {
	page := ui.SignInPage{URL: flow.URL(), Redirect: flow.RedirectURI(), Listens: flow.Listens(), Opened: true}
	if err := d.openPage(ctx, flow); err != nil {
		page.Opened, page.Problem = false, "no browser could be opened"
	}
	back, stop := receive(ctx, flow)
	defer stop()
	for {
		d.person.Page(ctx, page)
		select {
		case line := <-d.person.Pasted():
			code, err := flow.Read(line)
			if err == nil || errors.As(err, new(*auth.PageError)) {
				return code, err
			}
			page.Problem = review.NewText(err.Error()).Line()
		case r := <-back:
			return r.code, r.err
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
	}
}

// received is what the browser brought.
type received struct {
	code string
	err  error
}

// receive waits for the browser where it can come back to this machine. The func that it returns ends that.
func receive(ctx context.Context, flow *auth.CodeFlow) (<-chan received, func()) {
	back := make(chan received, 1)
	if !flow.Listens() {
		return back, func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		code, err := flow.Receive(ctx)
		back <- received{code, err}
	}()
	return back, func() { cancel(); <-done }
}
