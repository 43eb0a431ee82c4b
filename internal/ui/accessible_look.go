package ui

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// reviewer reads out who wrote the open review, and what else they wrote.
func (d *lineDesk) reviewer(ctx context.Context, _ string) error {
	r := *d.open
	if r.Consumer == nil || !r.Consumer.ID.Visible() {
		return fmt.Errorf("%w: the review does not say who wrote it", review.ErrNotFound)
	}
	ctx, cancel := context.WithTimeout(ctx, networkLimit)
	defer cancel()
	who, err := d.Desk.Reviewer(ctx, r.Consumer.ID.Raw())
	if err != nil && who.Profile.ID.Raw() == "" {
		return err
	}
	d.say("%s", joined(", ", r.Name(), personFacts(", ", r, who.Profile)))
	d.say("Came by: %s.", joined(", ", review.SourceLabel(r.Source), orderWords(r), visible(r.ReferralEmail)))
	d.others("Their other reviews of you", who.Here)
	d.others("Their reviews elsewhere", elsewhere(who))
	if err == nil {
		d.mayAsk(r)
	}
	return err
}

func (d *lineDesk) others(head string, rs []review.Review) {
	n := 0
	for _, r := range rs {
		if r.ID == d.open.ID {
			continue
		}
		if n++; n == 1 {
			d.say("%s:", head)
		}
		of := ""
		if r.BusinessUnit != nil {
			of = visible(r.BusinessUnit.DisplayName)
		}
		d.say("  %s", joined(", ", starWords(r.Stars), d.when(r.CreatedAt), of, headline(r)))
	}
	if n == 0 {
		d.say("%s: none that is known.", head)
	}
}

func (d *lineDesk) mayAsk(r review.Review) {
	if err := (desk.FindReviewer{ID: r.ID}).Check(r); err != nil {
		d.say("F cannot ask them: %s", d.safe(err.Error()))
		return
	}
	d.say("F asks them for their details, through Trustpilot.")
}

// history reads out every revision of the open review that was seen.
func (d *lineDesk) history(ctx context.Context, _ string) error {
	revisions, err := d.Desk.Work.Revisions(ctx, d.open.ID)
	if err != nil {
		return err
	}
	if len(revisions) == 0 {
		d.say("Nothing was kept of it yet.")
	}
	before := review.Review{}
	for i, rev := range revisions {
		now := rev.Review
		d.say("Seen %s: %s.", clockText(rev.SeenAt, d.Now().Location()), starWords(now.Stars))
		d.words("Title", oneLine(before.Title), oneLine(now.Title), i == 0)
		d.words("Text", before.Text, now.Text, i == 0)
		d.words("Your reply", replyText(before.CompanyReply), replyText(now.CompanyReply), i == 0)
		before = now
	}
	if _, gone, err := d.Desk.Last(ctx, d.open.ID); err == nil {
		d.say("%s.", goneWords(gone, d.Now().Location()))
	}
	return nil
}

// words says a text whole at first, and later what came and what went.
func (d *lineDesk) words(name string, was, is review.Text, first bool) {
	switch {
	case first && is.Visible():
		d.say("%s: %s", name, setIn(is))
	case first || was.Raw() == is.Raw():
	default:
		d.say("%s, changed:", name)
		for _, p := range wordDiff(was.Block(), is.Block()) {
			if p.kind != same {
				d.say("  %s: %s", map[partKind]string{come: "added", gone: "removed"}[p.kind], d.safe(p.text))
			}
		}
	}
}

// linePosted is how many public writes are read out.
const linePosted = 20

// outbox reads out what was sent; with a number it looks at Trustpilot what became of that one.
func (d *lineDesk) outbox(ctx context.Context, number string) error {
	posted, err := d.Desk.Outbox(ctx, linePosted)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(number)
	switch {
	case number != "" && (err != nil || n < 1 || n > len(posted)):
		return fmt.Errorf("%q: %w: it is a number of the list that o reads out", number, review.ErrInvalid)
	case number != "":
		return d.settle(ctx, posted[n-1])
	case len(posted) == 0:
		d.say("Nothing was sent from here yet.")
	}
	for i, p := range posted {
		d.say("%d. %s, %s: %s", i+1, ago(d.Now().Sub(p.At)), d.posted(p), joined(", ", d.safe(stateWord(p.Intent)), d.safe(p.Note)))
		if p.Text != "" {
			d.say("  %s", d.safe(beginning(p.Text, 200)))
		}
	}
	return nil
}

// posted is what a public write does, and to whom.
func (d *lineDesk) posted(p desk.Posted) string {
	if p.Review.ID == "" {
		return d.safe(actWords(p.Act) + " " + string(p.ReviewID))
	}
	return d.safe(actWords(p.Act)) + " " + p.Review.Name()
}

func (d *lineDesk) settle(ctx context.Context, p desk.Posted) error {
	ctx, cancel := context.WithTimeout(ctx, networkLimit)
	defer cancel()
	in, err := d.Desk.SettleOne(ctx, p.Key)
	if err != nil {
		return err
	}
	if now, err := d.Desk.Copy.Get(ctx, in.ReviewID); err == nil {
		d.rowSeen(now)
	} else if !errors.Is(err, review.ErrNotFound) { // it is gone, and the state says so
		return err
	}
	p.Intent = in
	d.say("%s: %s", d.posted(p), joined(", ", d.safe(stateWord(in)), d.safe(in.Note)))
	return nil
}

// share opens the page of a network that shares the open review.
func (d *lineDesk) share(ctx context.Context, network string) error {
	if d.ShareURL == nil {
		return fmt.Errorf("share: %w: no share links are known here", review.ErrInvalid)
	}
	url, err := d.ShareURL(network, d.open.ID)
	if err != nil {
		return err
	}
	return d.browse(ctx, url)
}

func (d *lineDesk) openPage(ctx context.Context, _ string) error {
	if d.ReviewURL == nil {
		return fmt.Errorf("open: %w: no address of the public page is known here", review.ErrInvalid)
	}
	return d.browse(ctx, d.ReviewURL(d.open.ID))
}

func (d *lineDesk) webApp(ctx context.Context, _ string) error {
	if d.WebAppURL == nil {
		return fmt.Errorf("open: %w: no address in the web app is known here", review.ErrInvalid)
	}
	return d.browse(ctx, d.WebAppURL(d.open.ID))
}

// browse names an address and opens it where there is a browser.
func (d *lineDesk) browse(ctx context.Context, url string) error {
	if d.OpenURL != nil {
		url = d.OpenURL(url)
	}
	d.say("Address: %s", d.safe(url))
	if d.Open == nil {
		return fmt.Errorf("open: %w: there is no browser here", review.ErrInvalid)
	}
	return d.Open(ctx, url)
}
