package lint_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/lint"
)

func TestNoRawTextLeavesTheHouse(t *testing.T) {
	readSources(t)
	pkgs, err := lint.Load("../..", "./cmd/...", "./internal/...")
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) < 12 {
		t.Fatalf("%d packages are too few to be the house", len(pkgs))
	}
	for _, f := range lint.Check(pkgs, lint.House()) {
		t.Error(f)
	}
}

// readSources opens every source file: what go list reads is unknown to the cache of test results, what a test reads is.
func readSources(t *testing.T) {
	t.Helper()
	for _, folder := range []string{"..", "../../cmd"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".go") {
				_, err = os.ReadFile(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestEachPlantedRawPrintIsCaughtAndNothingElse(t *testing.T) {
	rules := lint.House()
	rules.Wire = append(rules.Wire, "internal/lint/testdata/planted")
	pkgs, err := lint.Load(".", "./testdata/planted", "../review")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]lint.Finding{}
	for _, f := range lint.Check(pkgs, rules) {
		got[fmt.Sprint(filepath.Base(f.Pos.Filename), ":", f.Pos.Line)] = f
	}
	b, err := os.ReadFile("testdata/planted/planted.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i, line := range strings.Split(string(b), "\n") {
		f, caught := got[fmt.Sprint("planted.go:", i+1)]
		want := strings.HasSuffix(line, "// caught")
		if caught != want {
			t.Errorf("line %d, %s: caught %v, want %v: %v", i+1, strings.TrimSpace(line), caught, want, f)
		}
		if want {
			n++
		}
	}
	if n < 15 || len(got) != n {
		t.Errorf("%d raw prints are planted, %d were found", n, len(got))
	}
}

// TestEachReasonIsStillNeeded names what is allowed and would not be found any more.
func TestEachReasonIsStillNeeded(t *testing.T) {
	pkgs, err := lint.Load("../..", "./cmd/...", "./internal/...")
	if err != nil {
		t.Fatal(err)
	}
	rules := lint.House()
	allow := rules.Allow
	rules.Allow = nil
	for _, f := range lint.Check(pkgs, rules) {
		delete(allow, f.Func)
		delete(allow, f.Sink)
	}
	for name := range allow {
		t.Errorf("%s lets out nothing raw: its line in the allow-list can go", name)
	}
}
