// Package resolve binds the names of a script before it runs.
//
// Variables belong to a whole function, not to a block: every name that a
// function assigns anywhere gets one slot of its frame. A use is legal when some
// assignment to the name stands earlier in the text, whatever the branch. In the
// bare statements of a file a name that was not assigned before is an argument,
// which the caller must give; in a function it is an error. Functions do not see
// the variables of their callers.
//
// Calls are bound to the functions of the file or to a dotted built-in; what is
// left is a method of whatever value the receiver has.
package resolve

import (
	"maps"
	"slices"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// Library is what the resolver must know of the built-ins.
type Library interface {
	// Lookup describes the built-in called name, in any letter case.
	Lookup(name string) (Builtin, bool)
	// Names lists all built-ins, for suggestions.
	Names() []string
	// Instead says what to write for a name that does not exist, "" when unknown.
	Instead(name string) string
}

// Builtin describes what stands behind a name: functions, a block task, or a
// system variable.
type Builtin struct {
	Name         string // canonical spelling
	Method, Free bool   // x.f(a), f(x, a)
	NullOK       bool   // takes a null receiver
	Task, Var    bool
	Later        bool              // exists in the language and cannot be run yet
	Signatures   []types.Signature // one for each kind of receiver
	TaskKeys     []types.Param
	RequiredKeys []string
}

// Name is a name that the bare statements take from outside.
type Name struct {
	Name string
	At   source.Span // where it is read first
}

// Scope is the frame of bare statements. A prompt keeps one for its whole session,
// so that names keep their slots from one input to the next.
type Scope struct {
	slots   map[string]int
	defined map[string]bool
	names   []string
}

// NewScope returns an empty scope.
func NewScope() *Scope { return &Scope{slots: map[string]int{}, defined: map[string]bool{}} }

// Clone returns a scope that can change without s: an input that fails to compile
// must leave no names behind.
func (s *Scope) Clone() *Scope {
	return &Scope{slots: maps.Clone(s.slots), defined: maps.Clone(s.defined), names: slices.Clone(s.names)}
}

// Len returns the number of slots.
func (s *Scope) Len() int { return len(s.names) }

// Names returns the name of each slot.
func (s *Scope) Names() []string { return s.names }

// Defined returns the names that have been assigned, in slot order.
func (s *Scope) Defined() []string {
	return slices.DeleteFunc(slices.Clone(s.names), func(n string) bool { return !s.defined[n] })
}

// Slot returns the slot of name, -1 when it has none.
func (s *Scope) Slot(name string) int {
	if i, ok := s.slots[name]; ok {
		return i
	}
	return -1
}

// slot returns the slot of name, made when new.
func (s *Scope) slot(name string) int {
	if i, ok := s.slots[name]; ok {
		return i
	}
	s.slots[name] = len(s.names)
	s.names = append(s.names, name)
	return len(s.names) - 1
}

// Define makes a slot for name and marks it as assigned.
func (s *Scope) Define(name string) int {
	s.defined[name] = true
	return s.slot(name)
}

// Options says how to resolve.
type Options struct {
	Library Library
	Scope   *Scope // of the bare statements; nil: a new one
	// Closed makes a name that was never assigned an error in bare statements too,
	// as at a prompt.
	Closed bool
	// Show allows the last statement to be any expression: its value is shown.
	Show bool
	// Funcs are functions from earlier inputs or other files, by call name.
	Funcs map[string]*syntax.FuncDecl
	Known Known
}

// Known is what the app is known to have outside of the file: names that may be
// used and cannot be looked into.
type Known struct {
	Functions map[string]bool // by call name
	Forms     map[string]bool
}

func (k *Known) formNames() []string { return slices.Collect(maps.Keys(k.Forms)) }

// Result is what was bound.
type Result struct {
	Funcs    map[string]*syntax.FuncDecl // by call name
	Scope    *Scope                      // of the bare statements
	Free     []Name                      // names the caller must give
	Optional []string                    // names the caller may give: bare words of tasks
	Findings diag.List
}

// File resolves a script. Of statements that do not parse only the blocks are.
func File(f *syntax.File, opt Options) *Result {
	r := &resolver{file: f, lib: opt.Library, known: opt.Known, free: map[string]bool{}, forms: map[string]bool{}, res: &Result{Scope: opt.Scope, Funcs: map[string]*syntax.FuncDecl{}}}
	if r.res.Scope == nil {
		r.res.Scope = NewScope()
	}
	for name, fn := range opt.Funcs {
		r.res.Funcs[name] = fn
	}
	r.declare(f.Funcs)
	for _, fn := range f.Funcs {
		r.function(fn)
	}
	r.scope, r.bare, r.closed = r.res.Scope, true, opt.Closed
	r.program(f.Stmts, opt.Show)
	f.Slots = r.scope.Len()
	r.res.Findings = r.res.Findings.Sorted()
	return r.res
}

// maxHints is how many misspelt names get a suggestion.
const maxHints = 100

// resolver walks one file.
type resolver struct {
	file    *syntax.File
	lib     Library
	known   Known
	forms   map[string]bool // reported as unknown
	methods []string        // names of methods, listed when first needed
	res     *Result
	scope   *Scope
	bare    bool // in bare statements
	closed  bool
	free    map[string]bool  // the names in res.Free
	hints   int              // suggestions looked for
	loops   int              // open loops
	fn      *syntax.FuncDecl // nil in bare statements
}

func (r *resolver) declare(funcs []*syntax.FuncDecl) {
	seen := map[string]*syntax.FuncDecl{}
	for _, fn := range funcs {
		name := fn.CallName()
		if old := seen[name]; old != nil {
			d := r.errorAt(diag.DuplicateFunction, fn.NameAt, "the function '"+fn.Name+"' is defined twice", "defined again here")
			d.Related = []diag.Label{{File: r.file.Source, Span: old.NameAt, Text: "first defined here"}}
			continue
		}
		seen[name] = fn
		r.res.Funcs[name] = fn
		if fn.Alias != "" {
			r.res.Funcs[fn.Alias] = fn
		}
	}
}

func (r *resolver) function(fn *syntax.FuncDecl) {
	r.scope, r.fn, r.bare, r.closed, r.loops = NewScope(), fn, false, true, 0
	for _, p := range fn.Params {
		if r.scope.defined[p.Name.Name] {
			r.errorAt(diag.DuplicateParam, p.Name.Span(), "the parameter '"+p.Name.Name+"' is defined twice", "defined again here")
		}
		p.Name.Slot = r.scope.Define(p.Name.Name)
	}
	r.block(fn.Body)
	if fn.Result.Name != "" && fn.Result.Kind() != types.Void && !returns(fn.Body.Stmts) && !r.unclosed() {
		end := fn.Body.Span().End
		d := r.errorAt(diag.MissingReturn, source.Span{Start: end - 1, End: end},
			"Missing return statement: Provide "+returnName(fn.Result)+" expression to return", "this can be reached without a return")
		d.Related = []diag.Label{{File: r.file.Source, Span: fn.Result.Span(), Text: "because of this type"}}
	}
	fn.Slots = r.scope.Len()
	r.fn = nil
}

func returnName(t syntax.Type) string {
	if k := t.Kind(); k != types.Any {
		return k.String()
	}
	return t.Name
}

// returns reports whether every way through the statements ends in a return or a
// throw.
func returns(stmts []syntax.Stmt) bool {
	return slices.ContainsFunc(stmts, ends)
}

func ends(s syntax.Stmt) bool {
	switch s := s.(type) {
	case *syntax.Return, *syntax.Throw, *syntax.Bad:
		return true
	case *syntax.Try:
		return returns(s.Body.Stmts) && returns(s.Catch.Stmts)
	case *syntax.If:
		if s.Else == nil || !returns(s.Else.Stmts) {
			return false
		}
		return !slices.ContainsFunc(s.Branches, func(b syntax.Branch) bool { return !returns(b.Body.Stmts) })
	}
	return false
}

func (r *resolver) add(d *diag.Diagnostic) *diag.Diagnostic {
	d.Primary.File = r.file.Source
	r.res.Findings.Add(d)
	return d
}

func (r *resolver) errorAt(code diag.Code, at source.Span, message, label string) *diag.Diagnostic {
	return r.add(&diag.Diagnostic{Code: code, Message: message, Primary: diag.Label{Span: at, Text: label}})
}

func (r *resolver) warnAt(code diag.Code, at source.Span, message, label string) *diag.Diagnostic {
	d := r.errorAt(code, at, message, label)
	d.Severity = diag.Warning
	return d
}
