package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Page lists up to n reviews that the filter selects, in its order, after the review `after` (one without an ID: from
// the first); the filter's Limit is ignored. More tells whether others follow.
func (c *Copy) Page(ctx context.Context, f review.Filter, after review.Review, n int) (rs []review.Review, more bool, err error) {
	return c.list(ctx, f, after, n, false)
}

// Before lists up to n reviews that the filter selects, in its order, that end just before the review `before` (one without
// an ID: with the last); the filter's Limit is ignored. More tells whether others come before them.
func (c *Copy) Before(ctx context.Context, f review.Filter, before review.Review, n int) (rs []review.Review, more bool, err error) {
	rs, more, err = c.list(ctx, f, before, n, true)
	slices.Reverse(rs)
	return rs, more, err
}

// list lists after a review, or backward from it.
func (c *Copy) list(ctx context.Context, f review.Filter, after review.Review, n int, backward bool) (rs []review.Review, more bool, err error) {
	err = c.use(ctx, "list the copy", func(db *database) error {
		w, err := c.newWalk(ctx, db, f, after)
		if err != nil {
			return err
		}
		w.backward = backward
		for r, err := range w.all() {
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
	if most <= 0 {
		most = int(^uint(0) >> 1)
	}
	err = c.use(ctx, "count in the copy", func(db *database) error {
		f.Sort = review.Newest
		w, err := c.newWalk(ctx, db, f, review.Review{})
		if err != nil {
			return err
		}
		if w.where.exact && w.search.exact {
			return w.count(most, &count)
		}
		for _, err := range w.all() {
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

// count counts in SQL alone, which a walk can whose conditions are exact.
func (w *walk) count(most int, count *int) error {
	all := newestFirst("", nil)
	tables, _, _, where, args := w.from(all, w.search)
	if w.facet.name != "" && !w.search.asked && !w.several(all) {
		from, to := w.keys(all)
		tables, where, args = "facet CROSS JOIN review ON review.key = facet.key", []string{"facet.name = ?", "facet.key BETWEEN ? AND ?"}, []any{w.facet.name, from, to}
	}
	if w.where.sql != "" {
		where = append(where, w.where.sql)
	} else if len(w.search.clauses) > 0 {
		tables = "hits(?)"
	}
	query := "SELECT 1 FROM " + tables
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	args = append(append(args, w.where.args...), most)
	return w.db.one(w.ctx, "SELECT count(*) FROM ("+query+" LIMIT ?)", args, count)
}

// newWalk is what lists what the filter selects after a review.
func (c *Copy) newWalk(ctx context.Context, db *database, f review.Filter, after review.Review) (*walk, error) {
	now := c.Now()
	w := &walk{db: db, ctx: ctx, packer: &c.packer, filter: f, after: after, now: now, where: narrow(f, now)}
	err := db.one(ctx, "SELECT CAST(json AS INTEGER) FROM mark WHERE name=?", []any{spillMark}, &w.spill)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	w.search = searching(f.Searches())
	if !w.where.rare && len(w.search.clauses) == 0 {
		if w.facet, err = db.rarest(ctx, f); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// all yields the reviews in order, and reads no further than is asked for.
func (w *walk) all() iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		for _, s := range segments(w.filter, w.after, w.backward) {
			if !w.segment(s, yield) {
				return
			}
		}
	}
}

// walk reads a list segment by segment.
type walk struct {
	db       *database
	ctx      context.Context
	packer   *packer
	filter   review.Filter
	after    review.Review
	backward bool // what comes before w.after, the last one first
	now      time.Time
	where    condition
	search   search
	facet    facet
	spill    int64 // buckets
}

func (w *walk) segment(s segment, yield func(review.Review, error) bool) bool {
	group := group{walk: w, segment: s, yield: yield}
	err := w.read(s, &group)
	if err != nil {
		yield(review.Review{}, err)
		return false
	}
	return !group.done && group.flush()
}

// read adds the segment's reviews to the group until it has had enough.
func (w *walk) read(s segment, g *group) error {
	query, args, err := w.statement(s)
	if err != nil {
		return err
	}
	rows, err := w.db.query(w.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	last := s.first()
	for !g.done && rows.Next() {
		key, r, err := w.scan(rows)
		if err != nil {
			return err
		}
		if s.direction == newer && key < last || s.direction == older && key > last {
			return fmt.Errorf("%w: its keys are not in order", errMisfit)
		}
		last = key
		if w.filter.Match(r, w.now) {
			g.add(key>>tieBits, r)
		}
	}
	return rows.Err()
}

// statement is the query that reads the segment.
func (w *walk) statement(s segment) (query string, args []any, err error) {
	if w.byFacet(s) && !w.several(s) {
		query, args := w.facetStatement(s)
		return query, args, nil
	}
	search := w.search
	if s.index != "" { // its rows are few, and all of them are read
		search.clauses = nil
	}
	tables, key, order, where, args := w.from(s, search)
	tables = strings.Replace(tables, "review", "review"+s.indexedBy(), 1)
	query = "SELECT " + key + ", digest, pack FROM " + tables + " CROSS JOIN body ON body.key = review.key"
	if where = append(where, w.conditions(s)...); len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	return query + order, append(args, w.where.args...), nil
}

// keys are those that the segment has, narrowed to those that the filter's window has, and what may have spilled.
func (w *walk) keys(s segment) (from, to int64) {
	since, until := w.filter.Window(w.now)
	if !since.IsZero() {
		s.to = min(s.to, lastKey(bucketOf(review.Time{Time: since})))
	}
	if !until.IsZero() {
		s.to = min(s.to, lastKey(oldestBucket))
		s.from = max(s.from, firstKey(bucketOf(review.Time{Time: until})))
	}
	if s.to != math.MaxInt64 {
		s.to += firstKey(w.spill)
	}
	return s.from, s.to
}

func (w *walk) conditions(s segment) (out []string) {
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
	return " INDEXED BY " + s.index
}

func (w *walk) scan(rows *sql.Rows) (key int64, r review.Review, err error) {
	var body sql.RawBytes
	var digest int64
	if err := rows.Scan(&key, &digest, &body); err != nil {
		return 0, r, err
	}
	r, err = w.packer.unpack(body, digest)
	return key, r, err
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
