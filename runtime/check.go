package runtime

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/lint"
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
// are checked all the same; the names in it count as defined. Credentials that stand
// in the script are masked in what the findings show of it.
//
// app, which may be nil, knows what is around the file.
func Check(src *source.File, opt Options, app *App) Report {
	opt.Host = host.Default(*orEmpty(opt.Host))
	file := syntax.Parse(src, dialectOf(src, opt))
	file.Settle(opt.Places[src.Name])
	r := Report{Findings: file.Errors}
	for _, fn := range file.Funcs {
		r.Functions = append(r.Functions, describe(fn))
	}
	r.analyse(file, opt, app)
	found, secrets := lint.Secrets(file)
	r.Findings = append(r.Findings, found...)
	r.Findings = silenced(file, oncePerFile(wanted(r.Findings, opt.Rules).Sorted()))
	lint.Hide(r.Findings, src, secrets)
	return r
}

// analyse checks names, calls and the flow of values.
func (r *Report) analyse(file *syntax.File, opt Options, app *App) {
	lib := library{opt.Registry}
	res := resolve.File(file, resolve.Options{Library: lib, Funcs: app.without(file.Source), Known: app.known()})
	flow := lint.File(file, res, lint.Options{Library: lib, VarKind: lib.varKind, Connections: app.connections()})
	r.Findings = append(r.Findings, together(res.Findings, flow)...)
	r.Findings = append(r.Findings, app.twins(file)...)
	r.Findings = append(r.Findings, app.scopes(file)...)
	if opt.Product != "" && !file.Errors.HasErrors() {
		r.Findings = append(r.Findings, product.Check(file, opt.Registry, opt.Product)...)
	}
	for _, n := range res.Free {
		r.Args = append(r.Args, Param{Name: n.Name, Type: types.Any})
	}
}

// App is what is around the files to check: the functions of their project, read
// once, and names that exist and cannot be looked into.
type App struct {
	// Functions are those of checked files outside of the project, as written.
	Functions []string
	Forms     []string
	// Connections are the link names of the store; nil: there is no store to ask.
	Connections []string
	// Scopes says which scope a call of an address needs, and whether the connection
	// lacks it; an empty scope says nothing. The address may lack its end. nil: nobody knows.
	Scopes func(connection, address string) (scope string, missing bool)

	decls []declared
	self  string // the checked file among those of ReadApp
}

// From returns the app as the file sees it that had another name in ReadApp than in
// the check.
func (a *App) From(name string) *App {
	seen := *a
	seen.self = name
	return &seen
}

// own returns the name that a checked file has in the app.
func (a *App) own(file *source.File) string {
	if a.self != "" {
		return a.self
	}
	return file.Name
}

// twins warns of functions that another file defines too: which one is called would
// hang on the order of the files.
func (a *App) twins(f *syntax.File) diag.List {
	var out diag.List
	if a == nil {
		return nil
	}
	for _, fn := range f.Funcs {
		for _, d := range a.decls {
			if d.src.Name == a.own(f.Source) || d.fn.CallName() != fn.CallName() || !fn.NameAt.IsValid() {
				continue
			}
			out.Add(&diag.Diagnostic{Severity: diag.Warning, Code: diag.DuplicateFunction,
				Message: "the function '" + fn.Name + "' is defined in another file of the project too",
				Primary: diag.Label{File: f.Source, Span: fn.NameAt, Text: "calls may run either"},
				Related: []diag.Label{{File: d.src, Span: d.fn.NameAt, Text: "the other one"}},
				Hint:    "rename one of them, or take the file out that is not in use"})
			break
		}
	}
	return out
}

// scopes warns of connections that lack what their calls need, once for each scope.
func (a *App) scopes(f *syntax.File) diag.List {
	if a == nil || a.Scopes == nil {
		return nil
	}
	var out diag.List
	told := map[[2]string]bool{}
	for _, c := range lint.ConnectedCalls(f) {
		scope, missing := a.Scopes(c.Link, c.Address)
		if !missing || told[[2]string{c.Link, scope}] {
			continue
		}
		told[[2]string{c.Link, scope}] = true
		out.Add(&diag.Diagnostic{Severity: diag.Warning, Code: diag.MissingScope,
			Message: "the connection '" + c.Link + "' lacks a scope that this call needs: " + scope,
			Primary: diag.Label{File: f.Source, Span: c.At, Text: "it was not granted " + scope},
			Hint:    "dg connections refresh " + c.Link + " --scopes +" + scope})
	}
	return out
}

func (a *App) connections() []string {
	if a == nil {
		return nil
	}
	return a.Connections
}

func (a *App) known() resolve.Known {
	k := resolve.Known{Functions: map[string]bool{}, Forms: map[string]bool{}}
	if a == nil {
		return k
	}
	for _, name := range a.Functions {
		k.Functions[syntax.StripApp(name)] = true
	}
	for _, name := range a.Forms {
		k.Forms[name] = true
	}
	return k
}

type declared struct {
	src *source.File
	fn  *syntax.FuncDecl
}

// ReadApp reads the functions of files. Files with syntax errors give those that
// could be read.
func ReadApp(files []*source.File, opt Options) *App {
	opt.Host = host.Default(*orEmpty(opt.Host))
	a := &App{}
	for _, src := range files {
		for _, fn := range readFunctions(src, opt).Funcs {
			a.decls = append(a.decls, declared{src, fn})
		}
	}
	return a
}

// Names returns the functions that were read, as written.
func (a *App) Names() []string {
	var out []string
	for _, d := range a.decls {
		out = append(out, d.fn.Name)
	}
	return out
}

// without returns the functions by call name, but for those of one file.
func (a *App) without(file *source.File) map[string]*syntax.FuncDecl {
	out := map[string]*syntax.FuncDecl{}
	if a == nil {
		return out
	}
	for _, d := range a.decls {
		if d.src.Name != a.own(file) {
			offer(out, d.fn)
		}
	}
	return out
}
