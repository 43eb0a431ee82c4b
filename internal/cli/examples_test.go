package cli_test

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// example copies a script of the examples folder, which the README shows, into the script's folder: example NAME
func example(ts *testscript.TestScript, _ bool, args []string) {
	b, err := os.ReadFile(filepath.Join(examplesFolder, args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// examplesFolder is the repository's, seen from this package. It is found before scripts change the working folder.
var examplesFolder, _ = filepath.Abs("../../examples")
