//go:build unix

package export

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets the test binary be the process that a test kills.
func TestMain(m *testing.M) {
	if path := os.Getenv("WRITE_FILE"); path != "" {
		if err := writeWithMarks(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const percent = "one line of this file stands for a percent of it\n"

// writeWithMarks writes a file of 1.6 MB and says each percent of it, each on disk by then; after each it waits to be
// told to go on, so that a kill strikes where it was meant to.
func writeWithMarks(path string) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	for n := range 100 {
		if _, err := f.Write([]byte(strings.Repeat(percent, 330))); err != nil {
			return err
		}
		if err := f.buffer.Flush(); err != nil {
			return err
		}
		mark(n)
	}
	mark("all")
	if err := f.Commit(); err != nil {
		return err
	}
	mark("done")
	return nil
}

func mark(what any) {
	fmt.Println(what)
	_, _ = os.Stdin.Read(make([]byte, 1))
}

// killAfter starts the writer and kills it when it has said so many lines.
func killAfter(t *testing.T, path string, marks int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "WRITE_FILE="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; n < marks && lines.Scan(); n++ {
		if n+1 < marks {
			_, _ = io.WriteString(in, "\n")
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
}

func TestAKillAtAnyPercentLeavesNoHalfFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	whole := strings.Repeat(percent, 33_000)
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for marks := range 103 {
		killAfter(t, path, marks)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(b); got != "old" && got != whole {
			t.Fatalf("killed after %d marks: the file has %d bytes", marks, len(b))
		}
		if marks < 100 && string(b) != "old" {
			t.Fatalf("killed after %d marks: the file is there before it was whole", marks)
		}
	}
	wantFile(t, path, whole)
	if err := create(t, path, "new").Commit(); err != nil {
		t.Fatal(err)
	}
	wantNames(t, filepath.Dir(path), "a.csv")
}
