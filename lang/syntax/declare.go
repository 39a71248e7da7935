package syntax

import (
	"strings"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
)

// declaration parses what begins with a type and a name: a function, or a typed
// local variable.
func (g *grammar) declaration(lex cursor, t *token) (Stmt, error) {
	if s, err := g.typedLocal(lex, t); s != nil || err != nil {
		return s, err
	}
	if isWord(t, "function") {
		return nil, syntaxError(t, "expected the type of a function's result", foreign("function"))
	}
	if !headsFunction(lex) {
		lex.Next()
		if isOp(lex.Peek(), ":") {
			lex.Next()
			lex.Next()
		}
		return nil, lacking(lex, lex.Peek(), "expected ';' or an operator", semicolonHint(lex, lex.Peek()))
	}
	return g.function(lex, t)
}

func (g *grammar) function(lex cursor, t *token) (Stmt, error) {
	head, err := parseHeader(lex)
	if err != nil {
		return nil, err
	}
	f := &FuncDecl{Result: head.Result.typ()}
	parts := make([]string, len(head.Name))
	for i, n := range head.Name {
		parts[i] = n.Name
	}
	f.Name = strings.Join(parts, ".")
	f.NameAt = head.Name[0].span().To(head.Name[len(head.Name)-1].span())
	for _, p := range head.Params {
		param, err := p.param()
		if err != nil {
			return nil, err
		}
		f.Params = append(f.Params, param)
	}
	if f.Body, err = g.block(lex); err != nil {
		return nil, err
	}
	f.At = atFrom(t, lex)
	return f, nil
}

// param returns the parameter, and what is wrong with it.
func (p *paramProd) param() (Param, error) {
	if p.Name != nil {
		if len(p.More) > 0 {
			return Param{}, syntaxError(p.Name.token(), "expected ',' or ')' in this function header", "a type is one word")
		}
		return Param{p.Type.typ(), p.Name.ident()}, nil
	}
	if p.Type.Elem != nil {
		return Param{}, syntaxError(p.Type.Elem.token(), "expected a name behind the type in this function header", "")
	}
	name := &nameProd{p.Type.Pos, p.Type.Name}
	if n := len(p.More); n > 0 {
		name = p.More[n-1]
	}
	start := p.Type.typ().Span().Start
	return Param{Type{At: At{source.Span{Start: start, End: start}}}, name.ident()}, nil
}

func (n *nameProd) token() *token {
	return &token{Type: tokIdent, Value: n.Name, Offset: n.Pos.Offset, Line: int32(n.Pos.Line)}
}

// typedLocal parses type name = x, where the type may be list:elem; nil when
// something else stands there.
func (g *grammar) typedLocal(lex cursor, t *token) (Stmt, error) {
	if _, known := types.FromName(t.Value); !known {
		return nil, nil
	}
	mark := lex.at
	typ := Type{Name: lex.Next().Value}
	if isOp(lex.Peek(), ":") {
		lex.Next()
		typ.Elem = lex.Next().Value
	}
	typ.At = atFrom(t, lex)
	name := lex.Next()
	if name.Type != tokIdent || !isOp(lex.Peek(), "=") {
		lex.at = mark
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
