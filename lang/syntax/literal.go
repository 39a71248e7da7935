package syntax

// braces parses {…}: a map when a colon follows the first element, else a list.
func (g *grammar) braces(lex cursor) (Expr, error) {
	open := lex.Next()
	if isOp(lex.Peek(), "}") {
		lex.Next()
		return &ListLit{At: atFrom(open, lex)}, nil
	}
	first, err := g.expr(lex, lowest, 0)
	if err != nil {
		return nil, err
	}
	if isOp(lex.Peek(), ":") {
		return g.mapLit(lex, open, first)
	}
	items, err := g.items(lex, open, first, "}")
	return &ListLit{At: atFrom(open, lex), Items: items}, err
}

func (g *grammar) square(lex cursor) (Expr, error) {
	open := lex.Next()
	if isOp(lex.Peek(), "]") {
		lex.Next()
		return &ListLit{At: atFrom(open, lex), Square: true}, nil
	}
	first, err := g.expr(lex, lowest, 0)
	if err != nil {
		return nil, err
	}
	items, err := g.items(lex, open, first, "]")
	return &ListLit{At: atFrom(open, lex), Items: items, Square: true}, err
}

// items parses the elements behind the first one, and the closing bracket.
func (g *grammar) items(lex cursor, open *token, first Expr, end string) ([]Expr, error) {
	out := []Expr{first}
	for isOp(lex.Peek(), ",") {
		lex.Next()
		x, err := g.expr(lex, lowest, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	if t := lex.Peek(); !isOp(t, end) {
		return nil, unfinished(lex, open, t, "expected ',' or '"+end+"'", "")
	}
	lex.Next()
	return out, nil
}

func (g *grammar) mapLit(lex cursor, open *token, key Expr) (Expr, error) {
	m := &MapLit{}
	for {
		if err := expect(lex, ":"); err != nil {
			return nil, err
		}
		v, err := g.expr(lex, lowest, 0)
		if err != nil {
			return nil, err
		}
		m.Pairs = append(m.Pairs, Pair{key, v})
		t := lex.Peek()
		if isOp(t, "}") {
			lex.Next()
			m.At = atFrom(open, lex)
			return m, nil
		}
		if !isOp(t, ",") {
			return nil, unfinished(lex, open, t, "expected ',' or '}'", "")
		}
		lex.Next()
		if key, err = g.expr(lex, lowest, 0); err != nil {
			return nil, err
		}
	}
}
