package runtime

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// app is what the other scripts of an app give to one of them.
type app struct {
	files    []*syntax.File
	funcs    map[string]*syntax.FuncDecl // by call name
	findings diag.List
}

// readApp reads the other files and binds their functions to one another and to
// those of main, which win. A file with errors gives no functions and a warning:
// it must not keep scripts from running that do not need it.
func readApp(main *syntax.File, opt Options) app {
	a := app{funcs: map[string]*syntax.FuncDecl{}}
	for _, src := range opt.Files {
		f := readFunctions(src, opt)
		if len(f.Funcs) == 0 || a.refuse(f.Errors) {
			continue
		}
		f.Stmts = nil // only functions are shared
		a.files = append(a.files, f)
		for _, fn := range f.Funcs {
			offer(a.funcs, fn)
		}
	}
	a.bind(main, opt)
	return a
}

// offer makes a function known by its names. The first of several has them.
func offer(to map[string]*syntax.FuncDecl, fn *syntax.FuncDecl) {
	for _, name := range [...]string{fn.CallName(), fn.Alias} {
		if _, taken := to[name]; !taken && name != "" {
			to[name] = fn
		}
	}
}

// readFunctions parses a file for the functions it gives to others: those it
// defines, or the one that its place makes of it.
func readFunctions(src *source.File, opt Options) *syntax.File {
	f := syntax.Parse(src, dialectOf(src, opt))
	place := opt.Places[src.Name]
	if place.Name == "" || len(f.Funcs) > 0 || len(f.Stmts) == 0 || f.Errors.HasErrors() {
		f.Settle(place)
		return f
	}
	var names []string
	for _, n := range resolve.File(f, resolve.Options{Library: library{opt.Registry}}).Free {
		names = append(names, n.Name)
	}
	f.BecomeFunction(place, names)
	return f
}

// bind resolves the files; one with errors drops out.
func (a *app) bind(main *syntax.File, opt Options) {
	for _, fn := range main.Funcs {
		a.funcs[fn.CallName()] = fn
	}
	var good []*syntax.File
	for _, f := range a.files {
		res := resolve.File(f, resolve.Options{Library: library{opt.Registry}, Funcs: a.funcs})
		if !a.refuse(res.Findings) {
			good = append(good, f)
			continue
		}
		for _, fn := range f.Funcs {
			a.withdraw(fn)
		}
	}
	a.files = good
}

// withdraw takes the names of a function back.
func (a *app) withdraw(fn *syntax.FuncDecl) {
	for _, name := range [...]string{fn.CallName(), fn.Alias} {
		if a.funcs[name] == fn {
			delete(a.funcs, name)
		}
	}
}

// refuse notes the first error of a file and reports whether there was one.
func (a *app) refuse(l diag.List) bool {
	for _, d := range l {
		if d.Severity == diag.Error {
			w := *d
			w.Severity = diag.Warning
			w.Notes = append(w.Notes, "the functions of this file cannot be called until it is mended")
			a.findings.Add(&w)
			return true
		}
	}
	return false
}
