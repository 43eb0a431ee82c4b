package cli_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// workplace is a place on this machine that tpdesk is run from, on a sandbox of its own.
type workplace struct {
	t   *testing.T
	srv *sandbox.Server
	env []string

	journal string
}

func newWorkplace(t *testing.T) *workplace {
	t.Helper()
	journal := filepath.Join(t.TempDir(), "journal.jsonl")
	srv, err := sandbox.Start(t.Context(), sandbox.Options{Seed: 7, Reviews: 500, Journal: journal})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { srv.Close() })
	home, info := t.TempDir(), srv.Info()
	return &workplace{t: t, srv: srv, journal: journal, env: []string{"HOME=" + home, "TPDESK_CONFIG_HOME=" + filepath.Join(home, "config"), "TPDESK_STATE_HOME=" + filepath.Join(home, "state"),
		"TPDESK_API_URL=" + info.APIURL, "TPDESK_AUTH_URL=" + info.AuthURL, "TPDESK_INVITATIONS_URL=" + info.InvitationsURL, "TPDESK_API_KEY=" + info.APIKey,
		"TPDESK_TOKEN=" + info.ClientToken, "TPDESK_BUSINESS_UNIT=" + info.BusinessUnitID, "TPDESK_BUSINESS_USER=" + info.BusinessUserID,
		"TPDESK_STORE=file", "TPDESK_PASSPHRASE=open sesame", "DBUS_SESSION_BUS_ADDRESS="}}
}

// run runs the real program without a terminal.
func (s *workplace) run(args ...string) (stdout, stderr string, err error) {
	s.t.Helper()
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append([]string{"TPDESK_AS_MAIN=1"}, s.env...)
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	err = cmd.Run()
	return out.String(), talk.String(), err
}

// must is what the program prints; it may not fail.
func (s *workplace) must(args ...string) string {
	s.t.Helper()
	out, talk, err := s.run(args...)
	if err != nil {
		s.t.Fatalf("tpdesk %s: %v\n%s", strings.Join(args, " "), err, talk)
	}
	return strings.TrimSpace(out)
}

// desk opens the desk on a terminal.
func (s *workplace) desk(args ...string) *screen {
	s.t.Helper()
	return openScreenIn(s.t, s.env, 120, 36, args...)
}

// fault tells the sandbox to misbehave.
func (s *workplace) fault(f string) {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodPost, strings.TrimSuffix(s.srv.Info().APIURL, "/v1")+"/_sandbox/faults", strings.NewReader(f))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("X-Sandbox-Key", s.srv.ControlKey())
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode/100 != 2 {
		s.t.Fatalf("the sandbox refused the fault: %v, %v", res, err)
	}
	res.Body.Close()
}

func TestAWaitThatTrustpilotAskedForIsSaidOnTheTerminalAndCtrlCEndsIt(t *testing.T) {
	s := newWorkplace(t)
	s.fault(`{"match":{"method":"GET","path":"/reviews$"},"count":1,"fault":"status","status":429,"retryAfter":215}`) // and up to a tenth more
	shown := s.desk("list", "--fresh")
	shown.see("too many calls: waiting 3m")
	shown.see("Ctrl-C ends it")
	shown.typed("\x03")
	if code := shown.end(); code != 130 {
		t.Errorf("it ended with %d", code)
	}
	other := s.desk("show", "000000000000000000000000", "--fresh")
	other.see("asked for a pause of 3m")
	other.typed("\x03")
	if code := other.end(); code != 130 {
		t.Errorf("the other process ended with %d", code)
	}
}

func TestTheDesksHeaderCountsTheCallsOfAllProcesses(t *testing.T) {
	s := newWorkplace(t)
	shown := s.desk()
	shown.see("synced")
	shown.see("of 548 calls today")
	before := callsToday(shown)
	for range 5 {
		s.must("list", "--fresh", "--limit", "1", "--count")
	}
	shown.typed("R")
	shown.wait("the calls of the others", func(text string) bool { return callsIn(text) >= before+5 })
	shown.typed("q")
	if code := shown.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
}

func callsToday(s *screen) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return callsIn(s.term.String())
}

// callsIn reads the header; 0 where it tells no number.
func callsIn(screen string) int {
	m := regexp.MustCompile(`(\d+) of 548 calls today`).FindStringSubmatch(screen)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		panic(fmt.Sprint(m, err))
	}
	return n
}
