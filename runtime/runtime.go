// Package runtime compiles and runs scripts. It is the door for programs that
// embed dg; import it as
//
//	dg "github.com/dg-lang/dg/runtime"
//
// Compile checks a script once; the [Program] runs any number of times, in several
// goroutines at once. What a run can touch is its [host.Host]: network, accounts,
// clock, output, who runs it. What it can call is a [registry.Registry], which
// stdlib.Register fills with the library and the embedding program with its own.
// A [Session] runs input after input with the variables of the ones before.
//
// # What is stable
//
// The exported names of this package and of runtime/host, runtime/registry,
// runtime/value, lang/source, lang/diag, lang/types and stdlib. From version 1.0 on they
// keep their meaning and their signatures until the next major version; a test
// holds them against a list. Structs may get fields, so write their literals with
// field names; the interfaces of runtime/host get no methods, what is new there is a
// further interface that a part may have. The texts of messages are no promise, the
// codes of diagnostics are. Everything else in the module may change in any version.
package runtime

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/interp"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// Error is what ended a run: message, place, stack.
type Error = interp.Error

// Limits bound a run; the zero Limits are those of the command line.
type Limits = interp.Limits

// ZohoLimits are the limits of Zoho's products but Creator, whose are
// ZohoCreatorLimits.
// Source: https://www.zoho.com/deluge/help/limitations.html
var (
	ZohoLimits        = interp.ZohoLimits
	ZohoCreatorLimits = interp.ZohoCreatorLimits
)

// Place is what the place of a file says of it and its text does not.
type Place = syntax.Place

// Options says what scripts are compiled and run with.
type Options struct {
	Registry *registry.Registry
	Host     *host.Host
	Dialect  host.Dialect // empty: the file's comment decides, else the host's
	Limits   Limits
	Product  string // Check reports what this product lacks; empty: nothing
	// Rules switches warnings of Check on and off by code; all are on.
	Rules map[diag.Code]bool
	// Files are the other scripts of the app: their functions may be called.
	Files []*source.File
	// Places says of files, by name, what only the folder they lie in tells.
	Places map[string]Place
}

// Program is a script that has been checked. It may run any number of times, in
// several goroutines at once.
type Program struct {
	file     *syntax.File
	res      *resolve.Result
	prog     *interp.Program
	opt      Options
	Warnings diag.List
}

// Compile reads and checks a script. The list holds all findings; the program is
// nil when there are errors among them.
func Compile(src *source.File, opt Options) (*Program, diag.List) {
	opt.Host = host.Default(*orEmpty(opt.Host))
	file := syntax.Parse(src, dialectOf(src, opt))
	if file.Errors.HasErrors() {
		return nil, file.Errors
	}
	file.Settle(opt.Places[src.Name])
	app := readApp(file, opt)
	res := resolve.File(file, resolve.Options{Library: library{opt.Registry}, Funcs: app.funcs})
	found := append(append(file.Errors, res.Findings...), app.findings...).Sorted()
	if found.HasErrors() {
		return nil, found
	}
	opt.Host.Dialect = host.Dialect(file.Dialect)
	prog := interp.Compile(file, interp.Options{Registry: opt.Registry, Format: opt.Host.Format, Files: app.files})
	return &Program{file: file, res: res, prog: prog, opt: opt, Warnings: found}, found
}

func orEmpty(h *host.Host) *host.Host {
	if h == nil {
		return &host.Host{}
	}
	return h
}

// dialectOf returns the dialect to read a file in: the caller's, else the one its
// comment names (empty: the parser looks), else the host's.
func dialectOf(src *source.File, opt Options) syntax.Dialect {
	switch {
	case opt.Dialect != "":
		return syntax.Dialect(opt.Dialect)
	case syntax.HasPragma(src):
		return ""
	}
	return syntax.Dialect(opt.Host.Dialect)
}

// Param is a value that a script or function takes.
type Param struct {
	Name     string
	Type     types.Kind // Any for the names of bare statements
	Optional bool
}

// Function describes a function of a program.
type Function struct {
	Name   string // as written
	Params []Param
	Result types.Kind
}

// Functions returns the functions in the order of the file.
func (p *Program) Functions() []Function {
	var out []Function
	for _, fn := range p.file.Funcs {
		out = append(out, describe(fn))
	}
	return out
}

func describe(fn *syntax.FuncDecl) Function {
	f := Function{Name: fn.Name, Result: fn.Result.Kind()}
	for _, q := range fn.Params {
		f.Params = append(f.Params, Param{Name: q.Name.Name, Type: q.Type.Kind()})
	}
	return f
}

// Bare reports whether the file has statements outside of functions.
func (p *Program) Bare() bool { return len(p.file.Stmts) > 0 }

// Params returns what the bare statements take from outside.
func (p *Program) Params() []Param {
	var out []Param
	for _, n := range p.res.Free {
		out = append(out, Param{Name: n.Name, Type: types.Any})
	}
	for _, n := range p.res.Optional {
		out = append(out, Param{Name: n, Type: types.Any, Optional: true})
	}
	return out
}

// Call says what to run.
type Call struct {
	// Function is the function to run; empty: the bare statements, else the only
	// function of the file.
	Function string
	Args     *value.Map // by name
	Host     *host.Host // instead of the one the program was compiled with
	Limits   *Limits    // instead of those of Options
	// Nulls gives null to parameters without an argument instead of refusing.
	Nulls bool
}

// Result is what a run gave.
type Result struct {
	Value value.Value // of the return; null without one
	Steps int64       // statements executed
}

// Run runs a program. Errors are *Error while it runs, and diag.Failure when it could
// not start.
func (p *Program) Run(ctx context.Context, c Call) (Result, error) {
	fn, err := p.entry(c.Function)
	if err != nil {
		return Result{}, err
	}
	h, limits := p.opt.Host, p.opt.Limits
	if c.Host != nil {
		h = host.Default(*c.Host)
		h.Dialect = p.opt.Host.Dialect
	}
	if c.Limits != nil {
		limits = *c.Limits
	}
	t := interp.NewThread(ctx, h, limits)
	if fn == nil {
		args, err := p.bareArgs(c)
		if err != nil {
			return Result{}, err
		}
		v, err := t.RunMain(p.prog, args)
		return Result{v, t.Steps()}, err
	}
	args, err := p.funcArgs(fn, c)
	if err != nil {
		return Result{}, err
	}
	v, err := t.Call(p.prog.Functions()[fn.CallName()], args)
	return Result{v, t.Steps()}, err
}

// entry finds the function to run; nil stands for the bare statements.
func (p *Program) entry(name string) (*syntax.FuncDecl, error) {
	switch {
	case name != "":
		return p.named(name)
	case p.Bare() || len(p.file.Funcs) == 0:
		return nil, nil
	case len(p.file.Funcs) == 1:
		return p.file.Funcs[0], nil
	}
	var names []string
	for _, fn := range p.file.Funcs {
		names = append(names, fn.Name)
	}
	return nil, failure(diag.NoEntry, diag.Label{File: p.file.Source},
		fmt.Sprintf("the file holds %d functions and no statements of its own", len(names)),
		"say which one to run: --function "+strings.Join(names, ", --function "))
}

// named finds a function by its name with or without namespace.
func (p *Program) named(name string) (*syntax.FuncDecl, error) {
	var known []string
	var last *syntax.FuncDecl
	matches := 0
	for _, fn := range p.file.Funcs {
		if fn.Name == name || fn.CallName() == syntax.StripApp(name) {
			return fn, nil
		}
		if fn.Name[strings.LastIndexByte(fn.Name, '.')+1:] == name {
			last, matches = fn, matches+1
		}
		known = append(known, fn.Name)
	}
	if matches == 1 {
		return last, nil
	}
	hint := diag.DidYouMean(name, known)
	switch {
	case hint != "":
	case len(known) == 0:
		hint = "the file defines no function"
	default:
		hint = "the functions are " + strings.Join(known, ", ")
	}
	return nil, failure(diag.NoEntry, diag.Label{File: p.file.Source}, "Not able to find '"+name+"' function", hint)
}

func failure(code diag.Code, at diag.Label, message, hint string) error {
	return diag.Failure{List: diag.List{{Code: code, Message: message, Primary: at, Hint: hint}}}
}

// bareArgs puts arguments into the slots of the names that come from outside.
func (p *Program) bareArgs(c Call) (map[int]value.Value, error) {
	out := map[int]value.Value{}
	var missing diag.List
	defined := p.res.Scope.Defined()
	for _, n := range p.res.Free {
		v, ok := lookup(c.Args, n.Name)
		if !ok && !c.Nulls {
			if len(missing) == maxHints {
				defined = nil // of very many errors only the first are shown
			}
			missing.Add(p.missing(n, defined))
		}
		out[p.res.Scope.Slot(n.Name)] = v
	}
	for _, name := range p.res.Optional {
		if v, ok := lookup(c.Args, name); ok {
			out[p.res.Scope.Slot(name)] = v
		}
	}
	return out, missing.Err()
}

func lookup(args *value.Map, name string) (value.Value, bool) {
	if args == nil {
		return value.Null, false
	}
	return args.Get(name)
}

// maxHints is how many missing names get a suggestion.
const maxHints = 100

func (p *Program) missing(n resolve.Name, defined []string) *diag.Diagnostic {
	hint := "if it comes from outside, give it: --arg " + n.Name + "=VALUE"
	if near := diag.DidYouMean(n.Name, defined); near != "" {
		hint = near + " — " + hint
	}
	return &diag.Diagnostic{Code: diag.MissingArgument, Message: "Variable '" + n.Name + "' is not defined",
		Primary: diag.Label{File: p.file.Source, Span: n.At, Text: "not assigned before this"}, Hint: hint}
}

func (p *Program) funcArgs(fn *syntax.FuncDecl, c Call) ([]value.Value, error) {
	out := make([]value.Value, len(fn.Params))
	var wrong diag.List
	for i, q := range fn.Params {
		v, ok := lookup(c.Args, q.Name.Name)
		if !ok && !c.Nulls {
			wrong.Add(&diag.Diagnostic{Code: diag.MissingArgument,
				Message: "the argument '" + q.Name.Name + "' of " + fn.Name + " is missing",
				Primary: diag.Label{File: p.file.Source, Span: q.Name.Span(), Text: q.Type.String() + " wanted"},
				Hint:    "give it: --arg " + q.Name.Name + "=VALUE"})
		}
		out[i] = v
	}
	wrong = append(wrong, p.extraArgs(fn, c)...)
	return out, wrong.Err()
}

// extraArgs reports arguments that the function does not have.
func (p *Program) extraArgs(fn *syntax.FuncDecl, c Call) diag.List {
	var out diag.List
	if c.Args == nil {
		return nil
	}
	var names []string
	for _, q := range fn.Params {
		names = append(names, q.Name.Name)
	}
	for name := range c.Args.All() {
		if !slices.Contains(names, name) {
			out.Add(&diag.Diagnostic{Code: diag.WrongArgument, Message: fn.Name + " has no parameter '" + name + "'",
				Primary: diag.Label{File: p.file.Source, Span: fn.NameAt}, Hint: parameterHint(name, names)})
		}
	}
	return out
}

func parameterHint(name string, names []string) string {
	switch near := diag.DidYouMean(name, names); {
	case near != "":
		return near
	case len(names) == 0:
		return "it takes no arguments"
	}
	return "its parameters are " + strings.Join(names, ", ")
}

// Dialect returns the flavour the script is written in.
func (p *Program) Dialect() host.Dialect { return host.Dialect(p.file.Dialect) }
