package ui

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// emptyLines stand where the list has no row.
func (m *app) emptyLines() []string {
	p := &prose{e: m.env, w: min(m.layout.list-3, textMost)}
	b, sync := m.inbox.best, m.syncing
	switch {
	case b == nil: // it is being counted
	case !b.none:
		m.noMatch(p)
	case m.forProducts():
		m.noProducts(p)
	case m.Desk.API == nil, errors.Is(sync.err, review.ErrSignIn):
		p.para(m.theme.Title, "Not signed in")
		p.para("", "There is no review in the copy yet: "+m.signInStep()+". tpdesk demo needs no account.")
	case sync.err != nil && !errors.Is(sync.err, errAllowance):
		p.para(m.theme.Title, "Nothing could be read from Trustpilot")
		p.para("", m.own(sync.err.Error()))
		p.para(m.theme.Faint, "R tries again")
	case sync.on, sync.mark.Complete.IsZero():
		p.para("", "Reading the reviews from Trustpilot …")
	default:
		m.noReviews(p)
	}
	out := []string{""}
	for _, l := range p.lines {
		out = append(out, "  "+l)
	}
	return out
}

// noMatch says which term excludes the most.
func (m *app) noMatch(p *prose) {
	p.para(m.theme.Title, "No review matches")
	if x := m.inbox.best; x != nil && x.term != "" {
		p.para("", fmt.Sprintf("Without %s there are %s.", m.own(x.term), capped(x.count)))
	}
	p.gap()
	p.para(m.theme.Faint, "/ changes the filter, Ctrl+U in it empties it, 1 to 9 are the views")
}

// noReviews explains how customers can be invited: the six ways of Trustpilot's own page, as far as there is room.
func (m *app) noReviews(p *prose) {
	p.para(m.theme.Title, "No reviews yet")
	key := m.keys.keyOf("invite")
	if whyNoInvite(m) == "" && key != "" {
		p.para(m.theme.Accent, key+" invites a customer by e-mail")
	}
	p.para(m.theme.Faint, m.keys.keyOf("sync")+" asks Trustpilot again")
	room := m.layout.body - len(p.lines) - 1
	var q *prose
	for _, ways := range []func(*prose){m.waysWhole, m.waysInLines, m.waysNamed} {
		q = &prose{e: p.e, w: p.w}
		if ways(q); len(q.lines) < room {
			p.gap()
			break
		}
	}
	p.lines = append(p.lines, q.lines...)
}

func (m *app) waysWhole(p *prose) {
	p.para("", "Reviews come in six ways:")
	for _, method := range review.Methods() {
		p.gap()
		p.para(m.theme.Accent, method.Label())
		p.para("", method.Meaning())
	}
}

func (m *app) waysInLines(p *prose) {
	p.para("", "Reviews come in six ways:")
	for _, method := range review.Methods() {
		text, _ := m.rules.Cut(method.Label()+": "+method.Meaning(), p.w)
		p.lines = append(p.lines, text)
	}
}

func (m *app) waysNamed(p *prose) {
	short := strings.NewReplacer(" invitation", "", " review form", "")
	p.para("", "Six ways: "+short.Replace(strings.Join(names(review.Methods(), review.Method.Label), ", ")))
}
