package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
)

// send makes the comment: the text and the intent are on disk first, and it leaves once.
func (c *productReply) send(ctx context.Context, ledger *invite.Ledger, key string) error {
	if err := c.save(ctx); err != nil {
		return fmt.Errorf("nothing was sent, and the text is %w", err)
	}
	if err := c.a.undoWait(ctx, &c.o.writeFlags, c.s.settings.UndoWait, "sending the comment"); err != nil {
		return err
	}
	conversation, err := c.begin(ctx)
	if err != nil {
		return c.kept(err)
	}
	if err := ledger.Note(key, invite.Sending); err != nil {
		return c.kept(fmt.Errorf("nothing was sent: %w", err))
	}
	sending, done := c.lingering(ctx) // from here on it must not be cut in half
	defer done()
	sendErr := c.put(sending, c.api, conversation)
	comment, shown := c.look(sending, conversation, sendErr)
	if err := ledger.Note(key, afterSend(shown, sendErr)); err != nil && (shown || sendErr == nil) {
		return fmt.Errorf("it was sent, but its record could not be written: %w", err)
	}
	if sendErr != nil && !shown {
		if errors.Is(sendErr, review.ErrUnknown) {
			return c.lost(sendErr)
		}
		return c.kept(sendErr)
	}
	return c.finish(sending, conversation, comment, shown)
}

// afterSend is what is certain of a comment.
func afterSend(shown bool, err error) invite.State {
	switch {
	case shown || err == nil:
		return invite.Sent
	case errors.Is(err, review.ErrUnknown):
		return invite.Unknown
	}
	return invite.Withdrawn
}

func (c *productReply) kept(err error) error {
	if c.s.memory {
		return err
	}
	return fmt.Errorf("%w; your text is kept: tpdesk draft show %s", err, c.r.ID)
}

// lingering is a context that outlives ctx by some seconds.
func (c *productReply) lingering(ctx context.Context) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		_ = c.s.Wait(longer, c.s.Linger)
		cancel()
	})
	return longer, func() { stop(); cancel() }
}

// begin is the review's conversation, which is made where there is none. Nothing is said by that, so where the answer is
// lost the review tells, and the comment may be tried again.
func (c *productReply) begin(ctx context.Context) (string, error) {
	if c.r.ConversationID.Visible() {
		return c.r.ConversationID.Raw(), nil
	}
	id, err := c.api.CreateConversation(ctx, c.r.ID)
	if err == nil || !errors.Is(err, review.ErrUnknown) {
		return id, err
	}
	if r, again := c.read(ctx, c.r.ID); again == nil && r.ConversationID.Visible() {
		return r.ConversationID.Raw(), nil
	}
	return "", fmt.Errorf("no comment was sent: %w: %v", review.ErrTemporary, err)
}

// look reads the conversation until it shows the comment: at once and 2 s later, and longer where the answer was lost.
func (c *productReply) look(ctx context.Context, conversation string, sendErr error) (comment string, shown bool) {
	reads := []time.Duration{0, 2 * time.Second}
	switch {
	case errors.Is(sendErr, review.ErrUnknown):
		reads = append(reads, 8*time.Second)
	case sendErr != nil:
		return "", false
	}
	before := map[string]bool{}
	for _, k := range said(c.talk) {
		before[k.ID.Raw()] = true
	}
	for _, pause := range reads {
		if pause > 0 && c.s.Wait(ctx, pause) != nil {
			return "", false
		}
		now, err := c.api.Conversation(ctx, conversation)
		if err != nil {
			continue
		}
		c.talk = &now
		for _, k := range said(&now) {
			ours := k.ID.Raw() == c.edits || c.edits == "" && !before[k.ID.Raw()]
			if ours && sameComment(k, c.text) {
				return k.ID.Raw(), true
			}
		}
	}
	return "", false
}

// sameComment compares as a reader would: a server may cut blanks and turn line ends.
func sameComment(k client.Comment, text string) bool {
	tidy := func(s string) string {
		return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
	}
	return tidy(k.Content.Raw()) == tidy(text)
}

// finish ends the draft, makes the conversation public where that was asked for, and says what was done.
func (c *productReply) finish(ctx context.Context, conversation, comment string, shown bool) error {
	if d, err := c.s.Work.Draft(ctx, c.r.ID, review.ReplyDraft); err == nil && d.Text == c.text {
		_ = c.s.Work.DiscardDraft(ctx, c.r.ID, review.ReplyDraft) // a draft too many is no harm
	}
	c.r.ConversationID = review.NewText(conversation)
	if c.talk != nil && c.hidden() {
		if err := c.api.PublishConversation(ctx, conversation); err != nil {
			return fmt.Errorf("the comment is made, and the conversation could not be made public: %w", err)
		}
		c.talk.State = review.NewText("public")
	}
	state := review.Sent
	if shown {
		state = review.Published
	}
	return c.tell(ctx, state, comment, true)
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

func (c *productReply) tell(ctx context.Context, state review.IntentState, comment string, changed bool) error {
	out := commentJSON{ReviewID: c.r.ID, Conversation: c.r.ConversationID.Raw(), Comment: comment, State: state, Changed: changed}
	if c.talk != nil && c.talk.State.Known() {
		out.Public = review.Some(c.talk.State.Is("public"))
	}
	if !out.Public.Or(true) {
		c.a.say("%s: the conversation is %s, so not everybody sees the comment; tpdesk reply with --publish makes it public", c.r.ID, orDash(c.talk.State.Line()))
	}
	if c.a.out.asked() {
		return c.a.printJSON(ctx, out)
	}
	switch {
	case !changed:
		c.a.say("%s: nothing to change, the comment stands there", c.r.ID)
	case state == review.Sent:
		c.a.say("%s: the comment is taken; Trustpilot does not show it yet, which can take some minutes", c.r.ID)
	default:
		c.a.say("%s: the comment is made", c.r.ID)
	}
	return nil
}
