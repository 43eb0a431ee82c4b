//go:build unix

package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// synced is what a sync prints as JSON.
type synced struct{ Reviews, Calls, SyncedBy int }

// lists counts the pages of the list that the server was asked for.
func (s *workplace) lists() (n int) {
	for _, r := range s.srv.Requests() {
		if strings.HasSuffix(r.Path, "/reviews") {
			n++
		}
	}
	return n
}

// slow lets each of the next pages take a while.
func (s *workplace) slow(pages int, each time.Duration) {
	s.fault(fmt.Sprintf(`{"match":{"method":"GET","path":"/reviews$"},"count":%d,"fault":"delay","delayMs":%d}`, pages, each.Milliseconds()))
}

// later runs the program beside the test.
func (s *workplace) later(args ...string) (wait func() (out, talk string, code int)) {
	type end struct {
		out, talk string
		err       error
	}
	ended := make(chan end, 1)
	go func() {
		out, talk, err := s.run(args...)
		ended <- end{out, talk, err}
	}()
	return func() (string, string, int) {
		e := <-ended
		return e.out, e.talk, exitOf(e.err)
	}
}

// asked waits until the server was asked for so many pages.
func (s *workplace) asked(pages int) {
	s.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); s.lists() < pages; {
		select {
		case <-tick.C:
		case <-deadline:
			s.t.Fatalf("%d pages were asked for, want %d", s.lists(), pages)
		}
	}
}

func TestOfTwoSyncsOneReadsAndTheOtherWaitsForIt(t *testing.T) {
	t.Parallel()
	s := newWorkplace(t)
	s.slow(5, 1500*time.Millisecond) // the others must have begun before it ends
	first := s.later("sync", "--json")
	s.asked(2)
	shown := s.desk("sync")
	shown.see("waiting for it; Ctrl-C ends the wait")
	out, talk, code := s.later("sync", "--json")()
	var row synced
	if err := json.Unmarshal([]byte(out), &row); err != nil || code != 0 || row.SyncedBy == 0 || row.Calls != 0 || row.Reviews != 0 {
		t.Errorf("the second ended with %d: %s %s", code, out, talk)
	}
	if !strings.Contains(talk, fmt.Sprintf("(process %d): waiting for it; for a minute at most", row.SyncedBy)) {
		t.Errorf("the second said %s", talk)
	}
	shown.see("has just brought the copy up to date: 500 reviews in it")
	if code := shown.end(); code != 0 {
		t.Errorf("the one on a terminal ended with %d", code)
	}
	var alone synced
	out, talk, code = first()
	if err := json.Unmarshal([]byte(out), &alone); err != nil || code != 0 || alone.Reviews != 500 || s.lists() != alone.Calls {
		t.Errorf("the first ended with %d: %s %s, and %d pages were read", code, out, talk, s.lists())
	}
}

func TestASyncThatIsKilledIsGoneOnWithByTheOneThatWaits(t *testing.T) {
	t.Parallel()
	s := newWorkplace(t)
	s.slow(5, 5*time.Second) // it must not have ended when it is killed
	first := s.desk("sync")
	s.asked(2)
	second := s.later("sync", "--json")
	third := s.desk("sync")
	third.see("waiting for it")
	third.typed("\x03")
	if code := third.end(); code != 130 {
		t.Errorf("Ctrl-C ended the wait with %d", code)
	}
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	control(t, s.srv, http.MethodDelete, "/_sandbox/faults", "")
	out, talk, code := second()
	var row synced
	if err := json.Unmarshal([]byte(out), &row); err != nil || code != 0 || row.SyncedBy != 0 || row.Reviews < 400 {
		t.Errorf("it ended with %d: %s %s", code, out, talk)
	}
	if got := s.must("list", "--cached", "--count"); got != "500" {
		t.Errorf("the copy has %s", got)
	}
}

func TestAStoppedSyncIsNotWaitedForForEverAndDoesNotGoOnBesideTheOther(t *testing.T) {
	t.Parallel()
	s := newWorkplace(t)
	s.slow(4, 2*time.Second)
	began := time.Now()
	first := s.desk("sync")
	s.asked(2)
	first.stop()
	out, talk, code := s.later("sync", "--json")()
	var row synced
	if err := json.Unmarshal([]byte(out), &row); err != nil || code != 0 || row.SyncedBy != 0 || row.Reviews < 400 {
		t.Errorf("it ended with %d: %s %s", code, out, talk)
	}
	pid := fmt.Sprint(first.cmd.Process.Pid)
	if took := time.Since(began); took < 25*time.Second || !strings.Contains(talk, "(process "+pid+") and does not move") || !strings.Contains(talk, "kill -9 "+pid) {
		t.Errorf("after %s it said %s", took, talk)
	}
	read := s.lists()
	first.goOn()
	first.see("has just brought the copy up to date")
	if code := first.end(); code != 0 || s.lists() > read+2 { // the page that was on its way is asked for again, and one is read ahead
		t.Errorf("the stopped one ended with %d, and read %d pages more", code, s.lists()-read)
	}
}
