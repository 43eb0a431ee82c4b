package store

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// syncClaim is what who brings the copy up to date has claimed.
const syncClaim = "sync"

// syncBeat is how often who syncs shows that it moves, whatever it waits for.
const syncBeat = 2 * time.Second

// SyncTurn is the right to bring a copy up to date, which one process has at a time.
type SyncTurn struct {
	claim *claim
	path  string
	stop  chan struct{}
	beats sync.WaitGroup

	mu   sync.Mutex
	told toldFile
}

// toldFile is what the process that syncs tells the others.
type toldFile struct {
	By   review.Holder   `json:"by"`
	Beat int             `json:"beat"` // grows while the process moves
	Told json.RawMessage `json:"told,omitempty"`
}

// ClaimSync makes this caller the one that syncs this copy, over all processes, until it lets go or dies. Where another is,
// turn is nil and by tells of it; that of `from`, if it is not zero, is taken over, as from a process that was stopped. A
// copy in memory is nobody else's.
//
// Tell passes on what the others may know, as JSON. Held tells whether the turn was not taken over. Release lets go.
func (c *Copy) ClaimSync(from review.Holder) (turn review.Turn, by review.Holder, err error) {
	if c.place.path == "" {
		return alone{}, by, nil
	}
	folder, now := claimsBeside(c.place.path), c.Now()
	var got *claim
	if from == (review.Holder{}) {
		got, by, err = folder.claim(syncClaim, now)
	} else {
		got, by, err = folder.take(syncClaim, from, now)
	}
	if err != nil || got == nil {
		return nil, by, claimError(syncClaim, err)
	}
	t := &SyncTurn{claim: got, path: toldPath(folder), stop: make(chan struct{}), told: toldFile{By: readHolder(got.path)}}
	t.beats.Go(t.beat) // what the one before told stays until there is more to tell
	return t, by, nil
}

// SyncTold is what the process that syncs, or that synced last, told, and a number that grows while it moves. Nil, where
// nobody told anything that can be read.
func (c *Copy) SyncTold() (told []byte, by review.Holder, beat int) {
	if c.place.path == "" {
		return nil, by, 0
	}
	var f toldFile
	if readSmall(toldPath(claimsBeside(c.place.path)), &f) != nil {
		return nil, by, 0
	}
	return f.Told, f.By, f.Beat
}

func toldPath(folder claims) string { return folder.path(syncClaim + ".told") }

func (t *SyncTurn) beat() {
	tick := time.NewTicker(syncBeat)
	defer tick.Stop()
	for {
		select {
		case <-t.stop:
			return
		case <-tick.C:
			t.Tell(nil)
		}
	}
}

// Tell replaces what the others may know; nil leaves it, and shows that the process moves. What cannot be written is not
// told: the others then wait, and take over in the end.
func (t *SyncTurn) Tell(told []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.told.Beat++; told != nil {
		t.told.Told = told
	}
	if !t.claim.held() { // it is another's to tell
		return
	}
	b, err := json.Marshal(t.told)
	if err != nil {
		return
	}
	fresh := fmt.Sprintf("%s.%d", t.path, os.Getpid())
	if err = os.WriteFile(fresh, b, 0o600); err == nil {
		err = os.Rename(fresh, t.path)
	}
	if err != nil {
		_ = os.Remove(fresh)
	}
}

// Held reports whether no other process has taken the turn over.
func (t *SyncTurn) Held() bool { return t.claim.held() }

// Release lets go.
func (t *SyncTurn) Release() {
	close(t.stop)
	t.beats.Wait()
	t.claim.release()
}

// alone is the turn of who has the copy for itself.
type alone struct{}

func (alone) Tell([]byte) {}
func (alone) Held() bool  { return true }
func (alone) Release()    {}
