package client

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Outcome is what is certain at Trustpilot's side after a call that failed.
type Outcome string

// The outcomes of a failed call.
const (
	NotSent Outcome = "nothing was sent"      // no byte of the request left
	NotDone Outcome = "nothing was changed"   // a read, or the server said that it did not do it
	Unclear Outcome = "it may have been done" // sent, and the answer is lost or tells nothing
)

// Error is a call that failed. It unwraps to the sentinels of package review, and says what was tried, why it failed
// and what is certain; it holds no token, no address parameter and no text that could act on a terminal.
type Error struct {
	Op            string // what was tried: "reply to 5f2"
	Method        string
	Path          string        // a template such as /private/reviews/{id}/reply
	Status        int           // HTTP status, 0 when there was no answer
	Code          string        // the server's errorCode, fault code or OAuth error; "" when it gave none
	Detail        review.Text   // what the server said, at most 200 characters; unknown when it said nothing readable
	CorrelationID string        // for Trustpilot's support; "" when the server gave none
	RetryAfter    time.Duration // how long the server asked to wait, 0 when it did not
	Skew          time.Duration // how far this computer's clock is ahead of the server's, 0 when the server's is not known
	Outcome       Outcome

	kind   error // a sentinel of package review, or nil when the caller stopped the call
	cause  error // what happened on the way, nil when the server answered
	repeat bool  // a read that may go better the next time
}

// Error says what was tried, why it failed, and of a write what is certain.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ": " + e.why())
	if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	if e.Method != http.MethodGet {
		b.WriteString("; " + string(e.Outcome))
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, "; try again in %s", max(time.Second, e.RetryAfter.Round(time.Second)))
	}
	return b.String()
}

func (e *Error) why() string {
	if e.cause != nil && errors.Is(e.kind, review.ErrSignIn) { // who holds the tokens says what to do, at the end
		return review.NewText(e.cause.Error()).Line()
	}
	if e.cause != nil {
		return clip(review.NewText(e.cause.Error())) + certificateDate(e.cause)
	}
	said := e.Detail.Line()
	if said == "" {
		said = meaning(e.Status)
	}
	return fmt.Sprintf("trustpilot answered %d: %s", e.Status, said)
}

// meaning is what a status means where the server gave no words of its own (trustpilot-api §5.2).
func meaning(status int) string {
	switch {
	case status == http.StatusUnauthorized:
		return "the token or the API key is not accepted"
	case status == http.StatusForbidden:
		return "the user's role or the plan does not allow it, or it is another company's business unit"
	case status == http.StatusTooManyRequests:
		return "too many calls"
	case status >= 300 && status < 400:
		return "it points to another address, and tpdesk follows none"
	}
	if text := http.StatusText(status); text != "" {
		return strings.ToLower(text)
	}
	return "no reason given"
}

// Unwrap gives the sentinel, and the cause unless the outcome is unclear: a person who stopped a write in the middle
// has not stopped it for certain.
func (e *Error) Unwrap() []error {
	var out []error
	if e.kind != nil {
		out = append(out, e.kind)
	}
	if e.cause != nil && e.Outcome != Unclear {
		out = append(out, e.cause)
	}
	return out
}

// detailLength is how much of a server's words is kept, in characters.
const detailLength = 200

// clip is the text on one safe line of at most detailLength characters.
func clip(t review.Text) string {
	line := t.Line()
	if utf8.RuneCountInString(line) <= detailLength {
		return line
	}
	return string([]rune(line)[:detailLength-1]) + "…"
}
