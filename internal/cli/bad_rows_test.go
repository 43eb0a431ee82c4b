package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// inviter is a seat whose token may invite, and the journal of what Trustpilot took. It has no vault, so that the many runs
// cost no passphrase: the ledger then has a key of its own.
func inviterSeat(t *testing.T) (*seat, string) {
	t.Helper()
	journal := filepath.Join(t.TempDir(), "journal")
	info := startSandbox(t, sandbox.Options{Journal: journal}).Info()
	p := newSeat(t, info)
	p.env["TPDESK_TOKEN"], p.env["TPDESK_BUSINESS_USER"], p.env["TPDESK_INVITATIONS_URL"] = info.ClientToken, info.BusinessUserID, info.InvitationsURL
	p.env["TPDESK_STORE"] = "keyring"
	return p, journal
}

// orders writes a file of orders, of which one is bad, or none with -1. It gives its name and the line of the bad one.
func (p *seat) orders(name string, n, bad int, who string) (line int) {
	p.t.Helper()
	var text strings.Builder
	line = bad + 1
	if strings.HasSuffix(name, ".csv") {
		text.WriteString("email,reference\n")
		line++
	}
	for i := range n {
		email := fmt.Sprintf("%s%d@customer.example", who, i)
		if i == bad {
			email = ""
		}
		if strings.HasSuffix(name, ".csv") {
			fmt.Fprintf(&text, "%s,%d\n", email, i)
		} else {
			fmt.Fprintf(&text, "{\"email\":%q,\"reference\":%d}\n", email, i)
		}
	}
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text.String()), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return line
}

// took counts for each address how often Trustpilot took something, of a kind that the journal names.
func took(t *testing.T, journal, op string) map[string]int {
	t.Helper()
	text, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if !strings.Contains(line, `"op":"`+op+`"`) {
			continue
		}
		var any map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &any); err != nil {
			t.Fatal(err)
		}
		at := strings.Index(line, "@customer.example")
		out[line[strings.LastIndexByte(line[:at], '"')+1:at]]++
	}
	return out
}

func TestABadRowAtEachPositionIsNamedAndTheOthersGoOutOnce(t *testing.T) {
	t.Parallel()
	const rows = 4
	for _, c := range []struct{ op, ending, command string }{
		{"emailInvitation", ".csv", "invite email --yes --csv"}, {"emailInvitation", ".jsonl", "invite email --yes --jsonl"},
		{"invitationLink", ".csv", "invite link -o links.csv --csv"}, {"invitationLink", ".jsonl", "invite link -o links.jsonl --jsonl"},
	} {
		t.Run(c.command, func(t *testing.T) {
			t.Parallel()
			p, journal := inviterSeat(t)
			for bad := range rows {
				name, who := fmt.Sprintf("orders%d%s", bad, c.ending), fmt.Sprintf("p%d-", bad)
				line := p.orders(name, rows, bad, who)
				args := append(strings.Fields(c.command), name)
				if r := p.run(args...); r.code != 2 || !strings.Contains(r.err, fmt.Sprintf("%s:%d: email: it is missing\n", name, line)) {
					t.Fatalf("row %d is bad: %d\n%s", bad, r.code, r.err)
				}
				if n := len(took(t, journal, c.op)); n != bad*rows {
					t.Fatalf("row %d is bad, and %d went out", bad, n-bad*rows)
				}
				if r := p.run(append(args, "--skip-bad")...); r.code != 3 || !strings.Contains(r.err, fmt.Sprintf("%s:%d: ", name, line)) {
					t.Fatalf("row %d is left out: %d\n%s", bad, r.code, r.err)
				}
				p.orders(name, rows, -1, who) // somebody has corrected it
				for range 2 {
					if r := p.run(args...); r.code != 0 {
						t.Fatalf("row %d is corrected: %d\n%s", bad, r.code, r.err)
					}
				}
			}
			all := took(t, journal, c.op)
			if len(all) != rows*rows {
				t.Errorf("%d people of %d", len(all), rows*rows)
			}
			for who, n := range all {
				if n != 1 {
					t.Errorf("%s was done %d times", who, n)
				}
			}
		})
	}
}

func TestOneBadRowInTheMiddleOfAHundredThousandIsNamedBeforeAnythingLeaves(t *testing.T) {
	t.Parallel()
	p, journal := inviterSeat(t)
	line := p.orders("many.csv", 100_000, 50_000, "m")
	p.env["TPDESK_API_URL"], p.env["TPDESK_INVITATIONS_URL"] = "http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1" // nobody is there
	for _, command := range []string{"invite email --yes --csv many.csv", "invite link -o links.csv --csv many.csv"} {
		r := p.run(strings.Fields(command)...)
		if r.code != 2 || !strings.HasPrefix(r.err, fmt.Sprintf("many.csv:%d: email: it is missing\ntpdesk: 1 row of many.csv cannot be used", line)) {
			t.Errorf("%s: %d\n%s", command, r.code, r.err)
		}
	}
	if n := len(took(t, journal, "emailInvitation")) + len(took(t, journal, "invitationLink")); n != 0 {
		t.Errorf("%d went out", n)
	}
}
