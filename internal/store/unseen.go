package store

import (
	"context"
	"time"
)

// Unseen counts the reviews that a Sweep of the same time would remove, and all that the copy has.
func (c *Copy) Unseen(ctx context.Context, seenBefore time.Time) (unseen, all int, err error) {
	before, _ := clampNanos(seenBefore)
	err = c.use(ctx, "count what was not seen", func(db *database) error {
		return db.one(ctx, "SELECT count(*) FILTER (WHERE seen < ?), count(*) FROM review", []any{before}, &unseen, &all)
	})
	return unseen, all, err
}

// ahead is how far a stamp may lie in the future: a clock that was right to the day made it.
const ahead = 24 * time.Hour

// believe takes stamps that a clock which was wrong put far into the future for ones of a time, so that the reviews stay for
// now and are swept in their turn.
func (c *Copy) believe(tx *transaction, at int64) error {
	now, _ := clampNanos(c.Now().Add(ahead))
	_, err := tx.exec("UPDATE review SET seen=? WHERE seen > ?", at, max(at, now))
	return err
}
