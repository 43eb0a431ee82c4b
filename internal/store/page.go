package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Page lists up to n reviews that the filter selects, in its order, after the review `after` (one without an ID: from
// the first); the filter's Limit is ignored. More tells whether others follow.
func (c *Copy) Page(ctx context.Context, f review.Filter, after review.Review, n int) (rs []review.Review, more bool, err error) {
	now := c.Now()
	err = c.use(ctx, "list the copy", func(db *database) error {
		for r, err := range db.selected(ctx, f, after, now) {
			if err != nil {
				return err
			}
			if more = len(rs) >= n; more {
				return nil
			}
			rs = append(rs, r)
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return rs, more, nil
}

// Count counts what the filter selects, and stops at most (0: counts all).
func (c *Copy) Count(ctx context.Context, f review.Filter, most int) (count int, err error) {
	now := c.Now()
	if most <= 0 {
		most = int(^uint(0) >> 1)
	}
	err = c.use(ctx, "count in the copy", func(db *database) error {
		if where := narrow(f, now); where.exact {
			return db.count(ctx, where, most, &count)
		}
		f.Sort = review.Newest
		for _, err := range db.selected(ctx, f, review.Review{}, now) {
			if err != nil {
				return err
			}
			if count++; count == most {
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return count, nil
}

func (d *database) count(ctx context.Context, where condition, most int, count *int) error {
	query := "SELECT 1 FROM review"
	if where.sql != "" {
		query += " WHERE " + where.sql
	}
	return d.one(ctx, "SELECT count(*) FROM ("+query+" LIMIT ?)", append(where.args, most), count)
}

// selected yields what the filter selects after a review, in order, and reads no further than is asked for.
func (d *database) selected(ctx context.Context, f review.Filter, after review.Review, now time.Time) iter.Seq2[review.Review, error] {
	w := walk{db: d, ctx: ctx, filter: f, after: after, now: now, where: narrow(f, now)}
	return func(yield func(review.Review, error) bool) {
		for _, s := range segments(f, after) {
			if !w.segment(s, yield) {
				return
			}
		}
	}
}

// walk reads a list segment by segment.
type walk struct {
	db     *database
	ctx    context.Context
	filter review.Filter
	after  review.Review
	now    time.Time
	where  condition
}

func (w *walk) segment(s segment, yield func(review.Review, error) bool) bool {
	group := group{walk: w, yield: yield}
	err := w.read(s, &group)
	if err != nil {
		yield(review.Review{}, err)
		return false
	}
	return !group.done && group.flush()
}

// read adds the segment's reviews to the group until it has had enough.
func (w *walk) read(s segment, g *group) error {
	query, args := w.statement(s)
	rows, err := w.db.query(w.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for !g.done && rows.Next() {
		key, r, err := scanReview(rows)
		if err != nil {
			return err
		}
		if w.filter.Match(r, w.now) {
			g.add(key>>tieBits, r)
		}
	}
	return rows.Err()
}

// statement is the query that reads the segment, narrowed to the keys that the filter's window has.
func (w *walk) statement(s segment) (query string, args []any) {
	since, until := w.filter.Window(w.now)
	if !since.IsZero() {
		s.from = max(s.from, firstKey(bucketOf(review.Time{Time: since})))
	}
	if !until.IsZero() {
		s.from = max(s.from, firstKey(firstBucket))
		s.to = min(s.to, lastKey(bucketOf(review.Time{Time: until})))
	}
	query = "SELECT review.key, digest, json FROM review " + s.indexedBy() + "CROSS JOIN body ON body.key = review.key WHERE " +
		strings.Join(w.conditions(s), " AND ") + " ORDER BY review.key " + s.direction
	return query, append([]any{s.from, s.to}, w.where.args...)
}

func (w *walk) conditions(s segment) []string {
	out := []string{"review.key BETWEEN ? AND ?"}
	if s.where != "" && w.where.rare && s.index == "" {
		s.where = "+" + s.where
	}
	if s.where != "" {
		out = append(out, s.where)
	}
	if w.where.sql != "" {
		out = append(out, w.where.sql)
	}
	return out
}

func (s segment) indexedBy() string {
	if s.index == "" {
		return ""
	}
	return "INDEXED BY " + s.index + " "
}

func scanReview(rows *sql.Rows) (key int64, r review.Review, err error) {
	var body sql.RawBytes
	var digest int64
	if err := rows.Scan(&key, &digest, &body); err != nil {
		return 0, r, err
	}
	return key, r, decode(body, digest, &r)
}

// decode reads what was stored as JSON with a digest.
func decode(body []byte, digest int64, v any) error {
	if digestOf(body) != digest {
		return errMisfit
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%w: %w", errMisfit, err)
	}
	return nil
}

// group holds the reviews of one bucket until they can be put in order.
type group struct {
	*walk
	yield   func(review.Review, error) bool
	bucket  int64
	reviews []review.Review
	done    bool // no more is wanted
}

func (g *group) add(bucket int64, r review.Review) {
	if bucket != g.bucket {
		g.done = !g.flush()
	}
	g.bucket = bucket
	g.reviews = append(g.reviews, r)
}

// flush yields the group in order, less what does not come after w.after.
func (g *group) flush() bool {
	by := g.filter.Sort
	slices.SortFunc(g.reviews, by.Compare)
	for _, r := range g.reviews {
		if g.after.ID != "" && by.Compare(g.after, r) >= 0 {
			continue
		}
		if !g.yield(r, nil) {
			return false
		}
	}
	g.reviews = g.reviews[:0]
	return true
}
