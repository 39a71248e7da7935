package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

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
	mark := lex.MakeCheckpoint()
	first := *lex.Peek()
	s, err := g.dispatch(lex, &first)
	if err != nil {
		return g.recover(lex, mark, s, asDiagnostic(err, ""))
	}
	return s
}

// dispatch looks at the first word and commits to the statement it begins.
func (g *grammar) dispatch(lex cursor, t *lexer.Token) (Stmt, error) {
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
		if isOp(&second, "(") {
			return g.whileStmt(lex)
		}
	case "info":
		if !usedAsVariable(&second) {
			return g.infoStmt(lex)
		}
	}
	if s, ok, err := g.hostStmt(lex, t, &second); ok {
		return s, err
	}
	if isHeader(&second, lex) {
		return g.declaration(lex, t)
	}
	return g.plain(lex, t)
}

// usedAsVariable reports whether a word that could begin a statement is a name,
// judged by the token after it.
func usedAsVariable(next *lexer.Token) bool {
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
func isHeader(second *lexer.Token, lex cursor) bool {
	if second.Type == tokIdent {
		return !isWord(second, "in")
	}
	if !isOp(second, ":") {
		return false
	}
	mark := lex.MakeCheckpoint()
	defer lex.LoadCheckpoint(mark)
	lex.Next()
	lex.Next()
	return lex.Next().Type == tokIdent && lex.Peek().Type == tokIdent
}

func at(s source.Span) At { return At{s} }

func atFrom(t *lexer.Token, lex cursor) At { return At{spanFrom(spanOf(t).Start, lex)} }

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
	case t.Type != tokBad && t.Type != tokOp && t.Pos.Line > last.Pos.Line:
		return Semi{Missing: true}, nil
	}
	return Semi{}, lacking(lex, t, "expected ';'", semicolonHint(t))
}

// behindLiteral reports whether the closing brace that stands next is one of a list
// or map: something follows it that follows no block.
func behindLiteral(lex cursor) bool {
	t := peek2(lex)
	return t.Type == tokOp && strings.Contains(";,).]", t.Value)
}

func semicolonHint(t *lexer.Token) string {
	switch {
	case isOp(t, ","):
		return "one expression only: join parts with +"
	case isOp(t, "="):
		return "an assignment is a statement of its own; to compare write =="
	case t.Type == tokIdent && (isWord(t, "and") || isWord(t, "or") || isWord(t, "not")):
		return "logic is written && || !"
	}
	return ""
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
func isThrow(t *lexer.Token) bool {
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
	open := *lex.Peek()
	if !isOp(&open, "{") {
		return g.unopened(lex, &open)
	}
	lex.Next()
	b := &Block{Stmts: g.stmts(lex)}
	if lex.Peek().EOF() {
		b.Err = unclosed(spanOf(&open))
		end := spanOf(lex.Peek())
		b.Err.Related = []diag.Label{{Span: end, Text: "the script ends here"}}
	} else {
		lex.Next()
	}
	b.At = atFrom(&open, lex)
	return b, nil
}

// unopened parses a block without its opening brace: up to a closing brace that has
// no other partner, else the one statement that stands there.
func (g *grammar) unopened(lex cursor, t *lexer.Token) (*Block, error) {
	err := syntaxError(t, "expected '{'", "the body of an if, a loop, a try or a function stands in braces")
	if t.Type != tokIdent && !(lex.lost > 0 && isOp(t, "}")) || isWord(t, "else") || isWord(t, "catch") {
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

// ifStmt and its like return what they could read with an error, for what its
// blocks hold.
func (g *grammar) ifStmt(lex cursor) (Stmt, error) {
	t := lex.Peek()
	s := &If{}
	for {
		head, err := enter(g.ifs, lex, "in this if")
		if err != nil {
			return s, err
		}
		body, err := g.block(lex)
		if err != nil {
			return s, err
		}
		s.Branches = append(s.Branches, Branch{head.Cond, body})
		if !isWord(lex.Peek(), "else") {
			break
		}
		word := lex.Next()
		if !isWord(lex.Peek(), "if") || opensBlock(lex, word) {
			if s.Else, err = g.block(lex); err != nil {
				return s, err
			}
			break
		}
	}
	s.At = atFrom(t, lex)
	return s, nil
}

// opensBlock reports whether the if behind an else is the first statement of a block
// whose opening brace is missing: it stands on a line of its own, further right.
func opensBlock(lex cursor, word *lexer.Token) bool {
	t := lex.Peek()
	return lex.lost > 0 && t.Pos.Line > word.Pos.Line &&
		indentOf(lex.file.Text, t.Pos.Offset) > indentOf(lex.file.Text, word.Pos.Offset)
}

func (g *grammar) forStmt(lex cursor) (Stmt, error) {
	t := lex.Peek()
	head, err := enter(g.fors, lex, "in this loop")
	if err != nil {
		d := asDiagnostic(err, "")
		if d.Hint == "" {
			d.Hint = "the loops are: for each NAME in LIST { … } and for each index NAME in LIST { … }"
		}
		return nil, d
	}
	s := &ForEach{Var: head.First.ident(), In: head.In}
	if head.Second != nil {
		if !strings.EqualFold(head.First.Name, "index") {
			return nil, syntaxError(&lexer.Token{Type: tokIdent, Value: head.Second.Name, Pos: head.Second.Pos}, "expected 'in' in this loop", "")
		}
		s.Var, s.Index = head.Second.ident(), true
	}
	if s.Body, err = g.block(lex); err != nil {
		return nil, err
	}
	s.At = atFrom(t, lex)
	return s, nil
}

func (g *grammar) whileStmt(lex cursor) (Stmt, error) {
	t := lex.Peek()
	head, err := enter(g.whiles, lex, "in this loop")
	if err != nil {
		return nil, err
	}
	body, err := g.block(lex)
	if err != nil {
		return nil, err
	}
	return &While{At: atFrom(t, lex), Cond: head.Cond, Body: body}, nil
}

func (g *grammar) tryStmt(lex cursor) (Stmt, error) {
	t := lex.Next()
	s := &Try{}
	var err error
	if s.Body, err = g.block(lex); err != nil {
		return nil, err
	}
	if next := lex.Peek(); !isWord(next, "catch") {
		return s, syntaxError(next, "expected 'catch' after the try block", "a try has one catch (e) { … } and nothing else")
	}
	head, err := enter(g.catches, lex, "in this catch")
	if err != nil {
		return s, err
	}
	s.Var = head.Var.ident()
	if s.Catch, err = g.block(lex); err != nil {
		return s, err
	}
	s.At = atFrom(t, lex)
	return s, nil
}

// isBlockForm reports whether x ends in a ] that makes the semicolon optional.
func isBlockForm(x Expr) bool {
	switch x.(type) {
	case *Task, *Insert:
		return true
	}
	return false
}

func identOf(t *lexer.Token) *Ident { return &Ident{At: at(spanOf(t)), Name: t.Value, Slot: -1} }

var assignOps = map[string]Op{"=": NoOp, "+=": Add, "-=": Sub, "*=": Mul, "/=": Div, "%=": Mod}

// plain parses an assignment, a call or a task on its own, or a lone semicolon.
func (g *grammar) plain(lex cursor, t *lexer.Token) (Stmt, error) {
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
	if op, ok := assignOps[lex.Peek().Value]; ok && lex.Peek().Type == tokOp {
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

func (g *grammar) assign(lex cursor, t *lexer.Token, target Expr, op Op) (Stmt, error) {
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
