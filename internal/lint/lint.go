// Package lint finds customers' text on its way out past the sinks that make it safe: what Text.Raw gives, and what the
// wire structs hold, must not reach fmt, log, exec, os or an io.Writer but where a line of the allow-list says why. It
// reads sources and knows no text itself.
package lint

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Finding is one place where raw text reaches a way out.
type Finding struct {
	Pos  token.Position
	Func string // where it happens: "internal/cli.(*App).show"
	Sink string // what it reaches: "fmt.Fprintln"
}

// String tells the finding as a compiler would.
func (f Finding) String() string {
	return fmt.Sprintf("%s: raw text reaches %s in %s: show it through a sink of review.Text, or give a reason in the allow-list", f.Pos, f.Sink, f.Func)
}

// Rules say what the check knows of the code beside the language.
type Rules struct {
	Raw   []string          // functions whose result is raw text
	Wire  []string          // packages whose structs with json tags hold what a server said
	Clean []string          // functions whose result is safe whatever goes in
	Allow map[string]string // functions that may let raw text out, each with its reason
}

// Allowed reports whether a function may let raw text out: its callers are not asked then.
func (r Rules) Allowed(name string) bool { return r.Allow[name] != "" }

// level says how raw a value may be.
type level uint8

const (
	given level = 1 << iota // as raw as what the function around it was given
	raw                     // raw text
)

// checker marks variables, fields and results that may hold raw text, until nothing new is found.
type checker struct {
	rules    Rules
	pkgs     []*Package
	marks    map[types.Object]level
	results  map[*types.Func]level
	fed      map[*types.Func]bool // raw text was given to it somewhere
	prints   map[*types.Func]bool // what it is given goes out
	changed  bool
	findings map[token.Pos]Finding // nil while marking
	pkg      *Package
	fn       *types.Func
}

// Check reads the packages and lists what it finds, in order of place.
func Check(pkgs []*Package, rules Rules) []Finding {
	c := &checker{rules: rules, pkgs: pkgs, marks: map[types.Object]level{}, results: map[*types.Func]level{}, fed: map[*types.Func]bool{}, prints: map[*types.Func]bool{}}
	for c.changed = true; c.changed; {
		c.changed = false
		c.walk()
	}
	c.findings = map[token.Pos]Finding{}
	c.walk()
	var out []Finding
	for _, f := range c.findings {
		if !rules.Allowed(f.Func) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Finding) int { return strings.Compare(a.Pos.String(), b.Pos.String()) })
	return out
}

func (c *checker) walk() {
	for _, p := range c.pkgs {
		c.pkg = p
		for _, f := range p.files {
			c.wireFields(f)
			for _, d := range f.Decls {
				c.fn = nil
				if fd, ok := d.(*ast.FuncDecl); ok {
					c.begin(p, fd)
				}
				ast.Inspect(d, c.visit)
			}
		}
	}
}

// begin enters a function: what it is given is as raw as the caller makes it.
func (c *checker) begin(p *Package, fd *ast.FuncDecl) {
	if c.fn, _ = p.info.Defs[fd.Name].(*types.Func); c.fn == nil {
		return
	}
	for v := range c.fn.Signature().Params().Variables() {
		c.mark(v, given)
	}
}

func (c *checker) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		c.assign(n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		var names []ast.Expr
		for _, id := range n.Names {
			names = append(names, id)
		}
		c.assign(names, n.Values)
	case *ast.RangeStmt:
		c.markExpr(n.Key, c.level(n.X))
		c.markExpr(n.Value, c.level(n.X))
	case *ast.CompositeLit:
		c.literal(n)
	case *ast.ReturnStmt:
		for _, e := range n.Results {
			if l := c.level(e); c.fn != nil && c.results[c.fn]|l != c.results[c.fn] {
				c.results[c.fn], c.changed = c.results[c.fn]|l, true
			}
		}
	case *ast.CallExpr:
		c.call(n)
	}
	return true
}

func (c *checker) assign(lhs, rhs []ast.Expr) {
	for i, l := range lhs {
		r := i
		if len(rhs) == 1 {
			r = 0
		}
		if r < len(rhs) {
			c.markExpr(l, c.level(rhs[r]))
		}
	}
}

// markExpr remembers how raw what stands on the left of an assignment may be.
func (c *checker) markExpr(to ast.Expr, l level) {
	if to != nil && l != 0 && carries(c.pkg.info.TypeOf(to)) {
		c.mark(c.object(to), l)
	}
}

// mark remembers how raw an object may be. Fields and package variables outlive the function: they are raw when raw text
// was ever given to it.
func (c *checker) mark(o types.Object, l level) {
	v, ok := o.(*types.Var)
	if !ok || !carries(o.Type()) {
		return
	}
	if v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		if l&given != 0 && c.fed[c.fn] {
			l |= raw
		}
		l &^= given
	}
	if c.marks[o]|l != c.marks[o] {
		c.marks[o], c.changed = c.marks[o]|l, true
	}
}

// object is the variable or field that an expression names.
func (c *checker) object(e ast.Expr) types.Object {
	switch e := e.(type) {
	case *ast.Ident:
		return origin(c.pkg.info.ObjectOf(e))
	case *ast.SelectorExpr:
		return origin(c.pkg.info.ObjectOf(e.Sel))
	case *ast.IndexExpr:
		return c.object(e.X)
	case *ast.StarExpr:
		return c.object(e.X)
	case *ast.ParenExpr:
		return c.object(e.X)
	case *ast.UnaryExpr:
		return c.object(e.X)
	}
	return nil
}

// origin is a field of a generic struct as it was written, whatever the struct was made for.
func origin(o types.Object) types.Object {
	if v, ok := o.(*types.Var); ok {
		return v.Origin()
	}
	return o
}

// literal follows raw text into the fields of a struct that is written out.
func (c *checker) literal(lit *ast.CompositeLit) {
	st, ok := under(c.pkg.info.TypeOf(lit)).(*types.Struct)
	if !ok {
		return
	}
	for i, e := range lit.Elts {
		field := types.Object(nil)
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			field, e = c.object(kv.Key), kv.Value
		} else if i < st.NumFields() {
			field = st.Field(i)
		}
		if field != nil {
			c.mark(field, c.level(e))
		}
	}
}

// wireFields marks the fields of the wire structs: a server filled them.
func (c *checker) wireFields(f *ast.File) {
	if !slices.Contains(c.rules.Wire, c.pkg.path) {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok && field.Tag != nil && strings.Contains(field.Tag.Value, `json:"`) {
			for _, id := range field.Names {
				c.mark(c.pkg.info.Defs[id], raw)
			}
		}
		return true
	})
}
