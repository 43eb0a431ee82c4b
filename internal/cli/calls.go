package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
)

// newClient makes a client whose calls are counted and paced together with those of every other process that has the same
// API key at the same server, or the same profile where no key is known. Where nothing is kept it counts for itself.
func (o *opener) newClient(cfg *client.Config) (*client.Client, error) {
	if o.folders.State != "" {
		cfg.Ledger = client.NewLedger(o.folders.Calls(callsName(*cfg, o.settings.Space())), o.settings.YearlyCalls, o.a.Now)
	}
	return client.New(*cfg)
}

// callsName names a key's ledger without telling the key.
func callsName(cfg client.Config, profile string) string {
	whose := "key " + cfg.APIKey
	if cfg.APIKey == "" {
		whose = "profile " + profile
	}
	sum := sha256.Sum256([]byte(cfg.BaseURL + " " + whose))
	return hex.EncodeToString(sum[:8])
}

// calls is how many calls were made today, by all processes, and how many are the day's share; 0 for no limit.
func (s *session) calls() (made, allowed int) {
	if s.ledger == nil {
		return s.client.Calls(), client.DailyShare(s.settings.YearlyCalls)
	}
	return s.ledger.Today(), s.ledger.Daily()
}

// tellPause says that a call waits, and why.
func (a *App) tellPause(wait time.Duration, why string) {
	a.say("tpdesk: %s: waiting %s; Ctrl-C ends it", why, max(time.Second, wait.Round(time.Second)))
}

// notAsked says why a list is not the server's: the allowance or a pause kept the call back, or there was no answer.
func notAsked(err error) string {
	var api *client.Error
	if errors.As(err, &api) && api.Outcome == client.NotSent && api.RetryAfter > 0 {
		return oneMessage(err)
	}
	return "Trustpilot cannot be reached"
}
