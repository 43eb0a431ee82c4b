//go:build unix

package link

import "syscall"

// detached lets the browser live on when tpdesk's terminal is closed.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
