package reliability

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/invite"
)

// mailing is one seeded run of the ledger: a file of invitations that a stubborn script sends up to four times while the
// plan breaks what passes and processes die; then a person who knows decides, and the rest goes out.
type mailing struct {
	*bed
	t    *testing.T
	plan faultproxy.Plan
	r    *rand.Rand
	slip slip
	path string
	rows []invite.Row

	claims   []sent
	arrivals atomic.Int64 // of invitations at the proxy
	died     bool
	twice    bool
	wrong    []string
}

// sent is what one process said of the file, and what the ledger had when it began.
type sent struct {
	did    invite.Did
	err    error
	before map[int]invite.State
}

// slip is a mistake of who sends invitations, planted on purpose. The zero slip is tpdesk as it is.
type slip struct {
	name      string
	complaint string
	send      func(send func(context.Context, invite.Row) error) func(context.Context, invite.Row) error
	doubt     invite.Doubt // what the machine says of its own accord
	forgets   bool         // the ledger is another for each process
}

const mailed = 6 // rows of a file

// mail plays one run.
func (b *bed) mail(t *testing.T, plan faultproxy.Plan, m slip) *mailing {
	b.runs++
	x := &mailing{bed: b, t: t, plan: plan, slip: m, r: rand.New(rand.NewPCG(plan.Seed, 0x6d61696c)), path: filepath.Join(b.dir, fmt.Sprint("ledger", b.runs))}
	x.twice = x.r.IntN(8) == 0
	bad := x.r.IntN(3 * mailed) // mostly none is refused
	for i := range mailed {
		row := invite.Row{Line: i + 2, Email: fmt.Sprintf("c%d.%d.%d@customer.example", plan.Seed, b.runs, i), Reference: fmt.Sprint(i), Name: "Åse"}
		if i == bad {
			row.Email += "," // Trustpilot refuses it
		}
		x.rows = append(x.rows, row)
	}
	began := b.clock.Now()
	defer func() { b.clock.add(began.Sub(b.clock.Now())) }() // else the token ends one day
	b.recorded = x.inLedger
	b.proxy.Begin(plan)
	x.script()
	x.judge(b.proxy.End())
	x.person()
	_ = os.Remove(x.path)
	return x
}

// script sends the file, whatever it is told.
func (x *mailing) script() {
	for try := range 4 {
		if x.twice && try == 0 {
			x.both()
		} else {
			x.process(invite.Stop, x.r.IntN(4) == 0)
		}
		x.clock.add(time.Duration(x.r.IntN(100)) * time.Minute)
	}
}

func (x *mailing) both() {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { x.process(invite.Stop, false) })
	}
	wg.Wait()
}

// process is one tpdesk on the file, which may die at any of its invitations.
func (x *mailing) process(doubt invite.Doubt, dies bool) {
	c := sent{before: x.states()}
	end := &deathbed{left: -1}
	if dies {
		end = &deathbed{left: x.r.IntN(mailed), how: x.r.IntN(4), cut: 1 + x.r.IntN(30)}
	}
	died := false
	func() {
		defer func() {
			if r := recover(); r != nil {
				if _, died = r.(death); !died {
					panic(r)
				}
			}
		}()
		c.did, c.err = x.run(impatient, doubt, end)
	}()
	x.mu.Lock()
	defer x.mu.Unlock()
	if died {
		x.died = true
		end.tear(x.t, x.path)
		return
	}
	x.claims = append(x.claims, c)
}

// run sends the rows with connections and patience of its own.
func (x *mailing) run(limits client.Limits, doubt invite.Doubt, end *deathbed) (invite.Did, error) {
	if x.slip.forgets {
		_ = os.Remove(x.path)
	}
	l, err := invite.OpenLedger(x.path, "secret", x.clock.Now)
	if err != nil {
		return invite.Did{Left: len(x.rows)}, err
	}
	defer func() { check(x.t, l.Close()) }()
	c, err := x.newClient(x.t, x.proxy.URL()+"/v1", limits).ForServer(x.proxy.URL() + "/invitations/v1")
	check(x.t, err)
	send := func(ctx context.Context, r invite.Row) error {
		return end.during(func() error {
			return c.InviteByEmail(ctx, client.EmailInvitation{Email: r.Email, Name: r.Name, Reference: r.Reference})
		})
	}
	if x.slip.send != nil {
		send = x.slip.send(send)
	}
	if doubt == invite.Stop {
		doubt = x.slip.doubt
	}
	s := &invite.Sender{Ledger: l, Send: send, Batch: "b", Doubt: doubt, Linger: time.Second}
	return s.Run(context.Background(), x.rows)
}

// states are the lines of the file with the last state that the ledger has of each.
func (x *mailing) states() map[int]invite.State {
	out := map[int]invite.State{}
	for _, e := range x.entries() {
		out[e.Line] = e.State
	}
	return out
}

type ledgerLine struct {
	State invite.State
	Line  int
}

func (x *mailing) entries() (out []ledgerLine) {
	whole, err := os.ReadFile(x.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		x.t.Fatal(err)
	}
	for _, line := range bytes.Split(whole[:bytes.LastIndexByte(whole, '\n')+1], []byte("\n")) {
		var e ledgerLine
		if json.Unmarshal(line, &e) == nil && e.State != "" {
			out = append(out, e)
		}
	}
	return out
}

// inLedger reports whether the ledger has at least as many invitations begun as have arrived.
func (x *mailing) inLedger(*http.Request) bool {
	arrived, begun := x.arrivals.Add(1), int64(0)
	for _, e := range x.entries() {
		if e.State == invite.Sending {
			begun++
		}
	}
	return begun >= arrived
}

// public is how often a row's invitation was committed.
func (x *mailing) public(r invite.Row) int {
	x.committed(x.t, "")
	return x.invited[r.Email]
}

// deathbed says at which invitation a process dies, and how: as it writes that one will be sent, before the call, after
// it, or as it writes what came of it.
type deathbed struct {
	left int // invitations that it still survives; below 0 it lives
	how  int
	cut  int // bytes of the line that never reached the disk
}

func (d *deathbed) during(call func() error) error {
	d.left--
	if d.left == -1 && d.how < 2 {
		panic(death{})
	}
	err := call()
	if d.left == -1 {
		panic(death{})
	}
	return err
}

// tear leaves the ledger as a process leaves it that dies in the middle of a line.
func (d *deathbed) tear(t *testing.T, path string) {
	if d.how != 0 && d.how != 3 {
		return
	}
	whole, err := os.ReadFile(path)
	check(t, err)
	if d.how == 0 {
		whole = whole[:len(whole)-d.cut]
	} else {
		whole = append(whole, `{"at":"2026-01-01T00:00:00Z","key":"`[:d.cut]...)
	}
	check(t, os.WriteFile(path, whole, 0o600))
}
