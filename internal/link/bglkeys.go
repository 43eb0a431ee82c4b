package link

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Keys are the two keys of Business Generated Links, as Trustpilot Business shows them (business-generated-links §1).
// Whoever has them can invite anybody in the company's name, so nothing prints them.
type Keys struct{ Encrypt, Auth [32]byte }

// ParseKeys reads both keys. They are two different ones.
func ParseKeys(encrypt, auth string) (Keys, error) {
	e, err := ParseKey(encrypt)
	if err != nil {
		return Keys{}, fmt.Errorf("encryption key: %w", err)
	}
	a, err := ParseKey(auth)
	if err != nil {
		return Keys{}, fmt.Errorf("authentication key: %w", err)
	}
	if e == a {
		return Keys{}, errors.New("the encryption key and the authentication key are the same: they are two different ones")
	}
	return Keys{Encrypt: e, Auth: a}, nil
}

// ParseKey reads one key: the base64 of exactly 32 bytes, blanks and line ends around it left aside. Another length is
// refused, since a cipher would take 16 or 24 bytes and make links that nobody can read.
func ParseKey(text string) (key [32]byte, err error) {
	text = strings.TrimSpace(text)
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	switch {
	case text == "":
		return key, errors.New("there is none")
	case err != nil || strings.ContainsAny(text, "\r\n"):
		return key, errors.New("this is no base64, as Trustpilot Business shows it: 44 characters that end in =") // the cause would quote the key
	case len(b) != len(key):
		return key, fmt.Errorf("it has %d bytes, a key has 32: 44 characters that end in =", len(b))
	}
	return [32]byte(b), nil
}

// Text is the base64 of one key, for where it is kept.
func Text(key [32]byte) string { return base64.StdEncoding.EncodeToString(key[:]) }

const redacted = "[redacted]"

// Format hides the keys from every verb of fmt.
func (k Keys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText hides the keys from encoders.
func (k Keys) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue hides the keys from log/slog.
func (k Keys) LogValue() slog.Value { return slog.StringValue(redacted) }
