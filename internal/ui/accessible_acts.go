package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// reply takes the text of a public reply and sends it.
func (d *lineDesk) reply(ctx context.Context, _ string) error {
	r := *d.open
	return d.write(ctx, review.ReplyDraft, "reply to "+r.Name(), func() {
		d.say("PUBLIC reply as %s to %s. End with a line that is a single dot; two dots give it up and keep the draft.", d.speaker(), r.Name())
		if r.CompanyReply != nil {
			d.say("It replaces your reply: %s", setIn(r.CompanyReply.Text))
		}
	}, func(text string) desk.Change {
		return desk.Reply{ID: r.ID, Text: text, Seen: r.CompanyReply.Digest(), SeenText: r.ContentDigest()}
	})
}

// question takes the words in which Trustpilot asks the reviewer for their details, and has it ask.
func (d *lineDesk) question(ctx context.Context, _ string) error {
	r := *d.open
	if err := (desk.FindReviewer{ID: r.ID}).Check(r); err != nil {
		return err
	}
	return d.write(ctx, review.RequestDraft, "question to "+r.Name(), func() {
		d.say("Trustpilot asks %s for their details, in an e-mail from %s. Type your words; a single dot at once leaves them to Trustpilot, two dots give it up and keep the draft.",
			r.Name(), d.speaker())
	}, func(text string) desk.Change {
		return desk.FindReviewer{ID: r.ID, Message: strings.TrimSpace(text)}
	})
}

// write takes a text about the open review line by line, as the only writer of its draft, says it back and sends it.
func (d *lineDesk) write(ctx context.Context, kind review.DraftKind, what string, lead func(), change func(text string) desk.Change) error {
	r := *d.open
	release, by, err := d.Desk.ClaimDraft(r.ID, kind)
	switch {
	case err != nil:
		d.say("Whether another tpdesk writes it too is not known: %s", d.safe(err.Error()))
	case release == nil:
		return fmt.Errorf("%w: %s; try again when it has left", review.ErrTemporary, by.Told(d.Now()))
	default:
		defer release()
	}
	lead()
	text, ok, err := d.dictate(ctx, r, kind)
	if err != nil || !ok {
		return err
	}
	c := change(text)
	if err := c.Check(r); err != nil {
		return err
	}
	if text != "" {
		d.say("This will be %s:\n  %s", map[bool]string{true: "public", false: "sent to them"}[kind == review.ReplyDraft], setIn(review.NewText(text)))
	}
	sent, err := d.send(ctx, c, what)
	if err != nil {
		return fmt.Errorf("%w; the text is kept as a draft", err)
	}
	if sent {
		return d.Desk.Work.DiscardDraft(context.WithoutCancel(ctx), r.ID, kind)
	}
	return nil
}

// dictate reads lines until one is a single dot; each is on disk before the next is asked for.
func (d *lineDesk) dictate(ctx context.Context, r review.Review, kind review.DraftKind) (text string, send bool, err error) {
	var lines []string
	old, err := d.Desk.Work.Draft(ctx, r.ID, kind)
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
		draft := review.Draft{ReviewID: r.ID, Kind: kind, Text: strings.Join(lines, "\n"), SeenReply: r.CompanyReply.Digest(), SeenText: r.ContentDigest(), UpdatedAt: d.Now()}
		if err := d.Desk.Work.SaveDraft(context.WithoutCancel(ctx), draft); err != nil {
			d.say("%s: %s", notSaved, d.safe(err.Error()))
		}
	}
}

func (d *lineDesk) deleteReply(ctx context.Context, _ string) error {
	r := *d.open
	c := desk.DeleteReply{ID: r.ID, Seen: r.CompanyReply.Digest()}
	if err := c.Check(r); err != nil {
		return err
	}
	if yes, ok := d.ask(ctx, "Delete your public reply to "+r.Name()+"? y or n:"); !ok || yes != "y" {
		return nil
	}
	_, err := d.send(ctx, c, "deletion of the reply to "+r.Name())
	return err
}

func (d *lineDesk) tag(ctx context.Context, tags string) error {
	r := *d.open
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
	_, err := d.send(ctx, c, "tags of "+r.Name())
	return err
}

// send waits, so that the act can be taken back, and does it; false when it was taken back.
func (d *lineDesk) send(ctx context.Context, c desk.Change, what string) (bool, error) {
	if d.Desk.API == nil {
		return false, fmt.Errorf("%s: %w: %w", what, review.ErrNotSent, review.ErrSignIn)
	}
	if d.UndoWait > 0 && !d.waited(ctx) {
		d.say("Taken back, nothing was sent.")
		return false, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), actLimit)
	defer cancel()
	out, err := d.Desk.Do(ctx, c)
	if err != nil {
		if errors.Is(err, review.ErrUnknown) {
			return false, fmt.Errorf("the outcome is unknown, look before you repeat it: %w", err)
		}
		return false, err
	}
	d.rowSeen(out.Review)
	d.say("%s: %s.", what, d.safe(outcomeWords(c, out)))
	return true, nil
}

// outcomeWords are what became of an act that was not refused.
func outcomeWords(c desk.Change, out desk.Outcome) string {
	switch {
	case out.Unseen != "":
		return joined(", ", doneWord(c), out.Unseen, "o lists what was sent")
	case !out.Changed:
		return "it was so already, nothing was sent"
	case out.State != review.Published:
		return "sent, not yet visible"
	}
	return doneWord(c)
}

// waited lets the time to take back pass; Enter takes back.
func (d *lineDesk) waited(ctx context.Context) bool {
	d.say("Sent in %s. Press Enter to take it back.", d.UndoWait)
	t := time.NewTimer(d.UndoWait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-d.lines:
	case <-ctx.Done():
	}
	return false
}

func (d *lineDesk) rowSeen(r review.Review) {
	for i := range d.rows {
		if d.rows[i].ID == r.ID {
			d.rows[i] = r
		}
	}
	if d.open != nil && d.open.ID == r.ID {
		d.open = &r
	}
}
