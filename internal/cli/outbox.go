package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) outboxCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "outbox", Example: "  tpdesk outbox list\n  tpdesk outbox settle", Short: "List public writes and settle those whose outcome is unknown", Args: unknownVerb, RunE: showHelp}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Example: "  tpdesk outbox list --json", Short: "List the public writes that are not published or refused", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return a.outboxList(cmd.Context()) }},
		&cobra.Command{Use: "show ID", Example: "  tpdesk outbox show 66a0f1c2d3e4b5a697887766", Short: "Show the public writes on a review",
			RunE: func(cmd *cobra.Command, args []string) error {
				id, err := oneID(args)
				if err != nil {
					return err
				}
				return a.outboxShow(cmd.Context(), id)
			}},
		&cobra.Command{Use: "settle", Example: "  tpdesk outbox settle", Short: "Look on Trustpilot what became of writes whose outcome is unknown; sends nothing", Args: cobra.NoArgs,
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
	File     string             `json:"file,omitempty"` // the outbox that has it, where that is not the work file
}

// newIntentJSON shows what was accepted as sent: that is its word towards scripts.
func newIntentJSON(in review.Intent) intentJSON {
	j := intentJSON{Key: in.Key, ReviewID: in.ReviewID, Act: in.Act, State: in.State, SHA256: in.Digest, Text: in.Text, Note: in.Note, At: in.At.UTC()}
	if in.State == review.Accepted {
		j.State = review.Sent
		if j.Note == "" {
			j.Note = "accepted, and not visible yet"
		}
	}
	return j
}

// box is one place that keeps public writes.
type box struct {
	*session
	file string // "" for the work file
}

// holdsSomething reports whether there is a file with something in it.
func holdsSomething(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// boxes are the work file and, where there is one beside it, the outbox of those who had no vault. The func closes it.
func (a *App) boxes(ctx context.Context, s *session) ([]box, func(), error) {
	all := []box{{session: s}}
	folders, err := config.FindFolders(a.Env)
	if err != nil || s.memory {
		return all, func() {}, err
	}
	if !holdsSomething(folders.Outbox()) {
		return all, func() {}, nil
	}
	beside := &session{settings: s.settings, memory: true}
	if err := openMemory(ctx, beside, folders.Outbox()); err != nil {
		return all, func() {}, err
	}
	beside.API, beside.Copy = s.API, s.Copy
	return append(all, box{beside, filepath.Base(folders.Outbox())}), beside.Close, nil
}

func (a *App) outboxList(ctx context.Context) error {
	return a.outboxSome(ctx, review.Intent.Open)
}

func (a *App) outboxShow(ctx context.Context, id review.ID) error {
	return a.outboxSome(ctx, func(in review.Intent) bool { return in.ReviewID == id })
}

func (a *App) outboxSome(ctx context.Context, which func(review.Intent) bool) error {
	return a.eachBox(ctx, false, func(b box) ([]intentJSON, error) {
		found, err := b.Recover(ctx)
		if err != nil {
			return nil, err
		}
		a.tellFound(found)
		all, err := b.Work.Intents(ctx)
		return b.rows(all, which), err
	})
}

// eachBox prints the rows of every box.
func (a *App) eachBox(ctx context.Context, server bool, rows func(box) ([]intentJSON, error)) error {
	s, err := a.openAsItIs(ctx, server)
	if err != nil {
		return err
	}
	defer s.Close()
	boxes, done, err := a.boxes(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	out := []intentJSON{}
	for _, b := range boxes {
		some, err := rows(b)
		if err != nil {
			return err
		}
		out = append(out, some...)
	}
	a.tellChanged(ctx, s)
	return a.printIntents(ctx, out)
}

func (b box) rows(all []review.Intent, which func(review.Intent) bool) (out []intentJSON) {
	for _, in := range all {
		if which(in) {
			row := newIntentJSON(in)
			row.File = b.file
			out = append(out, row)
		}
	}
	return out
}

func (a *App) printIntents(ctx context.Context, all []intentJSON) error {
	if a.out.asked() {
		return a.printJSON(ctx, all)
	}
	w := a.outLines()
	for _, in := range all {
		w.line(fmt.Sprintf("%s\t%s\t%s\t%s\t%s", in.ReviewID, in.Act, in.State, in.At.Format(time.RFC3339), review.NewText(in.Note).Line()))
	}
	if len(all) == 0 {
		a.say("nothing is open")
	}
	return w.err
}

func (a *App) outboxSettle(ctx context.Context) error {
	left := 0
	err := a.eachBox(ctx, true, func(b box) ([]intentJSON, error) {
		rows, open, err := b.settle(ctx)
		left += open
		return rows, err
	})
	if err != nil {
		return err
	}
	if left > 0 {
		return fmt.Errorf("%s still open: %w: Trustpilot does not show what was sent; look at the review before you write again", plural(left, "write"), review.ErrUnknown)
	}
	return nil
}

// settle looks for the open writes of one box, and counts those that stay unknown. What Trustpilot accepted is no cause
// for alarm while reads may lag.
func (b box) settle(ctx context.Context) (rows []intentJSON, left int, err error) {
	recovered, err := b.Recover(ctx)
	if err != nil {
		return nil, 0, err
	}
	withdrawn := func(in review.Intent) bool { return in.State == review.Withdrawn }
	rows = b.rows(recovered, withdrawn)
	settled, err := b.Settle(ctx)
	if err != nil {
		return rows, 0, err
	}
	for _, in := range settled {
		if in.State == review.Unknown {
			left++
		}
	}
	return append(rows, b.rows(settled, func(review.Intent) bool { return true })...), left, nil
}
