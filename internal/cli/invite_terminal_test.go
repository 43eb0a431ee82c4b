package cli_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestAtATerminalWhatIsToBeForgottenIsTypedAgain(t *testing.T) {
	journal := t.TempDir() + "/journal"
	info := startSandbox(t, sandbox.Options{Journal: journal}).Info()
	p := newSeat(t, info)
	p.env["TPDESK_TOKEN"], p.env["TPDESK_BUSINESS_USER"], p.env["TPDESK_INVITATIONS_URL"] = info.ClientToken, info.BusinessUserID, info.InvitationsURL
	for _, one := range []struct {
		typed, says string
		code        int
	}{{"y", "nothing was deleted", 2}, {"ASE@customer.example", "Trustpilot has taken the deletion", 0}} {
		s := p.terminal("invite", "forget", "ase@customer.example")
		s.see("nobody can undo it")
		s.typed(one.typed + "\r")
		s.see(one.says)
		if code := s.end(); code != one.code {
			t.Errorf("%q: it ended with %d", one.typed, code)
		}
	}
	b, err := os.ReadFile(journal)
	if got := strings.Count(string(b), `"op":"deleteInvitationData"`); err != nil || got != 1 {
		t.Errorf("%d deletions, %v", got, err)
	}
}
