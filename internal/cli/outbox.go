package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) outboxCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "outbox", Short: "List public writes and settle those whose outcome is unknown", Args: unknownVerb, RunE: showHelp}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the public writes that are not published or refused", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return a.outboxList(cmd.Context()) }},
		&cobra.Command{Use: "show ID", Short: "Show the public writes on a review",
			RunE: func(cmd *cobra.Command, args []string) error {
				id, err := oneID(args)
				if err != nil {
					return err
				}
				return a.outboxShow(cmd.Context(), id)
			}},
		&cobra.Command{Use: "settle", Short: "Look on Trustpilot what became of writes whose outcome is unknown; sends nothing", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return a.outboxSettle(cmd.Context()) }},
	)
	return cmd
}

// intentJSON is a public write as the outbox keeps it.
type intentJSON struct {
	Key      int64              `json:"key"`
	ReviewID review.ID          `json:"reviewId"`
	Act      string             `json:"act"`
	State    review.IntentState `json:"state"`
	SHA256   string             `json:"sha256"`
	Text     string             `json:"text,omitempty"`
	Note     string             `json:"note,omitempty"`
	At       time.Time          `json:"at"`
}

func newIntentJSON(in review.Intent) intentJSON {
	return intentJSON{in.Key, in.ReviewID, in.Act, in.State, in.Digest, in.Text, in.Note, in.At.UTC()}
}

// open reports whether the outcome of a public write is not certain.
func unsettled(in review.Intent) bool {
	return in.State == review.Armed || in.State == review.Sent || in.State == review.Unknown
}

func (a *App) outboxList(ctx context.Context) error {
	return a.outboxSome(ctx, unsettled)
}

func (a *App) outboxShow(ctx context.Context, id review.ID) error {
	return a.outboxSome(ctx, func(in review.Intent) bool { return in.ReviewID == id })
}

func (a *App) outboxSome(ctx context.Context, which func(review.Intent) bool) error {
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	all, err := s.Work.Intents(ctx)
	if err != nil {
		return err
	}
	out := []intentJSON{}
	for _, in := range all {
		if which(in) {
			out = append(out, newIntentJSON(in))
		}
	}
	return a.printIntents(ctx, out)
}

func (a *App) printIntents(ctx context.Context, all []intentJSON) error {
	if a.out.asked() {
		return a.printJSON(ctx, all)
	}
	w := &lines{w: a.Out}
	for _, in := range all {
		w.line(fmt.Sprintf("%s\t%s\t%s\t%s\t%s", in.ReviewID, in.Act, in.State, in.At.Format(time.RFC3339), review.NewText(in.Note).Line()))
	}
	if len(all) == 0 {
		a.say("nothing is open")
	}
	return w.err
}

func (a *App) outboxSettle(ctx context.Context) error {
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	settled, err := s.Settle(ctx)
	if err != nil {
		return err
	}
	out := []intentJSON{}
	left := 0
	for _, in := range settled {
		out = append(out, newIntentJSON(in))
		if unsettled(in) {
			left++
		}
	}
	if err := a.printIntents(ctx, out); err != nil {
		return err
	}
	if left > 0 {
		return fmt.Errorf("%s still open: %w: Trustpilot does not show what was sent; look at the review before you write again", plural(left, "write"), review.ErrUnknown)
	}
	return nil
}
