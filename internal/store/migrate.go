package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed migrations
var migrations embed.FS

// copySteps and workSteps are the steps of the two schemas: one file each, numbered from 0001.
func copySteps() fs.FS { return steps("copy") }
func workSteps() fs.FS { return steps("work") }

func steps(name string) fs.FS {
	sub, err := fs.Sub(migrations, "migrations/"+name)
	if err != nil {
		panic(err) // the name is a constant of this file
	}
	return sub
}

// newest is the version that the last step leads to.
func newest(steps fs.FS) (int, error) {
	files, err := fs.ReadDir(steps, ".")
	return len(files), err
}

func checkVersion(version int, steps fs.FS) error {
	known, err := newest(steps)
	if err != nil {
		return err
	}
	if version > known {
		return fmt.Errorf("%w (its schema is %d, this one knows up to %d)", ErrNewer, version, known)
	}
	return nil
}

// migrate runs the steps that the database does not have yet, each in a transaction of its own.
func migrate(ctx context.Context, db *sql.DB, steps fs.FS) error {
	files, err := fs.ReadDir(steps, ".")
	if err != nil {
		return err
	}
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	for ; version < len(files); version++ {
		if err := step(ctx, db, steps, version+1, files[version].Name()); err != nil {
			return fmt.Errorf("schema step %s: %w", files[version].Name(), err)
		}
	}
	return nil
}

// step takes the database to a version, unless it is there already.
func step(ctx context.Context, db *sql.DB, steps fs.FS, version int, name string) error {
	text, err := fs.ReadFile(steps, name)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var now int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&now); err != nil || now >= version {
		return err
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version=%d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
