package reliability

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// run is one seeded run: an act on a review of its own, tried up to three times while the plan breaks what passes, with
// deaths of the process, reads that lag and colleagues that write at the same time.
type run struct {
	*bed
	t    *testing.T
	plan faultproxy.Plan
	r    *rand.Rand
	kind kind
	id   review.ID
	text string
	act  desk.Change

	claims  []claim
	begun   []time.Time // of each process
	crashed bool
	beside  bool // a colleague has commented on the product review
	wrong   []string
}

// claim is what a process said of one try, with what was public at that moment.
type claim struct {
	out    desk.Outcome
	err    error
	public int
}

// kind is what a run is about.
type kind string

const (
	fresh    kind = "a first reply"
	replace  kind = "a reply in place of the one that was seen"
	taken    kind = "a reply where a colleague's stands"
	remove   kind = "the end of a reply"
	question kind = "a question to the reviewer"
	race     kind = "a colleague replies between our read and our reply"
	window   kind = "a colleague replaces the reply that we are about to replace"
	twice    kind = "the same reply by two processes at once"
)

// kinds has each as often as it shall come.
var kinds = []kind{fresh, fresh, fresh, fresh, fresh, fresh, replace, replace, taken, taken, remove, remove, question, question, race, race, window, twice,
	spoke, spoke, spoke, added, changed, heard, overheard, bothSpeak}

// do plays one run and returns what was wrong.
func (b *bed) do(t *testing.T, plan faultproxy.Plan) *run {
	x := &run{bed: b, t: t, plan: plan, r: rand.New(rand.NewPCG(plan.Seed, 0x72756e))}
	if b.runs++; b.runs%40 == 0 {
		b.reopen(t)
	}
	began := b.clock.Now()
	defer func() { b.clock.add(began.Sub(b.clock.Now())) }() // else the token ends one day
	x.kind = pick(x.r, kinds)
	x.text = fmt.Sprintf("Sorry – we look into it 🙂\r\nAnna, %d.%d", plan.Seed, b.runs)
	x.prepare()
	b.proxy.Begin(plan)
	x.keepDraft()
	x.tries()
	x.judge(x.after())
	return x
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// prepare sets the scene.
func (x *run) prepare() {
	x.setLag(pick(x.r, []int{0, 0, 0, 0, 0, 1, 5, 90}))
	if x.kind == question {
		x.id = take(&x.asking)
		x.act = desk.FindReviewer{ID: x.id, Message: x.text}
		return
	}
	if x.kind.comments() {
		x.prepareComment()
		return
	}
	x.id = take(&x.plain)
	x.act = desk.Reply{ID: x.id, Text: x.text}
	switch x.kind {
	case taken:
		x.colleague(x.t, x.id, "A colleague's.", false)
	case replace, window, remove:
		x.colleague(x.t, x.id, "Of old.", false)
		seen := review.Digest("Of old.")
		x.act = desk.Reply{ID: x.id, Text: x.text, Seen: seen}
		if x.kind == remove {
			x.act = desk.DeleteReply{ID: x.id, Seen: seen}
		}
	}
	if x.kind == race || x.kind == window {
		x.colleague(x.t, x.id, "By a colleague, meanwhile.", true)
	}
}

func (x *run) setLag(seconds int) {
	if x.lag != seconds {
		x.lag = seconds
		x.control(x.t, sandbox.Switches{ReadLagSeconds: seconds})
	}
}

func (x *run) draftKind() review.DraftKind {
	if x.kind == question {
		return review.RequestDraft
	}
	return review.ReplyDraft
}

// keepDraft does what the command line does before it sends.
func (x *run) keepDraft() {
	if x.kind != remove {
		check(x.t, x.work.SaveDraft(context.Background(), review.Draft{ReviewID: x.id, Kind: x.draftKind(), Text: x.text, UpdatedAt: x.clock.Now()}))
	}
}

// tries is the act as a stubborn script tries it, which no exit code keeps from trying again.
func (x *run) tries() {
	for try := range 3 {
		if (x.kind == twice || x.kind == bothSpeak) && try == 0 {
			x.both()
		} else {
			x.try(try == 0 && x.r.IntN(5) == 0)
		}
		if len(x.claims) > 0 && x.claims[len(x.claims)-1].err == nil || x.r.IntN(2) == 0 {
			return
		}
		x.clock.add(time.Duration(x.r.IntN(40)) * time.Second)
	}
}

func (x *run) begin() *desk.Desk {
	x.begun = append(x.begun, time.Now())
	d := x.process(x.t)
	if x.kind == overheard && len(x.begun) == 1 {
		d.API = &interrupted{d.API, d.API.(desk.Products), &sync.Once{}, func() { x.colleagueSpeaks() }}
	}
	return d
}

// both lets two processes do the same at once.
func (x *run) both() {
	var wg sync.WaitGroup
	claims := make([]claim, 2)
	for i := range claims {
		d := x.begin()
		wg.Go(func() { claims[i].out, claims[i].err = d.Do(context.Background(), x.act) })
	}
	wg.Wait()
	for _, c := range claims {
		x.claimed(c)
	}
}

// try is one process, which may die at any of its calls.
func (x *run) try(dies bool) {
	d := x.begin()
	if dies {
		d.API = &mortal{Trustpilot: d.API, goods: d.API.(desk.Products), left: x.r.IntN(4), after: x.r.IntN(2) == 0}
	}
	c, died := attempt(d, x.act)
	if !died {
		x.claimed(c)
		return
	}
	x.crashed = true
	x.reopen(x.t)
	d = x.begin()
	if _, err := d.Recover(context.Background()); err != nil {
		x.complain("the next start: %v", err)
	}
}

func (x *run) claimed(c claim) {
	c.public = x.public()
	x.claims = append(x.claims, c)
	if c.err == nil && x.kind != remove {
		check(x.t, x.work.DiscardDraft(context.Background(), x.id, x.draftKind()))
	}
}

// attempt does the act; died reports that the process met its end.
func attempt(d *desk.Desk, act desk.Change) (c claim, died bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, died = r.(death); !died {
				panic(r)
			}
		}
	}()
	c.out, c.err = d.Do(context.Background(), act)
	return c, false
}

// death ends a process where it stands.
type death struct{}

// mortal is an API during one of whose calls the process dies: before the call or after it.
type mortal struct {
	desk.Trustpilot
	goods
	left  int
	after bool
}

func (m *mortal) dying(call func() error) error {
	m.left--
	if m.left == 0 && !m.after {
		panic(death{})
	}
	err := call()
	if m.left == 0 && m.after {
		panic(death{})
	}
	return err
}

func (m *mortal) Review(ctx context.Context, id review.ID) (r review.Review, err error) {
	err = m.dying(func() error { r, err = m.Trustpilot.Review(ctx, id); return err })
	return r, err
}

func (m *mortal) Reply(ctx context.Context, id review.ID, text string) error {
	return m.dying(func() error { return m.Trustpilot.Reply(ctx, id, text) })
}

func (m *mortal) DeleteReply(ctx context.Context, id review.ID) error {
	return m.dying(func() error { return m.Trustpilot.DeleteReply(ctx, id) })
}

func (m *mortal) FindReviewer(ctx context.Context, id review.ID, message string) error {
	return m.dying(func() error { return m.Trustpilot.FindReviewer(ctx, id, message) })
}

// after is what follows: a look while faults may still come; then, when nothing is under way any more, one a day later
// by a process that meets none. It returns what the proxy saw.
func (x *run) after() []faultproxy.Event {
	_, _ = x.begin().Settle(context.Background()) // it may well fail
	events := x.proxy.End()
	x.clock.add(24 * time.Hour)
	calm := desk.New(x.direct, x.copy, x.mistake.onWork(x.work))
	calm.Now = x.clock.Now
	_, err := calm.Recover(context.Background())
	if err == nil {
		_, err = calm.Settle(context.Background())
	}
	if err != nil {
		x.complain("settling in the end: %v", err)
	}
	return events
}

// public is how often the act was committed.
func (x *run) public() (n int) {
	for _, c := range x.committed(x.t, x.id) {
		if c.says(x.text) || c.Op == "deleteReply" {
			n++
		}
	}
	return n
}

func (x *run) complain(format string, args ...any) {
	x.wrong = append(x.wrong, fmt.Sprintf(format, args...))
}

// String is the run with what was wrong.
func (x *run) String() string {
	lines := []string{fmt.Sprintf("%s, on %s, reads lag %d s, died %v", x.kind, x.id, x.lag, x.crashed)}
	for _, c := range x.claims {
		lines = append(lines, fmt.Sprintf("said: %s changed=%v unseen=%q err=%v (public %d times)", c.out.State, c.out.Changed, c.out.Unseen, c.err, c.public))
	}
	return strings.Join(append(lines, x.wrong...), "\n  ")
}
