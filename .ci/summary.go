// Command summary reads what go test -json says and tells it in short: a line for each package, the output of what
// failed, and each skipped test. It exits with 1 when a test or a package failed, or a test was skipped.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

type summary struct {
	output                   map[string]string // of the tests and packages that still run
	passed, failed, skipped  int
	packages, brokenPackages int
}

func main() {
	s := summary{output: map[string]string{}}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Buffer(nil, 1<<24); lines.Scan(); {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text())
			continue
		}
		s.add(e)
	}
	fmt.Printf("%d packages, %d tests passed, %d failed, %d skipped\n", s.packages, s.passed, s.failed, s.skipped)
	if err := lines.Err(); err != nil || s.packages == 0 || s.brokenPackages+s.failed+s.skipped > 0 {
		os.Exit(1)
	}
}

func (s *summary) add(e event) {
	name := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		s.output[name] += e.Output
		return
	case "build-output":
		fmt.Print(e.Output)
		return
	case "build-fail":
		s.brokenPackages++
		return
	case "pass", "fail", "skip":
	default:
		return
	}
	s.end(e, name)
	delete(s.output, name)
}

func (s *summary) end(e event, name string) {
	switch {
	case e.Test == "" && e.Action == "fail":
		s.packages, s.brokenPackages = s.packages+1, s.brokenPackages+1
		fmt.Printf("%sFAIL  %s  %.1fs\n", s.output[name], e.Package, e.Elapsed)
	case e.Test == "" && e.Action == "pass":
		s.packages++
		fmt.Printf("ok    %s  %.1fs\n", e.Package, e.Elapsed)
	case e.Test == "":
		fmt.Printf("-     %s  no test files\n", e.Package)
	case e.Action == "fail":
		s.failed++
		fmt.Print(s.output[name])
	case e.Action == "skip":
		s.skipped++
		fmt.Printf("SKIPPED %s\n%s", name, s.output[name])
	default:
		s.passed++
	}
}
