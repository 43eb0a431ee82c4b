package review

import (
	"encoding/json"
	"time"
)

// Time is a moment the server told, in UTC. The zero Time is unknown.
type Time struct{ time.Time }

// timeLayouts are the forms of trustpilot-api §5.4: with a zone or none (then UTC), with a fraction or none (Go takes
// a fraction where the layout has none).
var timeLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"}

// ParseTime reads a server's date-time: RFC 3339, or without a zone and then UTC, with 0 to 9 fraction digits.
func ParseTime(s string) (Time, bool) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return Time{t.UTC()}, true
		}
	}
	return Time{}, false
}

// MarshalJSON writes RFC 3339 in UTC with milliseconds (finer where the server gave finer), null when unknown.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	layout := "2006-01-02T15:04:05.000Z"
	if t.Nanosecond()%int(time.Millisecond) != 0 {
		layout = "2006-01-02T15:04:05.000000000Z"
	}
	return json.Marshal(t.UTC().Format(layout))
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
