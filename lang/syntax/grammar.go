package syntax

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/dg-lang/dg/lang/source"
)

// The productions of the compound statements. The dispatcher in stmt.go has seen
// their first word before one of them is entered, so none of them looks ahead.
// Expressions, conditions and blocks are types with parsers of their own.
type (
	root struct {
		If   *ifHead     `parser:"  @@"`
		Loop *forHead    `parser:"| @@"`
		Head *whileHead  `parser:"| @@"`
		Hand *catchHead  `parser:"| @@"`
		Func *headerProd `parser:"| @@"`
	}

	ifHead struct {
		Cond condition `parser:"'if' '(' @@ ')'"`
	}

	forHead struct {
		First  nameProd  `parser:"'for' 'each' @@"`
		Second *nameProd `parser:"( (?! 'in') @@ )? 'in'"`
		In     loopList  `parser:"@@"`
	}

	whileHead struct {
		Cond condition `parser:"'while' '(' @@ ')'"`
	}

	catchHead struct {
		Var nameProd `parser:"'catch' '(' @@ ')'"`
	}

	headerProd struct {
		Result typeProd     `parser:"@@"`
		Name   []*nameProd  `parser:"@@ ('.' @@)*"`
		Params []*paramProd `parser:"'(' (@@ (',' @@)*)? ')'"`
	}

	// Without a name behind it the type is the name, which may be dotted then.
	paramProd struct {
		Type typeProd    `parser:"@@"`
		More []*nameProd `parser:"('.' @@)*"`
		Name *nameProd   `parser:"@@?"`
	}

	typeProd struct {
		Pos  lexer.Position
		Name string    `parser:"@Ident"`
		Elem *nameProd `parser:"(':' @@)?"`
	}

	nameProd struct {
		Pos  lexer.Position
		Name string `parser:"@Ident"`
	}

	// condition is an expression in which a lone = means ==.
	condition interface{ Expr }

	// loopList is the expression a loop goes over.
	loopList interface{ Expr }
)

// grammar is the parser of one dialect. It keeps no state of a parse, so one
// serves all files at once.
type grammar struct {
	creator bool // || binds tighter than &&

	ifs      *participle.Parser[ifHead]
	fors     *participle.Parser[forHead]
	whiles   *participle.Parser[whileHead]
	catches  *participle.Parser[catchHead]
	headers  *participle.Parser[headerProd]
	rootEBNF string
}

func newGrammar(creator bool) *grammar {
	g := &grammar{creator: creator}
	base := participle.MustBuild[root](
		participle.Lexer(definition{}),
		participle.Elide("Comment"),
		participle.CaseInsensitive("Ident"),
		participle.ParseTypeWith(func(lex *lexer.PeekingLexer) (condition, error) {
			return g.expr(&stream{PeekingLexer: lex}, lowest, loneEq)
		}),
		participle.ParseTypeWith(func(lex *lexer.PeekingLexer) (loopList, error) {
			return g.expr(&stream{PeekingLexer: lex}, lowest, 0)
		}),
	)
	g.rootEBNF = base.String()
	g.ifs = production[ifHead](base)
	g.fors = production[forHead](base)
	g.whiles = production[whileHead](base)
	g.catches = production[catchHead](base)
	g.headers = production[headerProd](base)
	return g
}

func production[P any](base *participle.Parser[root]) *participle.Parser[P] {
	p, err := participle.ParserForProduction[P](base)
	if err != nil {
		panic(err) // the type is missing in root
	}
	return p
}

// enter parses one production on the shared stream and commits to it.
func enter[P any](p *participle.Parser[P], lex cursor, name string) (*P, error) {
	out, err := p.ParseFromLexer(lex.PeekingLexer, participle.AllowTrailing(true))
	if err != nil {
		return nil, asDiagnostic(err, name)
	}
	return out, nil
}

// Building a parser costs a fifth of a millisecond, so each dialect's is built when
// first used.
var (
	generic = sync.OnceValue(func() *grammar { return newGrammar(false) })
	creator = sync.OnceValue(func() *grammar { return newGrammar(true) })
)

// EBNF returns the productions of the compound statements.
func EBNF() string { return generic().rootEBNF }

func (n nameProd) span() source.Span {
	return source.Span{Start: source.At(n.Pos.Offset), End: source.At(n.Pos.Offset + len(n.Name))}
}

func (n nameProd) ident() *Ident { return &Ident{At: At{n.span()}, Name: n.Name, Slot: -1} }

func (t typeProd) typ() Type {
	from := source.At(t.Pos.Offset)
	out := Type{At: At{source.Span{Start: from, End: from + source.Pos(len(t.Name))}}, Name: t.Name}
	if t.Elem != nil {
		out.Elem = t.Elem.Name
	}
	return out
}
