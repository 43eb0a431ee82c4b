package cli

import (
	"errors"
	"io"

	"github.com/tpdesk/tpdesk/internal/export"
)

// target is where a command writes its data: a file, which is there whole or not at all, or stdout.
type target interface {
	io.Writer
	// Commit ends what was written well.
	Commit() error
	// Discard gives up what was not committed.
	Discard() error
}

// create begins a file; "-" is stdout. A name that cannot be one is a usage error.
func (a *App) create(file string) (target, error) {
	if file == "-" {
		return stdout{a.Out}, nil
	}
	f, err := export.Create(file)
	if errors.Is(err, export.ErrTarget) {
		return nil, usageError{err}
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// stdout is a target that cannot take back what it has: there the end line or the exit code tells that all is there.
type stdout struct{ io.Writer }

func (stdout) Commit() error  { return nil }
func (stdout) Discard() error { return nil }
