package reliability

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
)

// judge compares what was said, and what the outbox has, with the sandbox's journal.
func (x *run) judge(events []faultproxy.Event) {
	public := x.public()
	intents := x.intents()
	if public > 1 {
		x.complain("DUPLICATE: it was committed %d times", public)
	}
	x.judgeClaims(public)
	x.judgeOutbox(public, intents)
	x.judgeColleague(public, intents)
	x.judgeComments(public)
	x.judgeWords(public, intents)
	x.judgeCalls(events)
	for _, in := range intents { // the runs that follow have nothing to do with it
		check(x.t, x.work.Advance(context.Background(), in.Key, review.Withdrawn, ""))
	}
}

func (x *run) intents() (mine []review.Intent) {
	all, err := x.work.Intents(context.Background())
	check(x.t, err)
	for _, in := range all {
		if in.ReviewID == x.id {
			mine = append(mine, in)
		}
	}
	return mine
}

// judgeClaims: published only if it is, and an error that is certain only if nothing was done.
func (x *run) judgeClaims(public int) {
	uncertain := x.crashed
	for _, c := range x.claims {
		switch {
		case c.err == nil && c.out.State == review.Published && c.public == 0:
			x.complain("FALSE: published was said, and it is not")
		case c.err == nil && c.out.State == review.Published:
			uncertain = true
		case c.err == nil && c.out.State != review.Sent:
			x.complain("FALSE: it was told as %s", c.out.State)
		case c.err == nil || errors.Is(c.err, review.ErrUnknown):
			uncertain = true
		case exitOf(c.err) == 0:
			x.complain("EXIT: no code tells of %v", c.err)
		}
	}
	if public > 0 && !uncertain {
		x.complain("FALSE: it was told that nothing was changed, and it is public")
	}
}

// exitOf is the exit code of an act that failed for certain, by the words of package review (commands.md, Exit codes).
func exitOf(err error) int {
	for _, row := range []struct {
		word error
		code int
	}{{review.ErrSignIn, 4}, {review.ErrNotFound, 5}, {review.ErrConflict, 6}, {review.ErrRefused, 7}, {review.ErrTemporary, 75}} {
		if errors.Is(err, row.word) {
			return row.code
		}
	}
	return 0
}

// judgeOutbox: nothing is left in the middle, what is public is not recorded as refused, and what shows as published.
func (x *run) judgeOutbox(public int, intents []review.Intent) {
	may, published := 0, 0
	for _, in := range intents {
		switch in.State {
		case review.Armed, review.Sent, review.Accepted:
			x.complain("LEFT in the middle: intent %d is %s", in.Key, in.State)
		case review.Published:
			may, published = may+1, published+1
		case review.Unknown:
			may++
		}
	}
	if public > may {
		x.complain("FALSE: %d commits, and the outbox allows for %d", public, may)
	}
	if published > 0 && public == 0 {
		x.complain("FALSE: the outbox has it as published, and it is not")
	}
	if r := x.stands(x.t, x.id); public > 0 && published == 0 && x.act.Shown(r) && !x.otherwise(r) {
		x.complain("MISSED: it stands there, and the outbox does not know")
	}
}

// otherwise reports that a review shows the act though it was not ours: a reply that somebody else deleted.
func (x *run) otherwise(review.Review) bool { return false }

// judgeColleague: a colleague's reply is replaced only where nothing shows it, and then it is told as soon as something
// does.
func (x *run) judgeColleague(public int, intents []review.Intent) {
	if x.kind == taken && public > 0 {
		x.complain("REPLACED: a colleague's reply, which stood there before")
	}
	if x.kind != race || public == 0 {
		return
	}
	told := false
	for _, c := range x.claims {
		var overtaken *desk.OvertakenError
		told = told || c.out.Unseen != "" || errors.As(c.err, &overtaken)
	}
	for _, in := range intents {
		told = told || strings.Contains(in.Note, "replaced") || strings.Contains(in.Note, "another")
	}
	if !told {
		x.complain("SILENT: a colleague's reply was replaced, updatedAt shows it, and nobody was told")
	}
}

// judgeWords: what was written is public, or a draft, or stands in the outbox.
func (x *run) judgeWords(public int, intents []review.Intent) {
	if x.kind == remove {
		return
	}
	d, err := x.work.Draft(context.Background(), x.id, x.draftKind())
	kept := err == nil && d.Text == x.text
	if public > 0 || kept {
		return
	}
	for _, in := range intents {
		kept = kept || in.Text == x.text && in.State == review.Unknown
	}
	x.complain("LOST: it is not public, and no draft has it (the outbox does: %v)", kept)
}

// judgeCalls: no call before its time, none to where a redirect points, no write without its record.
func (x *run) judgeCalls(events []faultproxy.Event) {
	for i, asked := range events {
		if x.kind != twice && x.kind != bothSpeak && asked.RetryAfter > 0 {
			x.judgePause(asked, events[:i+1], events[i+1:])
		}
	}
	if n := x.proxy.Trapped(); n > 0 {
		x.complain("TRAPPED: %d connections followed a redirect", n)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.wrong = append(x.wrong, x.unrecorded...)
	x.unrecorded, x.told, x.answered = nil, nil, nil
}

// judgePause: once a client has seen a 429, it makes no call before the time that this asked for.
// What it had given up before may arrive after it, on a busy machine.
func (x *run) judgePause(asked faultproxy.Event, arrived, later []faultproxy.Event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	i := slices.IndexFunc(x.told, func(at time.Time) bool { return !at.Before(asked.Asked) })
	if i < 0 || len(later) > 0 && x.told[i].After(later[0].At) {
		return // the answer never arrived: the client had given up, and what it saw was that of a later call
	}
	late := x.before(x.told[i]) - len(arrived)
	for _, e := range later[max(0, min(late, len(later))):] {
		if e.At.After(x.told[i]) && e.At.Before(asked.Asked.Add(asked.RetryAfter)) && !x.newProcess(asked, e) {
			x.complain("EARLY: %s %s came %s after a 429 that asked for %s", e.Method, e.Path, e.At.Sub(asked.Asked), asked.RetryAfter)
		}
	}
}

// before counts the calls that were over at a time.
func (x *run) before(at time.Time) (n int) {
	for _, a := range x.answered {
		if !a.After(at) {
			n++
		}
	}
	return n
}

// newProcess reports whether a process began between two requests: it knows nothing of what the one before was told.
func (x *run) newProcess(a, b faultproxy.Event) bool {
	for _, at := range x.begun {
		if at.After(a.At) && !at.After(b.At) {
			return true
		}
	}
	return false
}
