package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
)

// opaque makes a name that tells nothing: systems show the names of keyring entries, in lists and on command lines.
func opaque(parts ...string) string {
	sum := sha256.Sum256([]byte("tpdesk 1\x00" + strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// clean makes a text from outside fit for one line of a message: printable, at most 200 characters.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return text
}
