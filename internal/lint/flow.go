package lint

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// carries reports whether a value of the type can hold raw text that is seen no more as what it is: strings, bytes and
// lists of them. A review.Text cannot: it makes itself safe.
func carries(t types.Type) bool {
	if t == nil {
		return false
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && isString(named) {
		return false // a word of a type of its own, such as review.ID, is checked where it is made
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return isString(u)
	case *types.Slice:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Uint8 || carries(u.Elem())
	case *types.Pointer:
		return isString(u.Elem())
	case *types.Map:
		return carries(u.Elem()) || carries(u.Key())
	case *types.Signature: // a function carries what it will give
		return anyCarries(u.Results())
	}
	return false
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func under(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return t.Underlying()
}

// level says how raw an expression may be.
func (c *checker) level(e ast.Expr) level {
	switch e := e.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		o := c.object(e)
		if f, ok := o.(*types.Func); ok && slices.Contains(c.rules.Raw, nameOf(f)) {
			return raw
		}
		return c.marks[o]
	case *ast.FuncLit:
		return c.resultLevel(e)
	case *ast.ParenExpr:
		return c.level(e.X)
	case *ast.StarExpr:
		return c.level(e.X)
	case *ast.UnaryExpr:
		return c.level(e.X)
	case *ast.SliceExpr:
		return c.level(e.X)
	case *ast.KeyValueExpr:
		return c.level(e.Key) | c.level(e.Value)
	}
	if e == nil || !anyCarries(c.pkg.info.TypeOf(e)) {
		return 0
	}
	switch e := e.(type) {
	case *ast.IndexExpr:
		return c.level(e.X)
	case *ast.BinaryExpr:
		return c.level(e.X) | c.level(e.Y)
	case *ast.CallExpr:
		return c.callLevel(e)
	case *ast.CompositeLit:
		return c.levels(e.Elts)
	}
	return 0
}

// resultLevel says how raw what a function literal gives may be.
func (c *checker) resultLevel(lit *ast.FuncLit) level {
	var l level
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok {
			l |= c.levels(r.Results)
		}
		return true
	})
	return l
}

func (c *checker) levels(es []ast.Expr) level {
	var l level
	for _, e := range es {
		l |= c.level(e)
	}
	return l
}

// callLevel says how raw the result of a call may be: it is a source, gives back what was raw in it, or is a function of
// the standard library to which raw text was given.
func (c *checker) callLevel(call *ast.CallExpr) level {
	if tv := c.pkg.info.Types[call.Fun]; tv.IsType() { // a conversion
		return c.level(call.Args[0])
	}
	args := c.levels(call.Args)
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		args |= c.level(sel.X)
	}
	f := c.callee(call)
	if f == nil { // append, a function in a variable
		return args | c.level(call.Fun)
	}
	name := nameOf(f)
	switch {
	case slices.Contains(c.rules.Raw, name):
		return raw
	case slices.Contains(c.rules.Clean, name):
		return 0
	case !c.ours(f):
		return args
	case c.results[f]&given != 0:
		return c.results[f]&raw | args
	}
	return c.results[f] & raw
}

// anyCarries is carries for the results of a call.
func anyCarries(t types.Type) bool {
	if tuple, ok := t.(*types.Tuple); ok {
		for v := range tuple.Variables() {
			if carries(v.Type()) {
				return true
			}
		}
		return false
	}
	return carries(t)
}

func (c *checker) callee(call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	if ix, ok := fun.(*ast.IndexExpr); ok {
		fun = ix.X
	}
	var id *ast.Ident
	switch fun := fun.(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return nil
	}
	f, _ := c.pkg.info.Uses[id].(*types.Func)
	if f != nil {
		f = f.Origin()
	}
	return f
}

func (c *checker) ours(f *types.Func) bool {
	return f.Pkg() != nil && slices.ContainsFunc(c.pkgs, func(p *Package) bool { return p.types == f.Pkg() })
}

// call follows raw text into our own functions, and tells of it where it goes out.
func (c *checker) call(call *ast.CallExpr) {
	f := c.callee(call)
	if f == nil || slices.Contains(c.rules.Clean, nameOf(f)) {
		return
	}
	c.gather(f, call)
	l, sink := c.levels(call.Args), c.sink(f, call)
	if sink != "" && l&raw != 0 && c.findings != nil {
		c.findings[call.Pos()] = Finding{Pos: c.pkg.fset.Position(call.Pos()), Func: c.place(), Sink: sink}
	}
	if sink != "" && l&given != 0 && c.fn != nil && !c.prints[c.fn] {
		c.prints[c.fn], c.changed = true, true
	}
	if c.ours(f) && (l&raw != 0 || l&given != 0 && c.fed[c.fn]) && !c.fed[f] {
		c.fed[f], c.changed = true, true
	}
}

func (c *checker) place() string {
	if c.fn == nil {
		return c.pkg.path
	}
	return nameOf(c.fn)
}

// sink names the way out that a function is: printing, logging, files, programs and writers, and those of our own that
// print. A string that fmt makes of raw text is raw again, and an error of it is made safe where it is told, which is one
// place in cli and one in ui.
func (c *checker) sink(f *types.Func, call *ast.CallExpr) string {
	if f.Pkg() == nil {
		return ""
	}
	path, name := f.Pkg().Path(), f.Name()
	recv := f.Signature().Recv()
	switch {
	case path == "fmt" && (strings.HasPrefix(name, "S") || strings.HasPrefix(name, "App") || name == "Errorf"):
		return ""
	case path == "fmt" && strings.HasPrefix(name, "F") && inMemory(c.pkg.info.TypeOf(call.Args[0])):
		return ""
	case path == "charm.land/bubbletea/v2" && slices.Contains([]string{"SetContent", "NewView", "Println", "Printf", "SetClipboard"}, name):
		return path + "." + name
	case path == "fmt", path == "log", path == "log/slog", path == "os/exec", path == "os" && !strings.HasPrefix(name, "Is"):
		return path + "." + name
	case c.prints[f] && !c.rules.Allowed(nameOf(f)):
		return nameOf(f)
	case path == "io" && name == "WriteString" && inMemory(c.pkg.info.TypeOf(call.Args[0])):
		return ""
	case path == "io" && name == "WriteString":
		return "io.WriteString"
	case recv != nil && (name == "Write" || name == "WriteString") && !inMemory(recv.Type()) && !inMemory(c.receiver(call)):
		return types.TypeString(recv.Type(), func(p *types.Package) string { return p.Name() }) + "." + name
	}
	return ""
}

// receiver is the type of what a method is called on: that of the method may be an interface in it.
func (c *checker) receiver(call *ast.CallExpr) types.Type {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return c.pkg.info.TypeOf(sel.X)
	}
	return nil
}

// gather follows raw text into a strings.Builder or a bytes.Buffer.
func (c *checker) gather(f *types.Func, call *ast.CallExpr) {
	to, args := ast.Expr(nil), call.Args
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && f.Signature().Recv() != nil && inMemory(f.Signature().Recv().Type()) {
		to = sel.X
	} else if len(args) > 0 && inMemory(c.pkg.info.TypeOf(args[0])) {
		to, args = args[0], args[1:]
	}
	if o, l := c.object(to), c.levels(args); o != nil && c.marks[o]|l != c.marks[o] {
		c.marks[o], c.changed = c.marks[o]|l, true
	}
}

// inMemory are the writers that only gather: what is made of them is followed, and hashes go nowhere.
func inMemory(t types.Type) bool {
	if t == nil {
		return false
	}
	s := strings.TrimPrefix(t.String(), "*")
	return s == "strings.Builder" || s == "bytes.Buffer" || strings.HasPrefix(s, "hash.") || strings.HasPrefix(s, "crypto/")
}

// nameOf is a function's name as the rules have it: "internal/cli.(*App).show", "strings.Map".
func nameOf(f *types.Func) string {
	s := strings.ReplaceAll(f.FullName(), module, "")
	return s
}

const module = "github.com/tpdesk/tpdesk/"
