package interp

import (
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

type (
	// builtin runs a function of the registry; in the method form the receiver is
	// the first argument.
	builtin struct {
		set   *registry.Set
		name  string // one of the names of the set
		args  []operand
		named []expr // keys and values of pair arguments; nil: none
		span  source.Span
		at    source.Span // of the name
	}
	// shortCall1 and its like are builtins of which some function of the set has a
	// short way.
	shortCall1 struct{ builtin }
	shortCall2 struct{ builtin }
	shortCall3 struct{ builtin }
)

// The short calls go the short way where there is one and it is open. Arguments are
// evaluated once: what is left to the function itself gets the same values.
//
// One type for each number of arguments keeps the values in registers: a loop of
// get and put takes a tenth to a quarter less time.

func (x *shortCall1) eval(f *frame) value.Value {
	v := x.args[0].get(f)
	if fn := x.set.For(v.Kind()); fn != nil && fn.Short.Args == 1 {
		if out, work, ok := fn.Short.Run(v, value.Value{}, value.Value{}); ok {
			return x.charged(f, work, out)
		}
	}
	c := f.th.call(1)
	c.Args[0] = v
	return x.run(f, c)
}

func (x *shortCall2) eval(f *frame) value.Value {
	v := x.args[0].get(f)
	a := x.args[1].get(f)
	if fn := x.set.For(v.Kind()); fn != nil && fn.Short.Args == 2 {
		if out, work, ok := fn.Short.Run(v, a, value.Value{}); ok {
			return x.charged(f, work, out)
		}
	}
	c := f.th.call(2)
	c.Args[0], c.Args[1] = v, a
	return x.run(f, c)
}

func (x *shortCall3) eval(f *frame) value.Value {
	v := x.args[0].get(f)
	a := x.args[1].get(f)
	b := x.args[2].get(f)
	if fn := x.set.For(v.Kind()); fn != nil && fn.Short.Args == 3 {
		if out, work, ok := fn.Short.Run(v, a, b); ok {
			return x.charged(f, work, out)
		}
	}
	c := f.th.call(3)
	c.Args[0], c.Args[1], c.Args[2] = v, a, b
	return x.run(f, c)
}

// shortCall returns the node of a call of which some function has a short way.
func shortCall(x builtin) expr {
	switch len(x.args) {
	case 1:
		return &shortCall1{x}
	case 2:
		return &shortCall2{x}
	}
	return &shortCall3{x}
}

// charged returns out when the work for it is within the limits.
func (x *builtin) charged(f *frame, work int, out value.Value) value.Value {
	if work > 0 {
		x.charge(f, work)
	}
	return out
}

func (x *builtin) charge(f *frame, work int) {
	if err := f.th.Charge(work); err != nil {
		f.fail(x.at, err)
	}
}

func (x *builtin) eval(f *frame) value.Value {
	c := f.th.call(len(x.args))
	for i := range x.args {
		c.Args[i] = x.args[i].get(f)
	}
	return x.run(f, c)
}

func (x *builtin) run(f *frame, c *reused) value.Value {
	fn := x.pick(f, c.Args)
	c.Name, c.File, c.Span = fn.Name, f.fn.file, x.span
	if x.named != nil {
		c.Named = f.pairs(x.named)
	}
	v, err := fn.Call(&c.Call)
	if err != nil {
		f.fail(x.at, inFunction(fn, x.name, err))
	}
	f.th.done(c)
	return v
}

// reused is a call with room for its arguments. Built-ins keep neither beyond the
// call, so both serve the next one: most of what a script allocated were calls.
type reused struct {
	registry.Call
	room [4]value.Value
}

// call returns a call with n empty arguments.
func (t *Thread) call(n int) *reused {
	var c *reused
	if last := len(t.calls) - 1; last >= 0 {
		c = t.calls[last]
		t.calls = t.calls[:last]
	} else {
		c = &reused{Call: registry.Call{Ctx: t.meter.ctx, Host: t.host, Meter: t}}
	}
	if n > len(c.room) {
		c.Args = make([]value.Value, n)
	} else {
		c.Args = c.room[:n:n]
	}
	return c
}

// done takes a call back. One that failed is left to the collector.
func (t *Thread) done(c *reused) {
	clear(c.Args)
	c.Args, c.Named = nil, nil
	t.calls = append(t.calls, c)
}

// pairs evaluates the arguments of Collection("a":1) and the like.
func (f *frame) pairs(flat []expr) *value.Map {
	m := value.NewMap()
	for i := 0; i < len(flat); i += 2 {
		key := flat[i].eval(f)
		m.PutValue(key, flat[i+1].eval(f), f.th.host.Format)
	}
	return m
}

// pick chooses the function by the kind of the first argument.
func (x *builtin) pick(f *frame, args []value.Value) *registry.Func {
	if len(args) == 0 {
		if fn := x.set.For(types.Null); fn != nil {
			return fn
		}
		return x.set.Funcs[0]
	}
	if args[0].IsNull() {
		return x.pickNull(f)
	}
	if fn := x.set.For(args[0].Kind()); fn != nil {
		return fn
	}
	e := &Error{Code: diag.UnknownFunction, Label: args[0].Kind().String() + " has no such function",
		Message: "Not able to find '" + x.name + "' function"}
	e.Hint = x.kinds()
	panic(e.placed(f, x.at))
}

// pickNull refuses null but for the functions made to test it.
// Wording: https://www.zoho.com/deluge/help/error-messages.html
func (x *builtin) pickNull(f *frame) *registry.Func {
	for _, fn := range x.set.Funcs {
		if fn.NullOK || len(fn.Sig.Recv) == 0 {
			return fn
		}
	}
	e := &Error{Code: diag.NullUse, Message: "Value is empty and '" + x.name + "' function cannot be applied", Label: "called on null",
		Hint: "test with != null or isNull() first, or give a default with ifnull(value, default)"}
	panic(e.placed(f, x.at))
}

// kinds says which kinds have the function.
func (x *builtin) kinds() string {
	var names []string
	for _, fn := range x.set.Funcs {
		for _, k := range fn.Sig.Recv {
			names = append(names, k.String())
		}
	}
	if len(names) == 0 {
		return ""
	}
	return x.name + " is a function of " + strings.Join(names, ", ")
}
