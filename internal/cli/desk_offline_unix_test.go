//go:build unix

package cli_test

import (
	"net/http"
	"testing"
)

func TestTheDeskSaysThatItsCopyLivesInMemoryWhereThereIsNoVault(t *testing.T) {
	s := newWorkplace(t)
	s.env = append(s.env, "TPDESK_STORE=memory")
	shown := s.desk()
	shown.see("no vault: the copy and drafts live in memory and end with this desk")
	shown.see("synced")
	shown.typed("q")
	if code := shown.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
}

func TestAReplyWrittenWithoutNetworkWaitsInTheDeskAndIsPublishedWhenItIsBack(t *testing.T) {
	s := newWorkplace(t)
	s.env = append(s.env, "TPDESK_UNDO_WAIT=0s")
	answered := func() string { return s.must("list", "--fresh", "--replied", "yes", "--count") }
	before := answered()
	s.must("sync")
	shown := s.desk("--stars", "1-2", "--replied", "no")
	shown.see("★☆☆☆☆")
	s.fault(`{"match":{"path":"."},"count":-1,"fault":"status","status":503}`)
	shown.typed("r")
	shown.see("PUBLIC")
	shown.typed("Written on a train.\x13")
	shown.see("waits for the network")
	control(t, s.srv, http.MethodDelete, "/_sandbox/faults", "")
	if now := answered(); now != before {
		t.Errorf("%s replies are public, %s before", now, before)
	}
	shown.typed("R")
	shown.see("published: reply to")
	if answered() == before {
		t.Error("no reply is public")
	}
	shown.typed("q")
	if code := shown.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
}
