package syntax

import "github.com/alecthomas/participle/v2/lexer"

// typedLocal parses type name = x, where the type may be list:elem; nil when
// something else stands there.
func (g *grammar) typedLocal(lex cursor, t *lexer.Token) (Stmt, error) {
	mark := lex.MakeCheckpoint()
	typ := Type{Name: lex.Next().Value}
	if isOp(lex.Peek(), ":") {
		lex.Next()
		typ.Elem = lex.Next().Value
	}
	typ.At = atFrom(t, lex)
	name := lex.Next()
	if name.Type != tokIdent || !isOp(lex.Peek(), "=") {
		lex.LoadCheckpoint(mark)
		return nil, nil
	}
	lex.Next()
	x, err := g.expr(lex, lowest, 0)
	if err != nil {
		return nil, err
	}
	semi, err := g.semicolon(lex)
	return &TypedLocal{At: atFrom(t, lex), Semi: semi, Type: typ, Name: identOf(name), X: x}, err
}
