package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// replyOptions are what tpdesk reply was asked for.
type replyOptions struct {
	writeFlags
	text, file, replace          string
	hasText, hasFile, hasReplace bool
	stdin                        bool
	delete, draft, check, force  bool
}

func (a *App) replyCommand() *cobra.Command {
	o, p := &replyOptions{}, &productFlags{}
	cmd := &cobra.Command{
		Use: "reply ID [-]", Short: "Answer a review in public, or take the answer away",
		Long: `Answer a review in public. The reviewer is told by e-mail, so a wrong reply is not silently reversible.

The review is read just before: where a reply stands already, or the reviewer has changed the review since the copy saw
it, the command ends with 6, shows what was seen, what stands there and your text, and prints the next command, which
names that reply by SHA. After sending it reads back: "published" when Trustpilot shows the reply, "sent" when it does
not show it yet. Ctrl-C while it is being sent waits up to 5 s for the answer.

With --kind product the review of a product is answered, by a comment in its conversation, which is begun where there is none.
Comments stay beside each other: --replace SHA changes one, --add writes another. None can be deleted.`,
		Example: `  tpdesk reply 66a0f1c2d3e4b5a697887766 --text 'Thank you, Maria!'
  tpdesk reply 66a0f1c2d3e4b5a697887766 - --yes < reply.txt
  tpdesk reply 66a0f1c2d3e4b5a697887766 --file reply.txt --dry-run
  tpdesk reply 66a0f1c2d3e4b5a697887766 --delete --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			given := cmd.Flags().Changed
			o.hasText, o.hasFile, o.hasReplace = given("text"), given("file"), given("replace")
			if len(args) == 2 && args[1] == "-" {
				o.stdin, args = true, args[:1]
			}
			id, err := oneID(args)
			if err != nil {
				return err
			}
			product, err := p.product()
			if err != nil {
				return err
			}
			if product {
				return a.replyProduct(cmd.Context(), id, o, p)
			}
			return a.reply(cmd.Context(), id, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.text, "text", "", "the reply's `text`")
	f.StringVar(&o.file, "file", "", "a `file` with the reply's text, - for stdin")
	f.StringVar(&o.replace, "replace", "", "replace the reply whose text has this `SHA` (6 digits or more)")
	f.BoolVar(&o.delete, "delete", false, "delete the reply that is there")
	f.BoolVar(&o.draft, "draft", false, "keep the text as a draft and send nothing")
	f.BoolVar(&o.check, "check", false, "check the reply against the review and send nothing")
	f.BoolVar(&o.force, "force", false, "allow more than 4,096 characters, the same text again while its outcome is unknown, or a reply whose draft is open elsewhere")
	o.add(cmd)
	p.addReply(cmd)
	return cmd
}

func (a *App) reply(ctx context.Context, id review.ID, o *replyOptions) error {
	change, err := a.replyChange(id, o)
	if err != nil {
		return err
	}
	s, err := a.openReply(ctx, id, o, "a reply", outcomeJSON{})
	if err != nil {
		return err
	}
	defer s.Close()
	if change, err = s.withSeen(ctx, change); err != nil {
		return err
	}
	switch {
	case o.draft:
		return a.keepDraft(ctx, s, change)
	case o.check:
		return a.checkReply(ctx, s, change)
	case o.dryRun:
		return replyNext(a.rehearse(ctx, s, change), change, o)
	}
	return a.sendReply(ctx, s, change, o)
}

// openReply opens what an answer needs, takes up what was killed, and claims the draft that the answer will write to. The
// answer's outcome is printed as one like outcome.
func (a *App) openReply(ctx context.Context, id review.ID, o *replyOptions, what string, outcome any) (*session, error) {
	if !o.draft && !o.check {
		if err := o.writeFlags.check(a, what, outcome); err != nil {
			return nil, err
		}
	}
	s, err := a.openAsItIs(ctx, !o.draft)
	if err != nil {
		return nil, err
	}
	a.resume(ctx, s, !o.draft, id)
	if o.writes() {
		if err := a.claimDraft(s, id, review.ReplyDraft); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// writes reports whether the draft is written to: neither a look nor a deletion nor somebody who insists asks for it.
func (o *replyOptions) writes() bool { return !o.check && !o.dryRun && !o.delete && !o.force }

// replyChange makes the act of the flags: a Reply or a DeleteReply. What can be refused without the server is.
func (a *App) replyChange(id review.ID, o *replyOptions) (desk.Change, error) {
	if o.hasReplace && len(o.replace) < 6 {
		return nil, usagef("--replace %q: at least 6 digits of the SHA are needed", o.replace)
	}
	if o.hasFile && o.file == "" {
		return nil, usagef("--file is empty: it takes a file's name, or - for stdin")
	}
	if strings.Trim(o.replace, "0123456789abcdefABCDEF") != "" {
		return nil, usagef("--replace %q: a SHA has the digits 0-9 and a-f; the conflict's message and tpdesk show print it", o.replace)
	}
	var given *string
	if o.hasText {
		given = &o.text
	}
	text, err := a.readText(given, o.file, o.stdin)
	if err != nil {
		return nil, err
	}
	named := o.hasText || o.file != "" || o.stdin
	if o.delete {
		if named || o.draft {
			return nil, usagef("--delete takes no text")
		}
		return desk.DeleteReply{ID: id, Seen: o.replace}, nil
	}
	c := desk.Reply{ID: id, Text: text, Seen: o.replace, Force: o.force}
	if !named {
		return c, nil // the draft, if there is one
	}
	return c, c.CheckText()
}

func readTextFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", usagef("--file: %w", err)
	}
	defer f.Close()
	if is, err := f.Stat(); err == nil && is.IsDir() {
		return "", usagef("--file: %s is a folder", path)
	}
	return readAll(f, path)
}

// withSeen gives a reply the text of its draft where it has none, and the review as it was when the draft began, else as
// the copy last showed it.
func (s *session) withSeen(ctx context.Context, change desk.Change) (desk.Change, error) {
	c, ok := change.(desk.Reply)
	if !ok {
		return change, nil
	}
	d, err := s.Work.Draft(ctx, c.ID, review.ReplyDraft)
	switch {
	case err != nil && !errors.Is(err, review.ErrNotFound):
		return nil, err
	case err != nil && c.Text == "":
		return nil, usagef("there is no text: take --text, --file or -, or write a draft first")
	case c.Text == "":
		c.Text = d.Text
	}
	if c.SeenText = d.SeenText; c.SeenText != "" && d.Text == c.Text {
		return c, nil
	}
	if r, err := s.Copy.Get(ctx, c.ID); err == nil {
		c.SeenText = r.ContentDigest()
	}
	return c, nil
}

func (a *App) keepDraft(ctx context.Context, s *session, change desk.Change) error {
	if err := s.keepDraft(ctx, a, change); err != nil {
		return fmt.Errorf("NOT SAVED: %w", err)
	}
	if a.out.asked() {
		return a.printJSON(ctx, map[string]string{"reviewId": string(change.ReviewID()), "state": "draft"})
	}
	kind := ""
	if _, ok := change.(desk.Comment); ok {
		kind = " --kind product"
	}
	a.say("%s: the draft is kept; tpdesk reply %s%s --yes sends it", change.ReviewID(), change.ReviewID(), kind)
	return nil
}

// keepDraft keeps the text of a reply, so that a reply that does not go out is not lost.
func (s *session) keepDraft(ctx context.Context, a *App, change desk.Change) error {
	d, ok := draftOf(change)
	if !ok {
		return nil
	}
	d.UpdatedAt = a.Now()
	return s.Work.SaveDraft(context.WithoutCancel(ctx), d)
}

// draftOf is the draft that an act publishes; false where it has no words of ours.
func draftOf(change desk.Change) (review.Draft, bool) {
	switch c := change.(type) {
	case desk.Reply:
		return review.Draft{ReviewID: c.ID, Kind: review.ReplyDraft, Text: c.Text, SeenReply: c.Seen, SeenText: c.SeenText}, true
	case desk.Comment:
		return review.Draft{ReviewID: c.ID, Kind: review.ReplyDraft, Text: c.Text, SeenReply: c.Seen, SeenText: c.SeenText}, true
	}
	return review.Draft{}, false
}

func (a *App) checkReply(ctx context.Context, s *session, change desk.Change) error {
	r, _, err := s.Show(ctx, change.ReviewID(), desk.Fresh)
	if err == nil {
		err = change.Check(r)
	}
	if err != nil {
		return replyNext(err, change, &replyOptions{})
	}
	return a.tellChecked(ctx, change)
}

func (a *App) tellChecked(ctx context.Context, change desk.Change) error {
	if a.out.asked() {
		return a.printJSON(ctx, map[string]any{"reviewId": change.ReviewID(), "state": "checked"})
	}
	a.say("%s: the %s can be sent", change.ReviewID(), change.Name())
	return nil
}

func (a *App) sendReply(ctx context.Context, s *session, change desk.Change, o *replyOptions) error {
	if err := s.keepDraft(ctx, a, change); err != nil {
		return fmt.Errorf("nothing was sent, and the text is NOT SAVED: %w", err)
	}
	if err := a.undoWait(ctx, &o.writeFlags, s.settings.UndoWait, "sending the "+change.Name()); err != nil {
		return err
	}
	out, err := a.do(ctx, s, change)
	if err != nil {
		a.showBoth(err)
		s.sawNow(ctx, a, change, err)
		return replyNext(a.tellText(s, change, err), change, o)
	}
	s.dropDraft(ctx, change)
	done := "the reply is published"
	if o.delete {
		done = "the reply is deleted"
	}
	return a.printOutcome(ctx, out, done)
}

// dropDraft ends the draft of a reply that went out, unless somebody has written on in it.
func (s *session) dropDraft(ctx context.Context, change desk.Change) {
	ctx = context.WithoutCancel(ctx)
	sent, ok := draftOf(change)
	d, err := s.Work.Draft(ctx, change.ReviewID(), review.ReplyDraft)
	if ok && err == nil && d.Text == sent.Text {
		_ = s.Work.DiscardDraft(ctx, d.ReviewID, review.ReplyDraft) // a draft too many is no harm
	}
}

// sawNow notes in the draft that the agent has now been shown the review as it stands.
func (s *session) sawNow(ctx context.Context, a *App, change desk.Change, err error) {
	var conflict *desk.ConflictError
	if c, ok := change.(desk.Reply); ok && errors.As(err, &conflict) {
		c.SeenText = conflict.Now.ContentDigest()
		_ = s.keepDraft(ctx, a, c) // the next try would only be told the same again
	}
}

// tellText adds where the text of a reply is that did not go out.
func (a *App) tellText(s *session, change desk.Change, err error) error {
	if _, ok := draftOf(change); !ok || s.memory {
		return err
	}
	return fmt.Errorf("%w; your text is kept: tpdesk draft show %s", err, change.ReviewID())
}

// replyNext adds the command that goes on after a conflict.
func replyNext(err error, change desk.Change, o *replyOptions) error {
	if err == nil {
		return nil
	}
	next := ""
	var c *desk.ConflictError
	if errors.As(err, &c) && c.Now.CompanyReply != nil {
		next = fmt.Sprintf("tpdesk reply %s --replace %s", change.ReviewID(), c.Now.CompanyReply.Digest())
		if o.delete {
			next += " --delete"
		}
	}
	return withNext(err, change.ReviewID(), next)
}
