package interp

import (
	"context"
	"slices"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// Program is a script ready to run.
type Program struct {
	main  *function
	funcs map[string]*function // by call name
}

// function is the bare statements of a file, or one function of it.
type function struct {
	name   string
	file   *source.File
	params []param
	slots  int
	given  int // the slots below are of parameters
	body   block
}

type param struct {
	slot int
	name string
	kind types.Kind
	at   source.Span // of the name
}

// Options says what a program is compiled against.
type Options struct {
	Registry *registry.Registry
	Format   *value.Format // reads date literals
	// Funcs are functions of programs compiled before, by call name.
	Funcs map[string]*Func
	// Files are resolved files of the same app whose functions may be called.
	Files []*syntax.File
	// Show makes the last statement give its value when it is an expression.
	Show bool
}

// Func is a compiled function that other programs may call.
type Func struct{ fn *function }

// Compile turns a resolved file into a program. The file must have no errors.
func Compile(f *syntax.File, opt Options) *Program {
	p := &Program{funcs: map[string]*function{}}
	c := &compiler{reg: opt.Registry, format: opt.Format, funcs: map[*syntax.FuncDecl]*function{}, byName: p.funcs}
	for name, fn := range opt.Funcs {
		p.funcs[name] = fn.fn
	}
	files := append(slices.Clone(opt.Files), f) // the file itself last: its functions win
	for _, file := range files {
		for _, decl := range file.Funcs {
			c.declare(file.Source, decl)
		}
	}
	for _, file := range files {
		for _, decl := range file.Funcs {
			c.funcs[decl].body = c.block(decl.Body.Stmts)
		}
	}
	p.main = &function{name: "script", file: f.Source, slots: f.Slots}
	if opt.Show {
		p.main.body = c.shown(f.Stmts)
	} else {
		p.main.body = c.block(f.Stmts)
	}
	return p
}

// declare makes the function of a declaration, still without a body.
func (c *compiler) declare(src *source.File, decl *syntax.FuncDecl) {
	fn := &function{name: decl.Name, file: src, slots: decl.Slots}
	for _, q := range decl.Params {
		if q.Name.Slot == fn.given {
			fn.given++
		}
		fn.params = append(fn.params, param{q.Name.Slot, q.Name.Name, q.Type.Kind(), q.Name.Span()})
	}
	c.funcs[decl] = fn
	c.byName[decl.CallName()] = fn
}

// Functions returns the compiled functions, by call name.
func (p *Program) Functions() map[string]*Func {
	out := make(map[string]*Func, len(p.funcs))
	for name, fn := range p.funcs {
		out[name] = &Func{fn}
	}
	return out
}

// Session is the frame of bare statements that lasts from one program to the
// next, for a prompt.
type Session struct{ slots []value.Value }

// Get returns the value of a slot; null when it has never been set.
func (s *Session) Get(slot int) value.Value {
	if slot < 0 || slot >= len(s.slots) {
		return value.Null
	}
	return s.slots[slot]
}

// Set sets the value of a slot.
func (s *Session) Set(slot int, v value.Value) {
	s.grow(slot + 1)
	s.slots[slot] = v
}

func (s *Session) grow(n int) {
	for len(s.slots) < n {
		s.slots = append(s.slots, value.Null)
	}
}

// NewThread returns a run that lasts until ctx ends or a limit is reached.
func NewThread(ctx context.Context, h *host.Host, l Limits) *Thread {
	t := &Thread{host: h, meter: newMeter(ctx, l), maxDepth: l.Depth}
	if t.maxDepth == 0 {
		t.maxDepth = defaultDepth
	}
	return t
}

// Steps returns the statements executed so far. It may be called after the run.
func (t *Thread) Steps() int64 { return t.meter.steps() }

// RunMain runs the bare statements; args fills the slots of names from outside.
// The result is what a return gave, else null.
func (t *Thread) RunMain(p *Program, args map[int]value.Value) (value.Value, error) {
	return t.run(t.meter.ctx, func() value.Value {
		f := t.base(p.main, make([]value.Value, p.main.slots), 0)
		for slot, v := range args {
			f.slots[slot] = v
		}
		f.exec(p.main.body)
		return f.ret
	})
}

// RunSession runs the bare statements in the frame of s. When the last statement is
// an expression that a prompt would show, its value is returned.
func (t *Thread) RunSession(p *Program, s *Session) (value.Value, error) {
	s.grow(p.main.slots)
	slots := append([]value.Value(nil), s.slots...)
	// A run that was left behind keeps a frame of its own: it must not write into
	// the session that has gone on.
	v, err := t.run(t.meter.ctx, func() value.Value {
		f := t.base(p.main, slots, 0)
		f.exec(p.main.body)
		return f.ret
	})
	if !t.abandoned.Load() {
		s.slots = slots
	}
	return v, err
}

// Call runs one function with arguments in the order of its parameters.
func (t *Thread) Call(fn *Func, args []value.Value) (value.Value, error) {
	return t.run(t.meter.ctx, func() value.Value {
		f := t.base(fn.fn, make([]value.Value, fn.fn.slots), 1)
		for i, p := range fn.fn.params {
			v, err := convertArg(f, p, args[i])
			if err != nil {
				e := argumentError(f, fn.fn, i)
				e.Hint = "what was given for it is " + args[i].Kind().String()
				panic(e.placed(f, p.at))
			}
			f.slots[p.slot] = v
		}
		f.exec(fn.fn.body)
		return f.ret
	})
}

func convertArg(f *frame, p param, v value.Value) (value.Value, error) {
	if p.kind == types.Any || v.IsNull() || v.Kind() == p.kind {
		return v, nil
	}
	return value.Convert(v, p.kind, f.th.host.Format)
}

// argumentError words an argument of the wrong type; index counts from 0.
// Source: https://www.zoho.com/deluge/help/error-messages.html
func argumentError(f *frame, fn *function, index int) *Error {
	p := fn.params[index]
	return &Error{Code: diag.WrongArgument, Label: "parameter '" + p.name + "' is " + p.kind.String(),
		Message: "Argument type mismatches for the function " + fn.name + " at index " + itoa(index+1)}
}
