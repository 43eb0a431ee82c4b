package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) findReviewerCommand() *cobra.Command {
	var w writeFlags
	var message string
	cmd := &cobra.Command{
		Use: "find-reviewer ID", Short: "Ask a reviewer, through Trustpilot, for their details",
		Long: `Ask the reviewer of a review that you cannot match to an order for their details. Trustpilot sends the message; the
reviewer has some days to answer. tpdesk list --contacted yes follows it, tpdesk show has the answer.`,
		Example: `  tpdesk find-reviewer 66a0f1c2d3e4b5a697887766 --message 'Could you share your order number?'
  tpdesk find-reviewer 66a0f1c2d3e4b5a697887766 --dry-run`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ids, err := reviewIDs(args)
			if err == nil && len(ids) != 1 {
				err = usagef("one review at a time")
			}
			if err == nil && cmd.Flags().Changed("message") && strings.TrimSpace(message) == "" {
				err = usagef("--message is empty: leave it out for Trustpilot's own words")
			}
			if err == nil {
				err = w.check(a, "a message to a reviewer", outcomeJSON{})
			}
			if err != nil {
				return err
			}
			return a.findReviewer(cmd.Context(), desk.FindReviewer{ID: ids[0], Message: message}, &w)
		},
	}
	cmd.Flags().StringVar(&message, "message", "", "what to ask: `text`; without it Trustpilot's own words are used")
	w.add(cmd)
	return cmd
}

func (a *App) findReviewer(ctx context.Context, c desk.FindReviewer, w *writeFlags) error {
	s, err := a.openAsItIs(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	a.resume(ctx, s, true, c.ID)
	if w.dryRun {
		return withNext(a.rehearse(ctx, s, c), c.ID, "")
	}
	if err := a.claimDraft(s, c.ID, review.RequestDraft); err != nil {
		return err
	}
	if err := s.keepQuestion(ctx, a, c); err != nil {
		return fmt.Errorf("nothing was sent, and the message is NOT SAVED: %w", err)
	}
	if err := a.undoWait(ctx, w, s.settings.UndoWait, "asking the reviewer"); err != nil {
		return err
	}
	out, err := a.do(ctx, s, c)
	if err != nil {
		if c.Message != "" && !s.memory {
			err = fmt.Errorf("%w; your message is kept: tpdesk draft show %s", err, c.ID)
		}
		return withNext(err, c.ID, "")
	}
	_ = s.Work.DiscardDraft(context.WithoutCancel(ctx), c.ID, review.RequestDraft) // a draft too many is no harm
	return a.printOutcome(ctx, out, "the reviewer is asked; tpdesk list --contacted yes follows it")
}

// keepQuestion keeps the message, so that one that does not go out is not lost.
func (s *session) keepQuestion(ctx context.Context, a *App, c desk.FindReviewer) error {
	if c.Message == "" {
		return nil
	}
	return s.Work.SaveDraft(context.WithoutCancel(ctx), review.Draft{ReviewID: c.ID, Kind: review.RequestDraft, Text: c.Message, UpdatedAt: a.Now()})
}

func (a *App) reviewerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "reviewer ID", Short: "Show who wrote a review: profile, country, other reviews",
		Long:    "Show who wrote a review. ID is a review's or a consumer's.",
		Example: "  tpdesk reviewer 66a0f1c2d3e4b5a697887766",
		RunE: func(cmd *cobra.Command, args []string) error {
			ids, err := reviewIDs(args)
			if err == nil && len(ids) != 1 {
				err = usagef("one ID at a time")
			}
			if err != nil {
				return err
			}
			return a.reviewer(cmd.Context(), ids[0])
		},
	}
}

// reviewerJSON is what is known of a consumer.
type reviewerJSON struct {
	Profile    review.Profile             `json:"profile"`
	ProfileURL string                     `json:"profileUrl"`
	Here       review.List[reviewJSON]    `json:"here"`             // their reviews of this company that the copy has
	Reviews    review.List[review.Review] `json:"reviews"`          // their newest public reviews
	Review     *reviewJSON                `json:"review,omitempty"` // the review that was asked about
}
