package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// post is what stands behind the invitations of a test.
type post struct {
	warning         string
	readyErr, check error
	err             error
	sent            []PreparedInvitation
}

func (p *post) Ready(context.Context) ([]InviteTemplate, string, error) {
	return []InviteTemplate{{ID: text("t1"), Name: text("Optimized for service reviews"), Locale: text("en-US"), Default: true},
		{ID: text("t2"), Name: text("Venlig \x1b[2Jpåmindelse"), Locale: text("da-DK")}}, p.warning, p.readyErr
}

func (p *post) Prepare(_ context.Context, i Invitation) (PreparedInvitation, error) {
	if i.Email == "" {
		return PreparedInvitation{}, errors.New("email: it is missing")
	}
	out := PreparedInvitation{Invitation: i, Request: `POST https://invitations-api.trustpilot.com/… {"consumerEmail":"` + i.Email + `"}`}
	if i.SendAt != "" {
		out.At = testNow().Add(72 * time.Hour)
	}
	return out, p.check
}

func (p *post) Invite(_ context.Context, i PreparedInvitation) error {
	p.sent = append(p.sent, i)
	return p.err
}

func withPost(t *testing.T, w, h int, p *post, rs []review.Review) *driver {
	t.Helper()
	return start(t, w, h, rs, func(_ *driver, o *Options) { o.Invite = p })
}

// fill fills the lines of the invitation in.
func (d *driver) fill() {
	d.type_("ase@customer.example")
	d.press("tab")
	d.type_("Åse")
	d.press("tab")
	d.type_("DK-1")
	d.press("tab")
}

func TestAnInvitationIsShownExactlyAndSentAfterOneYes(t *testing.T) {
	p := &post{}
	d := withPost(t, 120, 36, p, sample())
	d.press("i")
	d.wants("Invite a customer by e-mail", "e-mail", "Trustpilot's default", "send time")
	d.fill()
	d.press("v")
	d.wants("‹ Venlig ␛[2Jpåmindelse · da-DK ›")
	d.press("tab tab")
	d.type_("+3d")
	d.golden("invite-120x36")
	d.press("enter")
	d.wants("Send this invitation?", "y  send it", "to: ase@customer.example", "name: Åse", "reference: DK-1", "template: Venlig", "it goes out on 22 Nov 2026 10:30",
		"POST https://invitations-api.trustpilot.com/…", `{"consumerEmail":"ase@customer.example"}`)
	d.golden("invite-sure-120x36")
	if len(p.sent) > 0 {
		t.Fatal("it was sent before the yes")
	}
	d.press("y")
	d.wants("Trustpilot took the invitation to ase@customer.example · it goes out on 22 Nov 2026 10:30")
	if len(p.sent) != 1 || p.sent[0].Invitation != (Invitation{Email: "ase@customer.example", Name: "Åse", Reference: "DK-1", TemplateID: "t2", SendAt: "+3d"}) {
		t.Fatalf("sent: %+v", p.sent)
	}
	d.press("y y enter")
	if len(p.sent) != 1 {
		t.Fatal("it was sent twice")
	}
}

func TestWhatIsWrongWithAnInvitationIsSaidAndTheWordsStay(t *testing.T) {
	p := &post{}
	d := withPost(t, 120, 36, p, sample())
	d.press("i enter")
	d.wants("email: it is missing")
	d.fill()
	p.check = fmt.Errorf("this person was invited for this order with this template on 1 Nov 2026: %w", review.ErrConflict)
	d.press("enter")
	d.wants("this person was invited for this order", "ase@customer.example", "DK-1")
	p.check = nil
	d.press("enter esc")
	d.wants("Invite a customer", "ase@customer.example")
	p.err = review.ErrRefused
	d.press("enter y")
	d.wants("NOT SENT", "ase@customer.example")
	if len(p.sent) != 1 {
		t.Fatalf("sent: %+v", p.sent)
	}
}

func TestAnInvitationOfUnknownOutcomeIsToldAndNotSentAgain(t *testing.T) {
	p := &post{err: fmt.Errorf("the answer was lost: %w", review.ErrUnknown)}
	d := withPost(t, 120, 36, p, sample())
	d.press("i")
	d.fill()
	d.press("enter y")
	d.wants("OUTCOME UNKNOWN, it may have been sent: the invitation to ase@customer.example")
	d.press("j k")
	d.wants("OUTCOME UNKNOWN")
	if len(p.sent) != 1 || d.m.top() != nil {
		t.Fatalf("sent: %+v", p.sent)
	}
}

func TestWhereLinkKeysAreSetTheDeskWarnsBeforeTheYes(t *testing.T) {
	p := &post{warning: "the keys of Business Generated Links are set"}
	d := withPost(t, 120, 36, p, sample())
	d.press("i")
	d.wants("the keys of Business Generated Links are set")
	d.fill()
	d.press("enter")
	d.wants("the keys of Business Generated Links are set", "y  send it")
}

func TestWithoutTheTemplatesNothingIsPrepared(t *testing.T) {
	p := &post{readyErr: errors.New("offline")}
	d := withPost(t, 120, 36, p, sample())
	d.press("i")
	d.fill()
	d.press("enter y enter y")
	d.wants("the templates could not be read: offline")
	p.readyErr = nil
	d.press("enter enter")
	d.wants("Send this invitation?")
	if len(p.sent) > 0 {
		t.Fatalf("sent: %+v", p.sent)
	}
}

func TestTheEmptyStateListsTheSixWaysAndLeadsToAnInvitation(t *testing.T) {
	for _, size := range [][2]int{{200, 50}, {120, 36}, {80, 24}, {40, 12}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		p := &post{}
		d := withPost(t, size[0], size[1], p, nil)
		d.wants("No reviews yet", "i invites a customer by e-mail", "Automatic", "Embedded")
		checkFrame(t, d, size[0], size[1], name)
		d.golden("invite-empty-" + name)
		d.press("i")
		d.fill()
		checkFrame(t, d, size[0], size[1], name)
		d.press("enter")
		checkFrame(t, d, size[0], size[1], name)
		d.wants("y  send it")
		d.press("j j j k")
		checkFrame(t, d, size[0], size[1], name)
		d.press("y")
		if len(p.sent) != 1 {
			t.Errorf("%s: sent: %+v", name, p.sent)
		}
	}
}

func TestThePaletteAndTheHelpNameTheInvitation(t *testing.T) {
	d := withPost(t, 120, 36, &post{}, sample())
	d.press(":")
	d.type_("invite")
	d.wants("invite a customer by e-mail")
	d.press("enter")
	d.wants("Invite a customer by e-mail")
	d.press("esc ?")
	d.wants("invite a customer by e-mail to review an order")
	without := start(t, 120, 36, sample())
	without.press("i")
	without.wants("no invitation can be sent from here")
	out := withPost(t, 120, 36, &post{}, sample())
	out.m.Desk.API = nil
	out.press("i")
	out.wants("invitations need a sign-in")
	if strings.Contains(out.frame(), "template") {
		t.Error("the dialog opened")
	}
}
