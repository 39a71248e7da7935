package format

import (
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// expr lays out the tokens inside x.
func (l *layout) expr(x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.NumberLit, *syntax.TextLit:
		l.fix(x.Span())
	case *syntax.ListLit:
		l.list(x)
	case *syntax.MapLit:
		l.pairs(x)
	case *syntax.PairExpr:
		l.pair(x.Key, x.Value)
	case *syntax.Paren:
		l.expr(x.X)
	case *syntax.Unary:
		l.unary(x)
	case *syntax.Binary:
		l.chain(x)
	case *syntax.Cond:
		args := []syntax.Expr{x.If, x.Then, x.Else}
		l.args(l.first(x)+1, l.final(x), args)
	case *syntax.Member, *syntax.Call:
		l.postfix(x)
	case *syntax.Fetch:
		l.fetch(x)
	case *syntax.Test:
		l.test(x)
	case *syntax.Attachment:
		l.attachment(x)
	case *syntax.Insert:
		l.fields(l.find(x.Form.Span().End), x.Fields)
	case *syntax.Task:
		l.task(x)
	}
}

func spans(xs []syntax.Expr) []source.Span {
	out := make([]source.Span, len(xs))
	for i, x := range xs {
		out[i] = x.Span()
	}
	return out
}

// elements lays out what stands between two brackets: on one line, or one element
// a line when the author broke it between elements. Breaks inside an element do
// not count, so that f({ … }) keeps its brackets together.
func (l *layout) elements(open, end int, parts []source.Span, visit func(i int)) {
	if len(parts) == 0 {
		l.toks[end].depth, l.toks[end].inner = l.depth, l.depth+1
		return
	}
	if !l.broken(end, parts) {
		for i := range parts {
			visit(i)
		}
		return
	}
	l.depth++
	for i, p := range parts {
		g := l.line(l.find(p.Start), l.depth)
		g.blank, g.first = true, i == 0
		l.cover(p.Start+1, p.End)
		visit(i)
	}
	l.depth--
	l.closing(end, false)
}

// broken reports whether a line break stands between the elements.
func (l *layout) broken(end int, parts []source.Span) bool {
	found := false
	look := func(i int) {
		l.toks[i].author = true
		found = found || l.toks[i].broken
	}
	for i, p := range parts {
		look(l.find(p.Start))
		if i < len(parts)-1 {
			look(l.find(p.End)) // the comma
		}
	}
	look(end)
	return found
}

func (l *layout) args(open, end int, args []syntax.Expr) {
	l.elements(open, end, spans(args), func(i int) { l.expr(args[i]) })
}

// list lays out a list. That of several values of a mail has no brackets.
func (l *layout) list(x *syntax.ListLit) {
	if len(x.Items) == 0 || x.Items[0].Span().Start > x.Span().Start {
		l.args(l.first(x), l.final(x), x.Items)
		return
	}
	for i, item := range x.Items {
		if i > 0 {
			l.space(item)
		}
		l.expr(item)
	}
}

func (l *layout) pairs(x *syntax.MapLit) {
	parts := make([]source.Span, len(x.Pairs))
	for i, p := range x.Pairs {
		parts[i] = p.Key.Span().To(p.Value.Span())
	}
	l.elements(l.first(x), l.final(x), parts, func(i int) { l.pair(x.Pairs[i].Key, x.Pairs[i].Value) })
}

func (l *layout) pair(key, value syntax.Expr) {
	l.expr(key)
	l.operand(value)
}

// unary glues a sign to its operand. Two equal signs stay apart: many languages
// read them as one operator.
func (l *layout) unary(x *syntax.Unary) {
	g := &l.toks[l.first(x.X)].gap
	g.kind = glue
	if inner, ok := x.X.(*syntax.Unary); ok && inner.Op == x.Op && x.Op != syntax.Not {
		g.kind = space
	}
	l.expr(x.X)
}

// chain lays out operators and what they join. The author's line breaks stay; the
// operator ends the line.
func (l *layout) chain(x *syntax.Binary) {
	base := l.depth
	l.link(x, base)
	l.depth = base
}

func (l *layout) link(x syntax.Expr, base int) {
	b, ok := x.(*syntax.Binary)
	if !ok {
		l.expr(x)
		return
	}
	l.link(b.L, base)
	op := l.find(b.OpAt.Start)
	sign, next := &l.toks[op], &l.toks[op+1]
	sign.kind, sign.late, sign.author = space, true, true
	next.kind, next.author = space, true
	if sign.broken || next.broken {
		l.depth = base + 1
		l.line(op+1, l.depth)
	}
	if l.depth > base {
		l.cover(b.R.Span().Start+1, b.R.Span().End)
	}
	l.link(b.R, base)
}

// postfix lays out the members and calls behind an operand. What follows the first
// line break of theirs is indented.
func (l *layout) postfix(x syntax.Expr) {
	base := l.depth
	l.steps(x, base)
	l.depth = base
}

func (l *layout) steps(x syntax.Expr, base int) {
	switch x := x.(type) {
	case *syntax.Member:
		l.steps(x.X, base)
		l.dot(x.X, x.NameAt, base)
	case *syntax.Call:
		if x.Recv != nil {
			l.steps(x.Recv, base)
			l.dot(x.Recv, x.NameAt, base)
		}
		if l.depth > base {
			l.cover(x.NameAt.End, x.Span().End)
		}
		l.args(l.find(x.NameAt.End), l.final(x), x.Args)
	default:
		l.expr(x)
	}
}

// dot keeps the author's line break in front of a method or field.
func (l *layout) dot(x syntax.Expr, name source.Span, base int) {
	i := l.find(x.Span().End)
	if l.toks[i].text != "." {
		return // the colon of field:ui
	}
	point, word := &l.toks[i], &l.toks[l.find(name.Start)]
	point.author, word.author = true, true
	if point.broken || word.broken {
		l.depth = base + 1
		l.line(i, l.depth)
	}
}

func (l *layout) fetch(x *syntax.Fetch) {
	l.expr(x.Criteria)
	if x.From != nil {
		l.operand(x.From)
		l.operand(x.To)
	}
}

func (l *layout) test(x *syntax.Test) {
	l.expr(x.L)
	for _, r := range []syntax.Expr{x.R, x.R2} {
		if r != nil {
			l.operand(r)
		}
	}
}

// attachment lays out kind:value. The words of a template or report are free text
// up to the end of the line, so their blanks stay.
func (l *layout) attachment(x *syntax.Attachment) {
	if x.X != nil {
		l.expr(x.X)
		return
	}
	i := l.first(x) + 1
	for ; l.toks[i].at < x.Span().End; i++ {
		t, before := &l.toks[i], &l.toks[i-1]
		t.kind, t.fixed = space, true
		if before.at+source.Pos(len(before.text)) == t.at {
			t.kind = glue
		}
	}
	l.toks[i].author = true
}
