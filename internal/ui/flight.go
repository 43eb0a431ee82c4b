package ui

import (
	"sync"
	"time"
)

// flight counts the commands that are under way, also once the screen is gone: whoever closes the copy and the work file
// after Run must not pull them from under a command.
type flight struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n falls to 0, where somebody waits
}

// begin counts one; the func that it returns ends it.
func (f *flight) begin() func() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return f.end
}

func (f *flight) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n--; f.n == 0 && f.idle != nil {
		close(f.idle)
		f.idle = nil
	}
}

// wait lets them end, but not longer than most.
func (f *flight) wait(most time.Duration) {
	f.mu.Lock()
	if f.n == 0 {
		f.mu.Unlock()
		return
	}
	if f.idle == nil {
		f.idle = make(chan struct{})
	}
	idle := f.idle
	f.mu.Unlock()
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-idle:
	case <-t.C:
	}
}
