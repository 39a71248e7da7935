package format

import (
	"cmp"
	"slices"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// file lays out a whole script: the statements and functions in source order.
func (l *layout) file(f *syntax.File) {
	all := slices.Clone(f.Stmts)
	for _, fn := range f.Funcs {
		all = append(all, fn)
	}
	slices.SortFunc(all, func(a, b syntax.Stmt) int { return cmp.Compare(a.Span().Start, b.Span().Start) })
	l.stmts(all)
	end := l.line(len(l.toks)-1, 0)
	end.blank, end.first, end.last = true, len(all) == 0, true
}

func (l *layout) stmts(list []syntax.Stmt) {
	for i, s := range list {
		if _, empty := s.(*syntax.Empty); empty && i > 0 {
			continue // a lone semicolon stays behind the statement before it
		}
		g := l.line(l.first(s), l.depth)
		g.blank, g.first = true, i == 0
		l.stmt(s)
	}
}

// block lays out { … } with its braces on lines of their own.
func (l *layout) block(b *syntax.Block) {
	l.line(l.first(b), l.depth)
	l.depth++
	l.stmts(b.Stmts)
	l.depth--
	l.closing(l.final(b), len(b.Stmts) == 0)
}

// closing lays out the bracket that ends a block, a task or broken elements.
func (l *layout) closing(i int, empty bool) {
	g := l.line(i, l.depth)
	g.inner++
	g.blank, g.first, g.last = true, empty, true
}

func (l *layout) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.If:
		l.ifStmt(s)
	case *syntax.ForEach:
		l.head(s, s.Body)
		l.space(s.In)
		l.expr(s.In)
		l.block(s.Body)
	case *syntax.While:
		l.head(s, s.Body)
		l.expr(s.Cond)
		l.block(s.Body)
	case *syntax.Try:
		l.try(s)
	case *syntax.FuncDecl:
		l.function(s)
	case *syntax.Empty:
	default:
		l.simple(s)
	}
}

// head covers a statement up to its block.
func (l *layout) head(from syntax.Node, b *syntax.Block) {
	l.cover(from.Span().Start+1, b.Span().Start)
}

func (l *layout) ifStmt(s *syntax.If) {
	l.head(s, s.Branches[0].Body)
	for i, b := range s.Branches {
		if i > 0 {
			l.follow(s.Branches[i-1].Body, b.Body)
		}
		l.expr(b.Cond)
		l.block(b.Body)
	}
	if s.Else != nil {
		l.follow(s.Branches[len(s.Branches)-1].Body, s.Else)
		l.block(s.Else)
	}
}

// follow begins a line with the word behind a block, else or catch, and returns
// its place.
func (l *layout) follow(before, own *syntax.Block) int {
	word := l.find(before.Span().End)
	l.cover(l.toks[word].at, own.Span().Start)
	l.line(word, l.depth)
	return word
}

func (l *layout) try(s *syntax.Try) {
	l.block(s.Body)
	catch := l.follow(s.Body, s.Catch)
	l.toks[catch+1].kind = space
	l.block(s.Catch)
}

func (l *layout) function(f *syntax.FuncDecl) {
	l.head(f, f.Body)
	var params []source.Span
	for _, p := range f.Params {
		params = append(params, p.Type.Span().To(p.Name.Span()))
	}
	l.elements(l.find(f.NameAt.End), l.first(f.Body)-1, params, func(int) {})
	l.block(f.Body)
}

// simple lays out a statement that a semicolon ends, and adds a missing one.
func (l *layout) simple(s syntax.Stmt) {
	end := l.final(s)
	l.toks[end].semi = l.toks[end].text != ";"
	l.cover(s.Span().Start+1, s.Span().End)
	switch s := s.(type) {
	case *syntax.Assign:
		l.expr(s.Target)
		l.expr(s.X)
	case *syntax.TypedLocal:
		l.expr(s.X)
	case *syntax.Info:
		l.operand(s.X)
	case *syntax.Throw:
		l.operand(s.X)
	case *syntax.Return:
		if s.X != nil {
			l.operand(s.X)
		}
	case *syntax.ExprStmt:
		l.expr(s.X)
	case *syntax.Update:
		l.operand(s.Record)
		l.fields(l.find(s.Record.Span().End), s.Fields)
	case *syntax.Delete:
		l.operand(s.From)
	case *syntax.Command:
		l.command(s)
	}
}

// operand lays out an expression behind a word.
func (l *layout) operand(x syntax.Expr) {
	l.space(x)
	l.expr(x)
}

// command lays out the arguments of a form command: a list without parentheses,
// but for alert(field, message).
func (l *layout) command(s *syntax.Command) {
	open := l.first(s) + 1
	if s.Name == "alert" && len(s.Args) == 2 {
		l.elements(open, l.find(s.Args[1].Span().End), spans(s.Args), func(i int) { l.expr(s.Args[i]) })
		return
	}
	for _, x := range s.Args {
		l.operand(x)
	}
}
