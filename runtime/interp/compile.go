package interp

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// compiler turns syntax into nodes.
type compiler struct {
	reg    *registry.Registry
	format *value.Format
	funcs  map[*syntax.FuncDecl]*function
	byName map[string]*function
}

// shown compiles statements of which the last, when it is an expression, gives the
// result.
func (c *compiler) shown(list []syntax.Stmt) block {
	if len(list) == 0 {
		return nil
	}
	rest, last := list[:len(list)-1], list[len(list)-1]
	x, ok := last.(*syntax.ExprStmt)
	if !ok {
		return c.block(list)
	}
	return append(c.block(rest), step{stmt: &showStmt{c.expr(x.X)}, at: x.Span().Start})
}

func (c *compiler) block(list []syntax.Stmt) block {
	out := make(block, 0, len(list))
	for _, s := range list {
		if n := c.stmt(s); n != nil {
			out = append(out, step{stmt: n, at: s.Span().Start, loop: isLoop(s)})
		}
	}
	return out
}

func isLoop(s syntax.Stmt) bool {
	switch s.(type) {
	case *syntax.ForEach, *syntax.While:
		return true
	}
	return false
}

func (c *compiler) stmt(s syntax.Stmt) stmt {
	at := place{s.Span().Start}
	switch s := s.(type) {
	case *syntax.Assign:
		return c.assign(s)
	case *syntax.TypedLocal:
		return &assignStmt{s.Name.Slot, c.typed(s)}
	case *syntax.Info:
		return &infoStmt{at, c.expr(s.X)}
	case *syntax.ExprStmt:
		return &exprStmt{c.expr(s.X)}
	case *syntax.Return:
		if s.X == nil {
			return &returnStmt{operandOf(constant{value.Null})}
		}
		return &returnStmt{operandOf(c.expr(s.X))}
	case *syntax.Break:
		return &jumpStmt{brk}
	case *syntax.Continue:
		return &jumpStmt{cont}
	case *syntax.Throw:
		return &throwStmt{at, c.expr(s.X), s.Span()}
	}
	return c.compound(at, s)
}

func (c *compiler) compound(at place, s syntax.Stmt) stmt {
	switch s := s.(type) {
	case *syntax.If:
		return c.branches(s)
	case *syntax.ForEach:
		return &forStmt{place: at, slot: s.Var.Slot, index: s.Index, in: c.expr(s.In), span: s.In.Span(), body: c.block(s.Body.Stmts)}
	case *syntax.While:
		return &whileStmt{at, c.cond(s.Cond), c.block(s.Body.Stmts)}
	case *syntax.Try:
		return &tryStmt{c.block(s.Body.Stmts), s.Var.Slot, c.block(s.Catch.Stmts)}
	}
	if _, empty := s.(*syntax.Empty); empty {
		return nil
	}
	return &exprStmt{later(s.Span())}
}

func (c *compiler) assign(s *syntax.Assign) stmt {
	n := &assignStmt{x: c.expr(s.X)}
	switch t := s.Target.(type) {
	case *syntax.Ident:
		n.slot = t.Slot
	case *syntax.Member:
		if n.slot = t.Slot; n.slot < 0 { // a field of a record
			return &exprStmt{&fieldWrite{c.expr(t.X), t.Name, t.Span()}}
		}
	}
	if s.Op != syntax.NoOp {
		span := s.Span()
		n.x = operator(s.Op, binary{l: operandOf(variable{n.slot}), r: operandOf(n.x), lspan: s.Target.Span(), rspan: s.X.Span(), opspan: span})
	}
	if sum, ok := n.x.(*addConst); ok && sum.l.slot == n.slot {
		return &countStmt{n.slot, sum}
	}
	return n
}

// typed converts the value of a typed local as that of a parameter.
func (c *compiler) typed(s *syntax.TypedLocal) expr {
	return &convertExpr{x: c.expr(s.X), kind: s.Type.Kind(), span: s.X.Span()}
}

// cond compiles the condition of a statement or a ternary.
func (c *compiler) cond(x syntax.Expr) tester {
	e := c.expr(x)
	if t, ok := e.(tester); ok {
		return t
	}
	return &criteria{e, x.Span()}
}

// logical compiles an operand of the logic.
func (c *compiler) logical(x syntax.Expr) tester {
	e := c.expr(x)
	if t, ok := e.(tester); ok {
		return t
	}
	return &logicOperand{e, x.Span()}
}

func (c *compiler) exprs(xs []syntax.Expr) []expr {
	out := make([]expr, len(xs))
	for i, x := range xs {
		out[i] = c.expr(x)
	}
	return out
}

func (c *compiler) expr(x syntax.Expr) expr {
	switch x := x.(type) {
	case *syntax.Paren:
		return c.expr(x.X)
	case *syntax.Ident:
		return c.ident(x)
	case *syntax.NumberLit:
		return number(x)
	case *syntax.TextLit:
		return c.text(x)
	case *syntax.BoolLit:
		return constant{value.Bool(x.Value)}
	case *syntax.NullLit:
		return constant{value.Null}
	case *syntax.ListLit:
		if len(x.Items) == 0 && !x.Square {
			return braces{}
		}
		return &listLit{c.exprs(x.Items)}
	case *syntax.MapLit:
		m := &mapLit{}
		for _, p := range x.Pairs {
			m.keys, m.values = append(m.keys, c.expr(p.Key)), append(m.values, c.expr(p.Value))
		}
		return m
	case *syntax.Unary:
		return c.unary(x)
	case *syntax.Binary:
		return c.binary(x)
	case *syntax.Cond:
		return &condExpr{c.cond(x.If), c.expr(x.Then), c.expr(x.Else)}
	}
	return c.operand(x)
}

func (c *compiler) operand(x syntax.Expr) expr {
	switch x := x.(type) {
	case *syntax.Member:
		return c.member(x)
	case *syntax.Call:
		return c.call(x)
	case *syntax.Task:
		n := &blockTask{task: c.reg.Task(x.Name), span: x.NameAt}
		if n.task == nil {
			return later(x.NameAt)
		}
		for _, k := range x.Keys {
			n.keys, n.vals = append(n.keys, k.Name), append(n.vals, c.expr(k.Value))
		}
		return n
	case *syntax.BareWord:
		return bareWord{x.Slot, value.Text(x.Name)}
	}
	return later(x.Span())
}

func (c *compiler) ident(x *syntax.Ident) expr {
	if x.Slot >= 0 {
		return variable{x.Slot}
	}
	if v := c.reg.Var(x.Name); v != nil {
		return sysVar{v}
	}
	return later(x.Span()) // a form
}

func number(x *syntax.NumberLit) expr {
	if x.Whole {
		return constant{value.Number(x.Int)}
	}
	d, _ := decimal.NewFromString(x.Text) // the lexer takes digits only
	return constant{value.OfDecimal(d)}
}

// text makes a date or a time of day of single-quoted text that is one.
func (c *compiler) text(x *syntax.TextLit) expr {
	if x.Single {
		plain := value.Format{}
		if c.format != nil {
			plain = *c.format
		}
		plain.Location = nil
		if d, ok := value.ParseDateTime(x.Value, &plain); ok {
			return dateLit{d}
		}
		if t, ok := value.ParseClock(x.Value); ok {
			return constant{value.OfTime(t)}
		}
		if value.OutsideDay(x.Value) {
			return badClock{x.Span()}
		}
	}
	if x.Raw != "" && c.format != nil && c.format.RawEscapes {
		return constant{value.Text(x.Raw)}
	}
	return constant{value.Text(x.Value)}
}

func (c *compiler) unary(x *syntax.Unary) expr {
	switch x.Op {
	case syntax.Not:
		return &notExpr{c.logical(x.X)}
	case syntax.Add:
		return &plusExpr{c.expr(x.X), x.Span()}
	}
	n := &negExpr{c.expr(x.X), x.Span()}
	if k, ok := n.x.(constant); ok {
		if v, err := value.Neg(k.v); err == nil {
			return constant{v}
		}
	}
	return n
}

func (c *compiler) binary(x *syntax.Binary) expr {
	switch x.Op {
	case syntax.And:
		return &andExpr{c.logical(x.L), c.logical(x.R)}
	case syntax.Or:
		return &orExpr{c.logical(x.L), c.logical(x.R)}
	}
	return operator(x.Op, binary{l: operandOf(c.expr(x.L)), r: operandOf(c.expr(x.R)),
		lspan: x.L.Span(), rspan: x.R.Span(), opspan: x.OpAt})
}

func operator(op syntax.Op, b binary) expr {
	switch op {
	case syntax.Add:
		return plus(b)
	case syntax.Sub, syntax.Mul, syntax.Div, syntax.Mod:
		return arithmetic(op, b)
	case syntax.Eq, syntax.Ne:
		return equality(b, op == syntax.Ne)
	}
	return order(op, b)
}

func (c *compiler) member(x *syntax.Member) expr {
	if x.Slot >= 0 {
		return variable{x.Slot}
	}
	if path, outside := dotted(x); outside {
		if v := c.reg.Var(path); v != nil {
			return sysVar{v}
		}
	}
	return &attribute{c.expr(x.X), x.Name, x.Span()}
}

// dotted returns a chain of names as text; outside is false when it begins with a
// variable, is longer than any name, or is anything else.
func dotted(x syntax.Expr) (path string, outside bool) {
	id, names := syntax.Dotted(x)
	return strings.Join(names, "."), id != nil && id.Slot < 0
}

func (c *compiler) branches(s *syntax.If) *ifStmt {
	var first, last *ifStmt
	at := &first
	for _, b := range s.Branches {
		*at = &ifStmt{cond: c.cond(b.Cond), body: c.block(b.Body.Stmts)}
		last, at = *at, &(*at).more
	}
	if s.Else != nil {
		last.els = c.block(s.Else.Stmts)
	}
	return first
}

func (c *compiler) call(x *syntax.Call) expr {
	if decl := x.Target.Func; decl != nil {
		fn := c.function(decl)
		if fn == nil { // of a file that was left out for its errors
			return &unknown{decl.Name, x.NameAt}
		}
		n := &userCall{fn: fn, span: x.NameAt}
		for _, a := range x.Args {
			n.args, n.spans = append(n.args, operandOf(c.expr(a))), append(n.spans, a.Span())
		}
		return n.special()
	}
	if path := x.Target.Path; path != "" {
		if v := c.reg.Var(path); v != nil {
			return sysVar{v}
		}
		set := c.reg.Lookup(path)
		if _, planned := c.reg.Planned(path); planned {
			return later(x.NameAt)
		}
		if set == nil {
			return &unknown{path, x.NameAt}
		}
		return c.builtin(x, set, x.Args)
	}
	if m, ok := x.Recv.(*syntax.Member); ok && m.UI {
		return later(x.Span())
	}
	set := c.reg.Lookup(x.Name)
	if _, planned := c.reg.Planned(x.Name); planned {
		return &recordMethod{c.expr(x.Recv), x.Name, x.NameAt}
	}
	if set == nil { // Form.Subform()
		return later(x.Span())
	}
	return c.builtin(x, set, append([]syntax.Expr{x.Recv}, x.Args...))
}

func (c *compiler) function(decl *syntax.FuncDecl) *function {
	if fn := c.funcs[decl]; fn != nil {
		return fn
	}
	return c.byName[decl.CallName()] // from a program compiled before
}

// calledName returns the name by which a built-in is called, with its namespace.
func calledName(x *syntax.Call) string {
	if x.Target.Path != "" {
		return x.Target.Path
	}
	return x.Name
}

func (c *compiler) builtin(x *syntax.Call, set *registry.Set, args []syntax.Expr) expr {
	n := &builtin{set: set, name: set.Spelled(calledName(x)), span: x.Span(), at: x.NameAt}
	for _, a := range args {
		if p, ok := a.(*syntax.PairExpr); ok {
			n.named = append(n.named, c.expr(p.Key), c.expr(p.Value))
			continue
		}
		n.args = append(n.args, operandOf(c.expr(a)))
	}
	if n.named == nil && set.HasShort(len(n.args)) {
		return shortCall(*n)
	}
	return n
}
