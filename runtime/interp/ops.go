package interp

import (
	"cmp"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// binary is an operator with two operands; each operator has a type of its own,
// so that the walk needs no switch.
type binary struct {
	l, r         operand
	lspan, rspan source.Span
	opspan       source.Span
}

type (
	addExpr struct{ binary }
	subExpr struct{ binary }
	mulExpr struct{ binary }
	divExpr struct{ binary }
	modExpr struct{ binary }
	eqExpr  struct {
		binary
		negate bool
	}
	orderExpr struct {
		binary
		op syntax.Op
	}
	logicExpr struct {
		l, r condition
		or   bool
	}
	notExpr struct{ x condition }
	negExpr struct {
		x    expr
		span source.Span
	}
	plusExpr struct {
		x    expr
		span source.Span
	}
)

// operand is an expression of which variables and constants, by far the most
// frequent ones, are read without a call through the interface.
type operand struct {
	x    expr
	v    value.Value // of a constant
	slot int         // of a variable; else one of the following
}

const (
	isExpr     = -1
	isConstant = -2
)

func operandOf(x expr) operand {
	switch x := x.(type) {
	case variable:
		return operand{x: x, slot: x.slot}
	case constant:
		return operand{x: x, v: x.v, slot: isConstant}
	}
	return operand{x: x, slot: isExpr}
}

func (o *operand) get(f *frame) value.Value {
	if o.slot >= 0 {
		return f.slots[o.slot]
	}
	return o.other(f)
}

func (o *operand) other(f *frame) value.Value {
	if o.slot == isConstant {
		return o.v
	}
	return o.x.eval(f)
}

// tester is an expression that is always BOOLEAN: conditions ask it directly.
type tester interface {
	test(f *frame) bool
}

// failOp ends the statement with an operator's error and says what the operands
// were.
func (b *binary) failOp(f *frame, l, r value.Value, err error) {
	e := &Error{Code: diag.Runtime, Message: err.Error(), Cause: err}
	if l.IsNull() || r.IsNull() {
		e.Code = diag.NullUse
	}
	if _, tooLarge := err.(*value.SizeError); tooLarge {
		e.Code = diag.Limit
	}
	if !l.IsNumeric() || !r.IsNumeric() { // of a division by zero the kinds say nothing
		e.Related = []diag.Label{
			{File: f.fn.file, Span: b.lspan, Text: "is " + kindWord(l) + " here"},
			{File: f.fn.file, Span: b.rspan, Text: "is " + kindWord(r) + " here"},
		}
	}
	panic(e.placed(f, b.opspan))
}

func kindWord(v value.Value) string {
	if v.IsNull() {
		return "null"
	}
	return v.Kind().String()
}

func (x *addExpr) eval(f *frame) value.Value {
	l, r := x.l.get(f), x.r.get(f)
	if a, ok := l.AsNumber(); ok {
		if b, ok := r.AsNumber(); ok {
			if s := a + b; (s > a) == (b > 0) {
				return value.Number(s)
			}
		}
	}
	v, err := value.Add(l, r, f.th.host.Format)
	if err != nil {
		x.failOp(f, l, r, err)
	}
	return v
}

func (x *subExpr) eval(f *frame) value.Value {
	l, r := x.l.get(f), x.r.get(f)
	if a, ok := l.AsNumber(); ok {
		if b, ok := r.AsNumber(); ok {
			if d := a - b; (d < a) == (b > 0) {
				return value.Number(d)
			}
		}
	}
	v, err := value.Sub(l, r)
	if err != nil {
		x.failOp(f, l, r, err)
	}
	return v
}

func (x *mulExpr) eval(f *frame) value.Value {
	l, r := x.l.get(f), x.r.get(f)
	v, err := value.Mul(l, r)
	if err != nil {
		x.failOp(f, l, r, err)
	}
	return v
}

func (x *divExpr) eval(f *frame) value.Value {
	l, r := x.l.get(f), x.r.get(f)
	v, err := value.Div(l, r)
	if err != nil {
		x.failOp(f, l, r, err)
	}
	return v
}

func (x *modExpr) eval(f *frame) value.Value {
	l, r := x.l.get(f), x.r.get(f)
	v, err := value.Mod(l, r)
	if err != nil {
		x.failOp(f, l, r, err)
	}
	return v
}

func (x *eqExpr) eval(f *frame) value.Value { return value.Bool(x.test(f)) }

func (x *eqExpr) test(f *frame) bool {
	l, r := x.l.get(f), x.r.get(f)
	if a, ok := l.AsNumber(); ok {
		if b, ok := r.AsNumber(); ok {
			return (a == b) != x.negate
		}
	}
	return value.Equal(l, r) != x.negate
}

func (x *orderExpr) eval(f *frame) value.Value { return value.Bool(x.test(f)) }

func (x *orderExpr) test(f *frame) bool {
	l, r := x.l.get(f), x.r.get(f)
	if a, ok := l.AsNumber(); ok {
		if b, ok := r.AsNumber(); ok {
			return ordered(x.op, cmp.Compare(a, b))
		}
	}
	c, err := value.Compare(l, r)
	if err != nil {
		x.failOp(f, l, r, err)
	}
	return ordered(x.op, c)
}

// ordered reports whether a comparison with the result c holds.
func ordered(op syntax.Op, c int) bool {
	switch op {
	case syntax.Lt:
		return c < 0
	case syntax.Le:
		return c <= 0
	case syntax.Gt:
		return c > 0
	}
	return c >= 0
}

func (x *logicExpr) eval(f *frame) value.Value { return value.Bool(x.test(f)) }

// test stops at the left operand when that decides: guards such as
// v != null && v.get("id") == x depend on it.
func (x *logicExpr) test(f *frame) bool {
	if x.l.holdsOperand(f) == x.or {
		return x.or
	}
	return x.r.holdsOperand(f)
}

func (x *notExpr) eval(f *frame) value.Value { return value.Bool(x.test(f)) }
func (x *notExpr) test(f *frame) bool        { return !x.x.holdsOperand(f) }

// holdsOperand is holds for the operands of logic, which word null as a cast.
func (c *condition) holdsOperand(f *frame) bool {
	if c.t != nil {
		return c.t.test(f)
	}
	v := c.x.eval(f)
	b, ok := v.AsBool()
	if !ok {
		e := &Error{Code: diag.Runtime, Label: "is " + kindWord(v) + " here",
			Message: value.KindCastError(v.Kind(), types.Bool).Error()}
		panic(e.placed(f, c.span))
	}
	return b
}

func (x *negExpr) eval(f *frame) value.Value {
	v, err := value.Neg(x.x.eval(f))
	if err != nil {
		f.fail(x.span, err)
	}
	return v
}

func (x *plusExpr) eval(f *frame) value.Value {
	v := x.x.eval(f)
	if !v.IsNumeric() {
		f.failf(x.span, "is "+kindWord(v)+" here", "%s can not be cast to 'DECIMAL'", "'"+v.Kind().String()+"'")
	}
	return v
}
