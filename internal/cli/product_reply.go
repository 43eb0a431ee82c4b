package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// replyProduct answers a product review by a comment in its conversation.
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
	s, err := a.openReply(ctx, id, o, "a comment", commentJSON{})
	if err != nil {
		return err
	}
	defer s.Close()
	c := desk.Comment{ID: id, Seen: o.replace, Add: f.add, Force: o.force}
	if c.Text, err = s.textOf(ctx, change.(desk.Reply)); err != nil {
		return err
	}
	return commentNext(a.comment(ctx, s, c, o, f), c)
}

// textOf is the text, or that of the draft where none was given.
func (s *session) textOf(ctx context.Context, c desk.Reply) (string, error) {
	if c.Text != "" {
		return c.Text, nil
	}
	d, err := s.Work.Draft(ctx, c.ID, review.ReplyDraft)
	if err != nil && !errors.Is(err, review.ErrNotFound) {
		return "", err
	}
	if c.Text = d.Text; err != nil {
		return "", usagef("there is no text: take --text, --file or -, or write a draft first")
	}
	return c.Text, c.CheckText()
}

func (a *App) comment(ctx context.Context, s *session, c desk.Comment, o *replyOptions, f *productFlags) error {
	switch {
	case o.draft:
		return a.keepDraft(ctx, s, c)
	case o.check:
		return a.checkComment(ctx, s, c)
	case o.dryRun:
		return a.rehearseComment(ctx, s, c, f)
	}
	if err := s.keepDraft(ctx, a, c); err != nil {
		return fmt.Errorf("nothing was sent, and the text is NOT SAVED: %w", err)
	}
	if err := a.undoWait(ctx, &o.writeFlags, s.settings.UndoWait, "sending the comment"); err != nil {
		return err
	}
	out, err := a.do(ctx, s, c)
	if err != nil {
		a.showBoth(err)
		return a.tellText(s, c, err)
	}
	s.dropDraft(ctx, c)
	return a.tellComment(ctx, s, c, out, f)
}

func (a *App) checkComment(ctx context.Context, s *session, c desk.Comment) error {
	r, err := s.API.(desk.Products).Product(ctx, c.ID)
	if err == nil {
		err = c.Check(r)
	}
	if err != nil {
		a.showBoth(err)
		return err
	}
	return a.tellChecked(ctx, c)
}

// rehearseComment prints the requests of a comment and, where that was asked for, of making the conversation public.
func (a *App) rehearseComment(ctx context.Context, s *session, c desk.Comment, f *productFlags) error {
	return a.rehearseCalls(ctx, s.client, func(dry *client.Client) error {
		if err := s.Rehearse(ctx, dry, c); err != nil || !f.publish {
			return err
		}
		r, err := s.API.(desk.Products).Product(ctx, c.ID)
		if err != nil || r.Talk != nil && r.Talk.Public() {
			return err
		}
		return dry.PublishConversation(ctx, r.Item.Conversation.Raw())
	})
}

// commentJSON is what an answer to a product review prints.
type commentJSON struct {
	ReviewID     review.ID          `json:"reviewId"`
	Conversation string             `json:"conversationId"`
	Comment      string             `json:"commentId,omitempty"`
	State        review.IntentState `json:"state"`
	Changed      bool               `json:"changed"`
	Public       review.Opt[bool]   `json:"public"` // whether everybody sees the conversation
}

// tellComment makes the conversation public where that was asked for, and says what was done.
func (a *App) tellComment(ctx context.Context, s *session, c desk.Comment, out desk.Outcome, f *productFlags) error {
	r := out.Review
	j := commentJSON{ReviewID: c.ID, State: out.State, Changed: out.Changed}
	if r.Item != nil {
		j.Conversation = r.Item.Conversation.Raw()
	}
	if k, ok := c.Made(r); ok && out.State == review.Published {
		j.Comment = k.ID.Raw()
	}
	if t := r.Talk; t != nil && t.State.Known() {
		j.Public = review.Some(t.Public())
	}
	if f.publish && !r.Talk.Public() {
		if err := s.client.PublishConversation(ctx, j.Conversation); err != nil {
			return fmt.Errorf("the comment is made, and the conversation could not be made public: %w", err)
		}
		j.Public = review.Some(true)
	}
	if !j.Public.Or(true) {
		a.say("%s: the conversation is %s, so not everybody sees the comment; tpdesk reply with --publish makes it public", c.ID, orDash(r.Talk.State.Line()))
	}
	return a.printComment(ctx, j)
}

func (a *App) printComment(ctx context.Context, j commentJSON) error {
	if a.out.asked() {
		return a.printDone(ctx, "the comment is made", j)
	}
	switch {
	case !j.Changed:
		a.say("%s: nothing to change, the comment stands there", j.ReviewID)
	case j.State == review.Sent:
		a.say("%s: the comment is taken; Trustpilot does not show it yet, which can take some minutes", j.ReviewID)
	default:
		a.say("%s: the comment is made", j.ReviewID)
	}
	return nil
}

// commentNext adds the command that goes on.
func commentNext(err error, c desk.Comment) error {
	if err == nil || errors.As(err, new(nextStep)) {
		return err
	}
	next := nextForProduct(err)
	var conflict *desk.ConflictError
	if errors.As(err, &conflict) {
		next = fmt.Sprintf("tpdesk reply %s --kind product --add", c.ID)
		if reply := conflict.Now.CompanyReply; reply != nil {
			next = fmt.Sprintf("tpdesk reply %s --kind product --replace %s; --add instead writes another", c.ID, reply.Digest())
		}
	}
	return withNext(err, c.ID, next)
}
