package ui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

// historyPage is h: every revision seen of a review, with the words that changed.
type historyPage struct {
	*pageText
	m         *app
	id        review.ID
	revisions []review.Revision
	gone      *review.Vanishing // it is no longer on Trustpilot
	read      bool
	err       error
}

func (m *app) openHistory() tea.Cmd {
	r, _ := m.current()
	p := &historyPage{m: m, id: r.ID}
	p.pageText = &pageText{env: m.env, head: "History of the review of " + m.rules.Clean(r.Name()), made: p.lines}
	return m.open(p)
}

// revisionsReadMsg answers what was seen of a review.
type revisionsReadMsg struct {
	id        review.ID
	revisions []review.Revision
	gone      *review.Vanishing
	err       error
}

func (p *historyPage) start() tea.Cmd {
	d, id := p.Desk, p.id
	return p.ask(localLimit, func(ctx context.Context) tea.Msg {
		rs, err := d.Work.Revisions(ctx, id)
		msg := revisionsReadMsg{id: id, revisions: rs, err: err}
		if _, gone, err := d.Last(ctx, id); err == nil {
			msg.gone = &gone
		}
		return msg
	})
}

func (p *historyPage) update(msg tea.Msg) (effects, tea.Cmd) {
	if msg, ok := msg.(revisionsReadMsg); ok {
		if msg.id == p.id {
			p.revisions, p.gone, p.err, p.read = msg.revisions, msg.gone, msg.err, true
			p.changed()
		}
		return nil, nil
	}
	return p.pageText.update(msg)
}

func (p *historyPage) lines(w int) []string {
	out := &prose{e: p.env, w: w}
	switch {
	case p.err != nil:
		out.para(p.theme.Bad, p.own(p.err.Error()))
	case p.read && len(p.revisions) == 0:
		out.para(p.theme.Faint, "nothing was kept of it yet")
	}
	for i, rev := range p.revisions {
		out.gap()
		out.para(p.theme.Faint, "seen "+clockText(rev.SeenAt, p.Now().Location()))
		before := review.Review{}
		if i > 0 {
			before = p.revisions[i-1].Review
		}
		p.revision(out, before, rev.Review, i == 0)
	}
	if p.gone != nil {
		out.gap()
		out.para(p.theme.Bad, goneWords(*p.gone, p.Now().Location()))
	}
	return out.lines
}

// goneWords say that a review has vanished, and since when that is known.
func goneWords(v review.Vanishing, loc *time.Location) string {
	if v.Deleted {
		return "Trustpilot deleted it, which is known since " + clockText(v.At, loc) + "; its text was erased here too"
	}
	return "it is no longer on Trustpilot, which is known since " + clockText(v.At, loc)
}

func (p *historyPage) revision(out *prose, before, now review.Review, first bool) {
	stars := p.m.stars(now.Stars)
	if !first && before.Stars != now.Stars {
		stars = p.m.stars(before.Stars) + " → " + stars
	}
	out.lines = append(out.lines, stars)
	p.words(out, oneLine(before.Title), oneLine(now.Title), first)
	p.words(out, before.Text, now.Text, first)
	if before.CompanyReply.Digest() == now.CompanyReply.Digest() {
		return
	}
	out.para(p.theme.Good, "reply")
	p.words(out, replyText(before.CompanyReply), replyText(now.CompanyReply), first)
}

// replyText is the text of a reply, nothing where there is none.
func replyText(r *review.Reply) review.Text {
	if r == nil {
		return review.Text{}
	}
	return r.Text
}

// oneLine is a title as it is read: a break in it would make rows that look like the desk's own.
func oneLine(t review.Text) review.Text {
	if !t.Known() {
		return t
	}
	return review.NewText(t.Line())
}

// words shows a text with what came and what went marked by sign and style; an unchanged one in short.
func (p *historyPage) words(out *prose, was, is review.Text, first bool) {
	switch {
	case first || !was.Visible() && !is.Visible():
		if is.Visible() {
			out.block(is, 0)
		}
	case was.Raw() == is.Raw():
	default:
		out.lines = append(out.lines, p.diffLines(wordDiff(was.Block(), is.Block()), out.w)...)
	}
}

// diffLines wraps a diff to w columns: [-gone-] {+come+}.
func (p *historyPage) diffLines(parts []part, w int) []string {
	var lines []string
	line, used := "", 0
	for _, x := range parts {
		for _, word := range strings.Fields(x.text) {
			shown, st := p.signed(x, p.rules.Clean(word))
			cut, n := p.rules.Cut(shown, w)
			if used > 0 && used+1+n > w {
				lines, line, used = append(lines, line), "", 0
			}
			if used > 0 {
				line, used = line+" ", used+1
			}
			line, used = line+st.On(cut), used+n
		}
	}
	return append(lines, line)
}

func (p *historyPage) signed(x part, word string) (string, theme.Style) {
	switch x.kind {
	case come:
		return "+" + word, p.theme.Added
	case gone:
		return "-" + word, p.theme.Removed
	}
	return word, ""
}
