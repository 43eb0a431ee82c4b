package store

import (
	"context"
	"time"
)

// stillLimit is how long a write may take before nobody waits for its end any more.
const stillLimit = 2 * time.Second

// Still waits until nothing is being written into the copy, and keeps it so until goOn is called: a process that is stopped
// in the middle of writing would lock the file for all others.
func (c *Copy) Still() (goOn func()) {
	db, err := c.current(context.Background())
	if err != nil {
		return func() {}
	}
	defer c.mu.RUnlock()
	return db.still()
}

// Still does for the work what Copy.Still does for the copy.
func (w *Work) Still() (goOn func()) { return w.db.still() }

func (d *database) still() (goOn func()) {
	got := make(chan struct{})
	go func() {
		d.gate.Lock()
		close(got)
	}()
	limit := time.NewTimer(stillLimit)
	defer limit.Stop()
	select {
	case <-got:
	case <-limit.C:
	}
	return func() {
		go func() {
			<-got
			d.gate.Unlock()
		}()
	}
}
