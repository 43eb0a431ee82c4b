package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// errBusy says that another process is writing the same file.
var errBusy = errors.New("another tpdesk is writing it at this moment")

// diskFolder is a folder of the system. Nothing in it is reached by a name that leads out of it.
type diskFolder struct {
	root *os.Root
	held *os.File // keeps the lock on what was begun until it has its place
}

// begin makes the file anew, so that neither a link nor what a killed process left is written to.
func (d *diskFolder) begin(name string) (part, error) {
	for range 5 {
		f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		switch {
		case errors.Is(err, fs.ErrExist):
			err = d.clear(name)
		case err == nil:
			if err = d.take(name, f); err == nil {
				return f, nil
			}
		}
		if err != nil && !errors.Is(err, errLost) {
			return nil, err
		}
	}
	return nil, errBusy
}

// errLost says that another process took a new file for one that a killed process left.
var errLost = errors.New("another process removed it")

// take locks the new file, and then looks whether the name still stands for it.
func (d *diskFolder) take(name string, f *os.File) error {
	held, err := hold(f)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if same, err := d.same(name, f); err != nil || !same {
		return errors.Join(errLost, err, held.Close(), f.Close())
	}
	d.held = held
	return nil
}

// same reports whether the name stands for the open file.
func (d *diskFolder) same(name string, f *os.File) (bool, error) {
	opened, err := f.Stat()
	if err != nil {
		return false, err
	}
	now, err := d.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(opened, now), err
}

// clear removes what a killed process left under the name. A file that a living one holds is left alone.
func (d *diskFolder) clear(name string) error {
	info, err := d.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is in the way: it is no file: %w", shown(name), ErrTarget)
	}
	if err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	held, err := hold(f)
	if err != nil {
		return err
	}
	defer held.Close()
	if same, err := d.same(name, f); err != nil || !same {
		return err
	}
	return d.root.Remove(name)
}

func (d *diskFolder) lstat(name string) (fs.FileInfo, error) { return d.root.Lstat(name) }
func (d *diskFolder) rename(from, to string) error           { return d.root.Rename(from, to) }
func (d *diskFolder) remove(name string) error               { return d.root.Remove(name) }

// sync puts the new name on disk. Windows does that by itself, and some network folders do not know the call.
func (d *diskFolder) sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := d.root.Open(".")
	if err != nil {
		return err
	}
	if err = f.Sync(); errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

func (d *diskFolder) close() error {
	var err error
	if d.held != nil {
		err = d.held.Close()
	}
	return errors.Join(err, d.root.Close())
}
