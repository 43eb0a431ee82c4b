package cli

import (
	"encoding/json"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzJSONCarriesTheTextExactly wants of JSON: nothing that acts on a terminal, and the same text when it is read.
func FuzzJSONCarriesTheTextExactly(f *testing.F) {
	for _, s := range []string{"a\x1b[2Jb", "\u009d52;c;QUJD\u009c", "a\u202eb\u2066", "\x7f\u2028\ufeff", "\U000e0041", "<&>", "\u061c\u200e", "👨\u200d👩", `\u001b "`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := marshal(map[string]string{"text": s}, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range string(b) {
			if r < ' ' || r >= 0x7f && r <= 0x9f || r == 0x61c || r >= 0x200e && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%+q is written with %U: %s", s, r, b)
			}
		}
		var got map[string]string
		if err := json.Unmarshal(b, &got); err != nil || utf8.ValidString(s) && got["text"] != s {
			t.Fatalf("%+q becomes %+q, %v", s, got["text"], err)
		}
	})
}
