package review

import (
	"testing"
)

func TestSinceIsInclusiveAndUntilExclusive(t *testing.T) {
	for _, c := range []struct {
		line, created string
		want          bool
	}{
		{"since:2026-01-31", "2026-01-31T00:00:00Z", true},
		{"since:2026-01-31", "2026-01-30T23:59:59.999Z", false},
		{"until:2026-01-31", "2026-01-31T23:59:59.999Z", true}, // a bare until date is that whole day
		{"until:2026-01-31", "2026-02-01T00:00:00Z", false},
		{"since:2026-01-31 until:2026-01-31", "2026-01-31T12:00:00Z", true},
		{"since:2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z", true},
		{"since:2026-01-31T10:00:00Z", "2026-01-31T09:59:59Z", false},
		{"until:2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z", false},
		{"until:2026-01-31T10:00:00Z", "2026-01-31T09:59:59Z", true},
		{"until:2026-01-31T10:00:00+02:00", "2026-01-31T08:00:00Z", false},
		{"since:2026-01-31T10:00", "2026-01-31T10:00:00Z", true},
		{"since:2026-01-31T10:00:00.5Z", "2026-01-31T10:00:00.4Z", false},
		{"since:24h", "2026-11-19T12:00:00Z", true},
		{"since:24h", "2026-11-19T11:59:59Z", false},
		{"until:24h", "2026-11-19T12:00:00Z", false},
		{"until:24h", "2026-11-19T11:59:59Z", true},
		{"since:7d", "2026-11-13T12:00:00Z", true},
		{"since:1w", "2026-11-13T11:59:59Z", false},
		{"since:90m", "2026-11-20T10:30:00Z", true},
	} {
		if got := parsed(t, c.line).Match(Review{CreatedAt: at(t, c.created)}, noon); got != c.want {
			t.Errorf("%s matches a review of %s: %v, want %v", c.line, c.created, got, c.want)
		}
	}
}

func TestAReviewWithoutATimeIsInNoWindow(t *testing.T) {
	var r Review
	for line, want := range map[string]bool{"since:2000-01-01": false, "until:2100-01-01": false, "-since:2000-01-01": true, "-until:2100-01-01": true} {
		if got := parsed(t, line).Match(r, noon); got != want {
			t.Errorf("%s: %v, want %v", line, got, want)
		}
	}
}

func TestServerTimesAreReadInEveryFormTheyCameIn(t *testing.T) {
	for s, want := range map[string]string{
		"2026-11-20T08:14:05Z":           `"2026-11-20T08:14:05Z"`,
		"2026-11-20T08:14:05.000Z":       `"2026-11-20T08:14:05.000Z"`,
		"2026-11-20T08:14:05":            `"2026-11-20T08:14:05Z"`,
		"2026-11-20T08:14:05.1Z":         `"2026-11-20T08:14:05.1Z"`,
		"2026-11-20T08:14:05.1234567":    `"2026-11-20T08:14:05.1234567Z"`,
		"2026-11-20T08:14:05.123456789Z": `"2026-11-20T08:14:05.123456789Z"`,
		"2026-11-20T10:14:05+02:00":      `"2026-11-20T08:14:05Z"`,
		"2026-11-20 08:14:05":            `"2026-11-20T08:14:05Z"`,
		"2026-11-20":                     `"2026-11-20T00:00:00Z"`,
		"":                               "null",
		"20 Nov 2026":                    "null",
		"2026-13-01T00:00:00Z":           "null",
	} {
		got, _ := ParseTime(s)
		if b, err := got.MarshalJSON(); err != nil || string(b) != want {
			t.Errorf("%q is written %s (%v), want %s", s, b, err, want)
		}
	}
}
