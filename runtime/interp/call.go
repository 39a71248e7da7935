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
		args  []operand
		spans []source.Span
		span  source.Span
	}
	// oneCall is the call of a function with one parameter, numberCall of one that
	// takes a whole number.
	oneCall struct {
		userCall
		arg  operand
		slot int
	}
	numberCall struct{ oneCall }
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

// special returns the form for the number and type of the parameters: recursion over
// whole numbers takes a fifth less time.
func (x *userCall) special() expr {
	if len(x.args) != 1 || len(x.fn.params) != 1 {
		return x
	}
	one := oneCall{*x, x.args[0], x.fn.params[0].slot}
	if x.fn.params[0].kind == types.Number {
		return &numberCall{one}
	}
	return &one
}

func (x *userCall) eval(f *frame) value.Value {
	var room [6]value.Value
	args := room[:0]
	for i := range x.args {
		args = append(args, x.argument(f, i))
	}
	// Only now: a call in an argument needs the frame, too.
	callee := f.callee(x.fn, x.span)
	for i, p := range x.fn.params {
		callee.slots[p.slot] = args[i]
	}
	return callee.call(x.span)
}

func (x *userCall) argument(f *frame, i int) value.Value {
	v := x.args[i].get(f)
	if kind := x.fn.params[i].kind; kind != types.Any && v.Kind() != kind {
		return x.converted(f, i, v)
	}
	return v
}

func (x *oneCall) eval(f *frame) value.Value {
	v := x.argument(f, 0)
	callee := f.callee(x.fn, x.span)
	callee.slots[x.slot] = v
	return callee.call(x.span)
}

func (x *numberCall) eval(f *frame) value.Value {
	v := x.arg.get(f)
	if _, ok := v.AsNumber(); !ok {
		v = x.converted(f, 0, v)
	}
	callee := f.callee(x.fn, x.span)
	callee.slots[x.slot] = v
	return callee.call(x.span)
}

// converted turns an argument into the type of its parameter.
func (x *userCall) converted(f *frame, i int, v value.Value) value.Value {
	v, err := convertArg(f, x.fn.params[i], v)
	if err != nil {
		panic(argumentError(f, x.fn, i).placed(f, x.spans[i]))
	}
	return v
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
	e := &Error{Code: diag.Runtime, Message: "Not able to write '" + x.name + "' of " + aValue(v), Label: "is " + kindWord(v) + " here"}
	if v.Kind() == types.Map {
		e.Hint = `change a map with .put("` + x.name + `", value)`
	}
	panic(e.placed(f, x.span))
}
