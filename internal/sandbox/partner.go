package sandbox

import "net/http"

// partnerCall checks what both partner calls need, trustpilot-api §6: a token of
// the partner's own keys and the partner's id.
func (s *Server) partnerCall(c *call) (unit, *answer) {
	switch {
	case c.token.client != s.info.APIKey:
		return unit{}, refusal(denied("The token is not one of a partner"))
	case c.PathValue("partner") != s.info.PartnerID:
		return unit{}, refusal(notFound("Partner not found"))
	}
	u, _ := s.unitBy(func(u unit) bool { return u.ID == c.PathValue("unit") })
	return u, nil
}

// entitled says whether a customer's plan has integrations: the sandbox's own
// unit, and no neighbour.
func (s *Server) entitled(u unit) bool { return u.ID == s.unit.ID && !s.switched().PartnerDenied }

// partnerCheck answers 201 when the customer may use integrations and 200 when not.
func (s *Server) partnerCheck(c *call) answer {
	u, refused := s.partnerCall(c)
	if refused != nil {
		return *refused
	}
	if s.entitled(u) {
		return empty(http.StatusCreated)
	}
	return empty(http.StatusOK)
}

// partnerKey makes a pair of keys for a customer, which then sign in as any
// others do; a customer without the right gets 200 and none.
func (s *Server) partnerKey(c *call) answer {
	u, refused := s.partnerCall(c)
	if refused != nil {
		return *refused
	}
	if !s.entitled(u) {
		return empty(http.StatusOK)
	}
	key, secret := "tpk-"+randomText(), "tps-"+randomText()
	s.mu.Lock()
	defer s.mu.Unlock()
	if refused := s.record(entry{Op: "partnerKey", ID: u.ID, BusinessUserID: c.token.user}); refused != nil {
		return *refused
	}
	s.clients[key] = secret
	return asJSON(http.StatusCreated, struct {
		Key    string `json:"key"`
		Secret string `json:"secret"`
	}{key, secret})
}
