package ui

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// report prepares a report step by step: reason, detail, passage, note. Trustpilot takes reports in its web app only, so
// a person sends it; tpdesk never says that it did.
type report struct {
	*env
	review  review.Review
	step    reportStep
	reason  review.Reason
	detail  review.Detail
	field   field
	passage string
	dossier review.Dossier
	busy    bool
}

type reportStep int

const (
	chooseReason reportStep = iota
	chooseDetail
	typePassage
	typeNote
	askSent
)

func whyNoReport(m *app) string {
	if why := whyNoReview(m); why != "" {
		return why
	}
	if r, _ := m.inbox.selected(); r.ReportData != nil {
		return "reported already: wait for the outcome"
	}
	return ""
}

// openReport is !.
func (m *app) openReport() tea.Cmd {
	r, _ := m.current()
	return m.open(&report{env: m.env, review: r, field: newField(m.env, "")})
}

// preparedMsg tells of a dossier: found when the dialog opened, or just made.
type preparedMsg struct {
	id      review.ID
	dossier review.Dossier
	text    string // for the clipboard, where it was just made
	found   bool
	err     error
}

// start looks for a dossier that was prepared before.
func (p *report) start() tea.Cmd {
	d, id := p.Desk, p.review.ID
	return p.env.ask(localLimit, func(ctx context.Context) tea.Msg {
		dossier, ok, err := d.Prepared(ctx, id)
		if !ok || err != nil {
			return nil
		}
		return preparedMsg{id: id, dossier: dossier, found: true}
	})
}

func (p *report) update(msg tea.Msg) (effects, tea.Cmd) {
	switch msg := msg.(type) {
	case preparedMsg:
		if msg.id == p.review.ID {
			return p.prepared(msg), nil
		}
	case saidSentMsg:
		if msg.id == p.review.ID {
			return p.said(msg), nil
		}
	case tea.PasteMsg:
		if p.typing() {
			p.field.update(msg)
		}
	case tea.KeyPressMsg:
		return p.pressed(msg, keyName(msg.Key()))
	}
	return nil, nil
}

func (p *report) pressed(msg tea.KeyPressMsg, name string) (effects, tea.Cmd) {
	if name == "esc" {
		return p.back(), nil
	}
	switch p.step {
	case chooseReason, chooseDetail:
		p.choose(name)
	case askSent:
		return p.asked(name)
	default:
		if name == "enter" {
			return p.next()
		}
		p.field.update(msg)
	}
	return nil, nil
}

// back is Esc: one step, and out from the first and the last.
func (p *report) back() effects {
	if p.step == chooseReason || p.step == askSent {
		return effects{leave{}}
	}
	if p.step == typePassage && len(p.reason.Details) == 0 {
		p.step = chooseReason
		return nil
	}
	p.step--
	return nil
}

func (p *report) choose(name string) {
	n, err := strconv.Atoi(name)
	if err != nil || n < 1 {
		return
	}
	if p.step == chooseReason && n <= len(review.Reasons()) {
		p.reason, p.detail = review.Reasons()[n-1], review.Detail{}
		if p.step = typePassage; len(p.reason.Details) > 0 {
			p.step = chooseDetail
		}
	} else if p.step == chooseDetail && n <= len(p.reason.Details) {
		p.detail, p.step = p.reason.Details[n-1], typePassage
	}
}

// next goes from the passage to the note, and from the note to the dossier.
func (p *report) next() (effects, tea.Cmd) {
	change := desk.Report{ID: p.review.ID, Reason: p.reason.Name, Detail: p.detail.Name, Passage: p.passage, Note: p.field.value()}
	if p.step == typePassage {
		change.Passage, change.Note = p.field.value(), ""
	}
	if err := change.Check(p.review); err != nil {
		return effects{say{note{text: p.own(reason(err)), tone: bad}}}, nil
	}
	if p.step == typePassage {
		p.passage, p.step = p.field.value(), typeNote
		p.field.set("")
		return nil, nil
	}
	if p.busy {
		return nil, nil
	}
	p.busy = true
	return nil, p.prepare(change)
}

// prepare keeps the dossier and writes its text with the evidence that the desk has.
func (p *report) prepare(change desk.Report) tea.Cmd {
	d, r := p.Desk, p.review
	return p.must(localLimit, func(ctx context.Context) tea.Msg {
		dossier, err := d.Prepare(ctx, change, r)
		if err != nil {
			return preparedMsg{id: r.ID, err: err}
		}
		text, err := dossierText(ctx, d, r, dossier)
		return preparedMsg{id: r.ID, dossier: dossier, text: text, err: err}
	})
}

func dossierText(ctx context.Context, d *desk.Desk, r review.Review, dossier review.Dossier) (string, error) {
	revisions, err := d.Work.Revisions(ctx, r.ID)
	if err != nil {
		return "", err
	}
	return desk.DossierText(r, dossier, similar(ctx, d.Copy, r), revisions)
}

func (p *report) prepared(msg preparedMsg) effects {
	p.busy = false
	if msg.err != nil {
		return effects{say{note{text: p.own("report: " + msg.err.Error()), tone: bad}}}
	}
	p.dossier, p.step = msg.dossier, askSent
	if msg.found {
		return nil
	}
	return append(effects{yank{msg.text, "the report's text: paste it in the web app"}}, p.webApp()...)
}

func (p *report) webApp() effects {
	if p.WebAppURL == nil {
		return nil
	}
	return effects{browse{p.WebAppURL(p.review.ID), "the web app; the report's text is on the clipboard"}}
}

// asked is the last step: did the agent send it?
func (p *report) asked(name string) (effects, tea.Cmd) {
	switch name {
	case "y":
		d, id := p.Desk, p.review.ID
		return nil, p.must(localLimit, func(ctx context.Context) tea.Msg {
			_, err := d.SaidSent(ctx, id)
			return saidSentMsg{id: id, err: err}
		})
	case "c":
		d, r, dossier := p.Desk, p.review, p.dossier
		return nil, p.env.ask(localLimit, func(ctx context.Context) tea.Msg {
			text, err := dossierText(ctx, d, r, dossier)
			return preparedMsg{id: r.ID, dossier: dossier, text: text, err: err}
		})
	case "W":
		return p.webApp(), nil
	case "n", "q":
		return effects{leave{}}, nil
	}
	return nil, nil
}

// saidSentMsg tells that the agent's word is kept.
type saidSentMsg struct {
	id  review.ID
	err error
}

func (p *report) said(msg saidSentMsg) effects {
	if msg.err != nil {
		return effects{say{note{text: p.own(msg.err.Error()), tone: bad}}}
	}
	return effects{leave{}, say{note{text: "noted: you sent the report; its outcome will stand on the review", tone: good, stays: true}}}
}
