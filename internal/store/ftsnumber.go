package store

import (
	"bytes"
	"math"
)

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
