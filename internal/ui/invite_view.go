package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

func (d *inviteDialog) title() string {
	if d.step == confirmInvitation {
		return "Send this invitation?"
	}
	return "Invite a customer by e-mail"
}

func (d *inviteDialog) rows(w, most int) int {
	if d.step == confirmInvitation {
		return most
	}
	return min(most, len(d.form.lines)+len(d.below(w)))
}

func (d *inviteDialog) cursor() *tea.Cursor {
	if d.step != fillInvitation {
		return nil
	}
	return d.form.cursor()
}

func (d *inviteDialog) hints() []hint {
	switch d.step {
	case confirmInvitation:
		return []hint{{"y", "send it"}, {"Esc", "change it"}, {"j k", "scroll"}}
	case checkInvitation, sendInvitation:
		return nil
	}
	return []hint{{"Enter", "show what is sent"}, {"Tab", "next line"}, {"← →", "template"}, {"Esc", "cancel"}}
}

func (d *inviteDialog) view(w, h int) []string {
	if d.step == confirmInvitation {
		lines := d.shown(w)
		d.top = max(0, min(d.top, len(lines)-h))
		return lines[d.top:min(len(lines), d.top+h)]
	}
	below := d.below(w)
	room := max(1, h-len(below))
	if room < 3 { // a small screen
		room, below = min(3, h), below[:max(0, min(len(below), h-3))]
	}
	return append(d.form.view(w, room), below...)
}

// below is what stands beneath the lines to fill in.
func (d *inviteDialog) below(w int) []string {
	p := &prose{e: d.env, w: w}
	switch d.step {
	case checkInvitation:
		p.para(d.theme.Faint, "checking …")
	case sendInvitation:
		p.para(d.theme.Warn, "sending …")
	default:
		p.para(d.theme.Bad, d.wrong)
		p.para(d.theme.Warn, d.warning)
	}
	return p.lines
}

// shown is exactly what will be sent, in words and as Trustpilot gets it.
func (d *inviteDialog) shown(w int) []string {
	p := &prose{e: d.env, w: w}
	i := d.prepared
	p.para(d.theme.Accent, "y  send it: Trustpilot mails the customer, and nobody can take it back")
	p.para("", "Esc  change it")
	p.gap()
	p.para(d.theme.Warn, d.warning)
	p.gap()
	for _, f := range [][2]string{{"to", i.Email}, {"name", i.Name}, {"reference", i.Reference}, {"locale", i.Locale}} {
		if f[1] != "" {
			p.para("", f[0]+": "+d.own(f[1]))
		}
	}
	p.para("", "template: "+d.template.values[d.template.chosen])
	p.para("", d.goesOut())
	p.gap()
	for _, l := range d.block(review.NewText(i.Request), w) {
		p.lines = append(p.lines, d.theme.Faint.On(l))
	}
	return p.lines
}
