package cli_test

import "testing"

// TestTheEmptyDeskLeadsToAnInvitation goes from a sandbox without reviews to the invitation of the first customer.
func TestTheEmptyDeskLeadsToAnInvitation(t *testing.T) {
	s := openScreen(t, 120, 36, "demo", "--reviews", "-1")
	s.see("No reviews yet")
	s.see("i invites a customer by e-mail")
	s.typed("i")
	s.see("Trustpilot's default")
	s.typed("ase@customer.example\tÅse\tAO-1" + enter)
	s.see("Send this invitation?")
	s.see(`"consumerEmail": "ase@customer.example"`)
	s.typed("y")
	s.see("Trustpilot took the invitation to ase@customer.example")
	s.typed("i")
	s.see("Trustpilot's default")
	s.typed("ase@customer.example\tÅse\tAO-1" + enter)
	s.see("this person was invited for this order")
	s.typed(escKey)
	s.gone("was invited")
	s.typed("q")
	if code := s.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	s.restored()
}
