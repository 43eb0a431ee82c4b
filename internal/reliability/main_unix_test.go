//go:build unix

package reliability

import (
	"os/signal"
	"strconv"
	"syscall"
)

// leaveRoom makes the disk full where a file would grow beyond so many bytes: a write beyond fails as it does without
// space.
func leaveRoom(bytes string) error {
	n, err := strconv.ParseUint(bytes, 10, 32)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
}
