package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
)

// The steps from a domain to the first private call (the partner programme's own order, trustpilot-api §6).
const (
	stepPartner = "partner"
	stepUnit    = "unit"
	stepRight   = "right"
	stepKeys    = "keys"
	stepSignIn  = "signin"
	stepTest    = "test"
)

// customerOf names a customer; what is not known is "".
type customerOf struct{ domain, unit, profile string }

// partnerStep is a line of the log of a partner's steps, which a support bundle holds. It has no secret, no token and none of
// a server's words: only what a Partner Manager needs to find the call.
type partnerStep struct {
	At            time.Time `json:"at"`
	Step          string    `json:"step"`
	Domain        string    `json:"domain,omitempty"`
	BusinessUnit  string    `json:"businessUnit,omitempty"`
	Profile       string    `json:"profile,omitempty"` // of the customer
	Outcome       string    `json:"outcome"`           // yes, no, made, kept, done, or the word of the error
	HTTPStatus    int       `json:"httpStatus,omitempty"`
	ErrorCode     string    `json:"errorCode,omitempty"`
	CorrelationID string    `json:"correlationId,omitempty"`
}

func (o *opener) partnerLog() string {
	return filepath.Join(o.folders.Place(o.settings.Space()), "partner.jsonl")
}

// note adds a step to the log. Where nothing is kept nothing is noted; a log that cannot be written stops no step.
func (o *opener) note(step string, c customerOf, outcome string, err error) {
	if o.settings.Store == "memory" {
		return
	}
	line := partnerStep{At: o.a.Now().UTC().Truncate(time.Second), Step: step, Domain: c.domain, BusinessUnit: c.unit, Profile: c.profile, Outcome: outcome}
	if err != nil {
		line.Outcome = classify(err).code
	}
	var said *client.Error
	if errors.As(err, &said) {
		line.HTTPStatus, line.ErrorCode, line.CorrelationID = said.Status, said.Code, said.CorrelationID
	}
	if err := o.addLine(line); err != nil {
		o.a.say("tpdesk: the step could not be noted for the support bundle: %s", oneMessage(err))
	}
}

func (o *opener) addLine(line partnerStep) error {
	if err := config.MakePrivate(o.folders.Place(o.settings.Space())); err != nil {
		return err
	}
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(o.partnerLog(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Close())
}

// mostSteps is how many of the newest steps a support bundle holds.
const mostSteps = 500

// steps reads the newest lines of the log; one that was cut off is left out.
func (o *opener) steps() ([]partnerStep, error) {
	f, err := os.Open(o.partnerLog())
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []partnerStep
	for in := bufio.NewScanner(f); in.Scan(); {
		var line partnerStep
		if json.Unmarshal(in.Bytes(), &line) != nil {
			continue
		}
		if out = append(out, line); len(out) > 2*mostSteps {
			out = append(out[:0], out[mostSteps:]...)
		}
	}
	return out[max(0, len(out)-mostSteps):], nil
}
