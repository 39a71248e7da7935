package lint

import (
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// operation is an operator with what is known of its operands.
type operation struct {
	op     syntax.Op
	l, r   val
	lx, rx syntax.Expr
	at     source.Span // of the operator
}

func isNumeric(k types.Kind) bool { return k == types.Number || k == types.Decimal }

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

func join2(names []string) string { return strings.Join(names, ".") }

// result returns the kind that an operator makes of two kinds; ok is false when it
// does not take them.
// Source: https://www.zoho.com/deluge/help/operators/arithmetic-operators.html
func result(op syntax.Op, l, r types.Kind) (k types.Kind, ok bool) {
	numbers := isNumeric(l) && isNumeric(r)
	k = types.Decimal
	if l == types.Number && r == types.Number && op != syntax.Div {
		k = types.Number
	}
	switch op {
	case syntax.Add:
		if isText(l) || isText(r) {
			return types.Text, true
		}
	case syntax.Sub:
		if l == r && (l == types.DateTime || l == types.Time) {
			return types.Number, true
		}
	case syntax.Eq, syntax.Ne:
		return types.Bool, true
	case syntax.Lt, syntax.Le, syntax.Gt, syntax.Ge:
		return types.Bool, numbers || l == r && (l == types.DateTime || l == types.Time)
	}
	return k, numbers
}

func isText(k types.Kind) bool { return k == types.Text || k == types.XML }

// operator checks an operator and says what it gives.
func (c *checker) operator(o operation) val {
	if o.op != syntax.Eq && o.op != syntax.Ne {
		c.mayBeNull(o)
	} else {
		c.success(o)
	}
	l, okL := o.l.kinds.known()
	r, okR := o.r.kinds.known()
	at := o.lx.Span().To(o.rx.Span())
	if !okL || !okR {
		return c.halfKnown(o, l, okL, r, okR)
	}
	var out kinds
	l.each(func(a types.Kind) bool {
		r.each(func(b types.Kind) bool {
			if k, ok := result(o.op, a, b); ok {
				out |= setOf(k)
			}
			return true
		})
		return true
	})
	v := val{kinds: out, at: at, soft: o.l.soft || o.r.soft}
	if out == 0 {
		c.operands(o, l.first(), r.first())
		return unknown
	}
	if o.op == syntax.Eq || o.op == syntax.Ne {
		c.equality(o, l, r)
		return v
	}
	c.idArithmetic(o, out)
	return v
}

// halfKnown is an operator of which one operand is unknown.
func (c *checker) halfKnown(o operation, l kinds, okL bool, r kinds, okR bool) val {
	at := o.lx.Span().To(o.rx.Span())
	switch o.op {
	case syntax.Eq, syntax.Ne, syntax.Lt, syntax.Le, syntax.Gt, syntax.Ge:
		return of(types.Bool, at)
	case syntax.Div:
		return val{kinds: setOf(types.Decimal), at: at, soft: true}
	case syntax.Add:
		if okL && isText(l.one()) || okR && isText(r.one()) {
			return of(types.Text, at)
		}
	}
	return unknown
}

// operands reports an operator that takes no values of two kinds.
// Wording: https://www.zoho.com/creator/newhelp/script/operators.html
func (c *checker) operands(o operation, l, r types.Kind) {
	message := "Left expression is of type " + l.OperatorName() + " and right expression is of type " + r.OperatorName() +
		" and operator " + o.op.String() + " is not valid"
	// % has a message of its own, which scripts can catch: the vendor finds it at run time.
	d := c.refuse(diag.WrongOperands, o.l.soft || o.r.soft || o.op == syntax.Mod, o.at, message, "")
	d.Hint = operandHint(o.op, l, r)
	c.from(d, o.l, o.lx.Span())
	c.from(d, o.r, o.rx.Span())
}

func operandHint(op syntax.Op, l, r types.Kind) string {
	order := op >= syntax.Lt && op <= syntax.Ge
	switch {
	case l == types.DateTime && isNumeric(r):
		return "use addDay(n), addHour(n) or their kin"
	case l == types.List && r == types.List:
		return "use addAll"
	case order && isText(l) && isText(r):
		return "texts have no order; compare numbers, as in x.toNumber()"
	case isText(l) || isText(r):
		return "turn the text into a number with toLong() or toDecimal()"
	}
	return ""
}

// equality reports comparisons that surprise. Source: spec 7.4.
func (c *checker) equality(o operation, l, r kinds) {
	a, b := l.one(), r.one()
	switch {
	case a == types.Any || b == types.Any || a == b || isNumeric(a) && isNumeric(b):
		return
	case isText(a) && isNumeric(b), isNumeric(a) && isText(b):
		d := c.warn(diag.TextAgainstNumber, o.at, "a "+a.String()+" is compared with a "+b.String()+": their text forms decide, and CRM refuses to save it", "")
		d.Hint = "compare like with like: toLong() on the text, or toString() on the number"
		c.from(d, o.l, o.lx.Span())
		c.from(d, o.r, o.rx.Span())
	case isText(a) && isText(b), isText(a) && b == types.List, a == types.List && isText(b):
	default:
		d := c.warn(diag.NeverEqual, o.at, article(a.String())+" and "+article(b.String())+" are never equal", "always "+constant(o.op))
		if isText(a) && b == types.Bool || a == types.Bool && isText(b) {
			d.Hint = "compare with true or false, without quotes"
		}
		c.from(d, o.l, o.lx.Span())
		c.from(d, o.r, o.rx.Span())
	}
}

func constant(op syntax.Op) string {
	if op == syntax.Ne {
		return "true"
	}
	return "false"
}

// mayBeNull reports operands that are null for certain, and such that some way to
// here leaves unassigned.
func (c *checker) mayBeNull(o operation) {
	words := map[syntax.Op]string{syntax.Add: "addition", syntax.Sub: "subtraction", syntax.Mul: "multiplication", syntax.Div: "division", syntax.Mod: "mod"}
	word := words[o.op]
	if word == "" {
		word = "comparison"
	}
	for _, side := range []struct {
		v, other val
		x        syntax.Expr
	}{{o.l, o.r, o.lx}, {o.r, o.l, o.rx}} {
		if rest, ok := side.other.kinds.known(); o.op == syntax.Add && (!ok || rest.has(types.Text)) {
			continue // null joins texts as "null"
		}
		if side.v.kinds.isNull() {
			c.alwaysNull(side.x, side.v, word)
		} else {
			c.unassigned(side.x, side.v)
		}
	}
}

// alwaysNull reports a value that can only be null where one is needed.
// Wording: https://www.zoho.com/deluge/help/error-messages.html
func (c *checker) alwaysNull(x syntax.Expr, v val, operation string) {
	d := c.warn(diag.AlwaysNull, x.Span(), "Null value occurred while performing "+operation+" operation", "is always null here")
	if v.at.IsValid() && v.at != x.Span() {
		d.Related = append(d.Related, diag.Label{File: c.file, Span: v.at, Text: "is null since here"})
	}
}

// unassigned reports a variable that is read where a way leads to that does not
// assign it. A branch around this place that is not around the assignments may rule
// that way out: then nothing is said. Past this place the variable has a value.
func (c *checker) unassigned(x syntax.Expr, v val) {
	slot := slotOf(x)
	if v.kinds&unset == 0 || v.kinds == unset || slot < 0 || slot >= len(c.env) || c.env == nil {
		return
	}
	c.env[slot].kinds &^= unset
	for _, b := range c.inside {
		if !slices.Contains(c.given[slot], b) {
			return
		}
	}
	d := c.warn(diag.MaybeUnassigned, x.Span(), "'"+nameOf(x)+"' may be null here: some way to this place does not assign it", "null on some ways")
	d.Hint = "assign it before the branch or loop that does"
	if v.at.IsValid() {
		d.Related = append(d.Related, diag.Label{File: c.file, Span: v.at, Text: "assigned here"})
	}
}

func nameOf(x syntax.Expr) string {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return x.Name
	case *syntax.Member:
		return x.Name
	}
	return ""
}

// criteria checks the operators of a record fetch. Of fields only those that every
// form has are known. Source: spec 12.1.
func (c *checker) criteria(x syntax.Expr) {
	syntax.WalkExpr(x, func(x syntax.Expr) {
		b, ok := x.(*syntax.Binary)
		if !ok || b.Op < syntax.Eq || b.Op > syntax.Ge {
			return
		}
		left, right := c.criterion(b.L), c.criterion(b.R)
		l, r := left.kinds.one(), right.kinds.one()
		if l == types.Any || r == types.Any || l == r || isNumeric(l) && isNumeric(r) || l == types.List || r == types.List {
			return
		}
		d := c.refuse(diag.CriteriaOperands, left.soft || right.soft, b.OpAt, "In Criteria left expression is of type "+l.OperatorName()+" and right expression is of type "+
			r.OperatorName()+" and the operator "+b.Op.String()+" is not valid", "")
		c.from(d, left, b.L.Span())
		c.from(d, right, b.R.Span())
	})
}

// systemField returns the kind of a field that every form has, ANY of another one.
// Source: https://www.zoho.com/deluge/help/creator-field-datatype.html
func systemField(name string) types.Kind {
	switch name {
	case "ID":
		return types.Number
	case "Added_Time", "Modified_Time":
		return types.DateTime
	}
	return types.Any
}

func (c *checker) criterion(x syntax.Expr) val {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		if x.Slot >= 0 {
			return c.ident(x)
		}
		if k := systemField(x.Name); k != types.Any {
			return of(k, x.Span())
		}
	case *syntax.NumberLit, *syntax.BoolLit:
		return c.literal(x)
	case *syntax.TextLit:
		if !x.Single {
			return of(types.Text, x.Span())
		}
	}
	return unknown
}
