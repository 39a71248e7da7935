package runtime

import (
	"context"
	"maps"
	"slices"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/interp"
	"github.com/dg-lang/dg/runtime/value"
)

// Session runs input after input in one frame, for a prompt: names and functions
// stay from one input to the next.
type Session struct {
	opt   Options
	scope *resolve.Scope
	frame interp.Session
	decls map[string]*syntax.FuncDecl
	funcs map[string]*interp.Func

	Warnings diag.List // about the files of the app
}

// NewSession returns a session without variables. The functions of opt.Files may be
// called in it.
func NewSession(opt Options) *Session {
	opt.Host = host.Default(*orEmpty(opt.Host))
	none := syntax.Parse(source.NewFile("", ""), syntax.Dialect(opt.Dialect))
	app := readApp(none, opt)
	prog := interp.Compile(none, interp.Options{Registry: opt.Registry, Format: opt.Host.Format, Files: app.files})
	return &Session{opt: opt, scope: resolve.NewScope(), decls: app.funcs, funcs: prog.Functions(), Warnings: app.findings}
}

// Answer is what one input gave.
type Answer struct {
	Value    value.Value
	Shown    bool      // Value is to be shown: the input ended in an expression
	Findings diag.List // warnings, and the errors that kept the input from running
	Steps    int64
}

// Incomplete reports whether text could be completed by more lines.
func (s *Session) Incomplete(text string) bool {
	return syntax.Parse(source.NewFile("", text), syntax.Dialect(s.opt.Dialect)).Incomplete
}

// Define sets a variable.
func (s *Session) Define(name string, v value.Value) { s.frame.Set(s.scope.Define(name), v) }

// Variables calls yield for each variable in the order of their first assignment.
func (s *Session) Variables(yield func(string, value.Value) bool) {
	for _, name := range s.scope.Defined() {
		if !yield(name, s.frame.Get(s.scope.Slot(name))) {
			return
		}
	}
}

// Functions returns the functions that may be called, by name.
func (s *Session) Functions() []Function {
	var out []Function
	for _, name := range slices.Sorted(maps.Keys(s.decls)) {
		if fn := s.decls[name]; name == fn.CallName() {
			out = append(out, describe(fn))
		}
	}
	return out
}

// Eval runs one input. The error is an *Error, or diag.Failure when the
// input did not compile.
func (s *Session) Eval(ctx context.Context, src *source.File) (Answer, error) {
	file := syntax.Parse(src, dialectOf(src, s.opt))
	a := Answer{Findings: withoutSemicolons(file.Errors)}
	if a.Findings.HasErrors() {
		return a, diag.Failure{List: a.Findings}
	}
	scope := s.scope.Clone()
	res := resolve.File(file, resolve.Options{Library: library{s.opt.Registry}, Scope: scope, Closed: true, Show: true, Funcs: s.decls})
	a.Findings = append(a.Findings, res.Findings...)
	if a.Findings.HasErrors() {
		return a, diag.Failure{List: a.Findings}
	}
	prog := interp.Compile(file, interp.Options{Registry: s.opt.Registry, Format: s.opt.Host.Format, Funcs: s.funcs, Show: true})
	s.scope, s.decls, s.funcs = scope, res.Funcs, prog.Functions()
	t := interp.NewThread(ctx, s.opt.Host, s.opt.Limits)
	v, err := t.RunSession(prog, &s.frame)
	a.Value, a.Steps, a.Shown = v, t.Steps(), err == nil && s.shows(file)
	return a, err
}

// withoutSemicolons drops the warnings about a missing semicolon: at a prompt it
// may be left out.
func withoutSemicolons(l diag.List) diag.List {
	var out diag.List
	for _, d := range l {
		if d.Code != diag.MissingSemicolon {
			out.Add(d)
		}
	}
	return out
}

// shows reports whether the input ends in an expression that has a value.
func (s *Session) shows(f *syntax.File) bool {
	if len(f.Stmts) == 0 {
		return false
	}
	x, ok := f.Stmts[len(f.Stmts)-1].(*syntax.ExprStmt)
	if !ok {
		return false
	}
	call, ok := x.X.(*syntax.Call)
	if !ok {
		return true
	}
	if fn := call.Target.Func; fn != nil {
		return fn.Result.Kind() != types.Void
	}
	return !library{s.opt.Registry}.void(call.Name)
}
