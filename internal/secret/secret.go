// Package secret has the type of what must not be shown: keys, tokens, passphrases.
package secret

import (
	"fmt"
	"log/slog"
)

// Text is a text that must not be shown. Whatever prints it writes "[redacted]"; only Reveal gives it away.
// The zero value is no secret. The text stands behind a pointer, so that fmt does not reach it in an unexported field either.
type Text struct{ text *string }

// New hides a text; an empty one is the zero Text.
func New(text string) Text {
	if text == "" {
		return Text{}
	}
	return Text{text: &text}
}

// IsZero tells whether there is no secret.
func (s Text) IsZero() bool { return s.text == nil }

// Redacted stands where a secret would.
const Redacted = "[redacted]"

// Reveal is the secret itself, "" when there is none, for the one place that uses it.
func (s Text) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String hides the secret.
func (s Text) String() string { return Redacted }

// GoString hides the secret.
func (s Text) GoString() string { return Redacted }

// Format hides the secret from every verb of fmt.
func (s Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Redacted)) }

// MarshalText hides the secret from encoders of text, JSON keys among them.
func (s Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// MarshalJSON hides the secret.
func (s Text) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// LogValue hides the secret from log/slog.
func (s Text) LogValue() slog.Value { return slog.StringValue(Redacted) }
