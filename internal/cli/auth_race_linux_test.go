package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// field is how many processes race, and how often: TPDESK_RACERS and TPDESK_RACES, else what a change is tested with.
func field(t *testing.T) (most, rounds int) {
	t.Helper()
	return numberIn(t, "TPDESK_RACERS", 8), numberIn(t, "TPDESK_RACES", 100)
}

// numberIn is the number, 2 or more, that the environment gives.
func numberIn(t *testing.T, name string, usual int) int {
	t.Helper()
	given := os.Getenv(name)
	if given == "" {
		return usual
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 2 {
		t.Fatalf("%s=%q is no number of 2 or more", name, given)
	}
	return n
}

// tokenLife is a little more than an access token lives, in hours (trustpilot-api §1.6).
const tokenLife = 101

func TestOfManyProcessesAtTheEndOfATokenOneRenewsAndNoneIsSignedOut(t *testing.T) {
	most, rounds := field(t)
	var ahead atomic.Int64 // of the sandbox's clock, in hours
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load()) * time.Hour) }
	srv := startSandbox(t, sandbox.Options{Now: now})
	p := newSeat(t, srv.Info()).withKeyring(startBus(t).address)
	p.must("auth", "login")
	racers := p.race(most)
	dice := rand.New(rand.NewPCG(1, 2))
	last, began := strings.TrimSpace(p.must("auth", "token")), time.Now()
	for round := range rounds {
		ahead.Add(tokenLife)
		start := now().Add(-time.Hour)
		last = p.lap(racers[:2+dice.IntN(most-1)], ahead.Load(), last)
		if n := renewals(srv, start); n != 1 {
			t.Fatalf("round %d: %d renewals", round, n)
		}
	}
	t.Logf("%d rounds with 2 to %d processes in %s", rounds, most, time.Since(began).Round(time.Millisecond))
}

// lap lets the racers go at once and gives the one token that all of them must have, which is not the last one.
func (p *seat) lap(racers []racing, hours int64, last string) string {
	p.t.Helper()
	for _, r := range racers {
		if _, err := fmt.Fprintln(r.in, hours); err != nil {
			p.t.Fatal(err)
		}
	}
	token := ""
	for i, r := range racers {
		var l lap
		if err := r.out.Decode(&l); err != nil {
			p.t.Fatal(err)
		}
		if l.Code != 0 || l.Token == "" || l.Token == last || i > 0 && l.Token != token {
			p.t.Fatalf("process %d of %d: %d, same as before: %v, same as the first's: %v\n%s", i, len(racers), l.Code, l.Token == last, l.Token == token, l.Said)
		}
		token = l.Token
	}
	return token
}

// renewals counts the calls to the refresh address since a time of the sandbox's clock.
func renewals(srv *sandbox.Server, since time.Time) int {
	n := 0
	for _, r := range srv.Requests() {
		if r.At.After(since) && strings.HasSuffix(r.Path, "/refresh") {
			n++
		}
	}
	return n
}
