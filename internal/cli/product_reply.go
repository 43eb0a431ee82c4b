package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
)

// productReply is a comment that is to be made.
type productReply struct {
	*products
	o     *replyOptions
	f     *productFlags
	text  string
	r     client.ProductReview
	talk  *client.Conversation // nil for none
	edits string               // the comment whose text it takes the place of, "" for none
}

// replyProduct answers a product review.
func (a *App) replyProduct(ctx context.Context, id review.ID, o *replyOptions, f *productFlags) error {
	if o.delete {
		return usagef("--delete: Trustpilot deletes no comment in a conversation; --replace SHA changes it")
	}
	change, err := a.replyChange(id, o)
	if err != nil {
		return err
	}
	if o.replace != "" && f.add {
		return usagef("--replace and --add exclude each other: take one")
	}
	if !o.draft && !o.check {
		if err := o.writeFlags.check(a, "a comment"); err != nil {
			return err
		}
	}
	p, err := a.products(ctx, !o.draft)
	if err != nil {
		return err
	}
	defer p.s.Close()
	c := &productReply{products: p, o: o, f: f, r: client.ProductReview{ID: id}}
	if c.text, err = p.textOf(ctx, change.(desk.Reply)); err != nil {
		return err
	}
	if o.draft {
		return c.keep(ctx)
	}
	err = c.answer(ctx)
	if errors.As(err, new(nextStep)) {
		return err
	}
	return withNext(err, id, nextForProduct(err))
}

// textOf is the text, or that of the draft where none was given.
func (p *products) textOf(ctx context.Context, c desk.Reply) (string, error) {
	if c.Text != "" {
		return c.Text, nil
	}
	d, err := p.s.Work.Draft(ctx, c.ID, review.ReplyDraft)
	if err != nil && !errors.Is(err, review.ErrNotFound) {
		return "", err
	}
	if c.Text = d.Text; err != nil {
		return "", usagef("there is no text: take --text, --file or -, or write a draft first")
	}
	return c.Text, c.CheckText()
}

// save keeps the text as a draft, so that a comment that does not go out is not lost.
func (c *productReply) save(ctx context.Context) error {
	err := c.s.Work.SaveDraft(context.WithoutCancel(ctx), review.Draft{ReviewID: c.r.ID, Kind: review.ReplyDraft, Text: c.text, UpdatedAt: c.a.Now()})
	if err != nil {
		return fmt.Errorf("NOT SAVED: %w", err)
	}
	return nil
}

func (c *productReply) keep(ctx context.Context) error {
	if err := c.save(ctx); err != nil {
		return err
	}
	if c.a.out.asked() {
		return c.a.printJSON(ctx, map[string]string{"reviewId": string(c.r.ID), "state": "draft"})
	}
	c.a.say("%s: the draft is kept; tpdesk reply %s --kind product --yes sends it", c.r.ID, c.r.ID)
	return nil
}

// answer reads what stands there, decides what is to be done, and does it.
func (c *productReply) answer(ctx context.Context) (err error) {
	if c.r, err = c.read(ctx, c.r.ID); err == nil {
		c.talk, err = c.products.talk(ctx, c.r)
	}
	if err != nil {
		return fmt.Errorf("nothing was sent: %w", err)
	}
	ledger, err := c.products.o.sentLedger(ctx, "comments.ledger")
	if err != nil {
		return err
	}
	defer ledger.Close()
	key := ledger.Name("comment", string(c.r.ID), c.text)
	if at, open := ledger.Uncertain(key); open {
		if done, err := c.settled(ctx, ledger, key, at); done || err != nil {
			return err
		}
	}
	if err := c.choose(); err != nil {
		return err
	}
	switch {
	case c.o.check:
		return c.tellChecked(ctx)
	case c.o.dryRun:
		return c.a.rehearseCalls(ctx, c.api, func(api *client.Client) error { return c.rehearse(ctx, api) })
	}
	return c.send(ctx, ledger, key)
}

// readsLag is how long a read may show a conversation as it was before.
const readsLag = 15 * time.Minute

// settled looks whether a comment whose answer was lost stands there. While reads may lag it is not sent again, unless a
// person insists.
func (c *productReply) settled(ctx context.Context, ledger *invite.Ledger, key string, at time.Time) (bool, error) {
	for _, k := range said(c.talk) {
		if sameComment(k, c.text) && k.CreatedAt.After(at.Add(-5*time.Minute)) {
			if err := ledger.Note(key, invite.Sent); err != nil {
				return true, err
			}
			return true, c.tell(ctx, review.Published, k.ID.Raw(), false)
		}
	}
	if age := c.a.Now().Sub(at); age < readsLag && !c.o.force {
		return true, c.lost(fmt.Errorf("nothing was sent again: the same was sent at %s, and reads may lag until %s: %w",
			at.Format("15:04:05 UTC"), at.Add(readsLag).Format("15:04 UTC"), review.ErrUnknown))
	}
	return false, nil
}

func (c *productReply) lost(err error) error {
	return withNext(err, c.r.ID, fmt.Sprintf("look with tpdesk show %s --kind product; your text is kept as a draft", c.r.ID))
}

// choose says which comment is changed, and refuses to speak beside what the company said without being told to.
func (c *productReply) choose() error {
	all := said(c.talk)
	if c.o.replace == "" {
		if len(all) == 0 || c.f.add {
			return nil
		}
		return c.conflict(all, "the company has commented already")
	}
	for _, k := range all {
		if strings.HasPrefix(review.Digest(k.Content.Raw()), strings.ToLower(c.o.replace)) {
			c.edits = k.ID.Raw()
			return nil
		}
	}
	return c.conflict(all, "no comment of the company has the SHA "+review.NewText(c.o.replace).Line())
}

// conflict shows what stands there, and names the command that goes on.
func (c *productReply) conflict(all []client.Comment, what string) error {
	now := talked{c.r, c.talk, true}.asReview()
	err := &desk.ConflictError{ID: c.r.ID, Now: now, What: what, Yours: c.text}
	c.a.showBoth(err)
	next := fmt.Sprintf("tpdesk reply %s --kind product --add", c.r.ID)
	if len(all) > 0 {
		next = fmt.Sprintf("tpdesk reply %s --kind product --replace %s; --add instead writes another", c.r.ID, review.Digest(all[len(all)-1].Content.Raw()))
	}
	return withNext(err, c.r.ID, next)
}

func (c *productReply) tellChecked(ctx context.Context) error {
	if c.a.out.asked() {
		return c.a.printJSON(ctx, map[string]any{"reviewId": c.r.ID, "state": "checked"})
	}
	c.a.say("%s: the comment can be sent", c.r.ID)
	return nil
}

// rehearse goes the way of send without a ledger.
func (c *productReply) rehearse(ctx context.Context, api *client.Client) (err error) {
	conversation := c.r.ConversationID.Raw()
	if !c.r.ConversationID.Visible() {
		if conversation, err = api.CreateConversation(ctx, c.r.ID); err != nil {
			return err
		}
	}
	if err := c.put(ctx, api, conversation); err != nil || !c.hidden() {
		return err
	}
	return api.PublishConversation(ctx, conversation)
}

// hidden reports whether a conversation is to be made public.
func (c *productReply) hidden() bool {
	return c.f.publish && (c.talk == nil || !c.talk.State.Is("public"))
}

func (c *productReply) put(ctx context.Context, api *client.Client, conversation string) error {
	if c.edits != "" {
		return api.EditComment(ctx, conversation, c.edits, c.text)
	}
	return api.AddComment(ctx, conversation, c.text)
}
