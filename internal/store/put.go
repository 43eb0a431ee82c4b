package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
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

// row is a review as it is stored.
type row struct {
	review.Review
	packer    *packer
	digest    int64
	body      []byte // not packed yet
	forgotten bool
}

func newRow(p *packer, r review.Review) (row, error) {
	if r.ID == "" {
		return row{}, fmt.Errorf("%w: it has no id", review.ErrInvalid)
	}
	body, err := plain(r)
	if err != nil {
		return row{}, err
	}
	return row{Review: r, packer: p, digest: digestOf(body), body: body}, nil
}

// columnNames are the columns from created on, in the order of columns.
func columnNames() []string {
	return []string{"created", "digest", "open_words", "personal_words", "forgotten", "stars", "replied", "reported", "contacted", "outdated", "source",
		"language", "location_id", "location_name", "location_external", "reference", "email", "tags"}
}

// columns are the values of the columns from created on, as the driver reads them.
func (r row) columns(in indexed) []any {
	var l review.Location
	if r.Location != nil {
		l = *r.Location
	}
	return []any{nanos(r.CreatedAt.Time), r.digest, in.words, in.personal, flag(r.forgotten),
		int64(r.Stars), flag(r.CompanyReply != nil), flag(r.ReportData != nil), flag(r.Contacted()), flag(r.Outdated()),
		column(r.Source), column(r.Language), column(l.ID), column(l.Name), column(l.ExternalID),
		column(r.ReferenceID), folded(r.ReferralEmail), tagNames(r.Tags)}
}

func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
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

// indexing is what is to be done to the indexes. FTS5 gathers rows in memory only while their keys ascend, and begins a new
// segment of the index whenever they do not; so all is done at the end, in the order of keys.
type indexing []reindex

// reindex brings an index from what it had of a review to what it shall have.
type reindex struct {
	key      int64
	name     string
	had, has int64
	texts    []review.Text
}

func (in *indexing) add(key int64, name string, had, has int64, texts []review.Text) {
	if had != has {
		*in = append(*in, reindex{key, name, had, has, texts})
	}
}

func (in *indexing) run(tx *transaction) error {
	slices.SortStableFunc(*in, func(a, b reindex) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key)) })
	gone := false
	for _, op := range *in {
		if err := op.run(tx); err != nil {
			return err
		}
		gone = gone || op.name == "personal" && op.had != 0
	}
	if gone {
		return tx.due()
	}
	return nil
}

func (op reindex) run(tx *transaction) error {
	if op.had != 0 {
		if _, err := tx.exec("DELETE FROM "+op.name+" WHERE rowid=?", op.key); err != nil {
			return err
		}
	}
	if op.has == 0 {
		return nil
	}
	_, err := tx.exec("INSERT INTO "+op.name+" (rowid, word) VALUES (?,?)", op.key, op.text())
	return err
}

// text is what the index shall have.
func (op reindex) text() string {
	text := indexText(review.SearchWords(op.texts))
	if op.name == "words" {
		return gap + " " + text
	}
	return text
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
