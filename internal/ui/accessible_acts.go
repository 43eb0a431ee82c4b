package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// act does a command on the review that was read last.
func (d *lineDesk) act(ctx context.Context, word, rest string) error {
	r := *d.open
	switch word {
	case "r":
		return d.reply(ctx, r)
	case "D":
		return d.deleteReply(ctx, r)
	case "t":
		return d.tag(ctx, r, rest)
	case "w":
		if d.ReviewURL == nil || d.Open == nil {
			return fmt.Errorf("open: %w: there is no browser here", review.ErrInvalid)
		}
		url := d.ReviewURL(r.ID)
		if d.OpenURL != nil {
			url = d.OpenURL(url)
		}
		return d.Open(ctx, url)
	}
	return fmt.Errorf("%q: %w: ? lists the commands", word, review.ErrInvalid)
}

// reply takes a text line by line; each line is on disk before the next is asked for.
func (d *lineDesk) reply(ctx context.Context, r review.Review) error {
	release, by, err := d.Desk.ClaimDraft(r.ID, review.ReplyDraft)
	switch {
	case err != nil:
		d.say("Whether another tpdesk writes it too is not known: %s", d.safe(err.Error()))
	case release == nil:
		return fmt.Errorf("%w: %s; try again when it has left", review.ErrTemporary, by.Told(d.Now()))
	default:
		defer release()
	}
	d.say("PUBLIC reply as %s to %s. End with a line that is a single dot; two dots give it up and keep the draft.", d.safe(d.Company+d.ofProfile()), r.Name())
	if r.CompanyReply != nil {
		d.say("It replaces your reply: %s", setIn(r.CompanyReply.Text))
	}
	text, ok, err := d.dictate(ctx, r)
	if err != nil || !ok {
		return err
	}
	c := desk.Reply{ID: r.ID, Text: text, Seen: r.CompanyReply.Digest(), SeenText: r.ContentDigest()}
	if err := c.Check(r); err != nil {
		return err
	}
	d.say("This will be public:\n  %s", setIn(review.NewText(text)))
	if err := d.send(ctx, c, "reply to "+r.Name()); err != nil {
		return fmt.Errorf("%w; the text is kept as a draft", err)
	}
	if now := d.open; now != nil && now.CompanyReply.Digest() == review.Digest(text) {
		return d.Desk.Work.DiscardDraft(ctx, r.ID, review.ReplyDraft)
	}
	return nil
}

func (d *lineDesk) dictate(ctx context.Context, r review.Review) (text string, send bool, err error) {
	var lines []string
	old, err := d.Desk.Work.Draft(ctx, r.ID, review.ReplyDraft)
	if err == nil {
		d.say("A draft is kept, and this goes on from it:\n  %s", setIn(review.NewText(old.Text)))
		lines = strings.Split(old.Text, "\n")
	} else if !errors.Is(err, review.ErrNotFound) {
		return "", false, err
	}
	for {
		line, ok := d.ask(ctx, "Text:")
		if !ok || line == ".." {
			return "", false, nil
		}
		if line == "." {
			return strings.Join(lines, "\n"), true, nil
		}
		lines = append(lines, line)
		draft := review.Draft{ReviewID: r.ID, Kind: review.ReplyDraft, Text: strings.Join(lines, "\n"), SeenReply: r.CompanyReply.Digest(), SeenText: r.ContentDigest(), UpdatedAt: d.Now()}
		if err := d.Desk.Work.SaveDraft(context.WithoutCancel(ctx), draft); err != nil {
			d.say("%s: %s", notSaved, d.safe(err.Error()))
		}
	}
}

func (d *lineDesk) deleteReply(ctx context.Context, r review.Review) error {
	c := desk.DeleteReply{ID: r.ID, Seen: r.CompanyReply.Digest()}
	if err := c.Check(r); err != nil {
		return err
	}
	if yes, ok := d.ask(ctx, "Delete your public reply to "+r.Name()+"? y or n:"); !ok || yes != "y" {
		return nil
	}
	return d.send(ctx, c, "deletion of the reply to "+r.Name())
}

func (d *lineDesk) tag(ctx context.Context, r review.Review, tags string) error {
	c := desk.SetTags{ID: r.ID}
	for word := range strings.FieldsSeq(tags) {
		if name, minus := strings.CutPrefix(word, "-"); minus {
			c.Remove = append(c.Remove, name)
		} else {
			c.Add = append(c.Add, review.NewTag(word))
		}
	}
	if err := c.Check(r); err != nil {
		return err
	}
	return d.send(ctx, c, "tags of "+r.Name())
}
