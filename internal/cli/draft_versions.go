package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// versioned is a work file that keeps every text of a draft.
type versioned interface {
	Versions(ctx context.Context, id review.ID, kind review.DraftKind) ([]review.Draft, error)
}

// draftVersions prints every text that was ever kept for a review, the newest first.
func (a *App) draftVersions(ctx context.Context, id review.ID) error {
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	all, err := s.versions(ctx, id)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return withNext(fmt.Errorf("draft of %s: %w", id, review.ErrNotFound), id, "tpdesk draft list")
	}
	if a.out.asked() {
		out := []draftJSON{}
		for _, d := range all {
			out = append(out, newDraftJSON(d))
		}
		return a.printJSON(ctx, out)
	}
	w := a.outLines()
	for _, d := range all {
		w.line(fmt.Sprintf("%s\t%s", d.Kind, d.UpdatedAt.UTC().Format(time.RFC3339)))
		w.line(indent(a.harmless(d.Text)))
	}
	return w.err
}

// versions lists the texts of both kinds, the newest first.
func (s *session) versions(ctx context.Context, id review.ID) (all []review.Draft, err error) {
	w, ok := s.Work.(versioned)
	if !ok {
		return nil, nil
	}
	for _, kind := range []review.DraftKind{review.ReplyDraft, review.RequestDraft} {
		ds, err := w.Versions(ctx, id, kind)
		if err != nil {
			return nil, err
		}
		all = append(all, ds...)
	}
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b review.Draft) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	return all, nil
}
