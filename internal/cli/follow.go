package cli

import (
	"context"
	"sync"
)

// follower looks beside the screen for public writes whose outcome is not certain, those of an earlier tpdesk too.
type follower struct {
	ctx  context.Context
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu   sync.Mutex
	last context.CancelFunc // ends the look that is going on
}

func newFollower(ctx context.Context) *follower {
	ctx, stop := context.WithCancel(ctx)
	return &follower{ctx: ctx, stop: stop, last: func() {}}
}

// recover lets go of personal data that is due, settles what an earlier tpdesk left in the middle, then follows, where
// somebody is signed in.
func (f *follower) recover(s *session) {
	f.run(func(ctx context.Context) {
		_ = s.ForgetOld(ctx) // the end of the desk makes up for what fails now
		found, err := s.Recover(ctx)
		if err != nil || s.API == nil {
			return
		}
		_, _ = s.SettleFresh(ctx, found, "") // what fails now is looked for again
		s.Follow(ctx)
	})
}

// begin follows with another sign-in in place of the one before.
func (f *follower) begin(s *session) { f.run(s.Follow) }

func (f *follower) run(look func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(f.ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last()
	f.last = cancel
	f.wg.Go(func() {
		defer cancel()
		look(ctx)
	})
}

// end ends it and waits until nobody looks any more.
func (f *follower) end() {
	f.stop()
	f.wg.Wait()
}
