package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Switches turn what the contract leaves open from the default, which is the zero
// value, to something else that Trustpilot may do. They are given at the start, in
// the object "switches" of a scenario file, or while the sandbox runs.
type Switches struct {
	// SecondReply is what becomes of a reply to an answered review: "" or "replace",
	// "409", "400", or "ignore" (2xx, and nothing changes), trustpilot-api §3.1.
	SecondReply string `json:"secondReply"`
	// NoUpdatedAt leaves updatedAt of a replaced reply null, trustpilot-api §3.1.
	NoUpdatedAt bool `json:"noUpdatedAt"`
	// ReplyText lists what is done to the text of a reply, in this order: "trim",
	// "lf" (CRLF and CR become LF), "crlf" (every line ends in CRLF), "nfc" (Latin
	// letters and kana are composed), "noEmoji".
	ReplyText []string `json:"replyText"`
	// ReadLagSeconds is for how long reads show the old state after a write, 0 to 600.
	ReadLagSeconds int `json:"readLagSeconds"`
	// WriteStatus is the status of a write on a review that succeeds: 200 to 204, or
	// 0 for the one of the call.
	WriteStatus int `json:"writeStatus"`
	// MissingAuthorIs403 refuses a reply for nobody with 403 instead of 400.
	MissingAuthorIs403 bool `json:"missingAuthorIs403"`
	// PendingStatus is the status of a find-reviewer request that waits; "" is Pending.
	PendingStatus string `json:"pendingStatus"`

	// RefreshStays keeps a refresh token alive when it is used, trustpilot-api §1.6.
	RefreshStays bool `json:"refreshStays"`
	// ReuseRevokesFamily ends every token that came of a sign-in when one of its
	// spent refresh tokens is used again.
	ReuseRevokesFamily bool `json:"reuseRevokesFamily"`
	// IssuedAtMillis writes issued_at in milliseconds, as recorded in 2022.
	IssuedAtMillis bool `json:"issuedAtMillis"`
	// TokenNumbers writes the numbers of a token reply as numbers.
	TokenNumbers bool `json:"tokenNumbers"`
	// TokenExtras adds the further keys of the reply that was recorded in 2022.
	TokenExtras bool `json:"tokenExtras"`
	// OldOAuthErrors gives the errors of the token calls the shape {ErrorCode, Error}.
	OldOAuthErrors bool `json:"oldOAuthErrors"`
	// StateDropped leaves state out of the redirect that ends a sign-in, trustpilot-api §1.5.
	StateDropped bool `json:"stateDropped"`

	// RetryAfter is how a 429 says when to come back: "" or "seconds", "date", or "none".
	RetryAfter string `json:"retryAfter"`
	// RateLimit refuses calls beyond so many in so many seconds; zero limits nothing.
	RateLimit Rate `json:"rateLimit"`

	// Dates is how dates are written: "" or "millis" (…00.000Z), "seconds" (…00Z),
	// "ticks" (…00.0000000Z), "noZone" (…00), or "noZoneMillis" (…00.000), trustpilot-api §5.4.
	Dates string `json:"dates"`
	// BareNextPage leaves the filters out of next-page links, trustpilot-api §2.1.
	BareNextPage bool `json:"bareNextPage"`
	// BeyondCapEmpty answers beyond 100,000 records with an empty page instead of 400.
	BeyondCapEmpty bool `json:"beyondCapEmpty"`
	// StartExclusive and EndInclusive move the two ends of a date range.
	StartExclusive bool `json:"startExclusive"`
	EndInclusive   bool `json:"endInclusive"`
	// UsernameExact compares the whole display name; ReferencePart finds a part of
	// the reference.
	UsernameExact bool `json:"usernameExact"`
	ReferencePart bool `json:"referencePart"`
	// ForeignIs404 answers private calls for another business unit with 404 instead of 403.
	ForeignIs404 bool `json:"foreignIs404"`

	// Webhooks is how often each is posted: "" or "once", "twice", or "never",
	// trustpilot-api §4.8.
	Webhooks string `json:"webhooks"`
	// PartnerDenied takes the integrations away from the sandbox's own unit: the
	// partner calls answer 200, trustpilot-api §6.
	PartnerDenied bool `json:"partnerDenied"`
	// PrivateConversations makes new conversations private until their state is
	// set, trustpilot-api §4.6.
	PrivateConversations bool `json:"privateConversations"`
}

// Rate is a number of calls in a sliding window of seconds.
type Rate struct {
	Calls   int `json:"calls"`
	Seconds int `json:"seconds"`
}

// check says what is wrong with the switches.
func (w Switches) check() error {
	oneOf := func(name, value string, allowed ...string) error {
		if value == "" || slices.Contains(allowed, value) {
			return nil
		}
		return fmt.Errorf("switch %s takes %q, not %q", name, allowed, value)
	}
	within := func(name string, n, low, high int) error {
		if n == 0 || n >= low && n <= high {
			return nil
		}
		return fmt.Errorf("switch %s takes 0 or %d to %d, not %d", name, low, high, n)
	}
	errs := []error{
		oneOf("secondReply", w.SecondReply, "replace", "409", "400", "ignore"),
		oneOf("retryAfter", w.RetryAfter, "seconds", "date", "none"),
		oneOf("dates", w.Dates, "millis", "seconds", "ticks", "noZone", "noZoneMillis"),
		oneOf("webhooks", w.Webhooks, "once", "twice", "never"),
		within("readLagSeconds", w.ReadLagSeconds, 1, 600),
		within("writeStatus", w.WriteStatus, 200, 204),
		within("rateLimit.calls", w.RateLimit.Calls, 1, 1_000_000),
		within("rateLimit.seconds", w.RateLimit.Seconds, 1, 86_400),
	}
	for _, step := range w.ReplyText {
		errs = append(errs, oneOf("replyText", step, "trim", "lf", "crlf", "nfc", "noEmoji"))
	}
	return errors.Join(errs...)
}

// switched returns the switches as they stand.
func (s *Server) switched() Switches { return *s.switches.Load() }

// turn lays a JSON object of switches over those that stand; a switch that does
// not exist is an error.
func (s *Server) turn(raw json.RawMessage) error {
	s.turning.Lock()
	defer s.turning.Unlock()
	w := s.switched()
	w.ReplyText = slices.Clone(w.ReplyText)
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return fmt.Errorf("read the switches: %w", err)
	}
	if err := w.check(); err != nil {
		return err
	}
	s.switches.Store(&w)
	return nil
}

// showSwitches and setSwitches are GET and POST /_sandbox/switches.
func (s *Server) showSwitches(*call) answer { return ok(s.switched()) }
func (s *Server) setSwitches(c *call) answer {
	var raw json.RawMessage
	if refused := readJSON(c, &raw); refused != nil {
		return *refused
	}
	if err := s.turn(raw); err != nil {
		return invalid(err.Error())
	}
	return s.showSwitches(c)
}
