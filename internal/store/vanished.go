package store

import (
	"context"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Vanish keeps that reviews are no longer on the server; of one that was never seen nothing is kept. Their revisions stay,
// unless Trustpilot deleted them: then what was kept of them is erased and its pages overwritten. Drafts, intents and
// dossiers are the company's own work and stay.
func (w *Work) Vanish(ctx context.Context, ids []review.ID, at time.Time, deleted bool) error {
	const tried = "keep what has vanished"
	if !deleted {
		return w.write(ctx, tried, func(tx *transaction) error { return vanish(tx, ids, at, false) })
	}
	err := w.db.overwrite(ctx, func(tx *transaction) error { return vanish(tx, ids, at, true) })
	if err == nil && w.db.moved() {
		err = errMoved
	}
	return explain(ctx, tried, err)
}

func vanish(tx *transaction, ids []review.ID, at time.Time, deleted bool) error {
	for _, id := range ids {
		_, err := tx.exec(`INSERT INTO vanished (review, at, deleted) SELECT ?,?,? WHERE EXISTS (SELECT 1 FROM revision WHERE review=?)
ON CONFLICT DO UPDATE SET deleted=max(deleted, excluded.deleted)`, string(id), nanos(at), deleted, string(id))
		if err == nil && deleted {
			_, err = tx.exec("DELETE FROM revision WHERE review=?", string(id))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Vanished tells since when a review is known to be gone; review.ErrNotFound when nobody knows that it is.
func (w *Work) Vanished(ctx context.Context, id review.ID) (review.Vanishing, error) {
	v := review.Vanishing{ReviewID: id}
	var at *int64
	err := w.db.one(ctx, "SELECT at, deleted FROM vanished WHERE review=?", []any{string(id)}, &at, &v.Deleted)
	v.At = fromNanos(at)
	return v, explain(ctx, "look whether "+string(id)+" has vanished", err)
}
