package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) draftCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "draft", Example: "  tpdesk draft list\n  tpdesk draft show 66a0f1c2d3e4b5a697887766", Short: "List, show and discard drafts that were not sent", Args: unknownVerb, RunE: showHelp}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Example: "  tpdesk draft list --json", Short: "List the drafts", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return a.draftList(cmd.Context()) }},
		a.draftShowCommand(),
		&cobra.Command{Use: "discard ID", Example: "  tpdesk draft discard 66a0f1c2d3e4b5a697887766", Short: "Discard a draft; its versions are kept",
			RunE: func(cmd *cobra.Command, args []string) error {
				id, err := oneID(args)
				if err != nil {
					return err
				}
				return a.draftDiscard(cmd.Context(), id)
			}},
	)
	return cmd
}

func (a *App) draftShowCommand() *cobra.Command {
	var versions bool
	cmd := &cobra.Command{Use: "show ID", Example: "  tpdesk draft show 66a0f1c2d3e4b5a697887766", Short: "Print a draft's text",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := oneID(args)
			if err != nil {
				return err
			}
			if versions {
				return a.draftVersions(cmd.Context(), id)
			}
			return a.draftShow(cmd.Context(), id)
		}}
	cmd.Flags().BoolVar(&versions, "versions", false, "print every text that the draft had, the newest first, those of drafts that were sent or discarded too")
	return cmd
}

// draftJSON is a draft.
type draftJSON struct {
	ReviewID  review.ID        `json:"reviewId"`
	Kind      review.DraftKind `json:"kind"`
	Text      string           `json:"text"`
	SeenReply string           `json:"seenReply,omitempty"`
	UpdatedAt time.Time        `json:"updatedAt"`
}

func newDraftJSON(d review.Draft) draftJSON {
	return draftJSON{ReviewID: d.ReviewID, Kind: d.Kind, Text: d.Text, SeenReply: d.SeenReply, UpdatedAt: d.UpdatedAt.UTC()}
}

func (a *App) draftList(ctx context.Context) error {
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	drafts, err := s.Work.Drafts(ctx)
	if err != nil {
		return err
	}
	out := []draftJSON{}
	for _, d := range drafts {
		out = append(out, newDraftJSON(d))
	}
	if a.out.asked() {
		return a.printJSON(ctx, out)
	}
	w := a.outLines()
	for _, d := range drafts {
		w.line(fmt.Sprintf("%s\t%s\t%s\t%s", d.ReviewID, d.Kind, d.UpdatedAt.UTC().Format(time.RFC3339), review.NewText(d.Text).Line()))
	}
	if len(drafts) == 0 {
		a.say("no drafts")
	}
	return w.err
}

func (a *App) draftShow(ctx context.Context, id review.ID) error {
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := s.anyDraft(ctx, id)
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, newDraftJSON(d))
	}
	w := a.outLines()
	if a.OutTTY {
		w.line(indent(a.harmless(d.Text)))
		return w.err
	}
	w.line(d.Text) // to the letter: the text is the agent's own
	return w.err
}

// anyDraft is the reply that was begun, else the find-reviewer message.
func (s *session) anyDraft(ctx context.Context, id review.ID) (review.Draft, error) {
	d, err := s.Work.Draft(ctx, id, review.ReplyDraft)
	if err != nil {
		d, err = s.Work.Draft(ctx, id, review.RequestDraft)
	}
	if errors.Is(err, review.ErrNotFound) {
		err = review.ErrNotFound // of either kind
	}
	if err != nil {
		return d, withNext(fmt.Errorf("draft of %s: %w", id, err), id, "tpdesk draft list")
	}
	return d, nil
}

func (a *App) draftDiscard(ctx context.Context, id review.ID) error {
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := s.anyDraft(ctx, id)
	if err != nil {
		return err
	}
	if err := a.claimDraft(s, id, d.Kind); err != nil {
		return err
	}
	if err := s.Work.DiscardDraft(ctx, id, d.Kind); err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, newDraftJSON(d))
	}
	a.say("%s: the draft is discarded; its versions are kept in the work file", id)
	return nil
}
