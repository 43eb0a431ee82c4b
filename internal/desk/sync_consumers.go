package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// consumerDeleter is an API that lists the consumers whom Trustpilot deleted, of any company's reviews (trustpilot-api §4.2).
// Its calls are free, and whoever keeps consumers must make them.
type consumerDeleter interface {
	DeletedConsumers(ctx context.Context, since time.Time) iter.Seq2[string, error]
}

// anonymiser is a copy or a work file that can let go of who wrote reviews. It returns how many it changed.
type anonymiser interface {
	ForgetConsumers(ctx context.Context, ids map[string]bool) (int, error)
}

// consumersBatch is how many consumers are looked for at once: looking reads everything that is kept, and a list of 30 days
// fits into a few megabytes.
const consumersBatch = 100_000

// deletedConsumers lets go of the consumers whom Trustpilot deleted, once a day. What they wrote stays until the list of
// deleted reviews names it, or the server has it no more. A sync does not fail for want of the list.
func (s *syncing) deletedConsumers(ctx context.Context) error {
	err := s.readConsumers(ctx)
	if ctx.Err() != nil || errors.Is(err, review.ErrIO) {
		return err
	}
	if err != nil {
		s.Undeleted = errors.Join(s.Undeleted, err)
	}
	return nil
}

func (s *syncing) readConsumers(ctx context.Context) error {
	api, ok := s.d.API.(consumerDeleter)
	from, due := s.feedSince(s.state.Consumers)
	if !ok || !due {
		return nil
	}
	ids := map[string]bool{}
	for id, err := range api.DeletedConsumers(ctx, from) {
		if err != nil {
			return fmt.Errorf("read which consumers were deleted: %w", err)
		}
		if ids[id] = true; len(ids) == consumersBatch {
			if err := s.forgetConsumers(ctx, ids); err != nil {
				return err
			}
			clear(ids)
		}
	}
	if err := s.forgetConsumers(ctx, ids); err != nil {
		return err
	}
	s.state.Consumers = s.began
	return s.keep(ctx)
}

// forgetConsumers erases them from the copy and from the revisions.
func (s *syncing) forgetConsumers(ctx context.Context, ids map[string]bool) error {
	if len(ids) == 0 {
		return nil
	}
	if c, ok := s.d.Copy.(anonymiser); ok {
		n, err := c.ForgetConsumers(ctx, ids)
		if s.Anonymised += n; err != nil {
			return err
		}
	}
	if w, ok := s.d.Work.(anonymiser); ok {
		_, err := w.ForgetConsumers(ctx, ids)
		return err
	}
	return nil
}
