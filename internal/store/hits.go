package store

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/ncruces/go-sqlite3"

	"github.com/tpdesk/tpdesk/internal/review"
)

// hits is what is searched for as the SQL function of that name takes it: hits(?) yields the keys, in the direction, of the
// reviews that may be meant. It may let more through than the filter, never less.
type hits struct {
	ctx       context.Context
	clauses   []review.Clause // the indexes tell all about each
	lists     []list          // that each review stands in
	direction string
	from, to  int64 // keys, inclusive
}

// list is keys that an index of the database has in order: those for which a condition of a table holds.
type list struct {
	table string
	where condition
}

// lookedUp reports whether the indexes tell all about a clause.
func lookedUp(c review.Clause) bool {
	if len(c.Any) > 0 {
		return len(c.Any) <= maxWords && !slices.ContainsFunc(c.Any, func(p review.Phrase) bool { return !phraseLookedUp(p) })
	}
	return len(c.All) <= maxWords && !slices.ContainsFunc(c.All, func(c review.Clause) bool { return !lookedUp(c) })
}

// phraseLookedUp reports whether a phrase can be looked up. Of a beginning at the end of several tokens a list must be kept.
func phraseLookedUp(p review.Phrase) bool {
	if len(p.Words) > maxWords || slices.ContainsFunc(p.Words, tooLong) {
		return false
	}
	tokens, begun := lookups(p)
	return !begun || len(tokens) == 1 || listKept(tokens[len(tokens)-1])
}

// lookups are the tokens of a phrase, the last of which is only begun or not.
func lookups(p review.Phrase) (tokens []string, begun bool) {
	last := len(p.Words) - 1
	if last == 0 && review.Ideographic(p.Words[0]) {
		return []string{aloneToken(p.Words[0])}, false
	}
	for i := range p.Words {
		tokens = append(tokens, tokenAt(p.Words, i))
	}
	if pairs(p.Words, last-1) {
		return tokens[:last], false
	}
	return tokens, p.Prefix || review.Ideographic(p.Words[last])
}

// listKept reports whether the index has a list of what begins so.
func listKept(prefix string) bool {
	n := utf8.RuneCountInString(prefix)
	return n >= 2 && n <= 4
}

// registerHits makes the function known to a connection.
func registerHits(db *sqlite3.Conn) error {
	return sqlite3.CreateModule(db, "hits", nil, func(db *sqlite3.Conn, _, _, _ string, _ ...string) (*hitTable, error) {
		return &hitTable{statements{db: db, idle: map[string][]*sqlite3.Stmt{}}}, db.DeclareVTab("CREATE TABLE hits (key INTEGER, of HIDDEN)")
	})
}

type hitTable struct{ statements }

func (*hitTable) BestIndex(index *sqlite3.IndexInfo) error {
	for i, c := range index.Constraint {
		if c.Column == 1 && c.Op == sqlite3.INDEX_CONSTRAINT_EQ && c.Usable {
			index.ConstraintUsage[i] = sqlite3.IndexConstraintUsage{Omit: true, ArgvIndex: 1}
			index.EstimatedCost, index.EstimatedRows = 1, 100
			return nil
		}
	}
	return sqlite3.CONSTRAINT
}

func (t *hitTable) Open() (sqlite3.VTabCursor, error) { return &hitCursor{table: t}, nil }

// statements keeps a connection's statements for the next time.
type statements struct {
	db   *sqlite3.Conn
	idle map[string][]*sqlite3.Stmt
}

// take is a statement for the query that nobody uses.
func (s *statements) take(query string) (*sqlite3.Stmt, error) {
	if idle := s.idle[query]; len(idle) > 0 {
		s.idle[query] = idle[:len(idle)-1]
		return idle[len(idle)-1], nil
	}
	out, _, err := s.db.Prepare(query)
	return out, err
}

// give takes a statement back.
func (s *statements) give(back *sqlite3.Stmt) error {
	if back == nil {
		return nil
	}
	query := back.SQL()
	s.idle[query] = append(s.idle[query], back)
	return back.Reset()
}

// Close ends all of them.
func (s *statements) Close() (err error) {
	for _, idle := range s.idle {
		for _, one := range idle {
			err = errors.Join(err, one.Close())
		}
	}
	s.idle = nil
	return err
}

// hitCursor walks the hits.
type hitCursor struct {
	table   *hitTable
	hits    *hits
	indexes opening
	lists   []*rowKeys
	keys    keys
	key     int64
	behind  *behindKeys // backward
}

func (c *hitCursor) Filter(_ int, _ string, arg ...sqlite3.Value) (err error) {
	h, ok := arg[0].Pointer().(*hits)
	if !ok {
		return sqlite3.MISMATCH
	}
	if err := c.Close(); err != nil {
		return err
	}
	c.hits = h
	if err := c.open(); err != nil {
		return err
	}
	if h.direction == older {
		if c.behind, err = c.newBehind(); err != nil {
			return err
		}
		return c.Next()
	}
	if c.keys, err = c.begin(); err == nil {
		c.key, err = c.keys.seek(max(h.from, -noKey))
	}
	return err
}

func (c *hitCursor) Next() (err error) {
	if c.behind != nil {
		c.key, err = c.behind.next()
		return err
	}
	c.key, err = c.keys.seek(c.key + 1)
	return err
}

func (c *hitCursor) EOF() bool { return c.key == noKey || c.key > c.hits.to }

func (c *hitCursor) Column(ctx sqlite3.Context, n int) error {
	if n == 0 {
		ctx.ResultInt64(c.key)
	}
	return nil
}

func (c *hitCursor) RowID() (int64, error) { return c.key, nil }

// Close frees what was opened.
func (c *hitCursor) Close() (err error) {
	for _, x := range c.indexes {
		err = errors.Join(err, x.close())
	}
	for _, l := range c.lists {
		err = errors.Join(err, c.table.give(l.rows))
	}
	*c = hitCursor{table: c.table}
	return err
}

// open opens what the hits are found by.
func (c *hitCursor) open() error {
	for _, name := range []string{"words", "personal"} {
		if len(c.hits.clauses) == 0 {
			break
		}
		x, err := openWords(c.hits.ctx, &c.table.statements, name)
		if err != nil {
			return err
		}
		c.indexes = append(c.indexes, x)
	}
	for _, l := range c.hits.lists {
		if err := c.openList(l); err != nil {
			return err
		}
	}
	return nil
}

// openList adds the keys of a list.
func (c *hitCursor) openList(l list) error {
	s, err := c.table.take("SELECT key FROM " + l.table + " WHERE " + l.where.sql + " AND key >= ? ORDER BY key")
	if err != nil {
		return err
	}
	c.lists = append(c.lists, &rowKeys{rows: s})
	for i, arg := range l.where.args {
		err = errors.Join(err, s.BindText(1+i, arg.(string)))
	}
	return err
}

// begin looks all up.
func (c *hitCursor) begin() (keys, error) {
	all, err := c.indexes.all(c.hits.clauses)
	for _, l := range c.lists {
		l.restart()
		all = append(all, l)
	}
	return all, err
}

// opening looks up what is searched for in the indexes.
type opening []*wordIndex

// all are the lists that the clauses share, the narrowing ones first.
func (o opening) all(clauses []review.Clause) (shared, error) {
	var with shared
	var not []keys
	for _, c := range clauses {
		list, err := o.clause(c)
		if err != nil {
			return nil, err
		}
		if c.Not {
			not = append(not, list)
		} else {
			with = append(with, list)
		}
	}
	if len(not) == 0 {
		return with, nil
	}
	if len(with) == 0 { // all reviews have the gap
		list, err := o.any([]review.Phrase{{Words: []string{gap}}})
		if err != nil {
			return nil, err
		}
		with = append(with, list)
	}
	return shared{without{with, anyOfKeys(not...)}}, nil
}

// clause is the list of a clause as if it were not turned.
func (o opening) clause(c review.Clause) (keys, error) {
	if len(c.Any) == 0 {
		return o.all(c.All)
	}
	return o.any(c.Any)
}

// any are the keys that have one of the phrases, by either index.
func (o opening) any(phrases []review.Phrase) (keys, error) {
	var lists []keys
	for _, p := range phrases {
		for _, x := range o {
			list, err := x.phrase(p)
			if err != nil {
				return nil, err
			}
			if list != nil {
				lists = append(lists, list)
			}
		}
	}
	return anyOfKeys(lists...), nil
}

// phrase are the keys that have a phrase; nil for none.
func (x *wordIndex) phrase(p review.Phrase) (keys, error) {
	tokens, begun := lookups(p)
	out := &phrased{}
	for i, token := range tokens {
		found, err := x.token(token, begun && i == len(tokens)-1)
		if err != nil || len(found) == 0 {
			return nil, err
		}
		t := newTokenKeys(found)
		out.tokens, out.shared = append(out.tokens, t), append(out.shared, t)
	}
	return out, nil
}

// token is the lists of a token, or of what begins so.
func (x *wordIndex) token(token string, begun bool) (out []*posting, err error) {
	for _, s := range x.segments {
		var more []*posting
		if begun && !listKept(token) {
			more, err = s.begins(token)
		} else {
			more, err = s.find(term(token, begun))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// term is how FTS5 calls a token: by the number of its list of beginnings in front, 0 for whole words.
func term(token string, begun bool) []byte {
	if begun {
		return append([]byte{byte('0' + utf8.RuneCountInString(token) - 1)}, token...)
	}
	return append([]byte{'0'}, token...)
}

// begins are the lists of what begins so where none is kept of it: of all words that do, or, of one letter, of all
// beginnings of two and of the letter as a word.
func (s *segmentOfWords) begins(prefix string) ([]*posting, error) {
	if utf8.RuneCountInString(prefix) > 1 {
		return s.begun(term(prefix, false))
	}
	alone, err := s.find(term(prefix, false))
	if err != nil {
		return nil, err
	}
	found, err := s.begun(append([]byte{'1'}, prefix...))
	return append(alone, found...), err
}
