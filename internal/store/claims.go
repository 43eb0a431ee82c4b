package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/tpdesk/tpdesk/internal/review"
)

// claims is the folder of what one process has at a time: a file for each, which that process has locked.
type claims string

// claimsBeside is the folder beside a file.
func claimsBeside(path string) claims { return claims(filepath.Join(filepath.Dir(path), "claims")) }

// claimLimit is for how long another process may be about to claim or release something.
const claimLimit = 2 * time.Second

// claim is a file that this process has locked.
type claim struct {
	folder claims
	path   string
	lock   *flock.Flock
}

// claim locks a file of that name; nil, and who has it, where another process does. The system lets go of it when the
// process dies; what it left is taken over by the next.
func (f claims) claim(name string, now time.Time) (c *claim, by review.Holder, err error) {
	err = f.alone(func() (err error) {
		c, by, err = f.lock(name, now)
		return err
	})
	return c, by, err
}

// take claims what `from` has, as long as that still has it: a process that was stopped lets go of nothing. The file that
// it has locked is removed, by which it finds out.
func (f claims) take(name string, from review.Holder, now time.Time) (c *claim, by review.Holder, err error) {
	err = f.alone(func() (err error) {
		if c, by, err = f.lock(name, now); err != nil || c != nil || !by.Same(from) {
			return err
		}
		if err := os.Remove(f.path(name)); err != nil {
			return err
		}
		c, by, err = f.lock(name, now)
		return err
	})
	return c, by, err
}

func (f claims) path(name string) string { return filepath.Join(string(f), name) }

// lock is claim for who is alone at the claims.
func (f claims) lock(name string, now time.Time) (*claim, review.Holder, error) {
	path := f.path(name)
	lock := flock.New(path, flock.SetPermissions(0o600))
	ours, err := lock.TryLock()
	if err != nil || !ours {
		return nil, readHolder(path), errors.Join(err, lock.Close())
	}
	if err := writeHolder(path, review.Holder{PID: os.Getpid(), Since: now.UTC()}); err != nil {
		return nil, review.Holder{}, errors.Join(err, lock.Close())
	}
	return &claim{f, path, lock}, review.Holder{}, nil
}

// held reports whether the file is still the one that was locked: another process may have taken it while this one stood
// still. What cannot be told is held.
func (c *claim) held() bool {
	there, err := os.Stat(c.path)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	ours, err := c.lock.Stat()
	return err != nil || os.SameFile(there, ours)
}

// release lets go and leaves no file behind; where that fails, the next to claim it takes over what is left.
func (c *claim) release() {
	err := c.folder.alone(func() error {
		if !c.held() {
			return c.lock.Close()
		}
		return errors.Join(c.lock.Close(), os.Remove(c.path), os.Remove(holderFile(c.path)))
	})
	if err != nil {
		_ = c.lock.Close()
	}
}

// alone does something while no other process claims or releases: between locking a file and removing it nobody may lock
// a file that has no name any more.
func (f claims) alone(do func() error) error {
	ctx, cancel := context.WithTimeout(context.Background(), claimLimit)
	defer cancel()
	unlock, err := place{path: f.path("all")}.lock(ctx)
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
	if readSmall(holderFile(path), &h) != nil || h.PID < 0 {
		return review.Holder{}
	}
	return h
}

// mostSmall is more than what a claim's file holds, in bytes.
const mostSmall = 4 << 10

func readSmall(path string, to any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostSmall))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, to)
}
