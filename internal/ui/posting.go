package ui

import (
	"slices"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

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
