package reliability

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/store"
)

// agent is one of two people, each at a machine of their own, who write on the same review at the same time.
type agent struct {
	name string
	desk *desk.Desk
	work *store.Work
	text string
	act  desk.Change
	out  desk.Outcome
	err  error
}

// turns lets one agent at a time make one call; which is the seed's to say.
type turns struct {
	r     *rand.Rand
	mu    sync.Mutex
	alive int
	ready []chan struct{} // who waits for a turn
}

// take waits for a turn. The turn ends where the agent takes the next, or leaves.
func (s *turns) take() {
	mine := make(chan struct{})
	s.mu.Lock()
	s.ready = append(s.ready, mine)
	s.grant()
	s.mu.Unlock()
	<-mine
}

// leave is for an agent that has done its act.
func (s *turns) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alive--
	s.grant()
}

// grant gives the turn to one of the agents once all of them wait for it. The lock is held.
func (s *turns) grant() {
	if len(s.ready) < s.alive || s.alive == 0 {
		return
	}
	i := s.r.IntN(len(s.ready))
	next := s.ready[i]
	s.ready = append(s.ready[:i], s.ready[i+1:]...)
	close(next)
}

// gated is an API each of whose calls waits for a turn.
type gated struct {
	desk.Trustpilot
	turns *turns
}

func (g *gated) Review(ctx context.Context, id review.ID) (review.Review, error) {
	g.turns.take()
	return g.Trustpilot.Review(ctx, id)
}

func (g *gated) Reply(ctx context.Context, id review.ID, text string) error {
	g.turns.take()
	return g.Trustpilot.Reply(ctx, id, text)
}

func (g *gated) DeleteReply(ctx context.Context, id review.ID) error {
	g.turns.take()
	return g.Trustpilot.DeleteReply(ctx, id)
}

// pair is a bed for two agents, with what the contract leaves open as a seed has it.
type pair struct {
	*bed
	t        *testing.T
	r        *rand.Rand
	id       review.ID
	seen     bool // a reply stands there, which both have seen and mean to replace
	switches sandbox.Switches
	agents   [2]*agent
	wrong    []string
	windows  int // what no agent could see
}

func newPair(t *testing.T, b *bed, seed uint64) *pair {
	p := &pair{bed: b, t: t, r: rand.New(rand.NewPCG(seed, 0x74776f)), id: take(&b.plain)}
	p.switches = sandbox.Switches{
		SecondReply:    pick(p.r, []string{"", "", "", "409", "400", "ignore"}),
		ReadLagSeconds: pick(p.r, []int{0, 0, 0, 1, 3, 60, 600}),
		NoUpdatedAt:    p.r.IntN(8) == 0,
		ReplyText:      pick(p.r, [][]string{nil, nil, {"trim", "lf"}, {"nfc"}, {"noEmoji"}, {"crlf"}}),
	}
	p.control(t, p.switches)
	if p.seen = p.r.IntN(3) == 0; p.seen {
		p.colleague(t, p.id, "Of old.", false)
	}
	for i := range p.agents {
		p.agents[i] = p.sits(i, seed)
	}
	return p
}

// sits is an agent at a desk with a clock, a copy and a work of their own.
func (p *pair) sits(i int, seed uint64) *agent {
	a := &agent{name: string(rune('A' + i)), text: fmt.Sprintf("Désolé 🙂,\r\nsays %c of %d ", 'A'+i, seed)}
	c, err := store.OpenMemoryCopy(context.Background())
	check(p.t, err)
	a.work, err = store.OpenMemoryWork(context.Background(), "")
	check(p.t, err)
	p.closers = append(p.closers, c, a.work)
	a.desk = desk.New(p.direct, c, a.work)
	a.desk.Now, a.work.Now = p.clock.Now, p.clock.Now
	reply := desk.Reply{ID: p.id, Text: a.text}
	if p.seen {
		reply.Seen = review.Digest("Of old.")
	}
	a.act = reply
	if p.seen && i == 1 && p.r.IntN(4) == 0 {
		a.act, a.text = desk.DeleteReply{ID: p.id, Seen: reply.Seen}, ""
	}
	return a
}

// play lets both act, one call at a time.
func (p *pair) play() {
	s := &turns{r: p.r, alive: len(p.agents)}
	var wg sync.WaitGroup
	for _, a := range p.agents {
		a.desk.API = &gated{p.direct, s}
		a.desk.Wait = func(ctx context.Context, d time.Duration) error {
			s.take()
			p.clock.add(d)
			return ctx.Err()
		}
		wg.Go(func() {
			defer s.leave()
			a.out, a.err = a.desk.Do(context.Background(), a.act)
		})
	}
	wg.Wait()
}

// later is the next day: both settle and sync, and hear what has changed since.
func (p *pair) later(a *agent) (told []string) {
	p.clock.add(time.Hour)
	a.desk.API = p.direct
	if _, err := a.desk.Settle(context.Background()); err != nil {
		p.complain("%s settles: %v", a.name, err)
	}
	_, _, err := a.desk.Show(context.Background(), p.id, desk.Fresh) // what a sync brings of this review
	check(p.t, err)
	changed, err := a.desk.ChangedSince(context.Background())
	check(p.t, err)
	for _, o := range changed {
		told = append(told, o.String())
	}
	ins, err := a.work.Intents(context.Background())
	check(p.t, err)
	for _, in := range ins {
		if in.Note != "" {
			told = append(told, in.Note)
		}
	}
	return append(told, a.out.Unseen)
}

func (p *pair) complain(format string, args ...any) {
	p.wrong = append(p.wrong, fmt.Sprintf(format, args...))
}

// judge compares what both were told with the journal.
func (p *pair) judge() {
	commits := p.committed(p.t, p.id)
	for i, a := range p.agents {
		mine, last := p.commitsOf(a, commits)
		told := strings.Join(p.later(a), "; ")
		var overtaken *desk.OvertakenError
		switch {
		case mine > 1:
			p.complain("%s wrote %d times", a.name, mine)
		case a.err == nil && a.out.State == review.Published && mine == 0 && !p.gone(a):
			p.complain("%s was told that it is published, and it is not", a.name)
		case a.err != nil && !errors.Is(a.err, review.ErrUnknown) && mine > 0:
			p.complain("%s was told that nothing was changed, and it was: %v", a.name, a.err)
		case errors.As(a.err, &overtaken) || mine == 0 || a.text == "":
			continue
		}
		p.judgeTold(a, commits, i, last, told)
	}
	if r := p.stands(p.t, p.id); r.CompanyReply != nil && len(commits) > 0 && p.switches.SecondReply == "" {
		p.judgeStanding(r, commits[len(commits)-1])
	}
}

// gone reports that the reply which an agent meant to delete is deleted, by whomever.
func (p *pair) gone(a *agent) bool {
	return a.text == "" && p.stands(p.t, p.id).CompanyReply == nil
}

func (p *pair) commitsOf(a *agent, commits []commit) (n, last int) {
	for i, c := range commits {
		if a.text != "" && c.Message == a.text || a.text == "" && c.Op == "deleteReply" {
			n, last = n+1, i
		}
	}
	return n, last
}

// judgeTold: whose reply was replaced hears of it; who replaced one unseen hears of it where updatedAt shows it.
func (p *pair) judgeTold(a *agent, commits []commit, i, mine int, told string) {
	if p.switches.SecondReply == "ignore" {
		return // nothing was replaced, and nothing tells who was first
	}
	if mine < len(commits)-1 && !strings.Contains(told, "another") && !strings.Contains(told, "deleted") {
		p.complain("%s was replaced and never told (%q)", a.name, told)
	}
	if mine == 0 || a.out.State == review.Sent && a.err != nil {
		return
	}
	if p.seen || p.switches.NoUpdatedAt {
		p.windows++ // updatedAt would be set anyway, or is never: this is what the API cannot show
		return
	}
	if !strings.Contains(told, "nobody here has seen") && mine == len(commits)-1 {
		p.complain("%s replaced the other's and was never told (%q)", a.name, told)
	}
}

func (p *pair) judgeStanding(r review.Review, last commit) {
	if last.Op == "reply" && !(desk.Reply{Text: last.Message}).Shown(r) {
		p.complain("%q stands there, and %q was the last", r.CompanyReply.Text.Raw(), last.Message)
	}
}

func (p *pair) String() string {
	lines := []string{fmt.Sprintf("%s, seen %v, %+v, commits %+v", p.id, p.seen, p.switches, p.commits[p.id])}
	for _, a := range p.agents {
		lines = append(lines, fmt.Sprintf("%s (%s): %s unseen=%q err=%v", a.name, a.act.Name(), a.out.State, a.out.Unseen, a.err))
	}
	return strings.Join(append(lines, p.wrong...), "\n  ")
}

func TestOfTwoAgentsAtOnceOneReplyStandsAndTheOtherIsToldWhereverTheAPIAllowsIt(t *testing.T) {
	t.Parallel()
	n := runs(t, "TPDESK_PAIRS", 60)
	windows, failed := 0, 0
	var b *bed
	for i := 0; i < n && failed < 3; i++ {
		if b == nil || b.spent() {
			if b != nil {
				b.shut()
			}
			b = newBed(t, mistake{}, n)
		}
		seed := firstSeed(t) + uint64(i)
		p := newPair(t, b, seed)
		began := b.clock.Now()
		p.play()
		p.judge()
		b.clock.add(began.Sub(b.clock.Now()))
		b.closeAll()
		windows += p.windows
		if len(p.wrong) > 0 {
			failed++
			t.Errorf("seed %d: %s", seed, p)
		}
	}
	t.Logf("%d pairs; %d times one replaced what the API does not show", n, windows)
}
