package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Put adds or replaces reviews as they were seen at a time, all of them or none.
func (c *Copy) Put(ctx context.Context, rs []review.Review, seen time.Time) error {
	rows := make([]row, len(rs))
	for i, r := range rs {
		var err error
		if rows[i], err = newRow(r); err != nil {
			return fmt.Errorf("store review %s: %w", r.ID, err)
		}
	}
	at, _ := clampNanos(seen)
	return c.use(ctx, "store reviews in the copy", func(db *database) error {
		return db.write(ctx, func(tx *transaction) error {
			for _, r := range rows {
				if err := r.put(tx, at); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// row is a review as it is stored.
type row struct {
	id      review.ID
	key     int64 // the one it gets if that is free
	columns []any // from digest on
	digest  int64
	body    []byte
}

func newRow(r review.Review) (row, error) {
	if r.ID == "" {
		return row{}, fmt.Errorf("%w: it has no id", review.ErrInvalid)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return row{}, err
	}
	digest := digestOf(body)
	return row{id: r.ID, key: keyFor(r), digest: digest, body: body, columns: append([]any{nanos(r.CreatedAt.Time), digest}, columns(r)...)}, nil
}

func columns(r review.Review) []any {
	var l review.Location
	if r.Location != nil {
		l = *r.Location
	}
	return []any{r.Stars, r.CompanyReply != nil, r.ReportData != nil, r.Contacted(), r.Outdated(),
		column(r.Source), column(r.Language), column(l.ID), column(l.Name), column(l.ExternalID),
		column(r.ReferenceID), folded(r.ReferralEmail), tagNames(r.Tags)}
}

func column(t review.Text) any {
	if !t.Known() {
		return nil
	}
	return t.Raw()
}

func folded(t review.Text) any {
	if !t.Known() {
		return nil
	}
	return fold(t.Raw())
}

// fold makes two texts equal that differ in case only, exactly where strings.EqualFold finds them equal.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

const separator = "\x1f"

// tagNames lists what a tag is named by (review.Tag.Named), nil when there is no tag.
func tagNames(tags []review.Tag) any {
	if len(tags) == 0 {
		return nil
	}
	b := bytes.NewBufferString(separator)
	for _, t := range tags {
		b.WriteString(t.Value.Raw() + separator + t.Group.Raw() + ":" + t.Value.Raw() + separator)
	}
	return b.Bytes()
}

func (r row) put(tx *transaction, seen int64) error {
	key, known, same, err := r.stored(tx)
	if err != nil {
		return err
	}
	if same {
		_, err := tx.exec("UPDATE review SET seen=max(seen,?) WHERE key=?", seen, key)
		return err
	}
	if known && key>>tieBits != r.key>>tieBits { // its creation time changed, so it moves
		if seen, err = remove(tx, key, seen); err != nil {
			return err
		}
		known = false
	}
	if !known {
		if key, err = r.freeKey(tx); err != nil {
			return err
		}
	}
	return r.write(tx, key, seen)
}

// stored tells where the review is, if it is known, and whether it is the same.
func (r row) stored(tx *transaction) (key int64, known, same bool, err error) {
	var digest int64
	err = tx.one("SELECT key, digest FROM review WHERE id=?", []any{string(r.id)}, &key, &digest)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, false, nil
	}
	return key, err == nil, digest == r.digest, err
}

// remove takes a review out and returns when it was last seen.
func remove(tx *transaction, key, seen int64) (int64, error) {
	if _, err := tx.exec("DELETE FROM body WHERE key=?", key); err != nil {
		return 0, err
	}
	var last int64
	err := tx.one("DELETE FROM review WHERE key=? RETURNING seen", []any{key}, &last)
	return max(last, seen), err
}

func (r row) freeKey(tx *transaction) (int64, error) {
	key := r.key
	for range tieMask {
		var taken int
		err := tx.one("SELECT 1 FROM review WHERE key=?", []any{key}, &taken)
		if errors.Is(err, sql.ErrNoRows) {
			return key, nil
		}
		if err != nil {
			return 0, err
		}
		key = nextKey(key)
	}
	return 0, errors.New("too many reviews of one moment")
}

func (r row) write(tx *transaction, key, seen int64) error {
	args := append([]any{key, string(r.id), seen}, r.columns...)
	if _, err := tx.exec(upsertReview, args...); err != nil {
		return err
	}
	_, err := tx.exec("INSERT INTO body (key, json) VALUES (?,?) ON CONFLICT DO UPDATE SET json=excluded.json", key, r.body)
	return err
}

const upsertReview = `INSERT INTO review (key, id, seen, created, digest, stars, replied, reported, contacted, outdated,
  source, language, location_id, location_name, location_external, reference, email, tags)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (key) DO UPDATE SET seen=max(seen,excluded.seen), created=excluded.created, digest=excluded.digest,
  stars=excluded.stars, replied=excluded.replied, reported=excluded.reported, contacted=excluded.contacted,
  outdated=excluded.outdated, source=excluded.source, language=excluded.language, location_id=excluded.location_id,
  location_name=excluded.location_name, location_external=excluded.location_external, reference=excluded.reference,
  email=excluded.email, tags=excluded.tags`

// Sweep removes the reviews that were last seen before a time and returns their IDs, newest first: they have vanished.
func (c *Copy) Sweep(ctx context.Context, seenBefore time.Time) ([]review.ID, error) {
	var ids []review.ID
	before, _ := clampNanos(seenBefore)
	err := c.use(ctx, "sweep the copy", func(db *database) error {
		return db.write(ctx, func(tx *transaction) (err error) {
			if ids, err = tx.ids("SELECT id FROM review WHERE seen < ? ORDER BY key DESC", before); err != nil || len(ids) == 0 {
				return err
			}
			if _, err = tx.exec("DELETE FROM body WHERE key IN (SELECT key FROM review WHERE seen < ?)", before); err != nil {
				return err
			}
			_, err = tx.exec("DELETE FROM review WHERE seen < ?", before)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

func (t *transaction) ids(query string, args ...any) ([]review.ID, error) {
	s, err := t.statement(query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(t.ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []review.ID
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, review.ID(id))
	}
	return ids, rows.Err()
}
