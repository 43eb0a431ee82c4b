package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// forgetBatch is how many reviews are rewritten in one transaction, so that nobody waits long for theirs.
const forgetBatch = 200

// Forget takes e-mail addresses, order numbers and what customers answered to find-reviewer requests out of the reviews
// that the server last gave before a time, and out of the search index; it returns how many reviews that were. The pages
// that held them are overwritten. From then on Mark says Forgotten, until the server has given them all again.
func (c *Copy) Forget(ctx context.Context, olderThan time.Time) (n int, err error) {
	before, _ := clampNanos(olderThan)
	err = c.use(ctx, "forget personal data", func(db *database) error {
		var after sql.NullInt64
		for {
			done, last, err := c.forgetSome(ctx, db, before, after)
			if err != nil {
				return err
			}
			if n += done; !last.Valid {
				return errors.Join(db.scrub(ctx), db.forgot(ctx, before))
			}
			after = last
		}
	})
	return n, err
}

// forgetSome takes a batch that follows a key; last is the last key of the batch, invalid when there is no further one.
func (c *Copy) forgetSome(ctx context.Context, db *database, before int64, after sql.NullInt64) (n int, last sql.NullInt64, err error) {
	err = db.overwrite(ctx, func(tx *transaction) error {
		held, err := tx.holding(&c.packer, before, after)
		if err != nil || len(held) == 0 {
			return err
		}
		var later indexing
		for _, h := range held {
			done, err := h.forget(tx, &c.packer, &later)
			if err != nil {
				return err
			}
			n, last = n+done, sql.NullInt64{Int64: h.key, Valid: true}
		}
		return later.run(tx)
	})
	return n, last, err
}

// holding is a review of the copy that may hold what shall be forgotten.
type holding struct {
	review.Review
	key, seen, digest int64
}

func (t *transaction) holding(p *packer, before int64, after sql.NullInt64) (out []holding, err error) {
	s, err := t.statement(`SELECT key, seen, digest, pack FROM review JOIN body USING (key)
WHERE seen < ? AND (? OR key > ?) AND (reference IS NOT NULL OR email IS NOT NULL OR contacted = 1) ORDER BY key LIMIT ?`)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(t.ctx, before, !after.Valid, after.Int64, forgetBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h holding
		var body sql.RawBytes
		if err := rows.Scan(&h.key, &h.seen, &h.digest, &body); err != nil {
			return nil, err
		}
		if h.Review, err = p.unpack(body, h.digest); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// forget writes the review without what is personal; 0 when it held nothing.
func (h holding) forget(tx *transaction, p *packer, later *indexing) (int, error) {
	r, err := newRow(p, impersonal(h.Review))
	if err != nil || r.digest == h.digest {
		return 0, err
	}
	r.forgotten = true
	had, err := r.stored(tx)
	if err != nil {
		return 0, err
	}
	return 1, r.write(tx, had, h.seen, later)
}

// impersonal is the review without e-mail, order number and the customer's answers; that they answered, and when, stays.
func impersonal(r review.Review) review.Review {
	r.ReferenceID, r.ReferralEmail = review.Text{}, review.Text{}
	if r.FindReviewer == nil {
		return r
	}
	asked := *r.FindReviewer
	asked.Requests = append(asked.Requests[:0:0], asked.Requests...)
	for i, q := range asked.Requests {
		if q.Response != nil {
			asked.Requests[i].Response = &review.ConsumerResponse{SubmittedAt: q.Response.SubmittedAt}
		}
	}
	r.FindReviewer = &asked
	return r
}

const forgotMark = "forgot"

func (d *database) forgot(ctx context.Context, before int64) error {
	return d.write(ctx, func(tx *transaction) error { return tx.setMark(forgotMark, strconv.AppendInt(nil, before, 10)) })
}

// Forgotten is the time that Forget was last given and came to its end with; zero for never.
func (c *Copy) Forgotten(ctx context.Context) (before time.Time, err error) {
	err = c.use(ctx, "read what was forgotten", func(db *database) error {
		var at int64
		err := db.one(ctx, "SELECT CAST(json AS INTEGER) FROM mark WHERE name=?", []any{forgotMark}, &at)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		before = fromNanos(&at)
		return err
	})
	return before, err
}

const scrubMark = "scrub"

// due keeps that the personal index holds words of rows that are gone.
func (t *transaction) due() error {
	_, err := t.exec("INSERT INTO mark (name, json) VALUES (?, '1') ON CONFLICT DO NOTHING", scrubMark)
	return err
}

// scrub rewrites the personal index where it still holds words of rows that are gone, and empties the WAL of them.
func (d *database) scrub(ctx context.Context) error {
	var due int
	err := d.one(ctx, "SELECT 1 FROM mark WHERE name=?", []any{scrubMark}, &due)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	err = d.overwrite(ctx, func(tx *transaction) error {
		if _, err := tx.exec("INSERT INTO personal (personal) VALUES ('optimize')"); err != nil {
			return err
		}
		_, err := tx.exec("DELETE FROM mark WHERE name=?", scrubMark)
		return err
	})
	if err == nil && d.place.path != "" {
		_, err = d.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	return err
}
