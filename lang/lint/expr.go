package lint

import (
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// This file says of each expression what is known of its value.

// value is expr for an expression whose value is used.
func (c *checker) value(x syntax.Expr) val { return c.expr(x) }

func (c *checker) expr(x syntax.Expr) val {
	if x == nil || c.env == nil {
		return unknown
	}
	switch x := x.(type) {
	case *syntax.Paren:
		return c.expr(x.X)
	case *syntax.Ident:
		return c.ident(x)
	case *syntax.BareWord:
		return unknown
	case *syntax.Unary:
		return c.unary(x)
	case *syntax.Binary:
		return c.binary(x)
	case *syntax.Cond:
		return c.cond(x)
	case *syntax.Member:
		return c.member(x)
	case *syntax.Call:
		return c.call(x)
	case *syntax.Task:
		return c.task(x)
	case *syntax.PairExpr:
		c.expr(x.Key)
		c.expr(x.Value)
		return unknown
	}
	return c.literal(x)
}

func (c *checker) literal(x syntax.Expr) val {
	switch x := x.(type) {
	case *syntax.NumberLit:
		if !x.Whole {
			c.idLiteral(x)
			return of(types.Decimal, x.Span())
		}
		return val{kinds: setOf(types.Number), at: x.Span(), id: x.Int > maxExact}
	case *syntax.TextLit:
		return c.text(x)
	case *syntax.BoolLit:
		return of(types.Bool, x.Span())
	case *syntax.NullLit:
		return val{kinds: null, at: x.Span()}
	case *syntax.ListLit:
		for _, item := range x.Items {
			c.value(item)
		}
		if len(x.Items) == 0 && !x.Square { // {} may become a map
			return val{kinds: setOf(types.List, types.Map), at: x.Span()}
		}
		return of(types.List, x.Span())
	case *syntax.MapLit:
		for _, p := range x.Pairs {
			c.value(p.Key)
			c.value(p.Value)
		}
		return of(types.Map, x.Span())
	}
	return c.host(x)
}

func (c *checker) host(x syntax.Expr) val {
	switch x := x.(type) {
	case *syntax.Fetch:
		c.criteria(x.Criteria)
		c.expr(x.From)
		c.expr(x.To)
	case *syntax.Insert:
		c.fields(x.Fields)
		return val{kinds: anything, id: true} // a NUMBER whose ID can be read, too
	case *syntax.Attachment:
		c.expr(x.X)
	}
	return unknown
}

func (c *checker) ident(x *syntax.Ident) val {
	if x.Slot >= 0 {
		return c.variable(x.Slot)
	}
	return c.system(x.Name)
}

func (c *checker) variable(slot int) val {
	if slot < len(c.env) {
		return c.env[slot]
	}
	return unknown
}

// system is a system variable.
func (c *checker) system(name string) val {
	if c.opt.VarKind == nil {
		return unknown
	}
	if k := c.opt.VarKind(name); k != types.Any {
		return val{kinds: setOf(k) | null}
	}
	return unknown
}

func (c *checker) unary(x *syntax.Unary) val {
	if x.Op == syntax.Not {
		c.condition(x.X)
		return of(types.Bool, x.Span())
	}
	v := c.value(x.X)
	if k := v.kinds.one(); isNumeric(k) {
		return of(k, x.Span())
	}
	return unknown
}

func (c *checker) binary(x *syntax.Binary) val {
	if x.Op == syntax.And || x.Op == syntax.Or {
		c.mixed(x)
		c.condition(x.L)
		before := c.env.clone()
		c.assume(x.L)
		c.condition(x.R)
		c.env = before
		return of(types.Bool, x.Span())
	}
	l := c.value(x.L)
	r := c.value(x.R)
	return c.operator(operation{op: x.Op, l: l, r: r, lx: x.L, rx: x.R, at: x.OpAt})
}

// mixed reports && and || side by side: the two dialects disagree on which binds
// tighter.
func (c *checker) mixed(x *syntax.Binary) {
	for _, side := range []syntax.Expr{x.L, x.R} {
		b, ok := side.(*syntax.Binary)
		if !ok || b.Op == x.Op || b.Op != syntax.And && b.Op != syntax.Or {
			continue
		}
		d := c.warn(diag.MixedLogic, b.OpAt, "&& and || side by side: Creator binds || tighter, the other products &&", "put parentheses around this one")
		d.Related = append(d.Related, diag.Label{File: c.file, Span: x.OpAt, Text: "and this one"})
	}
}

func (c *checker) cond(x *syntax.Cond) val {
	c.condition(x.If)
	before := c.env.clone()
	c.assume(x.If)
	v := join(c.value(x.Then), c.value(x.Else))
	c.env = before
	return v
}

// condition checks what decides: only BOOLEAN can. Source: spec 7.6.
func (c *checker) condition(x syntax.Expr) {
	v := c.value(x)
	if rest, ok := v.kinds.known(); ok && !rest.has(types.Bool) {
		d := c.refuse(diag.NotBoolean, v.soft, x.Span(), "'"+rest.first().String()+"' can not be cast to 'BOOLEAN'", "is no condition")
		d.Hint = "compare it with something, as in " + c.excerpt(x) + " != null"
		c.from(d, v, x.Span())
	}
}

// excerpt returns an expression as written when it is short.
func (c *checker) excerpt(x syntax.Expr) string {
	const room = 30
	if s := c.file.Slice(x.Span()); len(s) <= room && !strings.Contains(s, `"`) {
		return s
	}
	return "x"
}

// member is x.name: a field of a record, an attribute of an exception, or a system
// variable.
func (c *checker) member(x *syntax.Member) val {
	if x.Slot >= 0 {
		return c.variable(x.Slot)
	}
	if root, names := syntax.Dotted(x); root != nil && root.Slot < 0 {
		return c.system(join2(names))
	}
	v := c.value(x.X)
	if v.kinds.one() == types.Exception {
		return c.attribute(x)
	}
	rest, ok := v.kinds.known()
	if !ok || rest&^fieldless != 0 || x.UI {
		return unknown
	}
	d := c.warn(diag.NoSuchField, x.NameAt, article(c.name(rest))+" value has no field '"+x.Name+"'", "fails when it is reached")
	if rest.has(types.Map) {
		d.Hint = "read a map with ." + `get("` + x.Name + `")`
	}
	c.from(d, v, x.X.Span())
	return unknown
}

// fieldless are the kinds without fields.
const fieldless = kinds(1)<<types.Bool | 1<<types.Number | 1<<types.Decimal | 1<<types.Text | 1<<types.DateTime | 1<<types.Time | 1<<types.List | 1<<types.Map | 1<<types.Collection

// attribute is a part of what a catch has caught. Source: spec 9.2.
func (c *checker) attribute(x *syntax.Member) val {
	switch x.Name {
	case "lineNo":
		return of(types.Number, x.Span())
	case "message", "type":
		return of(types.Text, x.Span())
	}
	return unknown
}

// elementOf is what the variable of a loop holds.
func (c *checker) elementOf(s *syntax.ForEach, in val) val {
	if in.kinds.isNull() {
		c.alwaysNull(s.In, in, "for each")
	}
	rest, ok := in.kinds.known()
	if ok && rest&iterable == 0 {
		d := c.warn(diag.NotIterable, s.In.Span(), "'"+rest.first().String()+"' can not be cast to 'LIST'", "a loop cannot go over this")
		if rest.has(types.Map) {
			d.Hint = "go over the keys: for each key in " + c.excerpt(s.In) + ".keys()"
		}
		c.from(d, in, s.In.Span())
	}
	switch {
	case s.Index:
		return of(types.Number, s.Var.Span())
	case in.shape == recordList:
		return val{kinds: setOf(types.Map), shape: aRecord, at: s.Var.Span(), soft: true}
	case isKeys(s.In):
		return val{kinds: setOf(types.Text), at: s.Var.Span(), soft: true}
	}
	return unknown
}

const iterable = kinds(1)<<types.List | 1<<types.Collection | 1<<types.Text | 1<<types.File | 1<<types.Record

// isKeys reports whether x is m.keys().
func isKeys(x syntax.Expr) bool {
	call, ok := syntax.Unparen(x).(*syntax.Call)
	return ok && call.Recv != nil && equalFold(call.Name, "keys")
}
