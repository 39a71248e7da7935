package syntax

import (
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// stmts parses statements up to a closing brace or the end.
func (g *grammar) stmts(lex cursor) []Stmt {
	var out []Stmt
	for t := lex.Peek(); !t.EOF() && !isOp(t, "}"); t = lex.Peek() {
		out = append(out, g.stmt(lex))
	}
	return out
}

// stmt parses one statement. It never fails: what does not parse is a Bad node,
// and parsing goes on behind it.
func (g *grammar) stmt(lex cursor) Stmt {
	mark := lex.at
	first := lex.Peek()
	s, err := g.dispatch(lex, first)
	if err != nil {
		return g.recover(lex, mark, s, err.(*diag.Diagnostic))
	}
	return s
}

// dispatch looks at the first word and commits to the statement it begins.
func (g *grammar) dispatch(lex cursor, t *token) (Stmt, error) {
	if t.Type != tokIdent {
		return g.plain(lex, t)
	}
	second := peek2(lex)
	switch strings.ToLower(t.Value) {
	case "if":
		return g.ifStmt(lex)
	case "for":
		return g.forStmt(lex)
	case "try":
		return g.tryStmt(lex)
	case "return":
		return g.returnStmt(lex)
	case "break":
		lex.Next()
		semi, err := g.semicolon(lex)
		return &Break{At: atFrom(t, lex), Semi: semi}, err
	case "continue":
		lex.Next()
		semi, err := g.semicolon(lex)
		return &Continue{At: atFrom(t, lex), Semi: semi}, err
	case "throw":
		if isThrow(t) {
			return g.throwStmt(lex)
		}
	case "else":
		return nil, syntaxError(t, "expected a statement", "an else follows the } of its if directly")
	case "catch":
		return nil, syntaxError(t, "expected a statement", "a catch follows the } of its try directly")
	case "while":
		if isOp(second, "(") {
			return g.whileStmt(lex)
		}
	case "info":
		if !usedAsVariable(second) {
			return g.infoStmt(lex)
		}
	}
	if s, ok, err := g.hostStmt(lex, t, second); ok {
		return s, err
	}
	if isHeader(second, lex) {
		return g.declaration(lex, t)
	}
	return g.plain(lex, t)
}

// usedAsVariable reports whether a word that could begin a statement is a name,
// judged by the token after it.
func usedAsVariable(next *token) bool {
	if next.Type != tokOp {
		return false
	}
	switch next.Value {
	case "=", "+=", "-=", "*=", "/=", "%=", ".":
		return true
	}
	return false
}

// isHeader reports whether a type and a name stand next: "void f", "list:string f".
func isHeader(second *token, lex cursor) bool {
	if second.Type == tokIdent {
		return !isWord(second, "in")
	}
	if !isOp(second, ":") {
		return false
	}
	mark := lex.at
	defer func() { lex.at = mark }()
	lex.Next()
	lex.Next()
	return lex.Next().Type == tokIdent && lex.Peek().Type == tokIdent
}

func at(s source.Span) At { return At{s} }

func atFrom(t *token, lex cursor) At { return At{spanFrom(spanOf(t).Start, lex)} }

// semicolon takes the ; that ends a simple statement. Its absence is harmless,
// and only noted, before } or the end or when the next token stands on a later
// line; every token that could continue the expression has been taken by then.
func (g *grammar) semicolon(lex cursor) (Semi, error) {
	t := lex.Peek()
	switch last := prev(lex); {
	case isOp(t, ";"):
		lex.Next()
		return Semi{}, nil
	case t.EOF() || isOp(t, "}") && !(lex.lost > 0 && behindLiteral(lex)):
		return Semi{Missing: true}, nil
	case t.Type != tokBad && t.Type != tokOp && t.Line > last.Line:
		return Semi{Missing: true}, nil
	}
	return Semi{}, lacking(lex, t, "expected ';'", semicolonHint(lex, t))
}

// behindLiteral reports whether the closing brace that stands next is one of a list
// or map: something follows it that follows no block.
func behindLiteral(lex cursor) bool {
	t := peek2(lex)
	return t.Type == tokOp && strings.Contains(";,).]", t.Value)
}

func (g *grammar) infoStmt(lex cursor) (Stmt, error) {
	t := lex.Next()
	x, err := g.expr(lex, lowest, 0)
	if err != nil {
		return nil, err
	}
	semi, err := g.semicolon(lex)
	return &Info{At: atFrom(t, lex), Semi: semi, X: x}, err
}

// isThrow reports whether t is the keyword. The word is younger than the scripts:
// thRow, the row of a table's head, is a name in one of them.
func isThrow(t *token) bool {
	return t.Value == "throw" || t.Value == "Throw" || t.Value == "THROW"
}

func (g *grammar) throwStmt(lex cursor) (Stmt, error) {
	t := lex.Next()
	x, err := g.expr(lex, lowest, 0)
	if err != nil {
		return nil, err
	}
	semi, err := g.semicolon(lex)
	return &Throw{At: atFrom(t, lex), Semi: semi, X: x}, err
}

func (g *grammar) returnStmt(lex cursor) (Stmt, error) {
	t := lex.Next()
	s := &Return{}
	if next := lex.Peek(); !next.EOF() && !isOp(next, ";") && !isOp(next, "}") {
		x, err := g.expr(lex, lowest, 0)
		if err != nil {
			return nil, err
		}
		s.X = x
	}
	var err error
	s.Semi, err = g.semicolon(lex)
	s.At = atFrom(t, lex)
	return s, err
}

// block parses { … }. What is wrong with its braces is kept in the block, so that
// the statements inside are not lost.
func (g *grammar) block(lex cursor) (*Block, error) {
	open := lex.Peek()
	if !isOp(open, "{") {
		return g.unopened(lex, open)
	}
	lex.Next()
	b := &Block{Stmts: g.stmts(lex)}
	if lex.Peek().EOF() {
		b.Err = unclosed(lex.file, spanOf(open))
		end := spanOf(lex.Peek())
		b.Err.Related = []diag.Label{{Span: end, Text: "the script ends here"}}
	} else {
		lex.Next()
	}
	b.At = atFrom(open, lex)
	return b, nil
}

// unopened parses a block without its opening brace: up to a closing brace that has
// no other partner, else the one statement that stands there.
func (g *grammar) unopened(lex cursor, t *token) (*Block, error) {
	err := syntaxError(t, "expected '{'", "the body of an if, a loop, a try or a function stands in braces")
	if t.Line > prev(lex).Line {
		err = lacking(lex, t, "expected '{'", err.Hint)
	}
	first := t.Type == tokIdent && !isWord(t, "else") && !isWord(t, "catch") && bodyBrace(lex) < 0
	if !first && !(lex.lost > 0 && isOp(t, "}")) {
		return nil, err
	}
	b := &Block{Err: err}
	if lex.lost > 0 {
		lex.lost--
		b.Stmts = g.stmts(lex)
		if !lex.Peek().EOF() {
			lex.Next()
		}
	} else {
		b.Stmts = []Stmt{g.stmt(lex)}
	}
	b.At = atFrom(t, lex)
	return b, nil
}

// isBlockForm reports whether x ends in a ] that makes the semicolon optional.
func isBlockForm(x Expr) bool {
	switch x.(type) {
	case *Task, *Insert:
		return true
	}
	return false
}

func identOf(t *token) *Ident { return &Ident{At: at(spanOf(t)), Name: t.Value, Slot: -1} }

// assignOp returns what an operator does before it assigns; ok is false for others.
func assignOp(t *token) (op Op, ok bool) {
	if t.Type != tokOp {
		return NoOp, false
	}
	switch t.Value {
	case "=":
		return NoOp, true
	case "+=":
		return Add, true
	case "-=":
		return Sub, true
	case "*=":
		return Mul, true
	case "/=":
		return Div, true
	case "%=":
		return Mod, true
	}
	return NoOp, false
}

// plain parses an assignment, a call or a task on its own, or a lone semicolon.
func (g *grammar) plain(lex cursor, t *token) (Stmt, error) {
	if isOp(t, ";") {
		lex.Next()
		return &Empty{at(spanOf(t))}, nil
	}
	x, err := g.unary(lex, 0)
	if err != nil {
		return nil, err
	}
	if isWidget(lex) {
		if x, err = g.widget(lex, x); err != nil {
			return nil, err
		}
	}
	if op, ok := assignOp(lex.Peek()); ok {
		return g.assign(lex, t, x, op)
	}
	if x, err = g.binary(lex, x, lowest, 0); err != nil {
		return nil, err
	}
	s := &ExprStmt{X: x}
	if isBlockForm(x) && !isOp(lex.Peek(), ";") {
		s.At = atFrom(t, lex) // the ; after ] is optional
		return s, nil
	}
	s.Semi, err = g.semicolon(lex)
	s.At = atFrom(t, lex)
	return s, err
}

func (g *grammar) assign(lex cursor, t *token, target Expr, op Op) (Stmt, error) {
	switch target.(type) {
	case *Ident, *Member:
	default:
		d := syntaxError(lex.Peek(), "expected ';'", "only a variable or a field can be assigned to; to compare write ==")
		d.Code = diag.BadAssignment
		return nil, d
	}
	lex.Next()
	x, err := g.expr(lex, lowest, loneEq) // exports hold x = null = null
	if err != nil {
		return nil, err
	}
	s := &Assign{Target: target, Op: op, X: x}
	if isBlockForm(x) && !isOp(lex.Peek(), ";") {
		s.At = atFrom(t, lex)
		return s, nil
	}
	s.Semi, err = g.semicolon(lex)
	s.At = atFrom(t, lex)
	return s, err
}
