package interp

import (
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/runtime/value"
)

// This file is the comparisons and the logic: expressions that are always BOOLEAN.

type (
	eqExpr struct {
		binary
		negate bool
	}
	eqNumber struct { // with a whole constant on the right
		binary
		n      int64
		negate bool
	}
	eqText struct { // with a text constant on the right
		binary
		text   string
		k      value.Value // text
		negate bool
	}
	// orderExpr is l < r, or with the operands swapped or the result negated one of
	// the three others.
	orderExpr struct {
		binary
		op           syntax.Op
		swap, negate bool
	}
	orderNumber struct { // with a whole constant on the right: l < n, or not
		binary
		op     syntax.Op
		n      int64
		k      value.Value // the constant as written
		negate bool
	}
	andExpr struct{ l, r tester }
	orExpr  struct{ l, r tester }
	notExpr struct{ x tester }
)

// equality returns the node of == and !=.
func equality(b binary, negate bool) expr {
	k, ok := b.r.x.(constant)
	if !ok {
		return &eqExpr{b, negate}
	}
	if n, ok := k.v.AsNumber(); ok {
		return &eqNumber{b, n, negate}
	}
	if s, ok := k.v.AsText(); ok {
		return &eqText{b, s, k.v, negate}
	}
	return &eqExpr{b, negate}
}

// order returns the node of < <= > and >=.
func order(op syntax.Op, b binary) expr {
	swap := op == syntax.Gt || op == syntax.Le
	negate := op == syntax.Le || op == syntax.Ge
	n, whole := wholeConstant(b.r.x)
	switch {
	case !whole || swap && n+1 < n: // the largest number
		return &orderExpr{b, op, swap, negate}
	case swap: // l > n is not l < n+1
		return &orderNumber{b, op, n + 1, value.Number(n), !negate}
	}
	return &orderNumber{b, op, n, value.Number(n), negate}
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

func (x *eqNumber) eval(f *frame) value.Value { return value.Bool(x.test(f)) }

func (x *eqNumber) test(f *frame) bool {
	l := x.l.get(f)
	if a, ok := l.AsNumber(); ok {
		return (a == x.n) != x.negate
	}
	return value.Equal(l, value.Number(x.n)) != x.negate
}

func (x *eqText) eval(f *frame) value.Value { return value.Bool(x.test(f)) }

func (x *eqText) test(f *frame) bool {
	l := x.l.get(f)
	if s, ok := l.AsText(); ok {
		return (s == x.text) != x.negate
	}
	return value.Equal(l, x.k) != x.negate
}

func (x *orderExpr) eval(f *frame) value.Value { return value.Bool(x.test(f)) }

func (x *orderExpr) test(f *frame) bool {
	l, r := x.l.get(f), x.r.get(f)
	if a, ok := l.AsNumber(); ok {
		if b, ok := r.AsNumber(); ok {
			if x.swap {
				return (b < a) != x.negate
			}
			return (a < b) != x.negate
		}
	}
	return x.compare(f, x.op, l, r)
}

func (x *orderNumber) eval(f *frame) value.Value { return value.Bool(x.test(f)) }

func (x *orderNumber) test(f *frame) bool {
	l := x.l.get(f)
	if a, ok := l.AsNumber(); ok {
		return (a < x.n) != x.negate
	}
	return x.compare(f, x.op, l, x.k)
}

// compare is the order of any operands.
func (b *binary) compare(f *frame, op syntax.Op, l, r value.Value) bool {
	c, err := value.Compare(l, r)
	if err != nil {
		b.failOp(f, l, r, err)
	}
	return ordered(op, c)
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

func (x *andExpr) eval(f *frame) value.Value { return value.Bool(x.test(f)) }
func (x *orExpr) eval(f *frame) value.Value  { return value.Bool(x.test(f)) }
func (x *notExpr) eval(f *frame) value.Value { return value.Bool(!x.x.test(f)) }

// The logic stops at the left operand when that decides: guards such as
// v != null && v.get("id") == x depend on it.
func (x *andExpr) test(f *frame) bool { return x.l.test(f) && x.r.test(f) }
func (x *orExpr) test(f *frame) bool  { return x.l.test(f) || x.r.test(f) }
func (x *notExpr) test(f *frame) bool { return !x.x.test(f) }
