package sandbox

import "time"

// Options says what a sandbox serves and where. The zero Options listens on a
// free port of 127.0.0.1 and serves 500 reviews of seed 0.
type Options struct {
	// Addr is the listening address, host:port; only loopback hosts are taken.
	Addr string
	// Seed chooses the generated reviews: the same seed and number give the same ones.
	Seed uint64
	// Reviews is how many reviews are generated: 0 means 500, below 0 none.
	Reviews int
	// Scenario is the path of a scenario file, {"reviews":[…]}, whose reviews replace the generated ones.
	Scenario string
	// Journal is the path of a file to which each committed write is appended as a JSON line.
	Journal string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// TLS opens a second listener for https beside the plain one: its certificate is
	// signed by an authority of its own, and tls faults make it worse. See TLSURL.
	TLS bool
	// ControlKeyFile is the path of a file into which the key of the controls is
	// written, for its owner only; it is removed when the sandbox closes.
	ControlKeyFile string
	// WebhookURL is where webhooks are posted, http on loopback; "" posts none.
	WebhookURL string
	// Switches are how the sandbox begins where the contract leaves it open.
	Switches Switches
}

// Info is what a client needs to know of a running sandbox, with the JSON keys
// that `tpdesk sandbox` prints.
type Info struct {
	APIURL         string `json:"apiUrl"`
	AuthURL        string `json:"authUrl"`
	InvitationsURL string `json:"invitationsUrl"`
	APIKey         string `json:"apiKey"`
	APISecret      string `json:"apiSecret"`
	Username       string `json:"username"`
	Password       string `json:"password"`
	BusinessUnitID string `json:"businessUnitId"`
	Domain         string `json:"domain"`
	BusinessUserID string `json:"businessUserId"`
	PartnerID      string `json:"partnerId"`
	ClientToken    string `json:"clientToken"`
}
