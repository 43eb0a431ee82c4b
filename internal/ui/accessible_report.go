package ui

import (
	"context"
	"fmt"
	"strconv"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// report prepares the report of the open review, reads out its text and keeps whether the agent sent it: Trustpilot takes
// reports in its web app alone.
func (d *lineDesk) report(ctx context.Context, _ string) error {
	r := *d.open
	if dossier, there, err := d.Desk.Prepared(ctx, r.ID); err != nil {
		return err
	} else if there && r.ReportData == nil {
		d.say("A report of it was prepared %s.", clockText(dossier.PreparedAt, d.Now().Location()))
		if yes, ok := d.ask(ctx, "Prepare it anew? y or n:"); !ok || yes != "y" {
			return d.toSend(ctx, r, dossier)
		}
	}
	c, ok, err := d.reportOf(ctx, r)
	if err != nil || !ok {
		return err
	}
	dossier, err := d.Desk.Prepare(ctx, c, r)
	if err != nil {
		return err
	}
	return d.toSend(ctx, r, dossier)
}

// reportOf asks for the reason, the passage and the note; false when the agent gives it up.
func (d *lineDesk) reportOf(ctx context.Context, r review.Review) (c desk.Report, ok bool, err error) {
	c = desk.Report{ID: r.ID, Reason: review.Reasons()[0].Name}
	if err := c.Check(r); err != nil { // a review that is reported already needs no questions
		return c, false, err
	}
	reasons := review.Reasons()
	n, ok, err := d.choose(ctx, "Reason", len(reasons), func(i int) string { return reasons[i].Label + ": " + reasons[i].Test })
	if err != nil || !ok {
		return c, false, err
	}
	c.Reason = reasons[n].Name
	if details := reasons[n].Details; len(details) > 0 {
		n, ok, err := d.choose(ctx, "Which", len(details), func(i int) string { return details[i].Label })
		if err != nil || !ok {
			return c, false, err
		}
		c.Detail = details[n].Name
	}
	if c.Passage, ok = d.ask(ctx, "The passage it is about, word for word; empty for the whole review:"); !ok {
		return c, false, nil
	}
	c.Note, ok = d.ask(ctx, "A note for Trustpilot; may be empty:")
	return c, ok, nil
}

// choose reads out a list and asks for a number of it, from 0; an empty line gives up.
func (d *lineDesk) choose(ctx context.Context, what string, n int, word func(i int) string) (int, bool, error) {
	for i := range n {
		d.say("%d. %s", i+1, word(i))
	}
	line, ok := d.ask(ctx, what+", a number; empty gives it up:")
	if !ok || line == "" {
		return 0, false, nil
	}
	at, err := strconv.Atoi(line)
	if err != nil || at < 1 || at > n {
		return 0, false, fmt.Errorf("%q: %w: it is a number from 1 to %d", line, review.ErrInvalid, n)
	}
	return at - 1, true, nil
}

// toSend reads the report's text out, opens the web app and keeps the agent's word that they sent it.
func (d *lineDesk) toSend(ctx context.Context, r review.Review, dossier review.Dossier) error {
	text, err := dossierText(ctx, d.Desk, r, dossier)
	if err != nil {
		return err
	}
	d.say("Trustpilot takes reports in its web app only; tpdesk has sent nothing. The report's text:\n  %s", setIn(review.NewText(text)))
	if d.WebAppURL != nil && d.Open != nil {
		if err := d.webApp(ctx, ""); err != nil {
			d.say("Not opened: %s", d.problem(err))
		}
	}
	if yes, ok := d.ask(ctx, "Did you send it? y or n:"); !ok || yes != "y" {
		return nil
	}
	if _, err := d.Desk.SaidSent(ctx, r.ID); err != nil {
		return err
	}
	d.say("Noted: you sent the report; its outcome will stand on the review.")
	return nil
}
