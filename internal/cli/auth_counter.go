package cli

import (
	"context"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/secret"
)

// counter is where a sign-in meets the person: the terminal of tpdesk auth login, or the desk on the screen.
type counter interface {
	// asks reports whether there is somebody to ask.
	asks() bool
	// secret asks for a line that is not shown; variable is what sets it where nobody can be asked.
	secret(ctx context.Context, what, variable string) (secret.Text, error)
	// company asks for the domain, or the ID of the business unit; problem is what was wrong with the one before, "" at first.
	company(ctx context.Context, problem string) (string, error)
	// doing says what is being done.
	doing(ctx context.Context, what string)
	// code shows Trustpilot's page and gives the code that comes back from it.
	code(ctx context.Context, flow *auth.CodeFlow) (string, error)
}

// terminal is the counter of tpdesk auth login. What is being done passes too quickly there to be told.
type terminal struct {
	*opener
	paste bool // the page's address is printed, and nothing is opened
}

func (t terminal) asks() bool { return t.a.InTTY && t.a.ErrTTY }

func (t terminal) doing(context.Context, string) {}

func (t terminal) secret(ctx context.Context, what, variable string) (secret.Text, error) {
	return t.a.askSecret(ctx, what, variable)
}

func (t terminal) company(ctx context.Context, problem string) (string, error) {
	if problem != "" {
		t.a.say("%s", problem)
	}
	return t.a.ask(ctx, "Your company's domain at Trustpilot, such as shop.example, or its business unit ID: ")
}

func (t terminal) code(ctx context.Context, flow *auth.CodeFlow) (string, error) {
	if err := t.showPage(ctx, flow); err != nil {
		return "", err
	}
	if flow.Listens() {
		t.a.say("waiting for the page, at most five minutes; Ctrl-C ends it")
		return flow.Receive(ctx)
	}
	t.a.say("paste the code, or the whole address that the browser was sent to (%s…), and press Enter:", flow.RedirectURI())
	line, err := t.a.readLine(ctx)
	if err != nil {
		return "", err
	}
	return flow.Read(line)
}

// showPage opens the sign-in page in the browser, or prints its address alone.
func (t terminal) showPage(ctx context.Context, flow *auth.CodeFlow) error {
	if t.paste {
		if _, err := fmt.Fprintln(t.a.Out, flow.URL()); err != nil {
			return err
		}
		return t.a.flushOut()
	}
	if err := t.openPage(ctx, flow); err != nil {
		t.a.say("no browser could be opened (%s)", oneMessage(err))
		t.a.say("open this address yourself:\n%s", flow.URL())
		return ctx.Err()
	}
	t.a.say("your browser shows Trustpilot's page; if it does not, open this address:\n%s", flow.URL())
	return nil
}

// openPage hands the sign-in page to the browser.
func (o *opener) openPage(ctx context.Context, flow *auth.CodeFlow) error {
	return openBrowser(ctx, o.a, o.settings.APIURL, o.settings.Loopback(), flow.URL())
}
