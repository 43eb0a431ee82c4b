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

func (p *report) title() string { return "Report the review of " + p.rules.Clean(p.review.Name()) }

func (p *report) rows(w, most int) int { return min(most, max(len(p.lines(w, most))+1, 8)) }

func (p *report) view(w, h int) []string {
	lines := p.lines(w, h)
	return lines[:min(len(lines), h)]
}

func (p *report) typing() bool { return p.step == typePassage || p.step == typeNote }

func (p *report) cursor() *tea.Cursor {
	if p.typing() {
		return p.field.cursor(2, 0)
	}
	return nil
}

func (p *report) hints() []hint {
	switch p.step {
	case chooseReason, chooseDetail:
		return []hint{{"1-9", "choose"}, {"Esc", "back"}}
	case askSent:
		return []hint{{"y", "I have sent it"}, {"c", "copy again"}, {"W", "web app"}, {"Esc", "not yet"}}
	}
	return []hint{{"Enter", "next"}, {"Esc", "back"}}
}

// lines are those of the step; where they are more than most, each reason goes without its test.
func (p *report) lines(w, most int) []string {
	out := &prose{e: p.env, w: w}
	switch p.step {
	case chooseReason:
		p.reasonLines(out, true)
		if len(out.lines) > most {
			out.lines = nil
			p.reasonLines(out, false)
		}
	case chooseDetail:
		for i, d := range p.reason.Details {
			out.para("", strconv.Itoa(i+1)+"  "+d.Label)
		}
	case typePassage:
		out.lines = append(out.lines, p.theme.Accent.On("›")+" "+p.field.view(w-3))
		out.para(p.theme.Faint, "the passage it is about, word for word; empty: the whole review")
	case typeNote:
		out.lines = append(out.lines, p.theme.Accent.On("›")+" "+p.field.view(w-3))
		out.para(p.theme.Faint, "a note for Trustpilot: what you looked up, what is wrong; may be empty")
	case askSent:
		p.askLines(out)
	}
	return out.lines
}

func (p *report) reasonLines(out *prose, tests bool) {
	for i, r := range review.Reasons() {
		out.para("", strconv.Itoa(i+1)+"  "+r.Label)
		if tests {
			out.under(p.theme.Faint, 3, r.Test)
		}
	}
}

func (p *report) askLines(out *prose) {
	out.para(p.theme.Title, "Trustpilot takes reports in its web app only; tpdesk has sent nothing.")
	out.para("", "Prepared "+clockText(p.dossier.PreparedAt, p.Now().Location())+": "+p.own(p.dossier.Reason)+" "+p.own(p.dossier.Detail))
	if !p.dossier.SaidSentAt.IsZero() {
		out.para(p.theme.Good, "You said that you sent it "+clockText(p.dossier.SaidSentAt, p.Now().Location())+": wait for the outcome.")
		return
	}
	out.para("", "The text is for the web app's dialog: paste it there. c copies it again, W opens the web app.")
	if p.reasonOf().AskOnce {
		out.para(p.theme.Faint, "Trustpilot first e-mails the reviewer and waits 3 days; then it can be reported.")
	}
	out.gap()
	out.para(p.theme.Accent, "Did you send it?  y  yes   Esc  not yet")
}

func (p *report) reasonOf() review.Reason {
	r, _, _ := review.FindReason(p.dossier.Reason, p.dossier.Detail)
	return r
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
		return effects{say{note{text: p.own(err.Error()), tone: bad}}}, nil
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
	e, r := p.env, p.review
	return e.must(localLimit, func(ctx context.Context) tea.Msg {
		dossier, err := e.Desk.Prepare(ctx, change, r)
		if err != nil {
			return preparedMsg{id: r.ID, err: err}
		}
		text, err := dossierText(ctx, e, r, dossier)
		return preparedMsg{id: r.ID, dossier: dossier, text: text, err: err}
	})
}

func dossierText(ctx context.Context, e *env, r review.Review, dossier review.Dossier) (string, error) {
	revisions, err := e.Desk.Work.Revisions(ctx, r.ID)
	if err != nil {
		return "", err
	}
	return desk.DossierText(r, dossier, similar(ctx, e, r), revisions)
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
		e, id := p.env, p.review.ID
		return nil, e.must(localLimit, func(ctx context.Context) tea.Msg {
			_, err := e.Desk.SaidSent(ctx, id)
			return saidSentMsg{id: id, err: err}
		})
	case "c":
		e, r, dossier := p.env, p.review, p.dossier
		return nil, e.ask(localLimit, func(ctx context.Context) tea.Msg {
			text, err := dossierText(ctx, e, r, dossier)
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
