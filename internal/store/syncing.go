package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/tpdesk/tpdesk/internal/review"
)

const stateMark = "state"

// SyncState is what SetSyncState kept, nil for nothing. It goes with the copy when that is lost.
func (c *Copy) SyncState(ctx context.Context) (state []byte, err error) {
	err = c.use(ctx, "read how far the sync is", func(db *database) error {
		err := db.one(ctx, "SELECT json FROM mark WHERE name=?", []any{stateMark}, &state)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return state, err
}

// SetSyncState keeps how far a sync has come; what that means is the caller's.
func (c *Copy) SetSyncState(ctx context.Context, state []byte) error {
	return c.use(ctx, "keep how far the sync is", func(db *database) error {
		return db.write(ctx, func(tx *transaction) error { return tx.setMark(stateMark, state) })
	})
}

func (t *transaction) setMark(name string, text []byte) error {
	_, err := t.exec("INSERT INTO mark (name, json) VALUES (?,?) ON CONFLICT DO UPDATE SET json=excluded.json", name, string(text))
	return err
}

// Remove takes reviews out of the copy and returns how many it had; their pages are overwritten.
func (c *Copy) Remove(ctx context.Context, ids []review.ID) (n int, err error) {
	err = c.use(ctx, "remove reviews from the copy", func(db *database) error {
		return db.overwrite(ctx, func(tx *transaction) error {
			var later indexing
			for _, id := range ids {
				had, err := row{Review: review.Review{ID: id}}.stored(tx)
				if err != nil {
					return err
				}
				if had.known {
					n++
					if _, err := remove(tx, had, 0, &later); err != nil {
						return err
					}
				}
			}
			return later.run(tx)
		})
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}
