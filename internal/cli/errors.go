package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui"
)

// failure is a row of the table of exit codes: a promise to scripts (commands.md, Exit codes).
type failure struct {
	exit  int
	code  string
	retry string
	hint  string // the next step, where the error does not name one itself
}

var (
	failed    = failure{1, "failed", "after", ""}
	usage     = failure{2, "usage", "never", ""}
	partial   = failure{3, "partial", "after", ""}
	signin    = failure{4, "signin", "never", "run tpdesk auth login"}
	notFound  = failure{5, "notFound", "never", ""}
	conflict  = failure{6, "conflict", "never", ""}
	refused   = failure{7, "refused", "never", ""}
	unknown   = failure{8, "unknown", "never", "look with tpdesk outbox settle; nothing is sent again"}
	bug       = failure{70, "bug", "never", "this is a bug in tpdesk: please report it"}
	ioFailed  = failure{74, "io", "never", ""}
	diskFull  = failure{74, "io", "never", "make room on the disk"}
	temporary = failure{75, "temporary", "safe", ""}
)

// usageError is a mistake in how a command was called.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// partialError says that a batch was done in part; what was done stands in the output.
type partialError struct{ err error }

func (e partialError) Error() string { return e.err.Error() }
func (e partialError) Unwrap() error { return e.err }

// signalError ends a command that a signal stopped.
type signalError struct{ signal syscall.Signal }

func (e signalError) Error() string {
	return "stopped by " + e.signal.String() + "; drafts are saved"
}

// classify finds the row of an error.
func classify(err error) failure {
	var (
		wrong  usageError
		mist   *config.Error
		part   partialError
		stop   signalError
		closed *ui.SignalError
		vault  *auth.VaultError
		syntax *review.SyntaxError
		value  *review.ValueError
		taken  *desk.OvertakenError
		done   doneError
	)
	switch {
	case errors.As(err, &done) && !errors.Is(err, review.ErrUnknown):
		return classifyDone(done)
	case errors.As(err, &stop):
		return failure{exit: 128 + int(stop.signal), code: "stopped", retry: "after"}
	case errors.As(err, &closed) && !errors.Is(err, review.ErrUnknown): // a script must not repeat what is in doubt
		return failure{exit: 128 + int(closed.Signal), code: "stopped", retry: "after"}
	case errors.Is(err, ui.ErrPanic):
		return bug
	case errors.As(err, &part):
		return partial
	case errors.As(err, &wrong), errors.As(err, &mist), errors.As(err, &syntax), errors.As(err, &value):
		return usage
	case errors.As(err, &taken):
		return conflict
	case errors.Is(err, review.ErrUnknown):
		return unknown
	case errors.As(err, &vault), errors.Is(err, review.ErrSignIn), errors.Is(err, auth.ErrSignIn), errors.Is(err, auth.ErrDenied):
		return signin
	case errors.Is(err, auth.ErrRedirect):
		return usage
	}
	return classifyServer(err)
}

// classifyDone finds the row of an act that was done and cannot be told.
func classifyDone(err error) failure {
	if errors.Is(err, syscall.ENOSPC) {
		return diskFull
	}
	return ioFailed
}

// classifyServer finds the row of what the token server or the network said while signing in.
func classifyServer(err error) failure {
	var said *auth.Error
	var network *url.Error
	switch {
	case errors.As(err, &said) && said.Temporary():
		return temporary
	case errors.As(err, &said):
		return signin
	}
	if is := classifyWord(err); is != failed || !errors.As(err, &network) {
		return is
	}
	return temporary
}

func classifyWord(err error) failure {
	for _, row := range []struct {
		word error
		is   failure
	}{
		{review.ErrConflict, conflict}, {review.ErrNotFound, notFound}, {review.ErrInvalid, usage}, {review.ErrRefused, refused},
		{review.ErrTemporary, temporary}, {context.DeadlineExceeded, temporary}, {syscall.ENOSPC, diskFull},
		{review.ErrIO, ioFailed}, {syscall.EPIPE, ioFailed}, {os.ErrClosed, ioFailed}, {syscall.EBADF, ioFailed},
	} {
		if errors.Is(err, row.word) {
			return row.is
		}
	}
	if made := new(fs.PathError); errors.As(err, &made) && made.Op == "mkdir" { // a folder of ours that cannot be made
		return ioFailed
	}
	return failed
}

// failureJSON is the last line of stderr when a command with --json fails. It only ever gains fields.
type failureJSON struct {
	Code          string    `json:"code"`
	Exit          int       `json:"exit"`
	Message       string    `json:"message"`
	Retry         string    `json:"retry"`
	RetryAfter    int       `json:"retryAfter,omitempty"` // seconds
	ReviewID      review.ID `json:"reviewId,omitempty"`
	HTTPStatus    int       `json:"httpStatus,omitempty"`
	CorrelationID string    `json:"correlationId,omitempty"`
	Next          string    `json:"next,omitempty"` // the command to run next

	*standingJSON // of a conflict: what stands there
}

// nextStep is an error that knows the command to run next and the review it is about.
type nextStep struct {
	err  error
	id   review.ID
	next string
}

func (e nextStep) Error() string { return e.err.Error() }
func (e nextStep) Unwrap() error { return e.err }

func withNext(err error, id review.ID, next string) error {
	if err == nil {
		return nil
	}
	return nextStep{err: err, id: id, next: next}
}

// endWith says on stderr what happened and the next step, and gives the exit code.
func (a *App) endWith(err error, asJSON bool) int {
	is := classify(err)
	f := failureJSON{Code: is.code, Exit: is.exit, Retry: is.retry, Message: oneMessage(err), Next: is.hint, standingJSON: standing(err)}
	var step nextStep
	if errors.As(err, &step) {
		f.ReviewID = step.id
		if step.next != "" {
			f.Next = step.next
		}
	}
	var api *client.Error
	if errors.As(err, &api) {
		f.HTTPStatus, f.CorrelationID, f.RetryAfter = api.Status, api.CorrelationID, int(api.RetryAfter/time.Second)
		if means := api.Meaning(); means != "" {
			f.Message += "; " + means
		}
	}
	if errors.Is(err, syscall.EPIPE) {
		return is.exit // the reader went away: there is nobody to tell
	}
	a.tellFailure(f, asJSON)
	return is.exit
}

func oneMessage(err error) string {
	return review.NewText(strings.TrimSpace(err.Error())).Block()
}

// tellFailure ends stderr. What goes on in a second line is set in, so that it cannot pass for the next step.
func (a *App) tellFailure(f failureJSON, asJSON bool) {
	if asJSON {
		line, _ := json.Marshal(map[string]failureJSON{"error": f})
		_, _ = a.Err.Write(append(escapeJSON(line), '\n'))
		return
	}
	w := a.errLines()
	w.line("tpdesk: " + strings.ReplaceAll(f.Message, "\n", goesOn))
	if f.Next != "" && !strings.Contains(f.Message, f.Next) {
		w.line("next: " + f.Next)
	}
}
