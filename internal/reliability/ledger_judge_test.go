package reliability

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
)

// open reports whether nobody knows what became of an invitation.
func open(s invite.State) bool { return s == invite.Sending || s == invite.Unknown }

// judge compares what was said, and what the ledger has, with the sandbox's journal.
func (x *mailing) judge(events []faultproxy.Event) {
	for _, c := range x.claims {
		if !x.twice {
			x.judgeClaim(c)
		}
	}
	states, doubts, phantoms := x.states(), 0, answeredElsewhere(events)
	for _, r := range x.rows {
		public := x.public(r)
		switch state := states[r.Line]; {
		case public > 1:
			x.complain("DUPLICATE: the invitation of line %d was committed %d times", r.Line, public)
		case open(state):
			doubts++
		case state == invite.Sent && public == 0:
			phantoms--
		case state != invite.Sent && public > 0:
			x.complain("FALSE: the ledger has line %d as %q, and it was sent", r.Line, state)
		}
	}
	if phantoms < 0 {
		x.complain("FALSE: the ledger has as sent what was not")
	}
	if doubts > 1 {
		x.complain("WENT ON: %d invitations are in doubt, and a machine stops at the first", doubts)
	}
	if n := x.proxy.Trapped(); n > 0 {
		x.complain("TRAPPED: %d connections followed a redirect", n)
	}
	x.wrong = append(x.wrong, x.unrecorded...)
	x.unrecorded = nil
}

// answeredElsewhere is how many invitations were taken, with a 2xx, by something that is not Trustpilot.
func answeredElsewhere(events []faultproxy.Event) (n int) {
	for _, e := range events {
		taken := e.Upstream/100 == 2
		if !taken && (strings.Contains(e.Fault, ": "+string(faultproxy.Empty)) || strings.Contains(e.Fault, ": "+string(faultproxy.Bomb))) {
			n++
		}
	}
	return n
}

// judgeClaim: the process went over what was sent, stopped at what is in doubt, and said so.
func (x *mailing) judgeClaim(c sent) {
	stop := slices.IndexFunc(x.rows, func(r invite.Row) bool { return open(c.before[r.Line]) })
	switch {
	case stop >= 0 && !errors.Is(c.err, review.ErrUnknown):
		x.complain("WENT ON: line %d was in doubt, and this was said: %+v, %v", x.rows[stop].Line, c.did, c.err)
	case stop >= 0 && c.did.Left < len(x.rows)-stop:
		x.complain("WENT ON: line %d was in doubt, and %d were left", x.rows[stop].Line, c.did.Left)
	case errors.Is(c.err, review.ErrUnknown) != (len(c.did.Unknown) > 0), c.err == nil && c.did.Left > 0:
		x.complain("FALSE: it was told as %+v, %v", c.did, c.err)
	case c.err != nil && !errors.Is(c.err, review.ErrUnknown) && exitOf(c.err) == 0:
		x.complain("EXIT: no code tells of %v", c.err)
	}
	done := len(x.rows) - c.did.Left
	before := 0
	for _, r := range x.rows[:done] {
		if c.before[r.Line] == invite.Sent {
			before++
		}
	}
	if c.did.Skipped != before {
		x.complain("AGAIN: %d of the first %d were sent before, and %d were skipped", before, done, c.did.Skipped)
	}
}

// person decides, by what Trustpilot has, and sends the rest: each invitation has then gone out once, but for the one that
// Trustpilot refuses.
func (x *mailing) person() {
	if len(x.wrong) > 0 {
		return
	}
	said := x.states()
	doubt := invite.Skip
	for _, r := range x.rows {
		if open(said[r.Line]) && x.public(r) == 0 {
			doubt = invite.Again
		}
	}
	x.proxy.Begin(faultproxy.Plan{})
	did, err := x.run(client.Limits{}, doubt, &deathbed{left: -1})
	x.proxy.End()
	if err != nil || did.Left > 0 {
		x.complain("in the end: %+v, %v", did, err)
	}
	for _, r := range x.rows {
		elsewhere := said[r.Line] == invite.Sent && x.public(r) == 0
		if want := !strings.HasSuffix(r.Email, ",") && !elsewhere; want != (x.public(r) == 1) {
			x.complain("LOST: in the end the invitation of line %d was committed %d times", r.Line, x.public(r))
		}
	}
}

func (x *mailing) complain(format string, args ...any) {
	x.wrong = append(x.wrong, fmt.Sprintf(format, args...))
}

// String is the run with what was wrong.
func (x *mailing) String() string {
	lines := []string{fmt.Sprintf("two at once %v, died %v", x.twice, x.died)}
	for _, c := range x.claims {
		lines = append(lines, fmt.Sprintf("began with %v and said: %+v err=%v", c.before, c.did, c.err))
	}
	return strings.Join(append(lines, x.wrong...), "\n  ")
}

// mailPlan has faults for about a quarter of the requests: else no file would ever come far.
func mailPlan(seed uint64, only ...faultproxy.What) faultproxy.Plan {
	return faultproxy.NewPlan(seed, 3*mailed, chance/2, pause, only...)
}

func TestNoInvitationIsSentTwiceOrClaimedFalselyWhateverBreaks(t *testing.T) {
	t.Parallel()
	failed := mailAll(t, slip{}, firstSeed(t), runs(t, "TPDESK_RUNS", 400)/4, 3)
	for _, x := range failed {
		b := newBed(t, mistake{}, 1) // which a run never empties
		smallest := faultproxy.Shrink(x.plan, func(p faultproxy.Plan) bool { return len(b.mail(t, p, slip{}).wrong) > 0 })
		t.Errorf("%s\n  %s\nthe smallest plan that fails so: %s", x.plan, x, smallest)
	}
}

// mailAll plays n seeds, until so many have failed, and returns those.
func mailAll(t *testing.T, m slip, from uint64, n, enough int) (failed []*mailing) {
	t.Helper()
	seeds := make(chan uint64)
	var mu sync.Mutex
	var wg sync.WaitGroup
	over := func() bool { mu.Lock(); defer mu.Unlock(); return len(failed) >= enough }
	for range min(8, 1+n/30) {
		wg.Go(func() {
			b := newBed(t, mistake{}, 1)
			defer b.shut()
			for seed := range seeds {
				if x := b.mail(t, mailPlan(seed), m); len(x.wrong) > 0 {
					mu.Lock()
					failed = append(failed, x)
					mu.Unlock()
				}
			}
		})
	}
	for i := 0; i < n && !over(); i++ {
		seeds <- from + uint64(i)
	}
	close(seeds)
	wg.Wait()
	return failed
}

// slips are mistakes that the runs must find, with the words in which they must complain.
func slips() []slip {
	type sender = func(context.Context, invite.Row) error
	return []slip{
		{name: "repeat an invitation when its answer is lost", complaint: "DUPLICATE", send: func(send sender) sender {
			return func(ctx context.Context, r invite.Row) error {
				err := send(ctx, r)
				if errors.Is(err, review.ErrUnknown) {
					err = send(ctx, r)
				}
				return err
			}
		}},
		{name: "take a lost answer for a refusal", complaint: "FALSE", send: func(send sender) sender {
			return func(ctx context.Context, r invite.Row) error {
				err := send(ctx, r)
				if errors.Is(err, review.ErrUnknown) {
					err = review.ErrRefused
				}
				return err
			}
		}},
		{name: "send again what is in doubt", complaint: "DUPLICATE", doubt: invite.Again},
		{name: "forget the ledger", complaint: "DUPLICATE", forgets: true},
	}
}

func TestEveryPlantedMistakeWithInvitationsIsCaught(t *testing.T) {
	for _, m := range slips() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			for _, x := range mailAll(t, m, 1, 600, 60) {
				if slices.ContainsFunc(x.wrong, func(s string) bool { return strings.Contains(s, m.complaint) }) {
					t.Log(x.plan, x)
					return
				}
			}
			t.Fatal("600 runs did not find it")
		})
	}
}
