package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// Error is a refusal of the server that gives tokens. It holds no secret, even where the server repeats one.
type Error struct {
	Status      int           // HTTP status
	Code        string        // the server's word for it: "invalid_grant", "oauth.v2.InvalidApiKey", "1009"; "" without one
	Description string        // the server's sentence, in one clean line
	RetryAfter  time.Duration // 0 when the server did not say
	Skew        time.Duration // how far this computer's clock is ahead of the server's; 0 when the server's is not known
}

// Error says what the server said.
func (e *Error) Error() string {
	says := strings.TrimSpace("the server said " + strconv.Itoa(e.Status) + " " + e.Code)
	if e.Description != "" {
		says += ": " + e.Description
	}
	return says + clockWords(e.Skew)
}

// Temporary tells whether the same request may work later: too many requests, or a fault of the server's own.
func (e *Error) Temporary() bool {
	return e.Status == http.StatusTooManyRequests || e.Status == http.StatusRequestTimeout || e.Status >= 500
}

// Wait is RetryAfter, for whoever knows no more of the error than that.
func (e *Error) Wait() time.Duration { return e.RetryAfter }

// maxRetryAfter is the longest wait that is believed.
const maxRetryAfter = 24 * time.Hour

// parseError reads the four shapes that errors come in (trustpilot-api §1.7); of anything else it keeps the status alone.
func parseError(response *http.Response, body []byte, now time.Time, secrets []string) *Error {
	e := &Error{Status: response.StatusCode, RetryAfter: retryAfter(response.Header.Get("Retry-After"), now), Skew: skew(response.Header, now)}
	code, description := errorWords(body)
	show := func(words string) string { return hide(clean(hide(words, secrets)), secrets) } // cleaning may cut, or join, a secret
	e.Code, e.Description = strings.ReplaceAll(show(code), " ", "_"), show(description)
	switch {
	case e.Description != "" || e.Code != "":
	case e.Status/100 == 3:
		e.Description = "a redirect, which is not followed: check the server's address"
	default:
		e.Description = "without an explanation that tpdesk understands"
	}
	return e
}

func errorWords(body []byte) (code, description string) {
	fields, err := jsonFields(body)
	if err != nil {
		return "", ""
	}
	var fault struct {
		Faultstring string
		Detail      struct{ Errorcode string }
	}
	switch {
	case json.Unmarshal(fields["fault"], &fault) == nil:
		return fault.Detail.Errorcode, fault.Faultstring
	case text(fields["error"]) != "":
		return text(fields["error"]), text(fields["error_description"])
	case fields["ErrorCode"] != nil:
		return text(fields["ErrorCode"]), text(fields["Error"])
	}
	description = text(fields["message"])
	if details := text(fields["details"]); details != "" {
		description += ": " + details
	}
	return text(fields["errorCode"]), strings.TrimPrefix(description, ": ")
}

// hide takes out what we sent in confidence, as it is and as a form carries it.
func hide(words string, secrets []string) string {
	for _, s := range secrets {
		if len(s) < 4 {
			continue
		}
		words = strings.ReplaceAll(words, s, secret.Redacted)
		words = strings.ReplaceAll(words, url.QueryEscape(s), secret.Redacted)
	}
	return words
}

// retryAfter reads seconds or a date; 0 for anything else.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err == nil {
		if seconds > int64(maxRetryAfter/time.Second) {
			return maxRetryAfter
		}
		return time.Duration(max(0, seconds)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(0, at.Sub(now)), maxRetryAfter)
	}
	return 0
}

// SignInError says that there is no valid sign-in and what to do about it.
type SignInError struct {
	Reason string
	Next   string // the next step
	Err    error  // the cause, where there is one
}

// Error says why, then the next step.
func (e *SignInError) Error() string { return e.Reason + ": " + e.Next }

// Is makes every SignInError an ErrSignIn.
func (e *SignInError) Is(target error) bool { return target == ErrSignIn }

// Unwrap is the cause.
func (e *SignInError) Unwrap() error { return e.Err }

// ErrSignIn says that a person must sign in again; the error that wraps it is a *SignInError.
var ErrSignIn = errors.New("sign-in needed")

func signIn(cause error, format string, args ...any) error {
	return &SignInError{Reason: fmt.Sprintf(format, args...), Next: "run tpdesk auth login", Err: cause}
}
