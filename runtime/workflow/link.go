package workflow

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// Runner finds the scripts that rules call.
type Runner interface {
	// Script compiles the function of a script file, the only one when function is
	// empty. A mistake in the script is a diag.Failure.
	Script(ctx context.Context, file, function string) (Script, error)
}

// Script is a function that is ready to run.
type Script interface {
	Name() string // such as automation.google_contact; empty: a bare script
	// Params are those of the header; ok is false for a bare script, which takes any
	// names.
	Params() (params []Param, ok bool)
	// Run runs it to the end. Errors of the run are a *Failure.
	Run(ctx context.Context, args *value.Map) (Result, error)
}

// Param is one parameter of a function.
type Param struct {
	Name string
	Kind types.Kind
}

// Result is what a run left behind.
type Result struct {
	Value      value.Value
	Info       []string
	Statements int64
	HTTP       int // requests sent
}

// Failure is a run that did not come to its end.
type Failure struct {
	Kind    string // argument, syntax, runtime, limit, http or cancelled
	Message string
	File    string
	Line    int // from 1; 0: unknown
	Cause   error
}

// Error returns the message with its place.
func (f *Failure) Error() string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
	}
	return f.Message
}

// Unwrap returns the error of the run.
func (f *Failure) Unwrap() error { return f.Cause }

// Link finds the scripts of all calls of f and checks their arguments.
func (f *File) Link(ctx context.Context, r Runner) diag.List {
	l := linker{ctx: ctx, runner: r, src: f.Source}
	for _, rule := range f.Rules {
		for _, c := range rule.Conditions {
			for _, a := range c.Do {
				if call, ok := a.(*Call); ok {
					l.link(call)
				}
			}
		}
	}
	return l.list.Sorted()
}

type linker struct {
	ctx    context.Context
	runner Runner
	src    *source.File
	list   diag.List
}

func (l *linker) fail(at source.Span, hint, format string, args ...any) {
	l.list.Add(&diag.Diagnostic{Code: BadCall, Message: fmt.Sprintf(format, args...), Hint: hint,
		Primary: diag.Label{File: l.src, Span: at}})
}

func (l *linker) link(c *Call) {
	s, err := l.runner.Script(l.ctx, c.File, c.Function)
	var failure diag.Failure
	var lack *lacking
	switch {
	case errors.As(err, &lack):
		l.fail(c.At, lack.hint, "%s", lack.msg)
		return
	case errors.As(err, &failure):
		l.list = append(l.list, failure.List...)
		return
	case err != nil:
		hint := "call: names a script beside the rule file, or below its functions: folder"
		var next interface{ Hint() string }
		if errors.As(err, &next) && next.Hint() != "" {
			hint = next.Hint()
		}
		l.fail(c.At, hint, "%v", err)
		return
	}
	c.script = s
	params, header := s.Params()
	switch {
	case !header && !c.ByName && len(c.Args) > 0:
		l.fail(c.At, "map them by name", "a script without a function header takes its arguments by name")
	case header && !c.ByName && len(c.Args) > len(params):
		l.fail(c.Args[len(params)].At, "take it out, or add a parameter to the function", "%d arguments for the %d parameters of %s", len(c.Args), len(params), s.Name())
	case header && c.ByName:
		l.names(c, params)
	}
}

func (l *linker) names(c *Call, params []Param) {
	var names []string
	known := map[string]bool{}
	for _, p := range params {
		names = append(names, p.Name)
		known[p.Name] = true
	}
	for _, a := range c.Args {
		if !known[a.Name] {
			hint := diag.DidYouMean(a.Name, names)
			if hint == "" {
				hint = "its parameters are " + strings.Join(names, ", ")
			}
			l.fail(a.At, hint, "%s has no parameter %q", c.script.Name(), a.Name)
		}
	}
}

// arguments fills the arguments of the call: converted to the declared types, null
// for parameters without a mapping. emptyText stands for the null of a text
// parameter when it is not nil.
func (c *Call) arguments(m *merger, emptyText *string) (*value.Map, error) {
	params, header := c.script.Params()
	out := value.NewMap()
	if !header {
		for _, a := range c.Args {
			out.Put(a.Name, m.value(a.Value, types.Any))
		}
		return out, nil
	}
	for i, p := range params {
		a, ok := c.argument(i, p.Name)
		if !ok {
			out.Put(p.Name, value.Null)
			continue
		}
		v, err := value.Convert(m.value(a.Value, p.Kind), p.Kind, m.format)
		if err != nil {
			return nil, &Failure{Kind: "argument", File: c.File, Message: fmt.Sprintf("argument %s: %v", p.Name, err), Cause: err}
		}
		if v.IsNull() && p.Kind == types.Text && emptyText != nil {
			v = value.Text(*emptyText)
		}
		out.Put(p.Name, v)
	}
	return out, nil
}

// argument returns what is mapped to parameter i.
func (c *Call) argument(i int, name string) (Arg, bool) {
	if !c.ByName {
		if i < len(c.Args) {
			return c.Args[i], true
		}
		return Arg{}, false
	}
	for _, a := range c.Args {
		if a.Name == name {
			return a, true
		}
	}
	return Arg{}, false
}
