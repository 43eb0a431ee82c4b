//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"syscall"
)

// ownSession lets a child live on when the terminal is closed.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// isSandbox reports whether the process runs tpdesk sandbox. Where the system does not tell what a process runs, being
// alive must do.
func isSandbox(pid int) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err == nil {
		return slices.ContainsFunc(bytes.Split(line, []byte{0}), func(arg []byte) bool { return string(arg) == "sandbox" })
	}
	if _, err := os.Stat("/proc/self/cmdline"); err == nil {
		return false
	}
	return syscall.Kill(pid, 0) == nil
}
