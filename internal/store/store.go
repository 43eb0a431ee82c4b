// Package store keeps on disk what has to stay there, encrypted: the copy of the reviews, which may be lost, and the
// work, which may not; it leaves the key to the vault, and what to fetch and when to the desk.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"syscall"

	"github.com/ncruces/go-sqlite3"

	"github.com/tpdesk/tpdesk/internal/review"
)

var (
	// ErrDamaged tells that a file has damaged pages, or was written with another key.
	ErrDamaged = errors.New("the file is damaged, or its key is another")
	// ErrNewer tells that a newer tpdesk wrote the file; it is left alone.
	ErrNewer = errors.New("a newer tpdesk wrote it; update this one")
)

// errMisfit is the damage that SQLite cannot see.
var errMisfit = errors.New("a row or table is not as it was made")

// isDamage reports whether the error tells of a file that is not what was written to it.
func isDamage(err error) bool {
	for _, code := range []error{sqlite3.CORRUPT, sqlite3.NOTADB, sqlite3.IOERR_DATA, sqlite3.IOERR_CORRUPTFS, errMisfit, ErrDamaged} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

// explain says what was tried, and puts the error among those of package review.
func explain(ctx context.Context, tried string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", tried, ctx.Err())
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%s: %w", tried, review.ErrNotFound)
	case errors.Is(err, review.ErrInvalid), errors.Is(err, review.ErrNotFound), errors.Is(err, review.ErrConflict), errors.Is(err, review.ErrIO):
		return fmt.Errorf("%s: %w", tried, err)
	case isDamage(err) && !errors.Is(err, ErrDamaged):
		return fmt.Errorf("%s: %w: %w: %w", tried, review.ErrIO, ErrDamaged, err)
	case errors.Is(err, sqlite3.FULL) && !errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%s: %w: %w: %w", tried, review.ErrIO, syscall.ENOSPC, err)
	}
	return fmt.Errorf("%s: %w: %w", tried, review.ErrIO, err)
}
