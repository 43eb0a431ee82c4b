package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Package is one package, parsed and with its types.
type Package struct {
	path  string // without the module's name
	fset  *token.FileSet
	files []*ast.File
	types *types.Package
	info  *types.Info
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	DepOnly                 bool
}

// Load reads the packages that the patterns name, tests left out; what they import comes from the build cache.
func Load(dir string, patterns ...string) ([]*Package, error) {
	all, err := list(dir, patterns)
	if err != nil {
		return nil, err
	}
	l := &loader{fset: token.NewFileSet(), own: map[string]*types.Package{}, export: map[string]string{}}
	for _, p := range all {
		l.export[p.ImportPath] = p.Export
	}
	l.gc = importer.ForCompiler(l.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(l.export[path]) })
	var out []*Package
	for _, p := range all { // dependencies come first
		if p.DepOnly {
			continue
		}
		s, err := l.load(p)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func list(dir string, patterns []string) ([]listed, error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-export", "-json=ImportPath,Dir,Export,GoFiles,DepOnly"}, patterns...)...)
	var said bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &said
	b, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, said.String())
	}
	var out []listed
	for d := json.NewDecoder(bytes.NewReader(b)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		out = append(out, p)
	}
}

// loader keeps one copy of each of our packages, so that a function is the same object wherever it is named.
type loader struct {
	fset   *token.FileSet
	own    map[string]*types.Package
	export map[string]string
	gc     types.Importer
}

// Import gives our own packages as they were parsed, and all others from the build cache.
func (l *loader) Import(path string) (*types.Package, error) {
	if p, ok := l.own[path]; ok {
		return p, nil
	}
	return l.gc.Import(path)
}

func (l *loader) load(p listed) (*Package, error) {
	s := &Package{path: strings.TrimPrefix(p.ImportPath, module), fset: l.fset, info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}}
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(l.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse %s: %w", name, err)
		}
		s.files = append(s.files, f)
	}
	var err error
	conf := types.Config{Importer: l}
	if s.types, err = conf.Check(p.ImportPath, l.fset, s.files, s.info); err != nil {
		return nil, fmt.Errorf("check the types of %s: %w", p.ImportPath, err)
	}
	l.own[p.ImportPath] = s.types
	return s, nil
}
