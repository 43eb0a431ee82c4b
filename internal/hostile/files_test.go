package hostile

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNoFileThatIsExportedActs saves hostile reviews in every format, with and without personal columns, and reads them back.
func TestNoFileThatIsExportedActs(t *testing.T) {
	lines := inReviews(corpus(t))
	c := serve(t, append(all(lines, line.inItsField), lines[0].everywhere(len(lines))))
	dir := t.TempDir()
	for _, args := range [][]string{{"csv"}, {"csv", "--with-pii"}, {"csv", "--raw"}, {"tsv"}, {"tsv", "--raw"}, {"jsonl"}, {"jsonl", "--with-pii"}} {
		path := filepath.Join(dir, "out."+args[0])
		r := c.on(80).run(append([]string{"export", "--fresh", "-o", path}, args[1:]...)...)
		if r.code != 0 {
			t.Fatalf("export %v ends with %d: %s", args, r.code, r.err)
		}
		harmless(t, "export on stderr", ours.ReplaceAllString(r.err+r.out, ""), never()...)
		if !slices.Contains(args, "--raw") {
			checkFile(t, strings.Join(args, " "), path, lines)
		}
	}
	table := readCSV(t, exported(c, filepath.Join(dir, "pii.csv"), "--with-pii"))
	for i, l := range lines { // every field has a column here
		if l.Field != "location" {
			wantCell(t, "CSV with personal columns", l, table[i+1])
		}
	}
}

func exported(c command, path string, args ...string) string {
	c.t.Helper()
	c.must(append([]string{"export", "--fresh", "-o", path}, args...)...)
	return path
}

func checkFile(t *testing.T, what, path string, lines []line) {
	t.Helper()
	switch filepath.Ext(path) {
	case ".csv":
		checkCells(t, what, readCSV(t, path))
	case ".tsv":
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		checkCells(t, what, splitTSV(string(b)))
	default:
		checkJSONL(t, what, path, len(lines)+1)
	}
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// checkJSONL wants n objects and the line that ends them, and nothing in the bytes that acts.
func checkJSONL(t *testing.T, what, path string, n int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, scan := 0, bufio.NewScanner(f)
	for scan.Buffer(nil, 32<<20); scan.Scan(); got++ {
		harmless(t, what, strings.ReplaceAll(scan.Text(), "\u0301", ""), never()...) // marks are carried exactly
		if !json.Valid(scan.Bytes()) {
			t.Errorf("%s: line %d is no JSON", what, got+1)
		}
	}
	if scan.Err() != nil || got != n+1 {
		t.Errorf("%s: %d lines, not %d, %v", what, got, n+1, scan.Err())
	}
}

// TestAHostileFileNameActsNeither exports to names of the corpus: the message that tells of the file shows them.
func TestAHostileFileNameActsNeither(t *testing.T) {
	c := serve(t, []string{plainFields(0).json(0)})
	for i, l := range corpus(t) {
		name := strings.NewReplacer("\x00", "", "/", "_").Replace(l.text(100))
		if l.RawJSON != "" || !torture() && i%12 != 0 {
			continue
		}
		for _, args := range [][]string{
			{"export", "--fresh", "-o", filepath.Join(t.TempDir(), "a"+name+".csv")}, {"export", "-o", name}, {"business", "showcase", "-o", filepath.Join(t.TempDir(), "none", name)},
			{"link", "bgl", "--domain", "shop.example", "--csv", name, "-o", "none.csv"}, {"invite", "email", "--csv", name, "--yes"}, {"reply", reviewID(0), "--file", name},
			{"list", "--view", name}, {"list", "--query", name}, {"list", "--search", name, "--cached"}, {"show", name}, {"--profile", name, "list"}, {name},
		} {
			r := c.on(80).run(args...)
			if r.code == 70 {
				t.Errorf("%s: tpdesk %q met a bug: %s", l.ID, args, quoted(r.err))
			}
			harmless(t, l.ID+" in tpdesk "+args[0], ours.ReplaceAllString(r.out+r.err, ""), never()...)
		}
	}
}
