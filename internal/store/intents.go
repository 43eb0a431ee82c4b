package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Arm puts an intent on disk before it returns, as armed, and gives its key.
func (w *Work) Arm(ctx context.Context, in review.Intent) (int64, error) {
	in.State = review.Armed
	if in.At.IsZero() {
		in.At = w.Now()
	}
	key, err := w.intents.arm(ctx, in)
	return key, explain(ctx, fmt.Sprintf("arm the %s of %s", in.Act, in.ReviewID), w.stillThere(err))
}

// Advance moves an intent to a state, on disk before it returns. Only an armed intent becomes sent, so that of two that
// try one gets review.ErrConflict and must not send; review.ErrNotFound when there is no such intent.
func (w *Work) Advance(ctx context.Context, key int64, state review.IntentState, note string) error {
	err := w.intents.advance(ctx, key, state, note, w.Now())
	return explain(ctx, fmt.Sprintf("mark intent %d as %s", key, state), w.stillThere(err))
}

// Intents lists every intent in the order in which they were armed.
func (w *Work) Intents(ctx context.Context) ([]review.Intent, error) {
	ins, err := w.intents.list(ctx)
	return ins, explain(ctx, "list the intents", err)
}

// Unsettled lists the intents whose outcome is not certain, in the order in which they were armed. However many there ever
// were, it costs next to nothing where none is open.
func (w *Work) Unsettled(ctx context.Context) ([]review.Intent, error) {
	ins, err := w.intents.open(ctx)
	return ins, explain(ctx, "list the open intents", err)
}

func (w *Work) stillThere(err error) error {
	if err == nil && w.db.moved() {
		return errMoved
	}
	return err
}

// checkAdvance refuses a second send of one intent.
func checkAdvance(from, to review.IntentState) error {
	if to == review.Sent && from != review.Armed {
		return fmt.Errorf("%w: it is %s, and only what is armed may be sent", review.ErrConflict, from)
	}
	return nil
}

// storedIntents keeps the intents in the database.
type storedIntents struct{ db *database }

func (s storedIntents) arm(ctx context.Context, in review.Intent) (key int64, err error) {
	err = s.db.write(ctx, func(tx *transaction) error {
		err := tx.one(`INSERT INTO intent (review, act, digest, text, seen_reply, state, note, at, check_sum) VALUES (?,?,?,?,?,?,?,?,?) RETURNING key`,
			[]any{string(in.ReviewID), in.Act, in.Digest, in.Text, in.SeenReply, string(in.State), in.Note, nanos(in.At), intentDigest(in)}, &key)
		if err != nil {
			return err
		}
		return addStep(tx, key, in.State, in.Note, in.At)
	})
	return key, err
}

// intentDigest covers what never changes of an intent.
func intentDigest(in review.Intent) int64 {
	return digestOf(string(in.ReviewID), in.Act, in.Digest, in.Text, in.SeenReply)
}

func addStep(tx *transaction, key int64, state review.IntentState, note string, at time.Time) error {
	_, err := tx.exec("INSERT INTO intent_step (intent, state, note, at) VALUES (?,?,?,?)", key, string(state), note, nanos(at))
	return err
}

func (s storedIntents) advance(ctx context.Context, key int64, state review.IntentState, note string, at time.Time) error {
	return s.db.write(ctx, func(tx *transaction) error {
		var from review.IntentState
		err := tx.one("SELECT state FROM intent WHERE key=?", []any{key}, &from)
		if errors.Is(err, sql.ErrNoRows) {
			return review.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := checkAdvance(from, state); err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE intent SET state=?, note=? WHERE key=?", string(state), note, key); err != nil {
			return err
		}
		return addStep(tx, key, state, note, at)
	})
}

func (s storedIntents) list(ctx context.Context) (out []review.Intent, err error) {
	return s.some(ctx, "")
}

// open names the states as the index intent_open does, else SQLite would not use it.
func (s storedIntents) open(ctx context.Context) (out []review.Intent, err error) {
	return s.some(ctx, "WHERE state IN ('armed', 'sent', 'accepted', 'unknown')")
}

func (s storedIntents) some(ctx context.Context, which string) (out []review.Intent, err error) {
	rows, err := s.db.query(ctx, "SELECT key, review, act, digest, text, seen_reply, state, note, at, check_sum FROM intent "+which+" ORDER BY key")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var in review.Intent
		var at *int64
		var digest int64
		if err := rows.Scan(&in.Key, &in.ReviewID, &in.Act, &in.Digest, &in.Text, &in.SeenReply, &in.State, &in.Note, &at, &digest); err != nil {
			return nil, err
		}
		if digest != intentDigest(in) {
			return nil, errMisfit
		}
		in.At = fromNanos(at)
		out = append(out, in)
	}
	return out, rows.Err()
}
