package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Inviter has Trustpilot invite customers by e-mail. Nothing tells afterwards what was sent, so a ledger keeps it, and
// what may have been sent is not sent again (promise 1).
type Inviter interface {
	// Ready tells what there is to choose from, and what speaks against inviting: "" for nothing.
	Ready(ctx context.Context) (templates []InviteTemplate, warning string, err error)
	// Prepare checks an invitation, also against the ledger, and sends nothing. Its error says what is wrong.
	Prepare(ctx context.Context, i Invitation) (PreparedInvitation, error)
	// Invite sends it, once. An error that wraps review.ErrUnknown may have sent it; with any other nothing was sent.
	Invite(ctx context.Context, p PreparedInvitation) error
}

// InviteTemplate is how an invitation can look.
type InviteTemplate struct {
	ID, Name, Locale review.Text
	Default          bool
}

// Invitation is an invitation as the agent asked for it. What is "" is left to Trustpilot.
type Invitation struct {
	Email, Name, Reference string
	TemplateID             string
	Locale                 string // as da-DK
	SendAt                 string // RFC 3339 with its zone, or +3d from now
}

// PreparedInvitation is one that can be sent.
type PreparedInvitation struct {
	Invitation
	At      time.Time // when it goes out; zero for Trustpilot's own delay
	Request string    // what will be sent, with the address it goes to, in lines
}

// inviteDialog is i: one invitation by e-mail. It asks, shows exactly what will be sent, and sends it after one yes.
type inviteDialog struct {
	*env
	form      *form
	email     *formLine
	name      *formLine
	reference *formLine
	template  *formLine
	locale    *formLine
	sendAt    *formLine

	templates []InviteTemplate
	read      bool
	warning   string
	wrong     string
	step      inviteStep
	prepared  PreparedInvitation
	top       int // of the lines that show it
}

type inviteStep int

const (
	fillInvitation inviteStep = iota
	checkInvitation
	confirmInvitation
	sendInvitation
)

func whyNoInvite(m *app) string {
	switch {
	case m.Invite == nil:
		return "no invitation can be sent from here"
	case m.Desk.API == nil:
		return "invitations need a sign-in: L"
	}
	return ""
}

// openInvite asks whom to invite.
func (m *app) openInvite() tea.Cmd {
	e := m.env
	d := &inviteDialog{env: e, email: textLine(e, "e-mail", "", "the customer's address"), name: textLine(e, "name", "", "as they are addressed"),
		reference: textLine(e, "reference", "", "the order's number"), template: choiceLine("template", "reading …"),
		locale: textLine(e, "locale", "", "the template's; else as da-DK"), sendAt: textLine(e, "send time", "", "Trustpilot's default; else +3d or 2026-12-24T09:00+01:00")}
	d.form = newForm(e, d.email, d.name, d.reference, d.template, d.locale, d.sendAt)
	return m.open(d)
}

// inviteReadyMsg tells what there is to choose from.
type inviteReadyMsg struct {
	of        *inviteDialog
	templates []InviteTemplate
	warning   string
	err       error
}

func (d *inviteDialog) start() tea.Cmd {
	in := d.Invite
	return d.ask(networkLimit, func(ctx context.Context) tea.Msg {
		all, warning, err := in.Ready(ctx)
		return inviteReadyMsg{of: d, templates: all, warning: warning, err: err}
	})
}

func (d *inviteDialog) update(msg tea.Msg) (effects, tea.Cmd) {
	switch msg := msg.(type) {
	case inviteReadyMsg:
		if msg.of == d {
			d.ready(msg)
		}
	case invitePreparedMsg:
		if msg.of == d {
			d.checked(msg)
		}
	case invitedMsg:
		if msg.of == d {
			return d.told(msg), nil
		}
	case tea.PasteMsg:
		if d.step == fillInvitation && d.form.update(msg) {
			d.wrong = ""
		}
	case tea.KeyPressMsg:
		return d.pressed(msg, keyName(msg.Key()))
	}
	return nil, nil
}

// ready fills the choice of templates.
func (d *inviteDialog) ready(msg inviteReadyMsg) {
	d.warning = d.own(msg.warning)
	if msg.err != nil {
		d.template.values = []string{"not known"}
		d.wrong = d.own("the templates could not be read: " + msg.err.Error())
		return
	}
	d.read, d.templates, d.template.values = true, msg.templates, []string{"Trustpilot's default"}
	for _, t := range msg.templates {
		label := joined(" · ", d.line(t.Name), d.line(t.Locale))
		if t.Default {
			label += " · default"
		}
		d.template.values = append(d.template.values, label)
	}
}

func (d *inviteDialog) pressed(msg tea.KeyPressMsg, name string) (effects, tea.Cmd) {
	switch d.step {
	case fillInvitation:
		return d.filling(msg, name)
	case confirmInvitation:
		return d.confirming(name)
	}
	return nil, nil // it is being checked or sent
}

func (d *inviteDialog) filling(msg tea.KeyPressMsg, name string) (effects, tea.Cmd) {
	switch {
	case name == "esc":
		return effects{leave{}}, nil
	case name != "enter" && name != "ctrl+s":
		if d.form.update(msg) {
			d.wrong = ""
		}
	case !d.read:
		return nil, d.start() // Prepare names templates by ID
	default:
		d.step = checkInvitation
		return nil, d.check()
	}
	return nil, nil
}

func (d *inviteDialog) confirming(name string) (effects, tea.Cmd) {
	switch name {
	case "y":
		d.step = sendInvitation
		return nil, d.send()
	case "esc", "n", "q":
		d.step, d.top = fillInvitation, 0
	case "j", "down":
		d.top++
	case "k", "up":
		d.top = max(0, d.top-1)
	}
	return nil, nil
}

// invitePreparedMsg tells whether the invitation may be sent.
type invitePreparedMsg struct {
	of       *inviteDialog
	prepared PreparedInvitation
	err      error
}

func (d *inviteDialog) check() tea.Cmd {
	i := Invitation{Email: d.email.value(), Name: d.name.value(), Reference: d.reference.value(), Locale: d.locale.value(), SendAt: d.sendAt.value()}
	if n := d.template.chosen; n > 0 {
		i.TemplateID = d.templates[n-1].ID.Raw()
	}
	in := d.Invite
	return d.ask(networkLimit, func(ctx context.Context) tea.Msg {
		p, err := in.Prepare(ctx, i)
		return invitePreparedMsg{of: d, prepared: p, err: err}
	})
}

func (d *inviteDialog) checked(msg invitePreparedMsg) {
	if msg.err != nil {
		d.step, d.wrong = fillInvitation, d.own(msg.err.Error())
		return
	}
	d.step, d.prepared, d.top = confirmInvitation, msg.prepared, 0
}

// invitedMsg tells what became of the invitation.
type invitedMsg struct {
	of  *inviteDialog
	err error
}

// send sends it once; nothing that happens to the screen may cut it in half.
func (d *inviteDialog) send() tea.Cmd {
	in, p := d.Invite, d.prepared
	return d.must(actLimit, func(ctx context.Context) tea.Msg { return invitedMsg{of: d, err: in.Invite(ctx, p)} })
}

// told leaves with the line that says what is certain. An invitation that was not sent stays to be mended.
func (d *inviteDialog) told(msg invitedMsg) effects {
	to := d.own(d.prepared.Email)
	switch {
	case msg.err == nil:
		return effects{leave{}, say{note{text: joined(" · ", "Trustpilot took the invitation to "+to, d.goesOut()), tone: good, stays: true}}}
	case errors.Is(msg.err, review.ErrUnknown):
		return effects{leave{}, say{note{text: "OUTCOME UNKNOWN, it may have been sent: the invitation to " + to +
			" · nothing at Trustpilot tells, so tpdesk does not send it again: ask the customer, or wait · " + d.own(msg.err.Error()), tone: bad, stays: true}}}
	}
	d.step, d.wrong = fillInvitation, joined(" · ", "NOT SENT", nextStep(msg.err), d.own(msg.err.Error()))
	return nil
}

// goesOut is when the customer gets it.
func (d *inviteDialog) goesOut() string {
	if d.prepared.At.IsZero() {
		return "it goes out at Trustpilot's own time"
	}
	return "it goes out on " + clockText(d.prepared.At, d.Now().Location())
}
