//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package export

import (
	"errors"
	"os"
	"syscall"
)

// hold locks an open file against other processes. The lock outlives the file: it ends when the returned one is closed.
// Where the file system knows no locks, nothing is held.
func hold(f *os.File) (*os.File, error) {
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		return nil, err
	}
	syscall.CloseOnExec(fd)
	held := os.NewFile(uintptr(fd), f.Name())
	err = syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(errBusy, held.Close())
	}
	return held, nil
}
