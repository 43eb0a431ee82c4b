package store

import (
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// behindKeys yields hits from the last one back. Lists are read forward only: so it reads them from some way before the
// end, then from further before that, each stretch twice as long as the one before.
type behindKeys struct {
	cursor      *hitCursor
	first, last int64   // what is not read yet, inclusive
	length      int64   // of the next stretch
	read        []int64 // of the stretch, ascending
}

// stretches is how many times the first stretch goes into all.
const stretches = 256

func (c *hitCursor) newBehind() (_ *behindKeys, err error) {
	s, err := c.table.take("SELECT (SELECT min(key) FROM review), (SELECT max(key) FROM review)")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.table.give(s)) }()
	b := &behindKeys{cursor: c, first: 1}
	if s.Step() && s.ColumnType(0) != sqlite3.NULL {
		b.first, b.last = max(c.hits.from, s.ColumnInt64(0)), min(c.hits.to, s.ColumnInt64(1))
	}
	b.length = (b.last-b.first)/stretches + 1
	return b, s.Err()
}

// next is the key before the one that was told last; noKey when there is none.
func (b *behindKeys) next() (int64, error) {
	for len(b.read) == 0 {
		if b.last < b.first {
			return noKey, nil
		}
		if err := b.stretch(); err != nil {
			return noKey, err
		}
	}
	key := b.read[len(b.read)-1]
	b.read = b.read[:len(b.read)-1]
	return key, nil
}

// stretch reads the last stretch of what is not read yet.
func (b *behindKeys) stretch() error {
	list, err := b.cursor.begin()
	if err != nil {
		return err
	}
	from := max(b.first, b.last-b.length+1)
	key, err := list.seek(from)
	for ; err == nil && key <= b.last; key, err = list.seek(key + 1) {
		b.read = append(b.read, key)
	}
	b.last, b.length = from-1, 2*b.length
	return err
}
