package store

import (
	"context"
	"errors"

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

// registerHits makes the function known to a connection.
func registerHits(db *sqlite3.Conn) error {
	return sqlite3.CreateModule(db, "hits", nil, func(db *sqlite3.Conn, _, _, _ string, _ ...string) (*hitTable, error) {
		return &hitTable{statements: statements{db: db, idle: map[string][]*sqlite3.Stmt{}}}, db.DeclareVTab("CREATE TABLE hits (key INTEGER, of HIDDEN)")
	})
}

type hitTable struct {
	statements
	kept keptLists
}

// version is that of the database which the connection reads.
func (t *hitTable) version() (v version, err error) {
	for i, query := range []string{"PRAGMA data_version", "SELECT total_changes()"} {
		s, err := t.take(query)
		if err != nil {
			return v, err
		}
		if s.Step() {
			v[i] = s.ColumnInt64(0)
		}
		if err := errors.Join(s.Err(), t.give(s)); err != nil {
			return v, err
		}
	}
	return v, nil
}

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
	if len(c.hits.lists) == 0 {
		return nil
	}
	v, err := c.table.version()
	for _, l := range c.hits.lists {
		if err = errors.Join(err, c.openList(l, v)); err != nil {
			break
		}
	}
	return err
}

// openList adds the keys of a list.
func (c *hitCursor) openList(l list, v version) error {
	s, err := c.table.take("SELECT key FROM " + l.table + " WHERE " + l.where.sql + " AND key >= ? ORDER BY key")
	if err != nil {
		return err
	}
	c.lists = append(c.lists, &rowKeys{rows: s, kept: c.table.kept.of(l, v)})
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
