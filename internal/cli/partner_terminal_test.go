package cli_test

import (
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestAtATerminalOneCommandWalksFromNoSignInToTheFirstPrivateCall(t *testing.T) {
	t.Parallel()
	info := startSandbox(t, sandbox.Options{}).Info()
	p := newSeat(t, info)
	delete(p.env, "TPDESK_BUSINESS_UNIT")
	p.env["TPDESK_PARTNER_ID"] = info.PartnerID
	s := p.terminal("partner", "onboard", info.Domain, "--into", "shop")
	s.see("E-mail of the business user:")
	s.typed(info.Username + "\r")
	s.see("Password:")
	s.typed(info.Password + "\r")
	s.see("the first private call went well")
	if code := s.end(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	s.never(info.Password)
	if got := p.must("list", "--count", "--fresh", "--profile", "shop"); got != "60\n" {
		t.Errorf("the customer's profile lists %q", got)
	}
}
