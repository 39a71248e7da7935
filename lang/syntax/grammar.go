package syntax

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/dg-lang/dg/lang/source"
)

// The productions of a function's header.
type (
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
)

// grammar is the parser of one dialect. It keeps no state of a parse, so one
// serves all files at once.
type grammar struct {
	creator bool // || binds tighter than &&
}

// header is built when first used: that costs a tenth of a millisecond.
var header = sync.OnceValue(func() *participle.Parser[headerProd] {
	return participle.MustBuild[headerProd](
		participle.Lexer(definition{}),
		participle.Elide("Comment"),
		participle.CaseInsensitive("Ident"),
	)
})

// parseHeader parses the header of a function on the shared stream, and commits to
// it.
func parseHeader(lex cursor) (*headerProd, error) {
	out, err := header().ParseFromLexer(lex.PeekingLexer, participle.AllowTrailing(true))
	if err != nil {
		return nil, asDiagnostic(err, "in this function header")
	}
	return out, nil
}

// EBNF returns the productions of a function's header.
func EBNF() string { return header().String() }

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
