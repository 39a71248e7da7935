package syntax

import (
	"math"
	"strconv"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// lowest is the level below all operators.
const lowest = 0

// level returns the operator that t is and how tightly it binds, 0 for none. The
// two dialects differ in the order of && and ||:
// https://www.zoho.com/deluge/help/operators/logical-operators.html and
// https://www.zoho.com/creator/newhelp/script/operators/logical-operators.html
// m says whether a lone = means ==.
func (g *grammar) level(t *token, m mode) (Op, int) {
	if t.Type != tokOp {
		return NoOp, lowest
	}
	switch t.Value {
	case "||":
		return Or, g.logic(1, 2)
	case "&&":
		return And, g.logic(2, 1)
	case "=":
		if m&loneEq == 0 {
			return NoOp, lowest
		}
		return Eq, 3
	case "==":
		return Eq, 3
	case "!=":
		return Ne, 3
	case "<":
		return Lt, 4
	case "<=":
		return Le, 4
	case ">":
		return Gt, 4
	case ">=":
		return Ge, 4
	case "+":
		return Add, 5
	case "-":
		return Sub, 5
	case "*":
		return Mul, 6
	case "/":
		return Div, 6
	case "%":
		return Mod, 6
	}
	return NoOp, lowest
}

func (g *grammar) logic(inGeneric, inCreator int) int {
	if g.creator {
		return inCreator
	}
	return inGeneric
}

// expr parses an expression whose operators bind tighter than min.
func (g *grammar) expr(lex cursor, min int, m mode) (Expr, error) {
	l, err := g.unary(lex, m)
	if err != nil {
		return nil, err
	}
	return g.binary(lex, l, min, m)
}

// binary climbs: it takes operators that bind tighter than min, left to right.
func (g *grammar) binary(lex cursor, l Expr, min int, m mode) (Expr, error) {
	for {
		t := lex.Peek()
		if m&criteria != 0 && min < testLevel {
			if op, not := testOp(lex, t); op != "" {
				var err error
				if l, err = g.test(lex, l, op, not); err != nil {
					return nil, err
				}
				continue
			}
		}
		op, level := g.level(t, m)
		if level <= min {
			return l, nil
		}
		lex.Next()
		r, err := g.expr(lex, level, m)
		if err != nil {
			return nil, err
		}
		l = &Binary{At: at(l.Span().To(r.Span())), Op: op, L: l, R: r, OpAt: spanOf(t), Single: t.Value == "="}
	}
}

// unary takes prefix operators in a loop: their number has no limit.
func (g *grammar) unary(lex cursor, m mode) (Expr, error) {
	var ops []*token
	for t := lex.Peek(); isOp(t, "-") || isOp(t, "+") || isOp(t, "!"); t = lex.Peek() {
		ops = append(ops, lex.Next())
	}
	x, err := g.postfix(lex, len(ops) > 0 && isOp(ops[len(ops)-1], "-"), m)
	if err != nil {
		return nil, err
	}
	for i := len(ops) - 1; i >= 0; i-- {
		x = prefix(ops[i], x)
	}
	return x, nil
}

func prefix(t *token, x Expr) Expr {
	span := at(spanOf(t).To(x.Span()))
	n, number := x.(*NumberLit)
	switch {
	case isOp(t, "!"):
		return &Unary{At: span, Op: Not, X: x}
	case isOp(t, "+"):
		return &Unary{At: span, Op: Add, X: x}
	case number && n.Whole && n.Int == math.MinInt64 && n.Text[0] != '-':
		// 9223372036854775808 fits only with its sign.
		return &NumberLit{At: span, Text: "-" + n.Text, Int: n.Int, Whole: true}
	}
	return &Unary{At: span, Op: Sub, X: x}
}

// postfix parses an operand and the members, calls and fetches behind it.
func (g *grammar) postfix(lex cursor, negated bool, m mode) (Expr, error) {
	x, err := g.primary(lex, negated, m)
	if err != nil {
		return nil, err
	}
	return g.rest(lex, x, m)
}

// rest parses what follows an operand.
func (g *grammar) rest(lex cursor, x Expr, m mode) (Expr, error) {
	for {
		var err error
		switch t := lex.Peek(); {
		case isOp(t, "."):
			x, err = g.member(lex, x)
		case isOp(t, "["):
			id, ok := x.(*Ident)
			if !ok {
				return nil, syntaxError(t, "expected ';' or an operator", "an element of a list is read with .get(index)")
			}
			x, err = g.fetch(lex, id)
		default:
			return x, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

func (g *grammar) member(lex cursor, x Expr) (Expr, error) {
	lex.Next()
	name := lex.Peek()
	if name.Type != tokIdent {
		return nil, syntaxError(name, "expected the name of a function or field after '.'", "")
	}
	lex.Next()
	if !isOp(lex.Peek(), "(") {
		return &Member{At: at(spanFrom(x.Span().Start, lex)), X: x, Name: name.Value, NameAt: spanOf(name), Slot: -1}, nil
	}
	args, err := g.args(lex)
	if err != nil {
		return nil, err
	}
	return &Call{At: at(spanFrom(x.Span().Start, lex)), Recv: x, Name: name.Value, NameAt: spanOf(name), Args: args}, nil
}

// expect takes an operator token or says that it is missing. An unexpected token
// stays: the next statement may begin there.
func expect(lex cursor, op string) error {
	t := lex.Peek()
	if !isOp(t, op) {
		return syntaxError(t, "expected '"+op+"'", "")
	}
	lex.Next()
	return nil
}

// args parses (a, b) and (k: v, …).
func (g *grammar) args(lex cursor) ([]Expr, error) {
	open := lex.Next()
	if isOp(lex.Peek(), ")") {
		lex.Next()
		return nil, nil
	}
	var out []Expr
	for {
		x, err := g.arg(lex)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
		t := lex.Peek()
		if isOp(t, ",") {
			lex.Next()
			continue
		}
		if !isOp(t, ")") {
			return nil, unfinished(lex, open, t, "expected ',' or ')'", "")
		}
		lex.Next()
		return out, nil
	}
}

func (g *grammar) arg(lex cursor) (Expr, error) {
	x, err := g.expr(lex, lowest, loneEq)
	if err != nil || !isOp(lex.Peek(), ":") {
		return x, err
	}
	lex.Next()
	v, err := g.expr(lex, lowest, loneEq)
	if err != nil {
		return nil, err
	}
	return &PairExpr{At: at(x.Span().To(v.Span())), Key: x, Value: v}, nil
}

func (g *grammar) primary(lex cursor, negated bool, m mode) (Expr, error) {
	t := lex.Peek()
	switch t.Type {
	case tokIdent:
		return g.word(lex)
	case tokNumber:
		lex.Next()
		return number(t, negated)
	case tokText, tokQuoted:
		lex.Next()
		return textLit(t, t.Value), nil
	case tokCurly:
		lex.Next()
		return textLit(t, uncurl(t.Value)), nil
	case tokOp:
		switch t.Value {
		case "(":
			return g.paren(lex, m)
		case "{":
			return g.braces(lex)
		case "[":
			return g.square(lex)
		}
	}
	return nil, syntaxError(t, "expected an expression", operandHint(lex, t))
}

// number reads a literal. negated: a minus stands right before it.
func number(t *token, negated bool) (Expr, error) {
	n := &NumberLit{At: at(spanOf(t)), Text: t.Value}
	if strings.IndexByte(t.Value, '.') >= 0 {
		return n, nil
	}
	n.Whole = true
	i, err := strconv.ParseInt(t.Value, 10, 64)
	if err != nil && negated {
		i, err = strconv.ParseInt("-"+t.Value, 10, 64)
	}
	if err != nil {
		return nil, &diag.Diagnostic{Code: diag.BadNumber,
			Message: improper("the number " + t.Value + " does not fit in 64 bits"),
			Primary: diag.Label{Span: spanOf(t), Text: "whole numbers end at 9223372036854775807"},
			Hint:    `write longer digit strings as text: "` + t.Value + `"`}
	}
	n.Int = i
	return n, nil
}

func (g *grammar) paren(lex cursor, m mode) (Expr, error) {
	open := lex.Next()
	x, err := g.expr(lex, lowest, m|loneEq)
	if err != nil {
		return nil, err
	}
	if t := lex.Peek(); !isOp(t, ")") {
		return nil, unfinished(lex, open, t, "expected ')'", "")
	}
	lex.Next()
	return &Paren{At: atFrom(open, lex), X: x}, nil
}

// word parses an operand that begins with a name.
func (g *grammar) word(lex cursor) (Expr, error) {
	t := lex.Next()
	next := lex.Peek()
	switch strings.ToLower(t.Value) {
	case "true":
		return &BoolLit{At: at(spanOf(t)), Value: true}, nil
	case "false":
		return &BoolLit{At: at(spanOf(t))}, nil
	case "null":
		return &NullLit{at(spanOf(t))}, nil
	case "if":
		return g.cond(lex, t)
	case "else", "for", "return", "try", "catch", "throw", "break", "continue":
		if !isThrow(t) && isWord(t, "throw") {
			break
		}
		return nil, syntaxError(t, "expected an expression", "'"+t.Value+"' is a word of the language and cannot name a variable")
	case "invokeurl", "invokeapi":
		if isOp(next, "[") {
			return g.task(lex, t)
		}
	case "sendmail", "sendsms":
		if isOp(next, "[") {
			return g.mail(lex, t)
		}
	case "insert":
		if isWord(next, "into") {
			return g.insert(lex, t)
		}
	case "list":
		if isOp(next, ":") {
			if x, err := g.typedList(lex, t); x != nil || err != nil {
				return x, err
			}
		}
	}
	if !isOp(next, "(") {
		return identOf(t), nil
	}
	args, err := g.args(lex)
	if err != nil {
		return nil, err
	}
	return &Call{At: atFrom(t, lex), Name: t.Value, NameAt: spanOf(t), Args: args}, nil
}

// cond parses the conditional function behind its if.
func (g *grammar) cond(lex cursor, t *token) (Expr, error) {
	if next := lex.Peek(); !isOp(next, "(") {
		return nil, syntaxError(next, "expected '(' after if", "")
	}
	args, err := g.args(lex)
	if err != nil {
		return nil, err
	}
	if len(args) != 3 {
		d := syntaxError(t, "expected if(condition, a, b) with three parts", "an if statement cannot stand inside an expression")
		d.Primary.Span = spanFrom(spanOf(t).Start, lex)
		return nil, d
	}
	return &Cond{At: atFrom(t, lex), If: args[0], Then: args[1], Else: args[2]}, nil
}

// typedList parses List:String(…) behind its first word; nil when the colon
// belongs to something else.
func (g *grammar) typedList(lex cursor, t *token) (Expr, error) {
	mark := lex.at
	lex.Next()
	elem := lex.Next()
	if elem.Type != tokIdent || !isOp(lex.Peek(), "(") {
		lex.at = mark
		return nil, nil
	}
	name := source.Span{Start: spanOf(t).Start, End: spanOf(elem).End}
	args, err := g.args(lex)
	if err != nil {
		return nil, err
	}
	return &Call{At: atFrom(t, lex), Name: t.Value + ":" + elem.Value, NameAt: name, Args: args}, nil
}
