package resolve

import (
	"strconv"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// This file checks what is known before a script runs from its literals alone. A
// variable may hold anything, so nothing is concluded from one.

// kindOf returns the kind of an expression made of literals, else Any.
func kindOf(x syntax.Expr) types.Kind {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.NumberLit:
		if x.Whole {
			return types.Number
		}
		return types.Decimal
	case *syntax.TextLit:
		if !x.Single { // single quotes may hold a date
			return types.Text
		}
	case *syntax.BoolLit:
		return types.Bool
	case *syntax.ListLit:
		if x.Square || len(x.Items) > 0 { // {} may become a map
			return types.List
		}
	case *syntax.MapLit:
		return types.Map
	case *syntax.Unary:
		if x.Op == syntax.Not {
			return types.Bool
		}
		return kindOf(x.X)
	}
	return types.Any
}

// operands reports an operator of arithmetic on a text that is known as one. % has
// an error of its own, which a script can catch.
// Source: https://www.zoho.com/creator/newhelp/script/operators.html
func (r *resolver) operands(x *syntax.Binary) {
	if x.Op != syntax.Sub && x.Op != syntax.Mul && x.Op != syntax.Div {
		return
	}
	left, right := kindOf(x.L), kindOf(x.R)
	if left == types.Any || right == types.Any || left != types.Text && right != types.Text {
		return
	}
	d := r.errorAt(diag.WrongOperands, x.OpAt, "Left expression is of type "+left.OperatorName()+" and right expression is of type "+
		right.OperatorName()+" and operator "+x.Op.String()+" is not valid", "")
	d.Related = []diag.Label{
		{File: r.file.Source, Span: x.L.Span(), Text: "is " + left.String() + " here"},
		{File: r.file.Source, Span: x.R.Span(), Text: "is " + right.String() + " here"},
	}
}

// arguments reports literals that have no form of the type of their parameter.
// Source: https://www.zoho.com/deluge/help/error-messages.html
func (r *resolver) arguments(x *syntax.Call, fn *syntax.FuncDecl) {
	for i, a := range x.Args[:min(len(x.Args), len(fn.Params))] {
		p := fn.Params[i]
		if to := p.Type.Kind(); neverFits(syntax.Unparen(a), to) {
			r.errorAt(diag.WrongArgument, a.Span(), "Argument type mismatches for the function "+fn.Name+" at index "+strconv.Itoa(i+1),
				"parameter '"+p.Name.Name+"' is "+to.String())
		}
	}
}

// neverFits reports whether a literal can not be converted to a kind; of the
// others the run decides.
func neverFits(x syntax.Expr, to types.Kind) bool {
	from := kindOf(x)
	container := from == types.List || from == types.Map
	scalar := from == types.Number || from == types.Decimal || from == types.Bool
	switch lit, isText := x.(*syntax.TextLit); to {
	case types.Number, types.Decimal:
		if isText && !lit.Single {
			return !strings.ContainsAny(lit.Value, "0123456789")
		}
		return from == types.Bool || container
	case types.Bool:
		if isText {
			return !strings.EqualFold(lit.Value, "true") && !strings.EqualFold(lit.Value, "false")
		}
		return container
	case types.DateTime:
		return container || scalar
	case types.Map:
		return scalar || from == types.List
	case types.Collection:
		return scalar
	case types.List:
		return from == types.Map
	}
	return false
}

// immutable are the kinds of values that a call can not change.
var immutable = [types.Void + 1]bool{types.Null: true, types.Bool: true, types.Number: true, types.Decimal: true,
	types.Text: true, types.DateTime: true, types.Time: true, types.XML: true, types.Exception: true}

// onlyValue reports whether a built-in does nothing but give a value: it has a
// receiver, and only such that can not be changed.
func onlyValue(b Builtin) bool {
	for _, s := range b.Signatures {
		if len(s.Recv) == 0 || s.ResultKind() == types.Void {
			return false
		}
		for _, k := range s.Recv {
			if !immutable[k] {
				return false
			}
		}
	}
	return len(b.Signatures) > 0
}

// noValue reports whether no form of a built-in gives a value.
func noValue(b Builtin) bool {
	for _, s := range b.Signatures {
		if s.ResultKind() != types.Void {
			return false
		}
	}
	return len(b.Signatures) > 0
}

// unused reports a call of a built-in whose value is all that it does.
// Wording: https://www.zoho.com/deluge/help/error-messages.html
func (r *resolver) unused(x *syntax.Call) {
	name := x.Name
	if x.Target.Path != "" {
		name = x.Target.Path
	}
	b, ok := r.lib.Lookup(name)
	if x.Target.Func != nil || !ok || !onlyValue(b) {
		return
	}
	r.errorAt(diag.UnusedResult, x.NameAt, b.Name+" function needs to be assigned to a variable", "its value is lost").Hint =
		"keep it, as in result = …; or print it with info"
}

// voidBuiltin reports a built-in without a value where one is needed.
func (r *resolver) voidBuiltin(x *syntax.Call, b Builtin, used bool) {
	if !used || !noValue(b) {
		return
	}
	r.errorAt(diag.VoidAsValue, x.NameAt, b.Name+" function cant be assigned to variable or used in expression", "gives no value").Hint =
		"call it as a statement of its own"
}
