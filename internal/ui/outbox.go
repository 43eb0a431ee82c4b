package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/theme"
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

// posting is one row: a public write, or an act of this desk that waits to become one.
type posting struct {
	key   int64 // 0 for what only waits
	id    review.ID
	state string
	tone  tone
	at    time.Time
	who   string
	what  string
	words string
	note  string
	in    review.Intent
	act   *act // what only waits
}

// list is what waits in this desk, then what the outbox has, the newest first.
func (p *outboxPage) list() []posting {
	var out []posting
	for _, a := range slices.Backward(p.m.acts.waiting()) {
		why := "z takes it back"
		if a.held {
			why = "for the network"
		}
		out = append(out, posting{id: a.id, state: "waiting", tone: warn, at: p.Now(), who: p.rules.Clean(a.who), what: a.what, note: why, act: a})
	}
	for _, x := range p.posted {
		out = append(out, p.posting(x))
	}
	return out
}

func (p *outboxPage) posting(x desk.Posted) posting {
	row := posting{key: x.Key, id: x.ReviewID, state: p.own(stateWord(x.Intent)), tone: stateTone(x.Intent), at: x.At, what: p.own(actWords(x.Act)),
		words: p.own(beginning(x.Text, 200)), note: p.own(x.Note), who: p.own(string(x.ReviewID)), in: x.Intent}
	if x.Review.ID != "" {
		row.who = p.rules.Clean(x.Review.Name())
	}
	if x.Key == p.looking {
		row.state, row.tone = "looking …", plain
	}
	return row
}

// review shows the review that a row is about.
func (x posting) review() effect {
	if x.act != nil {
		return reviewOf(x.act.change.Name(), x.id)
	}
	return reviewOf(x.in.Act, x.id)
}

// reviewOf shows the review that an act of that name is about.
func reviewOf(act string, id review.ID) effect {
	if act == (desk.Comment{}).Name() {
		return revealProduct{id}
	}
	return reveal{id}
}

// stateWord is how far a public write has come, in the words of tpdesk outbox.
func stateWord(in review.Intent) string {
	if in.State == review.Accepted {
		return string(review.Sent)
	}
	return string(in.State)
}

func stateTone(in review.Intent) tone {
	switch {
	case in.State == review.Published && in.Note == "":
		return good
	case in.State == review.Unknown, in.State == review.Refused:
		return bad
	case in.State == review.Withdrawn:
		return plain
	}
	return warn
}

// actWords is an act as people say it, before the reviewer's name.
func actWords(act string) string {
	switch act {
	case desk.Reply{}.Name():
		return "reply to"
	case desk.DeleteReply{}.Name():
		return "deletion of the reply to"
	case desk.FindReviewer{}.Name():
		return "question to"
	case desk.Comment{}.Name():
		return "comment under"
	}
	return act + " for"
}

func (p *outboxPage) view(w, h int) []string {
	rows := p.list()
	p.h = max(1, h-1)
	p.locate(rows)
	p.top = max(min(p.top, p.at), p.at-p.h+1, 0)
	lines := []string{p.summary(rows, w)}
	for i := p.top; i < min(len(rows), p.top+p.h); i++ {
		lines = append(lines, p.row(rows[i], w, i == p.at))
	}
	return lines
}

// summary counts what is not settled.
func (p *outboxPage) summary(rows []posting, w int) string {
	open := 0
	for _, r := range rows {
		if r.key == 0 || r.in.Open() {
			open++
		}
	}
	text, style := "nothing was sent from here yet", p.theme.Faint
	switch {
	case p.err != nil:
		text, style = p.own(p.err.Error()), p.theme.Bad
	case !p.read:
		text = "reading …"
	case len(rows) > 0:
		text = thousands(open) + " of " + thousands(len(rows)) + " not settled · settling reads back, and sends nothing"
	}
	return style.On(p.rules.Fit(" "+text, w))
}

// The columns of the outbox, and the width under which it has no times.
const (
	stateColumn  = 11
	timeColumn   = 13
	narrowOutbox = 60
)

func (p *outboxPage) row(r posting, w int, here bool) string {
	mark := " "
	if here {
		mark = p.theme.Accent.On("▌")
	}
	line := mark + p.tone(r.tone).On(p.rules.Fit(r.state, stateColumn)) + " "
	left := w - stateColumn - 2
	if w >= narrowOutbox {
		line += p.theme.Faint.On(p.rules.Fit(ago(p.Now().Sub(r.at)), timeColumn)) + " "
		left -= timeColumn + 1
	}
	said := joined(" · ", r.note, r.words)
	head, used := p.rules.Cut(r.what+" "+r.who, left)
	if said == "" || left-used < 8 {
		return line + head
	}
	return line + head + p.theme.Faint.On(p.rules.Fit(" · "+said, left-used))
}

func (e *env) tone(t tone) theme.Style { return t.style(e.theme) }

// postingPage shows one public write: then, now and yours.
type postingPage struct {
	*pageText
	m       *app
	in      review.Intent
	about   desk.Compared
	read    bool
	looking bool
	err     error
}

func newPostingPage(m *app, in review.Intent, who string) *postingPage {
	p := &postingPage{m: m, in: in}
	what := m.own(actWords(in.Act))
	p.pageText = &pageText{env: m.env, head: strings.ToUpper(what[:1]) + what[1:] + " " + who, wide: true, made: p.lines,
		keys: []hint{{"s", "settle"}, {"g", "go to the review"}}, on: map[string]effects{"g": {leave{}, leave{}, reviewOf(in.Act, in.ReviewID)}}}
	return p
}

// comparedMsg brings what a public write is compared with.
type comparedMsg struct {
	key   int64
	about desk.Compared
	err   error
}

func (p *postingPage) start() tea.Cmd {
	d, in := p.Desk, p.in
	return p.ask(localLimit, func(ctx context.Context) tea.Msg {
		about, err := d.Compare(ctx, in)
		return comparedMsg{key: in.Key, about: about, err: err}
	})
}

func (p *postingPage) update(msg tea.Msg) (effects, tea.Cmd) {
	switch msg := msg.(type) {
	case comparedMsg:
		if msg.key == p.in.Key {
			p.about, p.err, p.read = msg.about, msg.err, true
			p.changed()
		}
	case outboxSettledMsg:
		return nil, p.settled(msg)
	case tea.KeyPressMsg:
		if keyName(msg.Key()) == "s" {
			p.looking = true
			p.changed()
			return nil, p.settle(p.in.Key)
		}
		return p.pageText.update(msg)
	}
	return nil, nil
}

// settled takes in what reading back has shown; the outbox beneath says it.
func (p *postingPage) settled(msg outboxSettledMsg) tea.Cmd {
	if msg.key != p.in.Key {
		return nil
	}
	p.looking = false
	if msg.err == nil {
		p.in = msg.in
	}
	p.changed()
	return p.start()
}

func (p *postingPage) lines(w int) []string {
	out := &prose{e: p.env, w: w}
	state := strings.ToUpper(p.own(stateWord(p.in)))
	if p.looking {
		state = "LOOKING …"
	}
	out.para(p.tone(stateTone(p.in)), state+" · written "+clockText(p.in.At, p.Now().Location())+" · "+ago(p.Now().Sub(p.in.At)))
	out.para("", p.own(p.in.Note))
	if p.in.State == review.Accepted && p.in.Note == "" {
		out.para("", "Trustpilot accepted it and does not show it yet")
	}
	switch {
	case p.err != nil:
		out.para(p.theme.Bad, p.own(p.err.Error()))
	case p.in.Act == desk.Comment{}.Name():
		out.gap()
		out.para(p.theme.Faint, "a comment under a product review: g shows what was said there")
	case p.read && p.in.Act != (desk.FindReviewer{}).Name():
		p.then(out)
		p.now(out)
	}
	p.yours(out)
	return out.lines
}

// then is the reply as it stood when this was written.
func (p *postingPage) then(out *prose) {
	out.gap()
	out.para(p.theme.Title, "Then: what you saw")
	switch {
	case p.in.SeenReply == "":
		out.para(p.theme.Faint, "there was no reply")
	case p.about.Then == nil || p.about.Then.CompanyReply == nil:
		out.para(p.theme.Faint, "a reply whose text is not kept here ("+p.own(p.in.SeenReply)+")")
	default:
		out.block(p.about.Then.CompanyReply.Text, 0)
	}
}

// now is the reply as it stands.
func (p *postingPage) now(out *prose) {
	out.gap()
	out.para(p.theme.Title, "Now: what was last read")
	is := p.about.Review.CompanyReply
	switch {
	case p.about.Review.ID == "":
		out.para(p.theme.Faint, "the copy does not have the review")
	case is == nil:
		out.para(p.theme.Faint, "there is no reply")
	case is.Text.Is(p.in.Text):
		out.para(p.theme.Good, "yours stands there")
	default:
		out.block(is.Text, 0)
		out.para(p.theme.Faint, joined(" · ", visible(is.AuthorName), stamp("written", is.CreatedAt), stamp("changed", is.UpdatedAt)))
	}
}

// stamp is a word and the day and time of it; "" when that is not known.
func stamp(word string, t review.Time) string {
	if t.IsZero() {
		return ""
	}
	return word + " " + t.UTC().Format("2 Jan 2006 15:04 UTC")
}

func (p *postingPage) yours(out *prose) {
	out.gap()
	out.para(p.theme.Title, "Yours")
	switch {
	case p.in.Act == desk.DeleteReply{}.Name():
		out.para(p.theme.Faint, "the reply should go")
	case p.in.Text == "":
		out.para(p.theme.Faint, "the text is not kept here")
	default:
		out.block(review.NewText(p.in.Text), 0)
	}
}
