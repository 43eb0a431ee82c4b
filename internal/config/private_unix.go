//go:build unix

package config

import (
	"io/fs"
	"os"
	"syscall"
)

// checkPrivate refuses what belongs to another account (root's is fine to read from) or what group or others may write to.
func checkPrivate(path string, info fs.FileInfo, rootToo bool) error {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		owner := int(stat.Uid)
		if owner != os.Geteuid() && (!rootToo || owner != 0) {
			return wrong(path, "belongs to another account: tpdesk does not use it")
		}
	}
	if info.Mode().Perm()&0o022 != 0 {
		return wrong(path, "other accounts may write to it: run chmod go-w %s", path)
	}
	return nil
}
