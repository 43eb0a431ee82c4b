package auth

import (
	"fmt"
	"log/slog"
)

// Secret is a text that must not be shown. Whatever prints it writes "[redacted]"; only Reveal gives it away.
// The zero value is no secret. The text stands behind a pointer, so that fmt does not reach it in an unexported field either.
type Secret struct{ text *string }

// NewSecret hides a text; an empty one is the zero Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// IsZero tells whether there is no secret.
func (s Secret) IsZero() bool { return s.text == nil }

const redacted = "[redacted]"

// Reveal is the secret itself, "" when there is none, for the one place that uses it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String hides the secret.
func (s Secret) String() string { return redacted }

// GoString hides the secret.
func (s Secret) GoString() string { return redacted }

// Format hides the secret from every verb of fmt.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText hides the secret from encoders of text, JSON keys among them.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON hides the secret.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// LogValue hides the secret from log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
