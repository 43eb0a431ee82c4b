package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// randomText returns 26 letters and digits that cannot be guessed.
func randomText() string { return rand.Text() }

// randomBytes returns n bytes that cannot be guessed.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return b
}

// randomID returns an id as Trustpilot's objects have it: 24 hex digits.
func randomID() string { return hex.EncodeToString(randomBytes(12)) }

// randomUUID returns a random UUID, version 4.
func randomUUID() string {
	b := randomBytes(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return uuidText(b)
}

// uuidText writes 16 bytes as a UUID.
func uuidText(b []byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
