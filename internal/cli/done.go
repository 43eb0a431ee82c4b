package cli

import (
	"context"
	"fmt"
	"reflect"
)

// doneError says that an act was done, and that what became of it cannot be printed. No script may take it for an act that
// failed, so it is the row of the local disk and pipes, whatever was wrong with the printing.
type doneError struct {
	did string // as "the reply is published"
	err error
}

func (e doneError) Error() string {
	return fmt.Sprintf("%s, and what became of it cannot be printed: %v", e.did, e.err)
}

func (e doneError) Unwrap() error { return e.err }

// printDone prints as JSON what became of an act that was done.
func (a *App) printDone(ctx context.Context, did string, v any) error {
	err := a.printJSON(ctx, v)
	if out, buffered := a.Out.(interface{ Flush() error }); err == nil && buffered {
		err = out.Flush()
	}
	if err != nil {
		return doneError{did, err}
	}
	return nil
}

// checkFields refuses names in --json=FIELDS that neither the outcome has nor, in a dry run, the requests.
func (w *writeFlags) checkFields(a *App, outcome any) error {
	if w.dryRun {
		outcome = requestJSON{}
	}
	return checkFields(a.out.fields(), fieldNames(reflect.TypeOf(outcome)))
}
