package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/review"
)

// No index leads from a consumer to their reviews, since nothing else asks for one: it would cost each review of a million
// some twenty bytes, on disk and at each change. So all reviews are looked at, in parts, so that nobody waits for it.
const scanBatch = 500

// ForgetConsumers takes what is personal out of the reviews of consumers: who wrote them, e-mail, order number, what they
// answered to find-reviewer requests. What they wrote stays. It looks at every review, and returns how many it changed; the
// pages that held them are overwritten.
func (c *Copy) ForgetConsumers(ctx context.Context, ids map[string]bool) (n int, err error) {
	if len(ids) == 0 {
		return 0, nil
	}
	err = c.use(ctx, "forget deleted consumers", func(db *database) error {
		return db.scan(ctx, "SELECT key, pack FROM body WHERE key > ? ORDER BY key LIMIT ?", func(_ int64, pack []byte) (theirs bool, err error) {
			err = c.packer.inflate(pack, func(plain []byte) error { theirs = ids[consumerIn(plain)]; return nil })
			return theirs, err
		}, func(keys []int64) error {
			done, err := c.forgetAuthors(ctx, db, keys)
			n += done
			return err
		})
	})
	if err == nil && n > 0 {
		err = c.use(ctx, "forget deleted consumers", func(db *database) error { return db.scrub(ctx) })
	}
	return n, err
}

// scan gives every row of a query to look, in parts, and those that it wants to change, outside of any transaction. Keys
// that appear meanwhile behind the place where it is are of rows that are written now.
func (d *database) scan(ctx context.Context, query string, look func(key int64, body []byte) (bool, error), change func(keys []int64) error) error {
	after := int64(-1) << 63
	for {
		found, last, err := d.scanSome(ctx, query, after, look)
		if err == nil && len(found) > 0 {
			err = change(found)
		}
		if err != nil || !last.Valid {
			return err
		}
		after = last.Int64
	}
}

// scanSome looks at a part of the rows; last is the last key of it, invalid when there is no further one.
func (d *database) scanSome(ctx context.Context, query string, after int64, look func(int64, []byte) (bool, error)) (found []int64, last sql.NullInt64, err error) {
	rows, err := d.query(ctx, query, after, scanBatch)
	if err != nil {
		return nil, last, err
	}
	defer rows.Close()
	for rows.Next() {
		var body sql.RawBytes
		if err := rows.Scan(&last.Int64, &body); err != nil {
			return nil, last, err
		}
		last.Valid = true
		wanted, err := look(last.Int64, body)
		if err != nil {
			return nil, last, err
		}
		if wanted {
			found = append(found, last.Int64)
		}
	}
	return found, last, rows.Err()
}

// authorBegins stands in a review's JSON before the ID of its consumer, and nowhere else: in a text its quotes are escaped.
const authorBegins = `"consumer":{"id":"`

// consumerIn is the ID of the consumer in a review's JSON, "" for none.
func consumerIn(body []byte) string {
	_, rest, found := bytes.Cut(body, []byte(authorBegins))
	end := bytes.IndexByte(rest, '"')
	if !found || end < 0 || !review.ValidID(string(rest[:end])) {
		return ""
	}
	return string(rest[:end])
}

// anonymous is the review without who wrote it, and without what is personal beside that.
func anonymous(r review.Review) review.Review {
	r = impersonal(r)
	r.Consumer = nil
	return r
}

func (c *Copy) forgetAuthors(ctx context.Context, db *database, keys []int64) (n int, err error) {
	err = db.overwrite(ctx, func(tx *transaction) error {
		var later indexing
		for _, key := range keys {
			done, err := c.forgetAuthor(tx, key, &later)
			if err != nil {
				return err
			}
			n += done
		}
		return later.run(tx)
	})
	return n, err
}

// forgetAuthor rewrites a review, as it is by now.
func (c *Copy) forgetAuthor(tx *transaction, key int64, later *indexing) (int, error) {
	h, err := c.heldAt(tx, key)
	if err != nil || h.Consumer == nil {
		return 0, err
	}
	r, err := newRow(&c.packer, anonymous(h.Review))
	if err != nil {
		return 0, err
	}
	r.forgotten = h.ReferenceID.Known() || h.ReferralEmail.Known()
	had, err := r.stored(tx)
	if err != nil {
		return 0, err
	}
	return 1, r.write(tx, had, h.seen, later)
}

// heldAt is the review of a key; without a consumer where there is none any more.
func (c *Copy) heldAt(tx *transaction, key int64) (holding, error) {
	h := holding{key: key}
	var body []byte
	err := tx.one("SELECT seen, digest, pack FROM review JOIN body USING (key) WHERE key=?", []any{key}, &h.seen, &h.digest, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	if err == nil {
		h.Review, err = c.packer.unpack(body, h.digest)
	}
	return h, err
}

// ForgetConsumers takes who wrote them out of the revisions of the reviews of consumers, those of vanished reviews too, and
// returns how many revisions that were. The pages that held them are overwritten. Drafts, intents and dossiers are the
// company's own words and stay.
func (w *Work) ForgetConsumers(ctx context.Context, ids map[string]bool) (n int, err error) {
	const tried = "forget deleted consumers"
	if len(ids) == 0 {
		return 0, nil
	}
	err = w.db.scan(ctx, "SELECT number, json FROM revision WHERE number > ? ORDER BY number LIMIT ?", func(_ int64, body []byte) (bool, error) {
		return ids[consumerIn(body)], nil
	}, func(numbers []int64) error {
		return w.db.overwrite(ctx, func(tx *transaction) error {
			for _, number := range numbers {
				if err := forgetWho(tx, number); err != nil {
					return err
				}
				n++
			}
			return nil
		})
	})
	if err == nil && w.db.moved() {
		err = errMoved
	}
	return n, explain(ctx, tried, err)
}

func forgetWho(tx *transaction, number int64) error {
	var digest int64
	var body []byte
	err := tx.one("SELECT digest, json FROM revision WHERE number=?", []any{number}, &digest, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	var r review.Review
	if err == nil {
		err = decode(body, digest, &r)
	}
	if err != nil {
		return fmt.Errorf("revision %d: %w", number, err)
	}
	if body, err = json.Marshal(anonymous(r)); err != nil {
		return err
	}
	_, err = tx.exec("UPDATE revision SET json=?, digest=? WHERE number=?", body, digestOf(body), number)
	return err
}
