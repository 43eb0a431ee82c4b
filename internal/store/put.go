package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Put adds or replaces reviews as they were seen at a time, all of them or none.
func (c *Copy) Put(ctx context.Context, rs []review.Review, seen time.Time) error {
	rows := make([]row, len(rs))
	for i, r := range rs {
		var err error
		if rows[i], err = newRow(&c.packer, r); err != nil {
			return fmt.Errorf("store review %s: %w", r.ID, err)
		}
	}
	at, _ := clampNanos(seen)
	return c.use(ctx, "store reviews in the copy", func(db *database) error {
		return db.write(ctx, func(tx *transaction) error {
			var later indexing
			for _, r := range rows {
				if err := r.put(tx, at, &later); err != nil {
					return err
				}
			}
			return later.run(tx)
		})
	})
}

// indexed is what the search indexes have of a review, by digests; 0 for nothing.
type indexed struct{ words, personal int64 }

// found is a review as the copy has it.
type found struct {
	key    int64
	known  bool
	bucket int64
	indexed
	columns []any
}

func (r row) put(tx *transaction, seen int64, later *indexing) error {
	if same, err := r.seenAgain(tx, seen); same || err != nil {
		return err
	}
	had, err := r.stored(tx)
	if err != nil {
		return err
	}
	if had.known && had.bucket != bucketOf(r.CreatedAt) { // its creation time changed, so it moves
		if seen, err = remove(tx, had, seen, later); err != nil {
			return err
		}
		had = found{}
	}
	if !had.known {
		if had.key, err = r.freeKey(tx); err != nil {
			return err
		}
	}
	return r.write(tx, had, seen, later)
}

// seenAgain stamps the review where the copy has the very same.
func (r row) seenAgain(tx *transaction, seen int64) (bool, error) {
	result, err := tx.exec("UPDATE review SET seen=max(seen,?) WHERE id=? AND digest=?", seen, string(r.ID), r.digest)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// stored finds the review where it is known.
func (r row) stored(tx *transaction) (found, error) {
	had := found{known: true, columns: make([]any, len(columnNames()))}
	to := []any{&had.key}
	for i := range had.columns {
		to = append(to, &had.columns[i])
	}
	err := tx.one("SELECT key, "+strings.Join(columnNames(), ", ")+" FROM review WHERE id=?", []any{string(r.ID)}, to...)
	if errors.Is(err, sql.ErrNoRows) {
		return found{}, nil
	}
	if err != nil {
		return had, err
	}
	created, known := had.columns[0].(int64)
	if had.bucket = unknownBucket; known {
		had.bucket = bucketOf(review.Time{Time: fromNanos(&created)})
	}
	had.words, _ = had.columns[2].(int64)
	had.personal, _ = had.columns[3].(int64)
	return had, nil
}

// remove takes a review out and returns when it was last seen.
func remove(tx *transaction, had found, seen int64, later *indexing) (int64, error) {
	if _, err := tx.exec("DELETE FROM body WHERE key=?", had.key); err != nil {
		return 0, err
	}
	if err := tx.setFacets(had.key, facetsOf(had.columns), nil); err != nil {
		return 0, err
	}
	later.add(had.key, "words", had.words, 0, nil)
	later.add(had.key, "personal", had.personal, 0, nil)
	var last int64
	err := tx.one("DELETE FROM review WHERE key=? RETURNING seen", []any{had.key}, &last)
	return max(last, seen), err
}

// freeKey finds a key that no review has.
func (r row) freeKey(tx *transaction) (int64, error) {
	for key := range candidates(r.Review) {
		var taken int
		err := tx.one("SELECT 1 FROM review WHERE key=?", []any{key}, &taken)
		if errors.Is(err, sql.ErrNoRows) {
			return key, spilled(tx, key>>tieBits-bucketOf(r.CreatedAt))
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, errors.New("too many reviews of one moment")
}

const spillMark = "spill"

// spilled keeps how far the keys have spilled.
func spilled(tx *transaction, buckets int64) error {
	if buckets == 0 {
		return nil
	}
	_, err := tx.exec("INSERT INTO mark (name, json) VALUES (?,?) ON CONFLICT DO UPDATE SET json=max(CAST(json AS INTEGER), CAST(excluded.json AS INTEGER))",
		spillMark, strconv.FormatInt(buckets, 10))
	return err
}

func (r row) write(tx *transaction, had found, seen int64, later *indexing) error {
	open, personal := r.SearchTexts()
	now := indexed{words: textsDigest(open) | 1, personal: textsDigest(personal)} // each review has an entry that stands for all
	columns := r.columns(now)
	if err := r.writeRow(tx, had, seen, columns); err != nil {
		return err
	}
	var was []string
	if had.known {
		was = facetsOf(had.columns)
	}
	if err := tx.setFacets(had.key, was, facetsOf(columns)); err != nil {
		return err
	}
	body, err := r.packer.pack(r.body)
	if err != nil {
		return err
	}
	if _, err := tx.exec("INSERT INTO body (key, pack) VALUES (?,?) ON CONFLICT DO UPDATE SET pack=excluded.pack", had.key, body); err != nil {
		return err
	}
	later.add(had.key, "words", had.words, now.words, open)
	later.add(had.key, "personal", had.personal, now.personal, personal)
	return nil
}

// textsDigest tells apart what an index has of two reviews; 0 for no text. It is of the texts rather than of their words:
// most changes leave them alone, and splitting them costs more.
func textsDigest(texts []review.Text) int64 {
	parts := make([]string, len(texts))
	for i, t := range texts {
		parts[i] = t.Raw()
	}
	if strings.Join(parts, "") == "" {
		return 0
	}
	return digestOf(parts...) | 1
}

// writeRow inserts the review's row, or updates those of its columns that changed: each one that is set has its index
// written anew.
func (r row) writeRow(tx *transaction, had found, seen int64, columns []any) error {
	names := columnNames()
	if !had.known {
		query := "INSERT INTO review (key, id, seen, " + strings.Join(names, ", ") + ") VALUES (?,?,?" + strings.Repeat(",?", len(names)) + ")"
		_, err := tx.exec(query, append([]any{had.key, string(r.ID), seen}, columns...)...)
		return err
	}
	set, args := "seen=max(seen,?)", []any{seen}
	for i, name := range names {
		if !sameValue(had.columns[i], columns[i]) {
			set, args = set+", "+name+"=?", append(args, columns[i])
		}
	}
	_, err := tx.exec("UPDATE review SET "+set+" WHERE key=?", append(args, had.key)...)
	return err
}

func sameValue(a, b any) bool {
	x, okX := a.([]byte)
	y, okY := b.([]byte)
	if okX || okY {
		return okX && okY && bytes.Equal(x, y)
	}
	return a == b
}

// Sweep removes the reviews that were last seen before a time and returns their IDs, newest first: they have vanished.
func (c *Copy) Sweep(ctx context.Context, seenBefore time.Time) ([]review.ID, error) {
	var ids []review.ID
	before, _ := clampNanos(seenBefore)
	err := c.use(ctx, "sweep the copy", func(db *database) error {
		return db.overwrite(ctx, func(tx *transaction) (err error) {
			if err := c.believe(tx, before); err != nil {
				return err
			}
			if ids, err = tx.ids("SELECT id FROM review WHERE seen < ? ORDER BY key", before); err != nil || len(ids) == 0 {
				return err
			}
			if err := tx.due(); err != nil {
				return err
			}
			if err := tx.sweepFacets(before); err != nil {
				return err
			}
			for _, gone := range []string{"body WHERE key", "words WHERE rowid", "personal WHERE rowid"} {
				if _, err = tx.exec("DELETE FROM "+gone+" IN (SELECT key FROM review WHERE seen < ?)", before); err != nil {
					return err
				}
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
