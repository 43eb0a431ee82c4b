package ui

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// reviewerPage is f: who wrote this, their other reviews here and elsewhere, and the order it may belong to.
type reviewerPage struct {
	*pageText
	m      *app
	review review.Review
	got    desk.Reviewer
	read   bool
	err    error
}

func whyNoReviewer(m *app) string { return whyNoReview(m) }

func (m *app) openReviewer() tea.Cmd {
	r, _ := m.current()
	p := &reviewerPage{m: m, review: r}
	p.pageText = &pageText{env: m.env, head: "Who wrote this: " + m.rules.Clean(r.Name()), made: p.lines, keys: []hint{{"F", "ask them"}, {"w", "their page"}}}
	return m.open(p)
}

// reviewerReadMsg answers who somebody is.
type reviewerReadMsg struct {
	id  review.ID
	got desk.Reviewer
	err error
}

func (p *reviewerPage) start() tea.Cmd {
	c, d, id := p.review.Consumer, p.Desk, p.review.ID
	if c == nil || !c.ID.Visible() {
		p.read, p.err = true, fmt.Errorf("%w: the review does not say who wrote it", review.ErrNotFound)
		return nil
	}
	consumer := c.ID.Raw()
	return p.ask(networkLimit, func(ctx context.Context) tea.Msg {
		got, err := d.Reviewer(ctx, consumer)
		return reviewerReadMsg{id: id, got: got, err: err}
	})
}

func (p *reviewerPage) update(msg tea.Msg) (effects, tea.Cmd) {
	switch msg := msg.(type) {
	case reviewerReadMsg:
		if msg.id == p.review.ID {
			p.got, p.err, p.read = msg.got, msg.err, true
			p.changed()
		}
		return nil, nil
	case tea.KeyPressMsg:
		switch keyName(msg.Key()) {
		case "F":
			return p.askThem(), nil
		case "w":
			return p.theirPage(), nil
		}
	}
	return p.pageText.update(msg)
}

// askThem opens the box for the question, or says why they cannot be asked.
func (p *reviewerPage) askThem() effects {
	if why := whyBusy(p.m); why != "" {
		return effects{say{note{text: why, tone: warn}}}
	}
	if err := (desk.FindReviewer{ID: p.review.ID}).Check(p.review); err != nil {
		return effects{say{note{text: p.own(reason(err)), tone: warn}}}
	}
	return effects{leave{}, enter{newComposer(p.m, p.review, review.RequestDraft, "")}}
}

func (p *reviewerPage) theirPage() effects {
	if p.ReviewerURL == nil || p.review.Consumer == nil || !p.review.Consumer.ID.Visible() {
		return effects{say{note{text: "their page is not known here", tone: warn}}}
	}
	return effects{browse{p.ReviewerURL(p.review.Consumer.ID.Raw()), "the reviewer's page"}}
}

func (p *reviewerPage) lines(w int) []string {
	out := &prose{e: p.env, w: w}
	p.known(out)
	switch {
	case p.err != nil:
		out.gap()
		out.para(p.theme.Warn, p.own("more could not be read: "+p.err.Error()))
	case !p.read:
		out.gap()
		out.para(p.theme.Faint, "asking Trustpilot …")
	default:
		p.others(out, "Their other reviews of you", p.got.Here)
		p.others(out, "Their reviews elsewhere", elsewhere(p.got))
	}
	return out.lines
}

// elsewhere are the public reviews of somebody less those of this company.
func elsewhere(who desk.Reviewer) []review.Review {
	return slices.DeleteFunc(slices.Clone(who.All), func(r review.Review) bool {
		return slices.ContainsFunc(who.Here, func(h review.Review) bool { return h.ID == r.ID })
	})
}

// known is what the review and the profile tell of them.
func (p *reviewerPage) known(out *prose) {
	r, who := p.review, p.got.Profile
	out.para(p.theme.Title, r.Name())
	out.para("", personFacts(" · ", r, who))
	out.para("", visible(who.About))
	out.gap()
	out.para("", joined(" · ", p.m.orderFact(r), visible(r.ReferralEmail), review.SourceLabel(r.Source)))
	p.mayAsk(out)
}

// mayAsk tells whether F can ask them. Trustpilot marks some reviews of four and five stars as eligible, and refuses them
// (trustpilot-api §3.3).
func (p *reviewerPage) mayAsk(out *prose) {
	err := (desk.FindReviewer{ID: p.review.ID}).Check(p.review)
	switch {
	case err != nil:
		out.para(p.theme.Faint, "F cannot ask them: "+p.own(reason(err)))
	case p.review.Stars > 3:
		out.para(p.theme.Accent, "F asks them for their details; above three stars Trustpilot may refuse it")
	default:
		out.para(p.theme.Accent, "F asks them for their details, through Trustpilot")
	}
}

// personFacts are where the reviewer lives, the language and the number of reviews, as far as profile and review tell.
func personFacts(sep string, r review.Review, who review.Profile) string {
	count := who.NumberOfReviews
	if !count.Known && r.Consumer != nil {
		count = r.Consumer.NumberOfReviews
	}
	reviews := ""
	if count.Known {
		reviews = plural(count.V, "review", "reviews")
	}
	place := joined(", ", visible(who.City), visible(who.Country))
	if place == "" && r.Consumer != nil {
		place = visible(r.Consumer.DisplayLocation)
	}
	return joined(sep, place, visible(who.Locale), reviews)
}

func (p *reviewerPage) others(out *prose, head string, rs []review.Review) {
	out.gap()
	out.para(p.theme.Title, head)
	shown := 0
	for _, r := range rs {
		if r.ID == p.review.ID {
			continue
		}
		shown++
		unit := ""
		if r.BusinessUnit != nil {
			unit = visible(r.BusinessUnit.DisplayName)
		}
		lead := p.m.stars(r.Stars) + " " + p.rules.FitRight(age(r.CreatedAt, p.Now()), ageCols) + "  "
		out.lines = append(out.lines, lead+p.rules.Fit(joined(": ", unit, headline(r)), max(4, out.w-12)))
	}
	if shown == 0 {
		out.para(p.theme.Faint, "none that is known")
	}
}
