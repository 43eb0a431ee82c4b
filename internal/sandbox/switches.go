package sandbox

// Switches turn what the contract leaves open from the default, which is the zero
// value, to something else that Trustpilot may do.
type Switches struct {
	// PartnerDenied takes the integrations away from the sandbox's own unit: the
	// partner calls answer 200, trustpilot-api §6.
	PartnerDenied bool `json:"partnerDenied"`
	// PrivateConversations makes new conversations private until their state is
	// set, trustpilot-api §4.6.
	PrivateConversations bool `json:"privateConversations"`
}

// switched returns the switches as they stand.
func (s *Server) switched() Switches { return *s.switches.Load() }
