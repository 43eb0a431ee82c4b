//go:build !unix

package config

import "io/fs"

// checkPrivate trusts the access lists that the user's own folders inherit here.
func checkPrivate(string, fs.FileInfo, bool) error { return nil }
