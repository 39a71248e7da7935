package interp

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// operand is an expression of which variables, by far the most frequent ones, are
// read without a call through the interface: loops take a fifth less time.
type operand struct {
	slot int // of a variable, else negative
	x    expr
}

func operandOf(x expr) operand {
	if v, ok := x.(variable); ok {
		return operand{slot: v.slot, x: x}
	}
	return operand{slot: -1, x: x}
}

func (o *operand) get(f *frame) value.Value {
	if o.slot >= 0 {
		return f.slots[o.slot]
	}
	return o.x.eval(f)
}

// wholeConstant returns the number that x always is.
func wholeConstant(x expr) (n int64, ok bool) {
	c, ok := x.(constant)
	if !ok {
		return 0, false
	}
	return c.v.AsNumber()
}

// binary is what operators with two operands share; each operator has types of its
// own, so that the walk needs no switch.
type binary struct {
	l, r         operand
	lspan, rspan source.Span
	opspan       source.Span
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

// aValue names a value by its kind, as in "an XML value".
func aValue(v value.Value) string {
	article := "a "
	switch v.Kind() {
	case types.Exception, types.XML:
		article = "an "
	}
	return article + kindWord(v) + " value"
}

// tester is an expression that is always BOOLEAN. Conditions ask it directly and
// make no value.
type tester interface {
	test(f *frame) bool
}

type (
	// criteria is the condition of a statement or of a ternary.
	criteria struct {
		x    expr
		span source.Span
	}
	// logicOperand is an operand of && || and !, in a condition or elsewhere: of null
	// it says what both say.
	logicOperand struct {
		x    expr
		span source.Span
	}
)

const nullCondition = "Function specified in criteria has returned null value"

func (c *criteria) test(f *frame) bool {
	v := c.x.eval(f)
	if b, ok := v.AsBool(); ok {
		return b
	}
	if v.IsNull() {
		f.failf(c.span, "is null here", nullCondition)
	}
	f.fail(c.span, value.KindCastError(v.Kind(), types.Bool))
	return false
}

func (c *logicOperand) test(f *frame) bool {
	v := c.x.eval(f)
	b, ok := v.AsBool()
	if !ok {
		e := &Error{Code: diag.Runtime, Label: "is " + kindWord(v) + " here",
			Message: value.KindCastError(v.Kind(), types.Bool).Error()}
		if v.IsNull() {
			e.Message = nullCondition + ": " + e.Message
		}
		panic(e.placed(f, c.span))
	}
	return b
}
