package ui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// mostPosted is how many public writes the outbox lists: those of some weeks. tpdesk outbox show ID finds older ones.
const mostPosted = 500

// outboxPause is how often an open outbox looks whether anything has moved, in this desk or another.
const outboxPause = 2 * time.Second

// outboxPage is :outbox: every public write, what waits to be one first, and what became of each. Nothing is sent from here.
type outboxPage struct {
	*env
	m       *app
	posted  []desk.Posted
	read    bool
	err     error
	looking int64 // the key of the one that is being read back, 0 for none
	at, top int
	sel     posting // the row under the cursor, once it was moved: rows come and go
	h       int
}

func (m *app) openOutbox() tea.Cmd { return m.open(&outboxPage{env: m.env, m: m}) }

func (p *outboxPage) wholeScreen() bool    { return true }
func (p *outboxPage) title() string        { return "Outbox" }
func (p *outboxPage) rows(_, most int) int { return most }
func (p *outboxPage) cursor() *tea.Cursor  { return nil }
func (p *outboxPage) hints() []hint {
	return []hint{{"Enter", "open"}, {"s", "settle"}, {"g", "go to the review"}, {"Esc", "back"}, {"j k", "move"}}
}

func (p *outboxPage) start() tea.Cmd { return tea.Batch(p.load(), p.again()) }

// outboxReadMsg brings the public writes that were begun.
type outboxReadMsg struct {
	posted []desk.Posted
	err    error
}

func (p *outboxPage) load() tea.Cmd {
	d := p.Desk
	return p.ask(localLimit, func(ctx context.Context) tea.Msg {
		all, err := d.Outbox(ctx, mostPosted)
		return outboxReadMsg{posted: all, err: err}
	})
}

// outboxDueMsg comes while an outbox is open.
type outboxDueMsg struct{ page *outboxPage }

func (p *outboxPage) again() tea.Cmd { return p.after(outboxPause, outboxDueMsg{p}) }

// outboxSettledMsg tells what the server shows of a public write.
type outboxSettledMsg struct {
	key int64
	in  review.Intent
	now review.Review // as it was read; the zero one where it was not
	err error
}

// settle reads one back.
func (e *env) settle(key int64) tea.Cmd {
	d := e.Desk
	return e.ask(networkLimit, func(ctx context.Context) tea.Msg {
		in, err := d.SettleOne(ctx, key)
		msg := outboxSettledMsg{key: key, in: in, err: err}
		if err == nil {
			msg.now, msg.err = d.Copy.Get(ctx, in.ReviewID)
		}
		if errors.Is(msg.err, review.ErrNotFound) { // the review is gone, and the state says so
			msg.err = nil
		}
		return msg
	})
}

func (p *outboxPage) update(msg tea.Msg) (effects, tea.Cmd) {
	switch msg := msg.(type) {
	case outboxReadMsg:
		p.posted, p.err, p.read = msg.posted, msg.err, true
	case outboxDueMsg:
		if msg.page == p {
			return nil, p.start()
		}
	case outboxSettledMsg:
		return p.settled(msg), p.load()
	case tea.KeyPressMsg:
		return p.pressed(keyName(msg.Key()))
	}
	return nil, nil
}

// settled says what reading back has shown.
func (p *outboxPage) settled(msg outboxSettledMsg) effects {
	if p.looking == msg.key {
		p.looking = 0
	}
	if msg.err != nil {
		return effects{say{p.m.failed("settle", msg.err)}}
	}
	return effects{reread{msg.now}, say{note{text: joined(" · ", p.own(stateWord(msg.in)), p.own(msg.in.Note)), tone: stateTone(msg.in)}}}
}

// reread has the list and the reader show a review as it was just read.
type reread struct{ review review.Review }

func (s reread) on(m *app) tea.Cmd {
	if s.review.ID != "" {
		m.inbox.put(s.review)
		m.changed(s.review.ID)
	}
	return nil
}

func (p *outboxPage) pressed(name string) (effects, tea.Cmd) {
	rows := p.list()
	p.locate(rows)
	switch name {
	case "esc", "q":
		return effects{leave{}}, nil
	case "j", "down":
		p.at++
	case "k", "up":
		p.at--
	case "ctrl+d", "pgdown":
		p.at += max(1, p.h/2)
	case "ctrl+u", "pgup":
		p.at -= max(1, p.h/2)
	case "home":
		p.at = 0
	case "G", "end":
		p.at = len(rows)
	}
	p.at = max(0, min(p.at, len(rows)-1))
	if len(rows) == 0 {
		return nil, nil
	}
	p.sel = rows[p.at]
	return p.chosen(name, p.sel)
}

// locate keeps the cursor on its row; an act that waited is found again as the write that it became.
func (p *outboxPage) locate(rows []posting) {
	i := slices.IndexFunc(rows, func(r posting) bool { return r.key == p.sel.key && r.id == p.sel.id })
	if i < 0 && p.sel.key == 0 {
		i = slices.IndexFunc(rows, func(r posting) bool { return r.id == p.sel.id })
	}
	if i >= 0 {
		p.at = i
	}
	p.at = max(0, min(p.at, len(rows)-1))
}

// chosen does what a key means for the selected write.
func (p *outboxPage) chosen(name string, row posting) (effects, tea.Cmd) {
	switch {
	case name == "g":
		return effects{leave{}, row.review()}, nil
	case name == "enter" && row.key == 0:
		return effects{leave{}, row.review()}, nil
	case name == "z" && row.act != nil:
		return effects{recall{row.act}}, nil
	case name == "enter":
		return effects{enter{newPostingPage(p.m, row.in, row.who)}}, nil
	case name == "s" && row.key == 0:
		return effects{say{note{text: "it was not sent yet: there is nothing to read back · z takes it back", tone: warn}}}, nil
	case name == "s":
		p.looking = row.key
		return nil, p.settle(row.key)
	}
	return nil, nil
}

// recall takes back an act that waits.
type recall struct{ act *act }

func (r recall) on(m *app) tea.Cmd { return m.recall(r.act) }
