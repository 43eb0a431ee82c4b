package auth

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// A clock that is years wrong makes certificates, and now and then tokens, look expired or not yet valid. Where the answer
// shows it, the message says so.

// wrongClock is how far two clocks may differ before it is worth a word.
const wrongClock = 24 * time.Hour

// skew is how far the local clock is ahead of the Date that the server wrote; 0 when it wrote none.
func skew(h http.Header, now time.Time) time.Duration {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return now.Sub(date)
}

// clockWords says that the clocks differ, "" when they do not by much.
func clockWords(ahead time.Duration) string {
	if ahead.Abs() < wrongClock {
		return ""
	}
	word := "ahead of"
	if ahead < 0 {
		word = "behind"
	}
	return fmt.Sprintf("; this computer's clock is %s %s the server's: set it right first", span(ahead.Abs()), word)
}

// span is a long time in its largest unit.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*365*day:
		return fmt.Sprintf("%d years", d/(365*day))
	case d >= 60*day:
		return fmt.Sprintf("%d months", d/(30*day))
	}
	return fmt.Sprintf("%d days", max(1, d/day))
}

// certificateDate adds this computer's date to an error about a certificate that is expired or not yet valid.
func certificateDate(err error, now time.Time) error {
	if bad := (x509.CertificateInvalidError{}); !errors.As(err, &bad) || bad.Reason != x509.Expired {
		return err
	}
	return fmt.Errorf("%w; this computer says that today is %s: set its clock right if it is not", err, now.Format(time.DateOnly))
}
