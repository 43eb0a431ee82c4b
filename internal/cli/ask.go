package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"golang.org/x/term"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/secret"
)

// ask prints a question on stderr and reads one line.
func (a *App) ask(ctx context.Context, question string) (string, error) {
	_, _ = fmt.Fprint(a.Err, question)
	return a.readLine(ctx)
}

// maxLine is the longest line in bytes that is read from a person.
const maxLine = 16 << 10

// readLine reads one line of stdin; the context's end ends the wait.
func (a *App) readLine(ctx context.Context) (string, error) {
	return await(ctx, func() (string, error) {
		line, err := bufio.NewReader(io.LimitReader(a.In, maxLine)).ReadString('\n')
		if errors.Is(err, io.EOF) && line != "" {
			err = nil
		}
		if errors.Is(err, io.EOF) {
			err = usagef("nothing came on stdin")
		}
		return strings.TrimRight(line, "\r\n"), err
	})
}

// askSecret asks for a secret without showing it; without a terminal the variable that sets it is named.
func (a *App) askSecret(ctx context.Context, what, variable string) (secret.Text, error) {
	text, err := a.typed(ctx, what+": ")
	if errors.Is(err, errNoTerminal) {
		return secret.Text{}, usagef("no %s: set %s, or run this at a terminal", what, variable)
	}
	if err == nil && text == "" {
		err = usagef("no %s was typed", what)
	}
	return secret.New(strings.TrimSpace(text)), err
}

var errNoTerminal = errors.New("there is no terminal to ask at")

// typed reads a line from the terminal without showing it. The terminal stops to show what is typed before the prompt asks
// for it, so that not even a quick hand's first letters are seen.
func (a *App) typed(ctx context.Context, prompt string) (string, error) {
	f, ok := a.In.(*os.File)
	if !ok || !a.InTTY || !a.ErrTTY {
		return "", errNoTerminal
	}
	before, err := term.MakeRaw(int(f.Fd()))
	if err != nil {
		return "", err
	}
	defer func() { _ = term.Restore(int(f.Fd()), before) }()
	line := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{io.LimitReader(f, maxLine), a.Err}, "")
	text, err := await(ctx, func() (string, error) { return line.ReadPassword(prompt) })
	if errors.Is(err, io.EOF) { // Ctrl-C is a key like any other here
		err = signalError{syscall.SIGINT}
	}
	if err != nil {
		_, _ = fmt.Fprint(a.Err, "\r\n")
	}
	return text, err
}

// await runs a read that cannot be cancelled; when the context ends first, the read is left behind.
func await(ctx context.Context, read func() (string, error)) (string, error) {
	type result struct {
		text string
		err  error
	}
	got := make(chan result, 1)
	go func() {
		text, err := read()
		got <- result{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case r := <-got:
		return r.text, r.err
	}
}

// passphrase opens the file vault: from TPDESK_PASSPHRASE, which asks nothing, else from a person.
func (a *App) passphrase(s config.Settings) auth.Passphrase {
	return func(ctx context.Context, create bool) (string, error) {
		if !s.Passphrase.IsZero() {
			return s.Passphrase.Reveal(), nil
		}
		text, err := a.typed(ctx, "Passphrase of tpdesk's vault: ")
		if errors.Is(err, errNoTerminal) {
			return "", fmt.Errorf("%w: set TPDESK_PASSPHRASE", err)
		}
		if err != nil || !create {
			return text, err
		}
		again, err := a.typed(ctx, "The same again, since the vault is new: ")
		if err == nil && again != text {
			err = errors.New("the two passphrases differ")
		}
		return text, err
	}
}

// openBrowser hands a Trustpilot address to the browser; with a loopback API, the sandbox's own page.
func openBrowser(ctx context.Context, a *App, apiURL string, loopback bool, url string) error {
	base := ""
	if loopback {
		base, url = apiURL, link.ToSandbox(url, apiURL)
	}
	if err := link.Openable(url, base); err != nil {
		return err
	}
	if err := link.Open(ctx, a.Env, url); err != nil {
		return fmt.Errorf("open the browser: %w; open it yourself: %s", err, url)
	}
	return nil
}

// flushOut puts what was printed so far on stdout, so that a person or a script can act on it.
func (a *App) flushOut() error {
	if f, ok := a.Out.(interface{ Flush() error }); ok {
		return f.Flush()
	}
	return nil
}
