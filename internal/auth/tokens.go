package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// Tokens are what a sign-in or a refresh gives.
type Tokens struct {
	Access         secret.Text
	Expires        time.Time   // of Access, by the local clock; zero when the server did not say
	Refresh        secret.Text // zero for client credentials
	RefreshExpires time.Time   // zero when the server did not say
	Issued         time.Time   // by the server's clock, only to tell that the clocks differ
	User           string      // app_enduser, the business user's ID; only in the first answer of a sign-in
}

// longest is the longest life of a token that is believed; a longer one would overflow.
const longest = 20 * 365 * 24 * time.Hour

func isUserID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// parseTokens reads a token answer. Real ones hold every number as a string (trustpilot-api §1.6); both are taken. The
// life counts from now, by the local clock, for issued_at is in seconds or in milliseconds and by another clock.
func parseTokens(body []byte, now time.Time) (Tokens, error) {
	fields, err := jsonFields(body)
	if err != nil {
		return Tokens{}, err
	}
	access, err := tokenField(fields, "access_token")
	if err != nil {
		return Tokens{}, err
	}
	if access == "" {
		return Tokens{}, errors.New("the answer holds no access_token")
	}
	refresh, err := tokenField(fields, "refresh_token")
	if err != nil {
		return Tokens{}, err
	}
	t := Tokens{
		Access: secret.New(access), Expires: after(now, fields["expires_in"]),
		Refresh: secret.New(refresh), RefreshExpires: after(now, fields["refresh_token_expires_in"]),
		Issued: instant(fields["issued_at"]),
	}
	if user := text(fields["app_enduser"]); isUserID(user) {
		t.User = user
	}
	return t, nil
}

// jsonFields takes an object apart by its exact keys: encoding/json would take "Error" for "error".
func jsonFields(body []byte) (map[string]json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return nil, errors.New("the answer is not a JSON object") // the cause could quote a token
	}
	return fields, nil
}

// tokenField is a token, fit for a header.
func tokenField(fields map[string]json.RawMessage, name string) (string, error) {
	token := text(fields[name])
	if strings.ContainsFunc(token, func(r rune) bool { return r <= 0x20 || r >= 0x7f }) {
		return "", errors.New("the answer's " + name + " holds characters that no token has")
	}
	return token, nil
}

// text is a string, or a number as it is written; else "".
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&n) == nil {
		return n.String()
	}
	return ""
}

// number is a JSON number or a string that holds one.
func number(raw json.RawMessage) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text(raw)), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

// after is the instant so many seconds from now; what is no life at all counts as not said.
func after(now time.Time, raw json.RawMessage) time.Time {
	seconds, ok := number(raw)
	if !ok || seconds <= 0 {
		return time.Time{}
	}
	if seconds > longest.Seconds() {
		return now.Add(longest)
	}
	return now.Add(time.Duration(seconds * float64(time.Second)))
}

// instant is a Unix time in seconds or, above 10^11, in milliseconds.
func instant(raw json.RawMessage) time.Time {
	n, ok := number(raw)
	if n > 1e11 {
		n /= 1000
	}
	if !ok || n <= 0 || n > 1e11 {
		return time.Time{}
	}
	return time.UnixMilli(int64(n * 1000)).UTC()
}
