package client

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Meaning is what a refusal means to a person, as far as the answer tells, and the next step: Trustpilot keeps its messages
// terse (trustpilot-api §1.7), so where it tells nothing the likely causes stand in their order. "" where the error's own
// words are enough.
func (e *Error) Meaning() string {
	said := e.told()
	if clock := clockWords(e.Skew); clock != "" && said != "" {
		return clock + "; " + said
	}
	return said
}

func (e *Error) told() string {
	words := strings.ToLower(e.Code + " " + e.Detail.Line())
	switch {
	case strings.HasPrefix(e.Path, "/private/partners/") && e.Status != http.StatusUnauthorized:
		return partnerMeaning(e.Status)
	case e.Status == http.StatusUnauthorized:
		return firstMeaning(words, unauthorized())
	case e.Status == http.StatusForbidden:
		return firstMeaning(words, forbidden())
	case e.Status == http.StatusNotFound && strings.HasPrefix(e.Path, "/private/business-units/"):
		return "the business unit is not known to Trustpilot: tpdesk auth status shows which one is used; set business_unit or domain in the profile, or TPDESK_BUSINESS_UNIT"
	}
	return ""
}

// reading is a meaning and the words of a server that tell it.
type reading struct {
	any     []string // in lower case; none: always
	meaning string
}

func firstMeaning(words string, table []reading) string {
	for _, r := range table {
		for _, w := range r.any {
			if strings.Contains(words, w) {
				return r.meaning
			}
		}
		if len(r.any) == 0 {
			return r.meaning
		}
	}
	return ""
}

const lockedAccount = "the user's account is locked: an administrator of the company in the web app, or Trustpilot's support, can unlock it"

func unauthorized() []reading {
	return []reading{
		{[]string{"invalidapikey", "invalid apikey", "consumer_key", "api key"}, "the API key is not known: compare TPDESK_API_KEY, or the key that you signed in with, with the web app, Integrations > Developers > APIs"},
		{[]string{"locked", "suspended", "blocked"}, lockedAccount},
		{[]string{"user not found", "unknown user", "removed", "deactivated", "disabled"}, "the user no longer exists or was taken out of the company: run tpdesk auth login as another one"},
		{[]string{"not_approved", "notapproved", "revoked"}, "the sign-in was revoked: run tpdesk auth login"},
		{[]string{"expired"}, "the sign-in has ended: run tpdesk auth login"},
		{nil, "likely, in this order: the sign-in was revoked; or the user was removed or locked; or the API key was replaced: run tpdesk auth login"},
	}
}

func forbidden() []reading {
	return []reading{
		{[]string{"plan", "subscription", "upgrade", "module", "paid"}, "the company's plan does not include it: whoever manages the plan with Trustpilot can add the API"},
		{[]string{"locked", "suspended", "blocked"}, lockedAccount},
		{[]string{"business unit", "businessunit", "business-unit"}, "the sign-in has no access to this business unit: tpdesk auth status shows which one is used; tpdesk auth switch, business_unit in the profile, or TPDESK_BUSINESS_UNIT name another"},
		{[]string{"role", "permission", "privilege", "not allowed"}, "the user's role does not allow it: an administrator of the company can change it in the web app"},
		{nil, "likely, in this order: the plan does not include it; or the user's role does not allow it; or the business unit is another company's (tpdesk auth status shows it); or the user is locked"},
	}
}

// partnerMeaning is what the partner programme's own statuses mean (trustpilot-api §6).
func partnerMeaning(status int) string {
	switch status {
	case http.StatusForbidden:
		return "this is not the partner's sign-in, or not one for this business unit: sign in with the partner's own API key and secret, tpdesk partner login"
	case http.StatusNotFound:
		return "the partner ID is not known: compare partner_id, or TPDESK_PARTNER_ID, with what your Partner Manager gave you"
	}
	return ""
}

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

func clockWords(ahead time.Duration) string {
	word := "ahead of"
	if ahead < 0 {
		word = "behind"
	}
	days := int(ahead.Abs() / (24 * time.Hour))
	switch {
	case ahead.Abs() < wrongClock:
		return ""
	case days >= 2*365:
		return fmt.Sprintf("this computer's clock is %d years %s the server's: set it right first", days/365, word)
	}
	return fmt.Sprintf("this computer's clock is %d days %s the server's: set it right first", days, word)
}

// certificateDate asks for the computer's date where a certificate looks expired or not yet valid: the error itself tells
// the date that the computer believes in.
func certificateDate(cause error) string {
	if bad := (x509.CertificateInvalidError{}); errors.As(cause, &bad) && bad.Reason == x509.Expired {
		return "; look whether this computer's clock is right"
	}
	return ""
}
