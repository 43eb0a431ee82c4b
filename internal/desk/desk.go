package desk

import (
	"context"
	"time"
)

// Desk does what tpdesk can do, for one profile and business unit. API may be nil: then only what the copy and the
// work file allow is possible. It is safe for use from several goroutines when its parts are.
type Desk struct {
	API  Trustpilot
	Copy Copy
	Work Work
	Now  func() time.Time
	// Wait pauses between two reads of an act's outcome; it returns early with the context's error.
	Wait func(ctx context.Context, d time.Duration) error
}

// New is a desk on the machine's clock.
func New(api Trustpilot, c Copy, w Work) *Desk {
	return &Desk{API: api, Copy: c, Work: w, Now: time.Now, Wait: wait}
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
