package store

import "encoding/binary"

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
