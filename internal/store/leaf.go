package store

import (
	"encoding/binary"
	"math"
)

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
	return newLeaf(page, data)
}

// newLeaf is the page that a block holds.
func newLeaf(page int64, data []byte) (leaf, error) {
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
		if index < 0 || by <= 0 || at < 0 || keep < 0 || keep > int64(len(term)) || size < 0 || size > int64(l.end-at) {
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
