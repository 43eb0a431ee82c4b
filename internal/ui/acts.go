package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// act is a desk change on its way: it waits, so that it can be taken back, and is then sent once.
type act struct {
	change  desk.Change
	id      review.ID
	who     string           // the reviewer, safe to show
	what    string           // the act in words: "reply to", "question to"
	draft   review.DraftKind // the draft that it publishes; "" for none
	atOnce  bool             // sent without waiting: it can be turned round afterwards
	undo    desk.Change      // turns it round once it is done; nil where nothing does
	due     time.Time
	sending bool
	held    bool // there was no network: it is tried again, and compared again before it is sent
	order   int
}

// name is the act and whom it is about.
func (a *act) name() string { return a.what + " " + a.who }

// acts are the public acts that are not settled yet, oldest first, and the last one that can be turned round.
type acts struct {
	open    []*act
	sent    []*act // accepted by Trustpilot, and not visible there when last looked
	done    *act
	ticking bool
	holding bool // a timer will try what is held
	made    int
}

// of is the newest open act on a review, nil for none.
func (a *acts) of(id review.ID) *act {
	for i := len(a.open) - 1; i >= 0; i-- {
		if a.open[i].id == id {
			return a.open[i]
		}
	}
	return nil
}

// waiting lists the acts that can still be taken back.
func (a *acts) waiting() []*act {
	return slices.DeleteFunc(slices.Clone(a.open), func(x *act) bool { return x.sending })
}

func (a *acts) drop(x *act) { a.open = slices.DeleteFunc(a.open, func(o *act) bool { return o == x }) }

// overlaid is a review as it will look once its open acts are done.
func (m *app) overlaid(r review.Review) review.Review {
	for _, a := range append(m.acts.sentOn(r, m.Now()), m.acts.open...) {
		if a.id == r.ID {
			r = a.change.Apply(r)
		}
	}
	return r
}

// sentFor is how long an accepted act that the server does not show is still laid over its review: reads lag some minutes.
const sentFor = 15 * time.Minute

// sentOn are the accepted acts on r that it does not show yet.
func (a *acts) sentOn(r review.Review, now time.Time) []*act {
	var out []*act
	for _, x := range a.sent {
		if x.id == r.ID && now.Sub(x.due) < sentFor && !x.change.Shown(r) {
			out = append(out, x)
		}
	}
	return out
}

// arm checks an act and lets its time begin.
func (m *app) arm(a *act) tea.Cmd {
	if m.acts.of(a.id) != nil {
		m.status.show(note{text: "another act on this review is on its way: z takes it back", tone: warn})
		return nil
	}
	if r, ok := m.find(a.id); ok {
		if err := a.change.Check(r); err != nil {
			m.status.show(note{text: m.own(reason(err)), tone: bad})
			return nil
		}
	}
	m.acts.made++
	a.order, a.due = m.acts.made, m.Now().Add(m.UndoWait)
	if a.atOnce {
		a.due = m.Now()
	}
	m.acts.open = append(m.acts.open, a)
	m.status.outcome = note{}
	m.changed(a.id)
	m.showWords(a)
	return m.run()
}

// showWords brings what will be public into sight.
func (m *app) showWords(a *act) {
	if a.draft != review.ReplyDraft || a.id != m.inbox.sel {
		return
	}
	m.reader.toReply = true
	if !m.layout.wide {
		m.onText = true
	}
}

// run sends what is due and keeps one timer for what is not.
func (m *app) run() tea.Cmd {
	var cmds []tea.Cmd
	now, next := m.Now(), time.Duration(0)
	for _, a := range m.acts.waiting() {
		if a.held {
			continue
		}
		left := a.due.Sub(now)
		if left <= 0 {
			cmds = append(cmds, m.dispatchAct(a))
		} else if step := (left-1)%time.Second + 1; next == 0 || step < next {
			next = step
		}
	}
	if next > 0 && !m.acts.ticking {
		m.acts.ticking = true
		cmds = append(cmds, m.after(next, countdownMsg{}))
	}
	return tea.Batch(cmds...)
}

// countdownMsg comes each second while an act waits.
type countdownMsg struct{}

func (countdownMsg) land(m *app) tea.Cmd {
	m.acts.ticking = false
	return m.run()
}

// actDoneMsg tells what became of an act.
type actDoneMsg struct {
	act *act
	out desk.Outcome
	err error
}

// dispatchAct sends it. Nothing that happens to the screen may cut it in half.
func (m *app) dispatchAct(a *act) tea.Cmd {
	a.sending, a.held = true, false
	d := m.Desk
	m.parting.begin(a)
	return tea.Batch(m.keeper.save(draftKey{a.id, a.draft}), m.must(actLimit, func(ctx context.Context) tea.Msg {
		msg := actDoneMsg{act: a}
		if d.API == nil {
			msg.err = fmt.Errorf("%w: %w", review.ErrNotSent, review.ErrSignIn)
		} else {
			msg.out, msg.err = d.Do(ctx, a.change)
		}
		m.parting.end(msg)
		return msg
	}))
}

func (msg actDoneMsg) land(m *app) tea.Cmd {
	a := msg.act
	if !m.leaving.on { // else the screen goes before anybody has read it
		m.parting.shown(a)
	}
	if m.holds(a, msg.err) {
		return m.hold(a)
	}
	m.acts.drop(a)
	m.signedOut(msg.err)
	if msg.out.Review.ID == a.id {
		m.confirmed(msg.out, a)
	}
	m.changed(a.id)
	var kept tea.Cmd
	if msg.out.Review.ID == a.id {
		kept = m.keepProduct(msg.out.Review)
	}
	cmd := m.keeper.leave(draftKey{a.id, a.draft})
	if msg.err == nil {
		m.acts.done = nil
		if a.undo != nil && msg.out.Changed {
			m.acts.done = a
		}
		cmd = m.keeper.discard(draftKey{a.id, a.draft})
	}
	m.status.show(m.outcome(msg))
	return tea.Batch(kept, cmd, m.countViews(), m.leaveIfSettled())
}

// confirmed takes what the server shows in. What it accepted and does not show yet stays laid over it.
func (m *app) confirmed(out desk.Outcome, a *act) {
	r := out.Review
	if out.State == review.Sent && out.Changed {
		m.acts.sent = append(m.acts.sent, a)
	}
	m.inbox.put(r)
}

// changed draws a review again.
func (m *app) changed(id review.ID) {
	delete(m.inbox.lines, id)
	m.reader.forgetIf(id)
}

// takeBack is z: what waits on the selected review is given up, as the reader says there, else the newest act that still
// waits; where none waits, the last that can be is turned round.
func (m *app) takeBack() tea.Cmd {
	if w := m.acts.waiting(); len(w) > 0 {
		if a := m.acts.of(m.inbox.sel); a != nil && !a.sending {
			return m.recall(a)
		}
		return m.recall(w[len(w)-1])
	}
	a := m.acts.done
	m.acts.done = nil
	return m.arm(&act{change: a.undo, id: a.id, who: a.who, what: "undo: " + a.what, atOnce: true})
}

// recall takes back an act that waits.
func (m *app) recall(a *act) tea.Cmd {
	m.acts.drop(a)
	m.changed(a.id)
	m.status.show(note{text: m.takenBack(a), tone: good, stays: true})
	return tea.Batch(m.keeper.leave(draftKey{a.id, a.draft}), m.leaveIfSettled())
}

func (m *app) takenBack(a *act) string {
	text := "taken back, nothing was sent: " + a.name()
	if a.draft != "" {
		text += " · the text is kept as a draft"
	}
	return text
}

// whyNoUndo says why z does nothing now; "" when it does something.
func whyNoUndo(m *app) string {
	switch {
	case len(m.acts.waiting()) > 0 || m.acts.done != nil:
		return ""
	case len(m.acts.open) > 0:
		return "it is being sent: too late to take back"
	}
	return "nothing can be taken back"
}
