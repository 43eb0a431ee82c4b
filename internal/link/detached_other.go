//go:build !unix

package link

import "syscall"

// detached is the platform's default: a started program lives on by itself.
func detached() *syscall.SysProcAttr { return nil }
