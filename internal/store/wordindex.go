package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
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
	defer x.block.Reset()
	if err := x.block.BindInt64(1, id); err != nil {
		return nil, err
	}
	if !x.block.Step() {
		return nil, cmp.Or(x.block.Err(), errPage)
	}
	return append(to, x.block.ColumnRawBlob(0)...), nil
}

// numbersOf reads FTS5's numbers from a block one after the other; bad is set where there is none.
func numbersOf(b []byte) *numberReader { return &numberReader{b: b} }

type numberReader struct {
	b   []byte
	at  int
	bad bool
}

func (n *numberReader) skip(by int) { n.at += by }

// has reports whether these bytes come next, and skips them.
func (n *numberReader) has(those ...byte) bool {
	if n.at > len(n.b) || !bytes.HasPrefix(n.b[n.at:], those) {
		return false
	}
	n.at += len(those)
	return true
}

func (n *numberReader) number() int64 {
	v, next := number(n.b, n.at)
	if next < 0 || v < 0 || v > math.MaxInt32 {
		n.bad = true
		return 0
	}
	n.at = next
	return v
}

// numbers skips some.
func (n *numberReader) numbers(count int) {
	for range count {
		if _, n.at = number(n.b, n.at); n.at < 0 {
			n.bad, n.at = true, len(n.b)
		}
	}
}

// number reads one of SQLite's: seven bits a byte, the greatest first, all eight of a ninth. next is behind it, -1 where
// there is none.
func number(b []byte, at int) (v int64, next int) {
	for i := at; i >= 0 && i < len(b); i++ {
		if i == at+8 {
			return v<<8 | int64(b[i]), i + 1
		}
		v = v<<7 | int64(b[i]&0x7f)
		if b[i] < 0x80 {
			return v, i + 1
		}
	}
	return 0, -1
}

// leaf is a page of a segment: the offset of the first key of a list that began before, its end, what follows, and behind
// its end where its terms begin.
type leaf struct {
	page int64
	data []byte
	end  int
}

// leaf reads a page of the segment into a buffer.
func (s *segmentOfWords) leaf(page int64, buffer []byte) (leaf, error) {
	data, err := s.index.read(s.id<<segmentShift+page, buffer[:0])
	if err != nil {
		return leaf{}, err
	}
	if len(data) < 4 {
		return leaf{}, errPage
	}
	l := leaf{page: page, data: data, end: int(binary.BigEndian.Uint16(data[2:]))}
	if l.end < 4 || l.end > len(data) {
		return leaf{}, errPage
	}
	return l, nil
}

// goesOn is where the first key of a list stands that began on an earlier page; 0 for none.
func (l leaf) goesOn() int { return int(binary.BigEndian.Uint16(l.data)) }

// firstTerm is where the first term of the page begins; beyond it where there is none.
func (l leaf) firstTerm() int {
	if at, next := number(l.data, l.end); next > 0 {
		return int(at)
	}
	return math.MaxInt
}

// terms tells each term that begins on the page, what stands behind it and where its list ends, beyond the page where it
// goes on, until told to stop.
func (l leaf) terms(tell func(term []byte, at, end int) bool) error {
	var term []byte
	index, start := l.end, int64(0)
	for first := true; index < len(l.data); first = false {
		by, next := number(l.data, index)
		index, start = next, start+by
		keep, at := int64(0), int(start)
		if index > 0 && !first {
			keep, at = number(l.data[:l.end], at)
		}
		size, at := number(l.data[:l.end], at)
		if index < 0 || at < 0 || keep < 0 || keep > int64(len(term)) || size < 0 || size > int64(l.end-at) {
			return errPage
		}
		term = append(term[:keep], l.data[at:at+int(size)]...)
		end := math.MaxInt
		if by, next := number(l.data, index); next > 0 {
			end = int(start + by)
		}
		if !tell(term, at+int(size), end) {
			return nil
		}
	}
	return nil
}

// pageOf is the page on which a term begins if the segment has it.
func (s *segmentOfWords) pageOf(term []byte) (int64, error) {
	q := s.index.leafOf
	defer q.Reset()
	if err := errors.Join(q.BindInt64(1, s.id), q.BindBlob(2, term)); err != nil {
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
	defer q.Reset()
	above := bytes.Clone(prefix)
	above[len(above)-1]++
	if err := errors.Join(q.BindInt64(1, s.id), q.BindBlob(2, prefix), q.BindBlob(3, above)); err != nil {
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
	defer q.Reset()
	if err := errors.Join(q.BindInt64(1, s.id), q.BindBlob(2, term), q.BindBlob(3, []byte{0xff})); err != nil {
		return 0, err
	}
	last := s.last
	if q.Step() {
		last = q.ColumnInt64(0) - 1
	}
	return max(last, page), q.Err()
}

// gone reports whether the review of a key was taken out of the segment.
func (s *segmentOfWords) gone(key int64) (bool, error) {
	pages := uint64(len(s.tombstones))
	if pages == 0 {
		return false, nil
	}
	n := uint64(key) % pages
	if s.tombstones[n] == nil {
		data, err := s.index.read((s.id+tombstoneID)<<segmentShift+int64(n), nil)
		if err != nil {
			return false, err
		}
		if s.tombstones[n] = data; len(data) < 16 {
			return false, errPage
		}
	}
	return entombed(s.tombstones[n], pages, key), nil
}

// entombed looks a key up in a page of tombstones: a head of eight bytes, and slots of four or eight in which a key is the
// first time at the slot that it names, or in one of the following before a free one.
func entombed(page []byte, pages uint64, key int64) bool {
	if key == 0 {
		return page[1] != 0
	}
	width := uint64(8)
	if page[0] == 4 {
		width = 4
	}
	slots := uint64(len(page)-8) / width
	for i := range slots {
		at := 8 + (uint64(key)/pages+i)%slots*width
		var slot uint64
		if width == 4 {
			slot = uint64(binary.BigEndian.Uint32(page[at:]))
		} else {
			slot = binary.BigEndian.Uint64(page[at:])
		}
		if slot == 0 || slot == uint64(key) {
			return slot != 0
		}
	}
	return false
}
