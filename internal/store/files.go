package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockLimit = 20 * time.Second // how long another tpdesk may take to open the same file
	lockPace  = 5 * time.Millisecond
)

// makePrivate makes the folder and the files that SQLite would make with the umask's mode, and takes from the others
// what modes they have: folder 0700, files 0600. SQLite copies the main file's mode to the WAL (modeof in dsn). Fresh
// tells that the WAL is still to be made.
func (p place) makePrivate() (fresh bool, err error) {
	if p.path == "" {
		return false, nil
	}
	if err := privateFolder(filepath.Dir(p.path)); err != nil {
		return false, err
	}
	for _, name := range []string{p.path, p.path + "-shm"} {
		if err := privateFile(name); err != nil {
			return false, err
		}
	}
	err = os.Chmod(p.path+"-wal", 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return false, err
}

func privateFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

func privateFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// syncFolder puts the names of new files on disk, which SQLite leaves to us. Windows does that by itself.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// lock waits until no other process opens, makes or sets aside the file, and returns how to let go.
func (p place) lock(ctx context.Context) (func(), error) {
	if err := privateFolder(filepath.Dir(p.path)); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, lockLimit)
	defer cancel()
	l := flock.New(p.path+".lock", flock.SetPermissions(0o600))
	if _, err := l.TryLockContext(ctx, lockPace); err != nil {
		return nil, fmt.Errorf("wait for another tpdesk: %w", err)
	}
	return func() { l.Close() }, nil
}

// setAside renames a damaged database, so that a new one can take its place, and removes the one set aside before.
func (p place) setAside(now time.Time) error {
	aside := p.path + ".damaged-"
	if err := removeAll(aside); err != nil {
		return err
	}
	aside += now.UTC().Format("20060102T150405.000Z")
	if err := os.Rename(p.path, aside); err != nil {
		return err
	}
	if err := os.Rename(p.path+"-wal", aside+"-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Remove(p.path + "-shm"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncFolder(filepath.Dir(p.path))
}

// removeAll removes the files whose path begins so.
func removeAll(prefix string) error {
	entries, err := os.ReadDir(filepath.Dir(prefix))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if name := filepath.Join(filepath.Dir(prefix), e.Name()); strings.HasPrefix(name, prefix) {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// moved reports whether the file at the path is no longer the one that was opened: it was set aside or deleted.
func (d *database) moved() bool {
	if d.place.path == "" {
		return false
	}
	info, err := os.Stat(d.place.path)
	return err != nil || d.info == nil || !os.SameFile(info, d.info)
}

// gone is a closed database whose file counts as moved, so that the next call tries to open the path again.
func (d *database) gone() *database {
	return &database{DB: d.DB, place: d.place, prepared: map[string]*sql.Stmt{}}
}
