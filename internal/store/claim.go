package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/tpdesk/tpdesk/internal/review"
)

// ClaimDraft makes this caller the one writer of a draft until release is called or the process ends, however it ends.
// Where another is, release is nil and by tells of it. Drafts in memory have no other writer.
func (w *Work) ClaimDraft(id review.ID, kind review.DraftKind) (release func(), by review.Holder, err error) {
	if w.db.place.path == "" {
		return func() {}, by, nil
	}
	return w.claim(fmt.Sprintf("draft-%s-%s", kind, id))
}

// ClaimSending tells the other processes, until release is called or the process ends, that an intent is being sent, as
// ClaimDraft does: what is marked as sent and claimed by nobody was left in the middle.
func (w *Work) ClaimSending(key int64) (release func(), by review.Holder, err error) {
	if w.claims == "" {
		return func() {}, by, nil
	}
	return w.claim(fmt.Sprintf("sending-%d", key))
}

// claimLimit is for how long another process may be about to claim or release something.
const claimLimit = 2 * time.Second

// claim locks a file of that name. The system lets go of it when the process dies; what it left is taken over by the next.
func (w *Work) claim(name string) (release func(), by review.Holder, err error) {
	path := filepath.Join(w.claims, name)
	lock := flock.New(path, flock.SetPermissions(0o600))
	ours := false
	err = w.atClaims(func() (err error) {
		if ours, err = lock.TryLock(); err != nil || !ours {
			by = readHolder(path)
			return errors.Join(err, lock.Close())
		}
		return writeHolder(path, review.Holder{PID: os.Getpid(), Since: w.Now().UTC()})
	})
	if err != nil {
		return nil, by, fmt.Errorf("claim %s: %w: %w", name, review.ErrIO, errors.Join(err, lock.Close()))
	}
	if !ours {
		return nil, by, nil
	}
	return func() { w.unclaim(lock, path) }, by, nil
}

// unclaim lets go and leaves no file behind; where that fails, the next to claim it takes over what is left.
func (w *Work) unclaim(lock *flock.Flock, path string) {
	err := w.atClaims(func() error { return errors.Join(lock.Close(), os.Remove(path), os.Remove(holderFile(path))) })
	if err != nil {
		_ = lock.Close()
	}
}

// atClaims does something while no other process claims or releases: between locking a file and removing it nobody may
// lock a file that has no name any more.
func (w *Work) atClaims(do func() error) error {
	ctx, cancel := context.WithTimeout(context.Background(), claimLimit)
	defer cancel()
	unlock, err := place{path: filepath.Join(w.claims, "all")}.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return do()
}

// holderFile tells who has the lock. It is a file of its own, since some systems let nobody read a locked one.
func holderFile(path string) string { return path + ".by" }

func writeHolder(path string, h review.Holder) error {
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return os.WriteFile(holderFile(path), b, 0o600)
}

// readHolder is what the holder wrote; what cannot be read is unknown.
func readHolder(path string) (h review.Holder) {
	f, err := os.Open(holderFile(path))
	if err != nil {
		return h
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 1024))
	if err != nil || json.Unmarshal(b, &h) != nil || h.PID < 0 {
		return review.Holder{}
	}
	return h
}
