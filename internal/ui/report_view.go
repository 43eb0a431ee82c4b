package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

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
