package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) historyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "history ID", Example: "  tpdesk history 66a0f1c2d3e4b5a697887766", Short: "Show every revision of a review that was seen, with a word diff",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := oneID(args)
			if err != nil {
				return err
			}
			return a.history(cmd.Context(), id)
		},
	}
}

// revisionJSON is a state of a review as it was seen, and what changed since the one before.
type revisionJSON struct {
	SeenAt time.Time     `json:"seenAt"`
	Diff   []diffJSON    `json:"diff"`
	Review review.Review `json:"review"`
	// VanishedAt stands with the last revision of a review that is no longer on Trustpilot: since when that is known.
	VanishedAt *time.Time `json:"vanishedAt,omitempty"`
}

// diffJSON is a piece of a word diff; Op is "same", "added" or "removed".
type diffJSON struct {
	Op   desk.DiffOp `json:"op"`
	Text string      `json:"text"`
}

func (a *App) history(ctx context.Context, id review.ID) error {
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	if s.API != nil { // what stands now is a revision too; a review that has vanished keeps those it had
		if _, _, err := s.Show(ctx, id, desk.Auto); err != nil && !errors.Is(err, review.ErrNotFound) {
			return withNext(err, id, "")
		}
	}
	revisions, err := s.Work.Revisions(ctx, id)
	if err == nil && len(revisions) == 0 {
		err = fmt.Errorf("history of %s: %w: no revision was ever seen", id, review.ErrNotFound)
	}
	if err != nil {
		return a.missing(ctx, s, id, err)
	}
	gone, err := s.vanished(ctx, id)
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, revisionsJSON(revisions, gone))
	}
	return a.printRevisions(revisions, gone)
}

func revisionsJSON(revisions []review.Revision, gone *review.Vanishing) []revisionJSON {
	out := []revisionJSON{}
	for i, v := range revisions {
		row := revisionJSON{SeenAt: v.SeenAt.UTC(), Review: v.Review, Diff: []diffJSON{}}
		if i > 0 {
			for _, d := range desk.Diff(desk.Words(revisions[i-1].Review), desk.Words(v.Review)) {
				row.Diff = append(row.Diff, diffJSON{d.Op, d.Text})
			}
		}
		if gone != nil && i == len(revisions)-1 {
			since := gone.At.UTC()
			row.VanishedAt = &since
		}
		out = append(out, row)
	}
	return out
}

func (a *App) printRevisions(revisions []review.Revision, gone *review.Vanishing) error {
	w := a.outLines()
	for i, v := range revisions {
		w.line(a.paint(bold, v.SeenAt.UTC().Format("2 Jan 2006 15:04")+" UTC") + "  " + stars(v.Review.Stars))
		if i == 0 {
			w.line(indent(review.NewText(desk.Words(v.Review)).Block()))
			continue
		}
		w.line(indent(a.wordDiff(desk.Diff(desk.Words(revisions[i-1].Review), desk.Words(v.Review)))))
	}
	if gone != nil {
		w.line(a.paint(red, goneWords(*gone)))
	}
	return w.err
}

// wordDiff is a diff on the terminal: added words in {+ +}, removed ones in [- -], coloured where colour may be used.
func (a *App) wordDiff(pieces []desk.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		text := review.NewText(p.Text).Block()
		switch p.Op {
		case desk.Added:
			text = a.paint(green, "{+"+text+"+}")
		case desk.Removed:
			text = a.paint(red, "[-"+text+"-]")
		}
		b.WriteString(text)
	}
	return b.String()
}
