package client

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestWhatARefusalMeansIsToldApartAsFarAsTheAnswerDoes(t *testing.T) {
	for _, c := range []struct {
		status     int
		said, says string
	}{
		{401, "Invalid ApiKey", "the API key is not known"},
		{401, "The user account is locked", "account is locked"},
		{401, "User has been removed", "no longer exists or was taken out"},
		{401, "Access token revoked", "was revoked"},
		{401, "Access Token expired", "has ended"},
		{401, "Invalid access token", "likely, in this order: the sign-in was revoked"},
		{401, "", "likely, in this order: the sign-in was revoked"},
		{403, "You need a paid plan to use this feature", "the company's plan does not include it"},
		{403, "Your role has no permission for this", "the user's role does not allow it"},
		{403, "The token has no access to this business unit", "no access to this business unit"},
		{403, "Account suspended", "account is locked"},
		{403, "", "likely, in this order: the plan does not include it"},
		{404, "The requested resource could not be found", "the business unit is not known"},
		{429, "Too many", ""},
		{500, "", ""},
	} {
		body, _ := json.Marshal(map[string]string{"message": c.said})
		var failed *Error
		for _, err := range refuse(t, c.status, body).Reviews(context.Background(), review.Filter{}) {
			if !errors.As(err, &failed) {
				t.Fatalf("%d: %v", c.status, err)
			}
			break
		}
		if got := failed.Meaning(); !strings.Contains(got, c.says) || c.says == "" && got != "" {
			t.Errorf("%d %q: %q, want %q", c.status, c.said, got, c.says)
		}
	}
}

func TestAClockThatIsYearsWrongComesFirstInTheMeaning(t *testing.T) {
	now := time.Date(2036, 1, 2, 3, 4, 5, 0, time.UTC)
	for date, says := range map[string]string{
		"Thu, 01 Jan 2026 00:00:00 GMT": "this computer's clock is 10 years ahead of the server's: set it right first; likely",
		"Sun, 01 Jan 2040 00:00:00 GMT": "3 years behind",
		"Mon, 31 Dec 2035 00:00:00 GMT": "2 days ahead",
		"Wed, 02 Jan 2036 00:00:00 GMT": "likely, in this order",
		"nonsense":                      "likely, in this order",
	} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", date)
			w.WriteHeader(403)
		}, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
		_, err := c.Review(context.Background(), reviewID)
		e := wantKind(t, err, review.ErrRefused)
		if got := e.Meaning(); !strings.HasPrefix(got, says) && !strings.Contains(got, says) || strings.Contains(says, "likely,") && !strings.HasPrefix(got, says) {
			t.Errorf("%s: %q, want %q", date, got, says)
		}
	}
}

func TestACertificateThatLooksExpiredPointsAtTheClock(t *testing.T) {
	e := &Error{Op: "list", Method: "GET", cause: x509.CertificateInvalidError{Reason: x509.Expired}}
	if got := e.Error(); !strings.Contains(got, "look whether this computer's clock is right") {
		t.Errorf("got %q", got)
	}
	e.cause = x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}
	if got := e.Error(); strings.Contains(got, "clock") {
		t.Errorf("got %q", got)
	}
}
