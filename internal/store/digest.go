package store

import (
	"crypto/sha256"
	"encoding/binary"
)

// digestOf is what is stored beside a value and compared when it is read: the encryption does not tell damage inside a
// page, nor does SQLite. Each part counts with its length.
func digestOf[T string | []byte](parts ...T) int64 {
	h := sha256.New()
	var length [8]byte
	for _, p := range parts {
		binary.LittleEndian.PutUint64(length[:], uint64(len(p)))
		h.Write(length[:])
		h.Write([]byte(p))
	}
	return int64(binary.LittleEndian.Uint64(h.Sum(nil)))
}
