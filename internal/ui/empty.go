package ui

import (
	"errors"
	"fmt"

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

// noReviews explains how customers can be invited: the six ways of Trustpilot's own page.
func (m *app) noReviews(p *prose) {
	p.para(m.theme.Title, "No reviews yet")
	p.para("", "Reviews come in six ways:")
	for _, method := range review.Methods() {
		p.gap()
		p.para(m.theme.Accent, method.Label())
		p.para("", method.Meaning())
	}
	p.gap()
	p.para(m.theme.Faint, "R asks Trustpilot again")
}
