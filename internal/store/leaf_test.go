package store

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

func FuzzAPageOfTheIndexIsReadOrRefused(f *testing.F) {
	f.Add([]byte{0, 0, 0, 35, 130, 128, 128, 128, 128, 128, 133, 84, 2, 4, 3, 48, 49, 55, 255, 255, 255, 255, 252, 212, 132, 240, 102, 2, 7, 129, 178, 180, 83, 2, 5, 14})
	f.Add([]byte{0, 4, 0, 12, 133, 84, 2, 4, 3, 48, 49, 55, 8, 3})
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := newLeaf(1, data)
		if err != nil || len(data) > block {
			return
		}
		var postings []*posting
		refused := l.terms(func(term []byte, at, end int) bool {
			postings = append(postings, &posting{segment: &segmentOfWords{last: 1}, term: bytes.Clone(term), leaf: l, next: at, end: end})
			return true
		})
		for _, p := range postings {
			if refused = errors.Join(refused, p.begin()); refused != nil {
				break
			}
			if _, err := p.seek(0); err == nil && p.key != noKey && p.next <= p.leaf.end {
				_, err = p.positions(nil)
				refused = errors.Join(refused, err)
			}
			_, err := p.seek(noKey)
			refused = errors.Join(refused, err)
		}
		if refused != nil && !errors.Is(refused, sqlite3.CORRUPT_VTAB) {
			t.Fatal(refused)
		}
		entombed(append(make([]byte, 16), data...), 1, int64(len(data)))
	})
}
