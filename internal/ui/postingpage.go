package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

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
