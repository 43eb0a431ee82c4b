//go:build !linux

package cli_test

import "github.com/rogpeppe/go-internal/testscript"

// useKeyring leaves a script its age file: only on Linux the keyring can be one of the tests' own.
func useKeyring(*testscript.TestScript, bool, []string) {}
