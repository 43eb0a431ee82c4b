package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// TestACertificateThatLooksExpiredAsksForTheClock: where the clock is wrong by years no call gets as far as an answer.
func TestACertificateThatLooksExpiredAsksForTheClock(t *testing.T) {
	t.Parallel()
	srv := startSandbox(t, sandbox.Options{TLS: true})
	p := newSeat(t, srv.Info())
	root := filepath.Join(p.dir, "root.pem")
	if err := os.WriteFile(root, srv.RootCertificate(), 0o600); err != nil {
		t.Fatal(err)
	}
	p.env["SSL_CERT_FILE"] = root
	p.env["TPDESK_API_URL"], p.env["TPDESK_AUTH_URL"] = srv.TLSURL(), srv.TLSURL()
	p.must("auth", "login", "--client-credentials")
	faulty(t, srv, `{"count":-1,"fault":"tls","form":"expired"}`)
	for _, args := range [][]string{{"auth", "login", "--client-credentials"}, {"list", "--fresh"}} {
		r := p.run(args...)
		today := time.Now().Format(time.DateOnly)
		if r.code != 75 || !strings.Contains(r.err, "certificate has expired or is not yet valid") || !strings.Contains(r.err, today) || !strings.Contains(r.err, "clock") {
			t.Errorf("tpdesk %s: %d\n%s", strings.Join(args, " "), r.code, r.err)
		}
	}
}
