package workflow

import (
	"fmt"
	"strings"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/runtime/value"
)

// parseScript reads criteria written as a condition of a script, with fields as
// variables. sure is false when the text may as well be the word form: a lone
// comparison with a bare word on the right.
func parseScript(s string) (c Criteria, err *whenError, sure bool) {
	const prefix = "x="
	f := syntax.Parse(source.NewFile("condition", prefix+s+";"), syntax.Generic)
	b := scriptWhen{src: s, shift: len(prefix)}
	if len(f.Stmts) != 1 || f.Errors.HasErrors() {
		return nil, b.syntax(f), false
	}
	assign, ok := f.Stmts[0].(*syntax.Assign)
	if !ok {
		return nil, b.syntax(f), false
	}
	c = b.build(assign.X)
	return c, b.err, b.err == nil && !b.bareRight
}

// scriptWhen turns an expression tree into criteria.
type scriptWhen struct {
	src       string
	shift     int
	err       *whenError
	bareRight bool // a field stands on the right of a comparison
}

func (b *scriptWhen) syntax(f *syntax.File) *whenError {
	e := &whenError{0, len(b.src), "this is no condition", ""}
	for _, d := range f.Errors {
		e.message, e.hint = d.Message, d.Hint
		from := min(max(0, d.Primary.Span.Start.Offset()-b.shift), len(b.src))
		e.from, e.to = from, min(from+1, len(b.src))
		break
	}
	return e
}

func (b *scriptWhen) fail(x syntax.Expr, hint, message string) Criteria {
	if b.err == nil {
		from, to := b.bounds(x)
		b.err = &whenError{from, to, message, hint}
	}
	return allOf{}
}

func (b *scriptWhen) bounds(x syntax.Expr) (from, to int) {
	s := x.Span()
	return max(0, s.Start.Offset()-b.shift), min(s.End.Offset()-b.shift, len(b.src))
}

func (b *scriptWhen) text(x syntax.Expr) string {
	from, to := b.bounds(x)
	return strings.TrimSpace(b.src[from:to])
}

func (b *scriptWhen) build(x syntax.Expr) Criteria {
	x = syntax.Unparen(x)
	switch x := x.(type) {
	case *syntax.Binary:
		return b.binary(x)
	case *syntax.Unary:
		if x.Op == syntax.Not {
			return not{b.build(x.X)}
		}
	case *syntax.Call:
		return b.call(x)
	}
	if name := fieldName(x); name != "" {
		return &test{text: b.text(x), field: name, op: opIs, values: []operand{{v: value.True}}}
	}
	return b.fail(x, "", "a condition compares fields with values")
}

// testOf returns the test that an operator makes of a field and a value, and the
// one when they stand the other way round.
func testOf(op syntax.Op) (is, flipped operator, negate, ok bool) {
	switch op {
	case syntax.Eq, syntax.Ne:
		return opIs, opIs, op == syntax.Ne, true
	case syntax.Lt:
		return opLess, opGreater, false, true
	case syntax.Le:
		return opLessEqual, opGreaterEqual, false, true
	case syntax.Gt:
		return opGreater, opLess, false, true
	case syntax.Ge:
		return opGreaterEqual, opLessEqual, false, true
	}
	return opIs, opIs, false, false
}

func (b *scriptWhen) binary(x *syntax.Binary) Criteria {
	switch x.Op {
	case syntax.And:
		return allOf{b.build(x.L), b.build(x.R)}
	case syntax.Or:
		return anyOf{b.build(x.L), b.build(x.R)}
	}
	is, flipped, negate, ok := testOf(x.Op)
	if !ok {
		return b.fail(x, "", "a condition compares fields with values; "+x.Op.String()+" is not available here")
	}
	t := &test{text: b.text(x), op: is, negate: negate}
	field, given := syntax.Unparen(x.L), syntax.Unparen(x.R)
	if fieldName(field) == "" {
		field, given, t.op = given, field, flipped
	}
	if t.field = fieldName(field); t.field == "" {
		return b.fail(x, "", "one side of a comparison must be a field")
	}
	o, ok := b.operand(given)
	if !ok {
		return b.fail(given, "", "a field is compared with a text, a number, true, false, null or another field")
	}
	t.values = []operand{o}
	if v, bad := t.unordered(); bad {
		return b.fail(given, "", fmt.Sprintf("%q %s", v, noOrder))
	}
	return t.tidy()
}

// fieldName returns the field that x names, "" when it names none. Fields of the
// record may be written with input in front.
func fieldName(x syntax.Expr) string {
	switch x := x.(type) {
	case *syntax.Ident:
		return x.Name
	case *syntax.Member:
		if id, ok := x.X.(*syntax.Ident); ok && strings.EqualFold(id.Name, "input") {
			return x.Name
		}
		if front := fieldName(x.X); front != "" {
			return front + "." + x.Name
		}
	}
	return ""
}

func (b *scriptWhen) operand(x syntax.Expr) (operand, bool) {
	switch x := x.(type) {
	case *syntax.TextLit:
		return operand{v: value.Text(x.Value)}, true
	case *syntax.NumberLit:
		return operand{v: value.Text(x.Text), bare: true}, true
	case *syntax.BoolLit:
		return operand{v: value.Bool(x.Value), bare: true}, true
	case *syntax.NullLit:
		return operand{}, true
	case *syntax.Unary:
		if n, ok := x.X.(*syntax.NumberLit); ok && x.Op == syntax.Sub {
			return operand{v: value.Text("-" + n.Text), bare: true}, true
		}
		return operand{}, false
	}
	name := fieldName(x)
	b.bareRight = true
	return operand{field: name}, name != ""
}

// fieldTest returns the test that a method of a field is, and its arguments.
func fieldTest(method string) (op operator, args int, ok bool) {
	switch strings.ToLower(method) {
	case "contains":
		return opContains, 1, true
	case "startswith":
		return opStarts, 1, true
	case "endswith":
		return opEnds, 1, true
	case "isempty", "isnull", "isblank":
		return opEmpty, 0, true
	}
	return opIs, 0, false
}

func (b *scriptWhen) call(x *syntax.Call) Criteria {
	recv, args := x.Recv, x.Args
	if recv == nil && len(args) > 0 {
		recv, args = args[0], args[1:]
	}
	op, arity, ok := fieldTest(x.Name)
	field := ""
	if recv != nil {
		field = fieldName(syntax.Unparen(recv))
	}
	if !ok || field == "" || len(args) != arity {
		return b.fail(x, "a condition may call contains, startsWith, endsWith, isEmpty and isNull of a field", x.Name+" is not available in a condition")
	}
	t := &test{text: b.text(x), field: field, op: op}
	if arity == 1 {
		o, ok := b.operand(syntax.Unparen(args[0]))
		if !ok {
			return b.fail(args[0], "", "a field is compared with a text, a number or another field")
		}
		t.values = []operand{o}
	}
	return t
}
