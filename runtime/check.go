package runtime

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/product"
)

// Report is what a check of a script found, without running it.
type Report struct {
	Findings  diag.List
	Args      []Param // what the bare statements take from outside
	Functions []Function
}

// Check reads and checks a script. Behind a statement that does not parse the others
// are checked all the same; the names in it count as defined.
//
// app, which may be nil, knows the functions of the other files.
func Check(src *source.File, opt Options, app *App) Report {
	opt.Host = host.Default(*orEmpty(opt.Host))
	file := syntax.Parse(src, dialectOf(src, opt))
	file.Settle(opt.Places[src.Name])
	r := Report{Findings: file.Errors}
	for _, fn := range file.Funcs {
		r.Functions = append(r.Functions, describe(fn))
	}
	res := resolve.File(file, resolve.Options{Library: library{opt.Registry}, Funcs: app.without(src.Name)})
	r.Findings = append(r.Findings, res.Findings...)
	if opt.Product != "" && !file.Errors.HasErrors() {
		r.Findings = append(r.Findings, product.Check(file, opt.Registry, opt.Product)...)
	}
	r.Findings = r.Findings.Sorted()
	for _, n := range res.Free {
		r.Args = append(r.Args, Param{Name: n.Name, Type: types.Any})
	}
	return r
}

// App is the functions of all files of an app, read once to check many files.
type App struct{ decls []declared }

type declared struct {
	file string
	fn   *syntax.FuncDecl
}

// ReadApp reads the functions of files. Files with syntax errors give those that
// could be read.
func ReadApp(files []*source.File, opt Options) *App {
	opt.Host = host.Default(*orEmpty(opt.Host))
	a := &App{}
	for _, src := range files {
		for _, fn := range readFunctions(src, opt).Funcs {
			a.decls = append(a.decls, declared{src.Name, fn})
		}
	}
	return a
}

// without returns the functions by call name, but for those of one file.
func (a *App) without(file string) map[string]*syntax.FuncDecl {
	out := map[string]*syntax.FuncDecl{}
	if a == nil {
		return out
	}
	for _, d := range a.decls {
		if d.file != file {
			offer(out, d.fn)
		}
	}
	return out
}
