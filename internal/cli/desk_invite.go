package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui"
)

// deskInviter sends invitations for the desk on the screen, the way of tpdesk invite email and through its ledger.
type deskInviter struct {
	a      *App
	s      *session
	one    sync.Mutex     // one step at a time has the ledger
	memory *invite.Ledger // of the demo, which leaves nothing behind
}

func (x *deskInviter) inviter() (*inviter, error) {
	if x.s.client == nil {
		return nil, review.ErrSignIn
	}
	if err := x.s.opener.checkInvitationsURL(); err != nil {
		return nil, err
	}
	return x.s.opener.invitesBy(x.s.client)
}

// ledger opens the profile's ledger for one step, so that a command beside the desk can have it in between.
func (x *deskInviter) ledger(ctx context.Context) (*invite.Ledger, error) {
	if x.s.opener.folders.State != "" {
		return x.s.opener.sentLedger(ctx, "invitations.ledger")
	}
	if x.memory == nil {
		x.memory = invite.MemoryLedger(x.a.Now)
	}
	return x.memory, nil
}

// Ready lists the templates, and warns where link keys are set.
func (x *deskInviter) Ready(ctx context.Context) ([]ui.InviteTemplate, string, error) {
	in, err := x.inviter()
	if err != nil {
		return nil, "", err
	}
	warning := in.linksWarning(ctx)
	all, err := in.client.Templates(ctx)
	var out []ui.InviteTemplate
	for _, t := range all {
		out = append(out, ui.InviteTemplate{ID: t.ID, Name: t.Name, Locale: t.Locale, Default: t.Default.Or(false)})
	}
	return out, warning, err
}

// Prepare checks the invitation as the command does, and writes its request without sending it. A time that counts from
// now becomes the moment that is shown.
func (x *deskInviter) Prepare(ctx context.Context, i ui.Invitation) (ui.PreparedInvitation, error) {
	now := x.a.Now()
	at, err := invite.ParseSendTime(i.SendAt, now)
	if err == nil {
		err = rowOf(i).Check(now)
	}
	if err != nil {
		return ui.PreparedInvitation{}, err
	}
	if !at.IsZero() {
		i.SendAt = at.Format(time.RFC3339)
	}
	x.one.Lock()
	defer x.one.Unlock()
	if err := x.checkLedger(ctx, rowOf(i)); err != nil {
		return ui.PreparedInvitation{}, err
	}
	p := ui.PreparedInvitation{Invitation: i, At: at}
	p.Request, err = x.request(ctx, rowOf(i))
	return p, err
}

func rowOf(i ui.Invitation) invite.Row {
	return invite.Row{Email: i.Email, Name: i.Name, Reference: i.Reference, Template: i.TemplateID, Locale: i.Locale, SendAt: i.SendAt}
}

// checkLedger refuses what was sent before, and what may have been.
func (x *deskInviter) checkLedger(ctx context.Context, r invite.Row) error {
	ledger, err := x.ledger(ctx)
	if err != nil {
		return err
	}
	defer ledger.Close()
	key := ledger.Key(r)
	if at, open := ledger.Uncertain(key); open {
		return fmt.Errorf("the answer to this invitation was lost on %s: %w; tpdesk does not send it again", at.Format("2 Jan 2006 15:04 UTC"), review.ErrUnknown)
	}
	if at, before := ledger.SentBefore(key); before {
		return fmt.Errorf("this person was invited for this order with this template on %s: %w; tpdesk invite email --force sends it again", at.Format("2 Jan 2006"), review.ErrConflict)
	}
	return nil
}

// request is what would be sent: its method, its address and its body.
func (x *deskInviter) request(ctx context.Context, r invite.Row) (text string, err error) {
	in, err := x.inviter()
	if err != nil {
		return "", err
	}
	dry := in.client.DryRun(func(r client.Request) { text = r.Method + " " + r.URL + "\n" + indented(r.Body) })
	return text, dry.InviteByEmail(ctx, wireInvitation(r, x.a.Now()))
}

// indented is JSON in lines to read.
func indented(body string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(body), "", "  ") != nil {
		return body
	}
	return b.String()
}

// Invite sends it once: the ledger has it before the first byte leaves, and nothing is sent while that is uncertain.
func (x *deskInviter) Invite(ctx context.Context, p ui.PreparedInvitation) error {
	in, err := x.inviter()
	if err != nil {
		return err
	}
	if _, err := in.client.Templates(ctx); err != nil { // a write is sent once: a token that has ended is met here
		return fmt.Errorf("nothing was sent: %w", err)
	}
	x.one.Lock()
	defer x.one.Unlock()
	if err := x.checkLedger(ctx, rowOf(p.Invitation)); err != nil { // somebody else may have sent it meanwhile
		return err
	}
	ledger, err := x.ledger(ctx)
	if err != nil {
		return err
	}
	defer ledger.Close()
	s := &invite.Sender{Ledger: ledger, Linger: inviteLinger, Send: func(ctx context.Context, r invite.Row) error {
		return in.client.InviteByEmail(ctx, wireInvitation(r, x.a.Now()))
	}}
	did, err := s.Run(ctx, []invite.Row{rowOf(p.Invitation)})
	switch {
	case err != nil:
		return err
	case len(did.Refused) > 0:
		return fmt.Errorf("%w: %s", review.ErrRefused, did.Refused[0].Reason)
	case did.Skipped > 0:
		return fmt.Errorf("another tpdesk has just sent it: %w", review.ErrConflict)
	}
	return nil
}
