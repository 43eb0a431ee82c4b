// Package internal_test holds the house together: it reads which package imports which, and says where an arrow turns.
package internal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tpdesk/tpdesk/"

// layer is one package of the house with what it may import of ours. A folder below it belongs to it.
type layer struct {
	name string
	may  []string // "*": all of internal
	why  string
}

// house is the table of allowed arrows. A new package gets a row here before it is imported.
var house = []layer{
	{"cmd/tpdesk", []string{"cli"}, "main hands over to cli and nothing else"},
	{"review", nil, "the words are pure: everybody speaks them, so they lean on nobody"},
	{"desk", []string{"review"}, "the desk declares what it needs, and client and store fit by shape"},
	{"client", []string{"review"}, "HTTP knows the words, and not what is done with them"},
	{"secret", nil, "what must not be shown hides itself, whoever holds it"},
	{"auth", []string{"secret"}, "signing in knows no review"},
	{"store", []string{"review"}, "the disk keeps the words, and does not decide about them"},
	{"link", []string{"review"}, "links are made of the words alone"},
	{"rows", []string{"review"}, "a file of rows is read alike whatever its rows mean"},
	{"invite", []string{"review", "rows"}, "who is invited, and was, is known without asking a server"},
	{"export", []string{"review"}, "files are made of the words alone"},
	{"config", []string{"secret"}, "configuration is plain values"},
	{"cli", []string{"*"}, "the command line plugs all parts together"},
	{"ui", []string{"desk", "review", "ui"}, "the screen asks the desk, and never a server, a disk or a vault"},
	{"sandbox", nil, "the sandbox reads Trustpilot's contract for itself: two readings check each other"},
	{"hostile", []string{"*"}, "the sweep of hostile texts goes through all of the house"},
	{"lint", nil, "a check reads the house's sources and is no part of it"},
	{"faultproxy", nil, "the proxy breaks bytes and need not know what they mean"},
	{"reliability", []string{"*"}, "the harness breaks the whole and judges it, and nobody needs it"},
}

// only names packages that nobody else may import.
var only = map[string]string{
	"sandbox":     "cli",
	"faultproxy":  "",
	"cli":         "cmd/tpdesk",
	"reliability": "",
}

// inTests are the packages that a test may import beside those of its layer: what it is tried against.
var inTests = []string{"sandbox", "faultproxy"}

// listed is what go list tells of a package.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func TestNoArrowOfTheHouseTurns(t *testing.T) {
	readSources(t)
	seen := map[string]bool{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		for _, p := range packages(t, system) {
			for _, complaint := range complaints(p) {
				if !seen[complaint] {
					seen[complaint] = true
					t.Error(complaint)
				}
			}
		}
	}
}

// readSources opens every source file: what go list reads is unknown to the cache of test results, what a test reads is.
func readSources(t *testing.T) {
	t.Helper()
	for _, folder := range []string{".", "../cmd"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") {
				_, err = os.ReadFile(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestATurnedArrowIsNamedInASentence(t *testing.T) {
	for _, c := range []struct {
		p    listed
		want string
	}{
		{listed{ImportPath: "internal/ui", Imports: []string{"internal/client"}}, "ui must not import client: the screen asks the desk, and never a server, a disk or a vault"},
		{listed{ImportPath: "internal/ui/theme", Imports: []string{"internal/store"}}, "ui/theme must not import store: the screen asks the desk, and never a server, a disk or a vault"},
		{listed{ImportPath: "internal/desk", Imports: []string{"internal/store", "internal/review"}}, "desk must not import store: the desk declares what it needs, and client and store fit by shape"},
		{listed{ImportPath: "internal/sandbox", XTestImports: []string{"internal/client"}}, "the tests of sandbox must not import client: the sandbox reads Trustpilot's contract for itself: two readings check each other"},
		{listed{ImportPath: "internal/ui", Imports: []string{"internal/sandbox"}}, "ui must not import sandbox: only cli and tests may"},
		{listed{ImportPath: "cmd/tpdesk", Imports: []string{"internal/ui"}}, "cmd/tpdesk must not import ui: main hands over to cli and nothing else"},
		{listed{ImportPath: "internal/ui", Imports: []string{"internal/cli"}}, "ui must not import cli: only cmd/tpdesk and tests may"},
		{listed{ImportPath: "internal/common"}, "common has no row in the table of layers: say in it what the package may import, and why"},
		{listed{ImportPath: "internal/client", Imports: []string{"internal/review"}, TestImports: []string{"internal/sandbox"}}, ""},
		{listed{ImportPath: "internal/cli", Imports: []string{"internal/sandbox", "internal/ui"}, XTestImports: []string{"internal/cli"}}, ""},
	} {
		if got := strings.Join(complaints(ours(c.p)), "; "); got != c.want {
			t.Errorf("%s importing %v: %q, want %q", c.p.ImportPath, c.p.Imports, got, c.want)
		}
	}
}

// ours is a made-up package with the module's name before each of its paths.
func ours(p listed) listed {
	p.ImportPath = module + p.ImportPath
	for _, list := range [][]string{p.Imports, p.TestImports, p.XTestImports} {
		for i := range list {
			list[i] = module + list[i]
		}
	}
	return p
}

// complaints says what is wrong with what a package and its tests import.
func complaints(p listed) []string {
	from := short(p.ImportPath)
	row := slices.IndexFunc(house, func(l layer) bool { return within(from, l.name) })
	if from == "internal" {
		return nil // this test
	}
	if row < 0 {
		return []string{from + " has no row in the table of layers: say in it what the package may import, and why"}
	}
	l := house[row]
	var out []string
	for _, path := range p.Imports {
		if to := short(path); strings.HasPrefix(path, module) {
			out = append(out, l.complain(from, to)...)
		}
	}
	for _, path := range slices.Concat(p.TestImports, p.XTestImports) {
		if to := short(path); strings.HasPrefix(path, module) && !slices.Contains(inTests, to) && !l.allows(to) {
			out = append(out, fmt.Sprintf("the tests of %s must not import %s: %s", from, to, l.why))
		}
	}
	return out
}

func (l layer) complain(from, to string) []string {
	if who, guarded := only[to]; guarded && who != l.name {
		return []string{fmt.Sprintf("%s must not import %s: only %s may", from, to, strings.TrimPrefix(who+" and tests", " and "))}
	}
	if !l.allows(to) {
		return []string{fmt.Sprintf("%s must not import %s: %s", from, to, l.why)}
	}
	return nil
}

func (l layer) allows(to string) bool {
	return within(to, l.name) || slices.ContainsFunc(l.may, func(name string) bool { return name == "*" || within(to, name) })
}

func within(name, layer string) bool { return name == layer || strings.HasPrefix(name, layer+"/") }

// short is a package's name in the house: "ui/theme" for its full path.
func short(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, module), "internal/")
}

// packages lists the module's packages as they are built for a system, those behind the keyring tag too.
func packages(t *testing.T, system string) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-tags", "keyring", "-json=ImportPath,Imports,TestImports,XTestImports", module+"...")
	cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	var said bytes.Buffer
	cmd.Stderr = &said
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list for %s: %v\n%s", system, err, said.Bytes())
	}
	var out []listed
	for d := json.NewDecoder(bytes.NewReader(b)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	if len(out) < 8 {
		t.Fatalf("go list for %s names %d packages: too few to be the house", system, len(out))
	}
	return out
}

func TestTheWordsArePure(t *testing.T) {
	readSources(t)
	for _, p := range packages(t, "linux") {
		if short(p.ImportPath) != "review" {
			continue
		}
		for _, path := range p.Imports {
			first, _, _ := strings.Cut(path, "/")
			if strings.Contains(first, ".") || slices.Contains([]string{"os", "net", "syscall", "io", "log", "context", "database"}, first) {
				t.Errorf("review must not import %s: the words use the standard library only, and do no input or output", path)
			}
		}
	}
}
