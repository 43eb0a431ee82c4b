package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// escapeJSON writes every character in JSON text that could act on a terminal or hide as a \u escape: C1 controls, DEL,
// bidi and zero-width controls. (C0 controls are escaped by encoding/json.) The text a reader decodes stays the same.
func escapeJSON(text []byte) []byte {
	if i := bytes.IndexFunc(text, acting); i < 0 {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if acting(r) {
			out = appendEscape(out, r)
		} else {
			out = append(out, text[:n]...)
		}
		text = text[n:]
	}
	return out
}

func appendEscape(out []byte, r rune) []byte {
	if r < 0x10000 {
		return fmt.Appendf(out, `\u%04x`, r)
	}
	r -= 0x10000
	return fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
}

const (
	zwnj = 0x200c
	zwj  = 0x200d
)

func acting(r rune) bool {
	switch {
	case r < 0x7f, r == zwj, r == zwnj:
		return false
	case r <= 0x9f, r == 0x2028, r == 0x2029, r == 0xfeff, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// marshal is JSON with customers' text to the letter and nothing in it that acts.
func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return escapeJSON(bytes.TrimRight(b.Bytes(), "\n")), nil
}
