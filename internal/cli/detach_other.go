//go:build !unix

package cli

import (
	"os"
	"syscall"
)

// ownSession lets a child live on when the console is closed.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// isSandbox reports whether the process is alive.
func isSandbox(pid int) bool {
	p, err := os.FindProcess(pid)
	if err == nil {
		_ = p.Release()
	}
	return err == nil
}
