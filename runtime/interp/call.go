package interp

import (
	"strings"
	"time"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

func lower(s string) string { return strings.ToLower(s) }

// inZone reads the wall clock of t in another zone.
func inZone(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

type (
	// userCall runs a function of the script.
	userCall struct {
		fn    *function
		args  []expr
		spans []source.Span
		span  source.Span
	}
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
	// blockTask runs NAME [ key: value … ].
	blockTask struct {
		task *registry.Task
		keys []string
		vals []expr
		span source.Span
	}
	// unknown fails when it is called: the function may live in another file.
	unknown struct {
		name string
		span source.Span
	}
)

func (x *userCall) eval(f *frame) value.Value {
	callee := f.th.frame(x.fn.slots)
	for i, p := range x.fn.params {
		v := x.args[i].eval(f)
		if p.kind != types.Any && v.Kind() != p.kind {
			v = x.converted(f, i, v)
		}
		callee.slots[p.slot] = v
	}
	callee.enter(x.fn, f, x.span)
	m := &f.th.meter
	used := int64(0)
	if m.limits.PerCall {
		used = m.steps()
		m.start(0)
	}
	callee.exec(x.fn.body)
	if m.limits.PerCall {
		m.start(used)
	}
	v := callee.ret
	callee.leave()
	return v
}

// converted turns an argument into the type of its parameter.
func (x *userCall) converted(f *frame, i int, v value.Value) value.Value {
	v, err := convertArg(f, x.fn.params[i], v)
	if err != nil {
		panic(argumentError(f, x.fn, i).placed(f, x.spans[i]))
	}
	return v
}

func (x *builtin) eval(f *frame) value.Value {
	c := f.th.call(len(x.args))
	for i := range x.args {
		c.Args[i] = x.args[i].get(f)
	}
	fn := x.pick(f, c.Args)
	c.Name, c.File, c.Span = fn.Name, f.fn.file, x.span
	if x.named != nil {
		c.Named = f.pairs(x.named)
	}
	v, err := fn.Call(&c.Call)
	if err != nil {
		f.fail(x.at, err)
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

func (x *blockTask) eval(f *frame) value.Value {
	named := value.NewMap()
	for i, k := range x.keys {
		named.Put(k, x.vals[i].eval(f))
	}
	v, err := x.task.Run(f.th.meter.ctx, &registry.Call{Ctx: f.th.meter.ctx, Host: f.th.host, Meter: f.th, Name: x.task.Name,
		Named: named, File: f.fn.file, Span: x.span})
	if err != nil {
		f.fail(x.span, err)
	}
	return v
}

func (x *unknown) eval(f *frame) value.Value {
	e := &Error{Code: diag.UnknownFunction, Message: "Not able to find '" + x.name + "' function", Label: "not in this file",
		Hint: "define it in the same file"}
	panic(e.placed(f, x.span))
}

// laterExpr stands for a part of the language that is read but not run yet.
type laterExpr struct{ span source.Span }

func later(span source.Span) expr { return &laterExpr{span} }

func (x *laterExpr) eval(f *frame) value.Value {
	e := &Error{Code: diag.LaterGrammar, final: true, Message: "this version of dg does not run this part of the language yet",
		Label: "the script stops here"}
	panic(e.placed(f, x.span))
}

// recordMethod is a method that only fetched records have. Fetching stops the run
// by itself, so a receiver that has a value is something else.
type recordMethod struct {
	recv expr
	name string
	span source.Span
}

func (x *recordMethod) eval(f *frame) value.Value {
	v := x.recv.eval(f)
	e := &Error{Code: diag.UnknownFunction, Message: "Not able to find '" + x.name + "' function",
		Label: kindWord(v) + " has no such function"}
	panic(e.placed(f, x.span))
}

// fieldWrite is record.field = x. Fetching a record stops the run by itself, so a
// receiver that has a value is something else and has no fields to write.
type fieldWrite struct {
	recv expr
	name string
	span source.Span
}

func (x *fieldWrite) eval(f *frame) value.Value {
	v := x.recv.eval(f)
	e := &Error{Code: diag.Runtime, Message: "Not able to write '" + x.name + "' of a " + kindWord(v) + " value", Label: "is " + kindWord(v) + " here"}
	if v.Kind() == types.Map {
		e.Hint = `change a map with .put("` + x.name + `", value)`
	}
	panic(e.placed(f, x.span))
}
