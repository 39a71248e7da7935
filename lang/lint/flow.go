package lint

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// This file carries what is known of variables from statement to statement.

// loop is a loop that is being walked: what holds where it is left by break, and
// where continue starts its next turn.
type loop struct{ breaks, continues env }

// maxLoops is how deep loops are walked more than once; further in, variables that
// a loop assigns are unknown. Each level may double the work.
const maxLoops = 4

func (c *checker) block(b *syntax.Block) {
	if b != nil {
		c.stmts(b.Stmts)
	}
}

func (c *checker) stmts(list []syntax.Stmt) {
	for _, s := range list {
		if c.env == nil {
			return // not reached
		}
		c.stmt(s)
	}
}

func (c *checker) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Assign:
		c.assign(s)
	case *syntax.TypedLocal:
		c.expr(s.X)
		c.set(s.Name.Slot, c.declared(s.Type, s.Name))
	case *syntax.Info:
		c.value(s.X)
	case *syntax.If:
		c.branches(s)
	case *syntax.ForEach:
		c.forEach(s)
	case *syntax.While:
		c.repeat(s.Body, func() { c.condition(s.Cond) }, nil)
	case *syntax.Try:
		c.try(s)
	case *syntax.Throw:
		c.value(s.X)
		c.env = nil
	case *syntax.Return:
		c.returns(s)
	case *syntax.Break:
		c.jump(func(l *loop) *env { return &l.breaks })
	case *syntax.Continue:
		c.jump(func(l *loop) *env { return &l.continues })
	case *syntax.ExprStmt:
		c.expr(s.X)
	default:
		c.hostStmt(s)
	}
}

func (c *checker) hostStmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Bad:
		c.bad(s)
	case *syntax.Update:
		c.expr(s.Record)
		c.fields(s.Fields)
	case *syntax.Delete:
		c.expr(s.From)
	case *syntax.Command:
		if s.Name == "alert" {
			for _, a := range s.Args {
				c.expr(a)
			}
		}
	}
}

// bad is a statement that does not parse: it may have done anything.
func (c *checker) bad(s *syntax.Bad) {
	forget := func() {
		for slot := range c.env {
			c.set(slot, unknown)
		}
	}
	forget()
	before := c.env.clone()
	c.stmts(s.Body)
	if c.env == nil { // what follows may be inside of it as it was meant
		c.env = before
	}
	forget()
}

func (c *checker) fields(list []syntax.FieldInit) {
	for _, f := range list {
		c.value(f.Value)
	}
}

func (c *checker) jump(where func(*loop) *env) {
	if n := len(c.loops); n > 0 {
		where(c.loops[n-1]).merge(c.env)
		c.env = nil
	}
}

// set notes what a variable holds from here on. A catch may begin after any
// assignment of its try.
func (c *checker) set(slot int, v val) {
	if slot < 0 || c.env == nil || slot >= len(c.env) {
		return
	}
	if c.env[slot].kinds&unset != 0 {
		c.given[slot] = append(c.given[slot], c.inside...)
	}
	c.env[slot] = v
	for _, t := range c.tries {
		t[slot] = join(t[slot], v)
	}
}

func (c *checker) assign(s *syntax.Assign) {
	slot := slotOf(s.Target)
	name := nameOf(s.Target)
	v := c.value(s.X)
	if slot < 0 {
		if m, ok := s.Target.(*syntax.Member); ok {
			c.expr(m.X)
		}
		return
	}
	if slot >= len(c.env) {
		return
	}
	old := c.env[slot]
	if s.Op != syntax.NoOp {
		v = c.operator(operation{op: s.Op, l: old, r: v, lx: s.Target, rx: s.X, at: s.Target.Span().To(s.X.Span())})
	}
	if !v.at.IsValid() || s.Op != syntax.NoOp {
		v.at = s.Span()
	}
	c.changed(s, old, v)
	v.id = v.id || isIDName(name) && v.kinds.one() != types.Decimal
	c.set(slot, v)
}

// changed reports a variable that gets another kind than it had.
// Source: spec 4.2; newer editors of the vendor keep the kind of the first
// assignment.
func (c *checker) changed(s *syntax.Assign, old, v val) {
	was, is := old.kinds.one(), v.kinds.one()
	slot := slotOf(s.Target)
	if was == types.Any || is == types.Any || was == is || isNumeric(was) && isNumeric(is) || c.changes[slot].IsValid() && c.changes[slot] != s.Target.Span() {
		return
	}
	c.changes[slot] = s.Target.Span() // once is enough
	d := c.warn(diag.KindChanges, s.Target.Span(), "'"+nameOf(s.Target)+"' was "+was.String()+" and is "+is.String()+" from here on", "changes its type")
	d.Hint = "newer editors keep the type of the first assignment: use another variable"
	if old.at.IsValid() {
		d.Related = append(d.Related, diag.Label{File: c.file, Span: old.at, Text: "is " + was.String() + " since here"})
	}
}

func (c *checker) branches(s *syntax.If) {
	var after env
	for _, b := range s.Branches {
		c.condition(b.Cond)
		before := c.env.clone()
		c.assume(b.Cond)
		c.branch(b.Body)
		after.merge(c.env)
		c.env = before
		c.assume(b.Cond)
	}
	if s.Else != nil {
		c.branch(s.Else)
	}
	after.merge(c.env)
	c.env = after
}

// branch walks a block that runs only sometimes.
func (c *checker) branch(b *syntax.Block) {
	c.inside = append(c.inside, b.Span().Start)
	c.block(b)
	c.inside = c.inside[:len(c.inside)-1]
}

// assume forgets that variables are null which a condition asks about: its branches
// run for other values, too, or not at all.
func (c *checker) assume(cond syntax.Expr) {
	syntax.WalkExpr(cond, func(x syntax.Expr) {
		if slot := slotOf(x); slot >= 0 && slot < len(c.env) {
			v := &c.env[slot]
			if v.kinds &^= unset | null; v.kinds == 0 {
				*v = unknown
			}
		}
	})
}

func (c *checker) forEach(s *syntax.ForEach) {
	in := c.value(s.In)
	elem := c.elementOf(s, in)
	c.repeat(s.Body, nil, func() { c.set(s.Var.Slot, elem) })
}

// repeat walks the body of a loop until what is known at its head no longer
// changes. head runs in front of every turn and the end, turn in front of a turn
// only.
func (c *checker) repeat(body *syntax.Block, head, turn func()) {
	c.depth++
	if c.depth > maxLoops {
		c.forget(body)
	}
	var exit env
	for walk := 0; ; walk++ {
		start, mark := c.env.clone(), len(c.found)
		if walk == 2 { // kinds that still change here, such as those of a swap
			c.forget(body)
			start = c.env.clone()
		}
		l := &loop{}
		c.loops = append(c.loops, l)
		if head != nil {
			head()
		}
		exit = c.env.clone()
		if turn != nil {
			turn()
		}
		c.block(body)
		c.loops = c.loops[:len(c.loops)-1]
		l.continues.merge(c.env)
		again := start.merge(l.continues)
		exit.merge(l.breaks)
		if !again || walk == 2 || c.depth > maxLoops {
			if head == nil {
				exit.merge(l.continues)
			}
			break
		}
		c.undo(mark)
		c.env = start
	}
	c.depth--
	c.env = exit
}

// undo takes the findings of a walk back that is done again.
func (c *checker) undo(mark int) {
	for _, d := range c.found[mark:] {
		delete(c.seen, finding{d.Code, d.Primary.Span})
	}
	c.found = c.found[:mark]
}

// forget makes the variables unknown that a block assigns.
func (c *checker) forget(body *syntax.Block) {
	eachAssigned(body, func(slot int) { c.set(slot, unknown) })
}

func (c *checker) try(s *syntax.Try) {
	c.tries = append(c.tries, c.env.clone())
	c.block(s.Body)
	after := c.env
	n := len(c.tries) - 1
	c.env, c.tries = c.tries[n], c.tries[:n]
	c.set(s.Var.Slot, of(types.Exception, s.Var.Span()))
	c.block(s.Catch)
	c.env.merge(after)
}
