package syntax

import (
	"errors"
	"io"
	"regexp"
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
	return participle.MustBuild[headerProd](participle.Lexer(definition{}), participle.CaseInsensitive("Ident"))
})

// parseHeader parses the header of a function, and commits to it.
func parseHeader(lex cursor) (*headerProd, error) {
	tokens := headerTokens(lex)
	sub, _ := lexer.Upgrade(&tokens)
	out, err := header().ParseFromLexer(sub, participle.AllowTrailing(true))
	if err != nil {
		return nil, headerError(lex, err)
	}
	lex.at += int(sub.RawCursor())
	return out, nil
}

// firstLiteral finds what participle expects first.
var firstLiteral = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`expected (?:\(+)?"([^"]+)"`) })

// headerError turns an error of participle into a finding of ours, for its texts
// print raw grammar. The stream goes on with the token that does not fit.
func headerError(lex cursor, err error) error {
	var unexpected *participle.UnexpectedTokenError
	if !errors.As(err, &unexpected) {
		return syntaxError(lex.Peek(), "expected a function header", "")
	}
	for lex.Peek().Offset < unexpected.Unexpected.Pos.Offset {
		lex.Next()
	}
	detail := "expected a name"
	if m := firstLiteral().FindStringSubmatch(unexpected.Message()); m != nil {
		detail = "expected '" + m[1] + "'"
	}
	return syntaxError(lex.Peek(), detail+" in this function header", headerHint(lex.Peek()))
}

// headerTokens returns the tokens up to the body of a function as participle wants
// them.
func headerTokens(lex cursor) replay {
	var out replay
	for i := lex.at; i < len(lex.tokens); i++ {
		t := &lex.tokens[i]
		out = append(out, lexer.Token{Type: lexer.TokenType(t.Type), Value: t.Value,
			Pos: lexer.Position{Offset: t.Offset, Line: int(t.Line)}})
		if t.EOF() || isOp(t, "{") || isOp(t, ";") {
			break
		}
	}
	return out
}

// replay is a lexer over tokens that were read before.
type replay []lexer.Token

// Next returns the next token, and at the end always the same.
func (r *replay) Next() (lexer.Token, error) {
	t := (*r)[0]
	if len(*r) > 1 {
		*r = (*r)[1:]
	} else if !t.EOF() {
		(*r)[0] = lexer.EOFToken(t.Pos)
	}
	return t, nil
}

// definition names the kinds of tokens to participle, which reads none itself.
type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{"EOF": lexer.EOF, "Ident": lexer.TokenType(tokIdent), "Op": lexer.TokenType(tokOp)}
}

func (definition) Lex(string, io.Reader) (lexer.Lexer, error) {
	return nil, errors.New("scripts are read by Parse")
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
