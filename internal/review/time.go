package review

import (
	"encoding/json"
	"strings"
	"time"
)

// Time is a moment the server told, in UTC. The zero Time is unknown. It remembers how many fraction digits the server
// wrote, so that JSON shows the moment as the server does.
type Time struct {
	time.Time
	fraction int8 // 1 + the digits that were written; 0 where nobody wrote it
}

// timeLayouts are the forms of trustpilot-api §5.4: with a zone or none (then UTC), with a fraction or none (Go takes
// a fraction where the layout has none).
var timeLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"}

// ParseTime reads a server's date-time: RFC 3339, or without a zone and then UTC, with 0 to 9 fraction digits.
func ParseTime(s string) (Time, bool) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return Time{Time: t.UTC(), fraction: 1 + fractionDigits(s)}, true
		}
	}
	return Time{}, false
}

// fractionDigits counts the digits behind the point of the seconds, at most 9.
func fractionDigits(s string) int8 {
	_, behind, _ := strings.Cut(s, ".")
	n := strings.IndexFunc(behind, func(r rune) bool { return r < '0' || r > '9' })
	if n < 0 {
		n = len(behind)
	}
	return int8(min(n, 9))
}

// MarshalJSON writes RFC 3339 in UTC with as many fraction digits as the server wrote, milliseconds where it was not the
// server; null when unknown.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	digits := 3
	if t.fraction > 0 {
		digits = int(t.fraction) - 1
	}
	layout := "2006-01-02T15:04:05"
	if digits > 0 {
		layout += "." + strings.Repeat("0", digits)
	}
	return json.Marshal(t.UTC().Format(layout + "Z"))
}

// UnmarshalJSON takes every form of ParseTime; null and "" and a form it does not know are unknown.
func (t *Time) UnmarshalJSON(b []byte) error {
	*t = Time{}
	var s *string
	if err := json.Unmarshal(b, &s); err != nil || s == nil {
		return err
	}
	*t, _ = ParseTime(*s)
	return nil
}
