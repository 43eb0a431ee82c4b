package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// writeFlags are on every command that changes something at Trustpilot.
type writeFlags struct{ dryRun, yes bool }

func (w *writeFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&w.dryRun, "dry-run", false, "print the exact request, secrets redacted, and send nothing")
	cmd.Flags().BoolVarP(&w.yes, "yes", "y", false, "send at once, without the undo wait")
}

// check refuses a public write that nobody could take back: without a terminal --yes must be said. It refuses fields too that
// the outcome does not have: nothing is sent that could not be told.
func (w *writeFlags) check(a *App, what string, outcome any) error {
	if err := w.checkFields(a, outcome); err != nil {
		return err
	}
	if w.yes || w.dryRun || a.InTTY && a.ErrTTY {
		return nil
	}
	return usagef("%s cannot be taken back once it is sent, and there is no terminal to ask at: add --yes to send it, or --dry-run to see the request", what)
}

// requestJSON is a request that a dry run would have sent.
type requestJSON struct {
	Method string            `json:"method"`
	URL    string            `json:"url"`
	Header map[string]string `json:"header"`
	Body   string            `json:"body,omitempty"`
}

// rehearse does the act up to the request, prints that and sends nothing.
func (a *App) rehearse(ctx context.Context, s *session, changes ...desk.Change) error {
	requests := []requestJSON{}
	api := s.client.DryRun(func(r client.Request) {
		head := map[string]string{}
		for name := range r.Header {
			head[name] = r.Header.Get(name)
		}
		requests = append(requests, requestJSON{r.Method, r.URL, head, r.Body})
	})
	for _, c := range changes {
		if err := s.Rehearse(ctx, api, c); err != nil {
			return err
		}
	}
	if a.out.asked() {
		return a.printJSON(ctx, requests)
	}
	return a.printDryRun(requests)
}

func (a *App) printDryRun(requests []requestJSON) error {
	w := a.outLines()
	for _, r := range requests {
		w.unbroken(r.Method + " " + r.URL)
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			w.line(name + ": " + r.Header[name])
		}
		if r.Body != "" {
			w.blank()
			w.unbroken(shownBody(r.Body))
		}
	}
	a.say("dry run: nothing was sent")
	return w.err
}

// shownBody is a request's body with what could act in it escaped, as in all JSON: the server reads the same.
func shownBody(body string) string {
	if json.Valid([]byte(body)) {
		return string(escapeJSON([]byte(body)))
	}
	return review.NewText(body).Block()
}

// undoWait gives the person time to take a public write back. Ctrl-C does.
func (a *App) undoWait(ctx context.Context, w *writeFlags, wait time.Duration, what string) error {
	if w.yes || wait <= 0 {
		return nil
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for left := wait; left > 0; left -= time.Second {
		_, _ = fmt.Fprintf(a.Err, "\r%s in %d s · Ctrl-C takes it back \x1b[K", what, int(left/time.Second))
		select {
		case <-ctx.Done():
			_, _ = fmt.Fprint(a.Err, "\r\x1b[K")
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
	_, _ = fmt.Fprint(a.Err, "\r\x1b[K")
	return nil
}

// do does a public act. A signal gives the answer some seconds and says so.
func (a *App) do(ctx context.Context, s *session, c desk.Change) (desk.Outcome, error) {
	d := *s.Desk
	d.Lingers = func(most time.Duration) {
		_, _ = fmt.Fprintf(a.Err, "tpdesk: it is on its way: waiting for Trustpilot's answer, %d s at most\n", int(most/time.Second))
	}
	return d.Do(ctx, c)
}

// outcomeJSON is what a write prints (commands.md, Writes).
type outcomeJSON struct {
	ReviewID review.ID          `json:"reviewId"`
	State    review.IntentState `json:"state"`
	Changed  bool               `json:"changed"`
	URL      string             `json:"url,omitempty"`
	Notice   string             `json:"notice,omitempty"` // what the act replaced that nobody here had seen
}

func (a *App) printOutcome(ctx context.Context, out desk.Outcome, done string) error {
	o := outcomeJSON{ReviewID: out.ReviewID, State: out.State, Changed: out.Changed, URL: reviewURL(out.ReviewID), Notice: out.Unseen}
	if out.Unseen != "" {
		_, _ = fmt.Fprintf(a.Err, "tpdesk: %s: %s; tpdesk history %s\n", out.ReviewID, out.Unseen, out.ReviewID)
	}
	if a.out.asked() {
		return a.printDone(ctx, done, o)
	}
	switch {
	case !out.Changed:
		a.say("%s: nothing to change", out.ReviewID)
	case out.State == review.Sent:
		a.say("%s: %s; Trustpilot accepted it and does not show it yet, which can take some minutes", out.ReviewID, done)
	default:
		a.say("%s: %s", out.ReviewID, done)
	}
	return nil
}

// readText takes a text from exactly one of --text, --file and stdin ("-").
func (a *App) readText(text *string, file string, stdin bool) (string, error) {
	n := 0
	for _, given := range []bool{text != nil, file != "", stdin} {
		if given {
			n++
		}
	}
	switch {
	case n > 1:
		return "", usagef("--text, --file and - exclude each other: take one")
	case text != nil:
		return *text, nil
	case file != "" && file != "-":
		return readTextFile(file)
	case stdin, file == "-":
		return readAll(a.In, "stdin")
	}
	return "", nil
}

// maxText is the largest text in bytes that is read from a file or stdin.
const maxText = 1 << 20

func readAll(r io.Reader, name string) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxText+1))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, errors.Join(review.ErrIO, err))
	}
	if len(b) > maxText {
		return "", usagef("%s is over 1 MiB: that is no reply", name)
	}
	return strings.TrimRight(string(b), "\n"), nil
}
