package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/ncruces/go-sqlite3"
)

// FTS5 walks the lists of its words at 0.1 to 0.2 µs an entry, and finds what two long lists share by walking both. The
// lists are read here as they lie in the file instead (SQLite's ext/fts5/fts5_index.c tells the format), at a tenth of
// that. Only reading is done here: FTS5 writes.
//
// An index is segments. The words of a review are in one of them; where FTS5 is about to merge some, a part of them is in the
// new one already. A segment is leaves: terms in order, each with its list, which may go on over many leaves.

// wordIndex reads one of the search indexes through a connection, as it is at one moment: that of held.
type wordIndex struct {
	ctx      context.Context
	kept     *statements
	held     *sqlite3.Stmt // the list of segments; while it is not reset nothing changes for the connection
	block    *sqlite3.Stmt
	leafOf   *sqlite3.Stmt
	leaves   *sqlite3.Stmt
	segments []*segmentOfWords
}

// segmentOfWords is one segment; what was taken out of it since it was written stands in its tombstones.
type segmentOfWords struct {
	index       *wordIndex
	id          int64
	first, last int64 // leaves
	tombstones  [][]byte
}

// The numbers of FTS5's blocks.
const (
	structureBlock = 10
	segmentShift   = 37
	tombstoneID    = 1 << 16 // is added to the segment's
)

// openWords opens the index of that name.
func openWords(ctx context.Context, kept *statements, name string) (*wordIndex, error) {
	x := &wordIndex{ctx: ctx, kept: kept}
	for _, s := range []struct {
		to    **sqlite3.Stmt
		query string
	}{
		{&x.held, "SELECT block FROM " + name + "_data WHERE id=?"},
		{&x.block, "SELECT block FROM " + name + "_data WHERE id=?"},
		{&x.leafOf, "SELECT pgno>>1 FROM " + name + "_idx WHERE segid=? AND term<=? ORDER BY term DESC LIMIT 1"},
		{&x.leaves, "SELECT pgno>>1 FROM " + name + "_idx WHERE segid=? AND term>? AND term<? ORDER BY term"},
	} {
		var err error
		if *s.to, err = kept.take(s.query); err != nil {
			return nil, errors.Join(err, x.close())
		}
	}
	if err := x.readStructure(); err != nil {
		return nil, errors.Join(err, x.close())
	}
	return x, nil
}

func (x *wordIndex) close() error {
	return errors.Join(x.kept.give(x.held), x.kept.give(x.block), x.kept.give(x.leafOf), x.kept.give(x.leaves))
}

// readStructure reads which segments there are.
func (x *wordIndex) readStructure() error {
	if err := x.held.BindInt64(1, structureBlock); err != nil {
		return err
	}
	if !x.held.Step() {
		return cmp.Or(x.held.Err(), errPage)
	}
	in := numbersOf(x.held.ColumnRawBlob(0))
	in.skip(4)
	v2 := in.has(0xff, 0, 0, 1)
	levels := in.number()
	in.numbers(2)
	for range levels {
		in.number()
		for range in.number() {
			s := &segmentOfWords{index: x, id: in.number(), first: in.number(), last: in.number()}
			if v2 {
				in.numbers(2)
				s.tombstones = make([][]byte, min(in.number(), math.MaxUint16))
				in.numbers(2)
			}
			if in.bad {
				return errPage
			}
			if s.last > 0 {
				x.segments = append(x.segments, s)
			}
		}
	}
	return nil
}

// errPage tells that the index is not as FTS5 writes it, in the way in which SQLite passes it on as damage.
var errPage = fmt.Errorf("%w: the search index", sqlite3.CORRUPT_VTAB)

// read reads a block behind what is in to.
func (x *wordIndex) read(id int64, to []byte) ([]byte, error) {
	if err := x.ctx.Err(); err != nil {
		return nil, err
	}
	if err := errors.Join(x.block.Reset(), x.block.BindInt64(1, id)); err != nil {
		return nil, err
	}
	if !x.block.Step() {
		return nil, cmp.Or(x.block.Err(), errPage)
	}
	return append(to, x.block.ColumnRawBlob(0)...), nil
}

// pageOf is the page on which a term begins if the segment has it.
func (s *segmentOfWords) pageOf(term []byte) (int64, error) {
	q := s.index.leafOf
	if err := errors.Join(q.Reset(), q.BindInt64(1, s.id), q.BindBlob(2, term)); err != nil {
		return 0, err
	}
	page := int64(0)
	if q.Step() {
		page = q.ColumnInt64(0)
	}
	return max(page, s.first), q.Err()
}

// find is the list of a term; none where the segment has none.
func (s *segmentOfWords) find(term []byte) (found []*posting, err error) {
	page, err := s.pageOf(term)
	if err != nil {
		return nil, err
	}
	l, err := s.leaf(page, nil)
	if err != nil {
		return nil, err
	}
	err = l.terms(func(t []byte, at, end int) bool {
		order := bytes.Compare(t, term)
		if order == 0 {
			found = []*posting{{segment: s, term: term, leaf: l, next: at, end: end}}
		}
		return order < 0
	})
	if err != nil || found == nil {
		return nil, err
	}
	return found, found[0].begin()
}

// begun are the lists of the terms that begin so.
func (s *segmentOfWords) begun(prefix []byte) (out []*posting, err error) {
	page, err := s.pageOf(prefix)
	if err != nil {
		return nil, err
	}
	pages, err := s.pagesOf(prefix)
	if err != nil {
		return nil, err
	}
	for _, page := range append([]int64{page}, pages...) {
		if len(out) > 0 && page <= out[len(out)-1].leaf.page || page < s.first {
			continue
		}
		l, err := s.leaf(page, nil)
		if err != nil {
			return nil, err
		}
		if err := l.terms(func(t []byte, at, end int) bool {
			if bytes.HasPrefix(t, prefix) {
				out = append(out, &posting{segment: s, term: bytes.Clone(t), leaf: l, next: at, end: end})
			}
			return bytes.Compare(t, prefix) < 0 || bytes.HasPrefix(t, prefix)
		}); err != nil {
			return nil, err
		}
	}
	for _, p := range out {
		if err := p.begin(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// pagesOf are the further pages on which terms begin that begin so.
func (s *segmentOfWords) pagesOf(prefix []byte) (out []int64, err error) {
	q := s.index.leaves
	above := bytes.Clone(prefix)
	above[len(above)-1]++
	if err := errors.Join(q.Reset(), q.BindInt64(1, s.id), q.BindBlob(2, prefix), q.BindBlob(3, above)); err != nil {
		return nil, err
	}
	for q.Step() {
		out = append(out, q.ColumnInt64(0))
	}
	return out, q.Err()
}

// lastAlone is the last page on which nothing but the list of a term goes on, of those from the given one on.
func (s *segmentOfWords) lastAlone(page int64, term []byte) (int64, error) {
	q := s.index.leaves
	if err := errors.Join(q.Reset(), q.BindInt64(1, s.id), q.BindBlob(2, term), q.BindBlob(3, []byte{0xff})); err != nil {
		return 0, err
	}
	last := s.last
	if q.Step() {
		last = q.ColumnInt64(0) - 1
	}
	return max(last, page), q.Err()
}
