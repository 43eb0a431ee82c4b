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
	// KeepPersonal is how long e-mails and order numbers stay in the copy after the server last gave them; 0: not beyond
	// the sync that brought them.
	KeepPersonal time.Duration
	// Wait pauses between two reads of an act's outcome; it returns early with the context's error.
	Wait func(ctx context.Context, d time.Duration) error
	// Linger is how long the answer to an act that is on its way is waited for once its context has ended.
	Linger time.Duration
	// Lingers is told when such a wait begins, nil for nobody. It may be called from another goroutine.
	Lingers func(d time.Duration)
	// Passing is a desk whose copy ends with the one list that it is opened for, so that nothing of the list is kept.
	Passing bool
}

// linger is how long quitting waits for an answer (promise 1).
const linger = 5 * time.Second

// keepPersonal is how long e-mails and order numbers stay where nobody says otherwise (promise 7).
const keepPersonal = 30 * 24 * time.Hour

// New is a desk on the machine's clock.
func New(api Trustpilot, c Copy, w Work) *Desk {
	return &Desk{API: api, Copy: c, Work: w, Now: time.Now, Wait: wait, Linger: linger, KeepPersonal: keepPersonal}
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

// lingering is a context that outlives ctx by the desk's Linger.
func (d *Desk) lingering(ctx context.Context) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if d.Lingers != nil {
			d.Lingers(d.Linger)
		}
		_ = wait(longer, d.Linger)
		cancel()
	})
	return longer, func() { stop(); cancel() }
}
