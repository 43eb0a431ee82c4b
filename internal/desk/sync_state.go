package desk

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// keeper is what a copy can do for a thrifty sync, beside what Copy asks. Without it every sync is a whole pass.
type keeper interface {
	// SyncState is what SetSyncState kept; nil for nothing, as after the copy was lost.
	SyncState(ctx context.Context) ([]byte, error)
	SetSyncState(ctx context.Context, state []byte) error
	// Remove takes reviews out and returns how many there were.
	Remove(ctx context.Context, ids []review.ID) (int, error)
	// Unseen counts the reviews that Sweep would remove, and all.
	Unseen(ctx context.Context, seenBefore time.Time) (unseen, all int, err error)
	// Forget takes e-mails and order numbers out of the reviews last seen before a time; Forgotten is the time that it was
	// last given, zero for never.
	Forget(ctx context.Context, olderThan time.Time) (int, error)
	Forgotten(ctx context.Context) (time.Time, error)
}

// syncState is how far syncs have come; it is kept with the copy. Times are those of reviews' creation, except Started,
// Began, Deletions and Consumers, which are the clock's.
type syncState struct {
	Pass      *passState           `json:"pass,omitempty"`
	Top       time.Time            `json:"top,omitzero"` // between it and where the pass or the gap is, the copy has all
	Gap       *gapState            `json:"gap,omitempty"`
	Lanes     map[string]laneState `json:"lanes,omitempty"`
	Deletions time.Time            `json:"deletions,omitzero"`
	Consumers time.Time            `json:"consumers,omitzero"`
}

// passState is a pass that is not at its end.
type passState struct {
	Started time.Time `json:"started"`
	Cursor  time.Time `json:"cursor,omitzero"` // what was created after it has been read; zero: begin anew
	Full    bool      `json:"full,omitempty"`  // somebody asked for it
	Reviews int       `json:"reviews"`
	Calls   int       `json:"calls"`
}

// gapState is a stretch that a head read could not reach.
type gapState struct {
	Cursor time.Time `json:"cursor"` // from it downwards
	Bottom time.Time `json:"bottom"` // to it
}

// laneState is how far the reading of a lane is.
type laneState struct {
	Cursor time.Time `json:"cursor,omitzero"`
	Began  time.Time `json:"began"`
	Done   bool      `json:"done,omitempty"`
}

// syncState reads the state. One that cannot be understood is none: the pass begins anew.
func (d *Desk) syncState(ctx context.Context) (syncState, error) {
	k, ok := d.Copy.(keeper)
	if !ok {
		return syncState{}, nil
	}
	raw, err := k.SyncState(ctx)
	if err != nil {
		return syncState{}, err
	}
	return readSyncState(raw), nil
}

func readSyncState(raw []byte) syncState {
	var s syncState
	if json.Unmarshal(raw, &s) != nil {
		return syncState{}
	}
	return s
}

// keep puts the state beside the copy.
func (s *syncing) keep(ctx context.Context) error {
	k, ok := s.d.Copy.(keeper)
	if !ok {
		return nil
	}
	raw, err := json.Marshal(s.state)
	if err != nil {
		return err
	}
	return k.SetSyncState(ctx, raw)
}
