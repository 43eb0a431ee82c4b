package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/review"
)

// missing adds to the error of a review that is not found what is known of one that was there.
func (a *App) missing(ctx context.Context, s *session, id review.ID, err error) error {
	if !errors.Is(err, review.ErrNotFound) {
		return withNext(err, id, "")
	}
	_, gone, e := s.Last(ctx, id)
	if e != nil {
		return withNext(err, id, nextForMissing(err))
	}
	next := "tpdesk history " + string(id) + " shows what was last seen of it"
	if gone.Deleted {
		next = nextForMissing(err)
	}
	return withNext(fmt.Errorf("%w: %s", err, goneWords(gone)), id, next)
}

// goneWords say that a review has vanished, and since when that is known.
func goneWords(v review.Vanishing) string {
	since := v.At.UTC().Format("2 Jan 2006 15:04") + " UTC"
	if v.Deleted {
		return "Trustpilot deleted it, which is known since " + since + "; its text was erased here too"
	}
	return "it is no longer on Trustpilot, which is known since " + since
}

// vanished is what is known of a review that is gone, nil of one that is not.
func (s *session) vanished(ctx context.Context, id review.ID) (*review.Vanishing, error) {
	_, gone, err := s.Last(ctx, id)
	if errors.Is(err, review.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &gone, nil
}
