package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/dg-lang/dg/lang/diag"
)

// recover skips what is left of a statement that does not parse, from the token at
// which it failed: up to its semicolon, the end of its block, or the brace that
// closes the block around it.
func (g *grammar) recover(lex cursor, start lexer.RawCursor, first *lexer.Token, err *diag.Diagnostic) Stmt {
	bad := &Bad{Err: err}
	compound, open := isCompound(first), openBraces(lex, start)
	for t := lex.Peek(); !t.EOF() && (open > 0 || !isOp(t, "}")); t = lex.Peek() {
		if isOp(t, "}") { // it closes a literal of this statement
			open--
		}
		if isOp(t, "{") && compound {
			bad.Body = append(bad.Body, g.skipBlock(lex)...)
			if isWord(lex.Peek(), "else") || isWord(lex.Peek(), "catch") {
				continue
			}
			break
		}
		if isOp(t, "{") {
			skipBraces(lex)
			continue
		}
		lex.Next()
		if isOp(t, ";") || unclosedTextEnds(t, lex) {
			break
		}
	}
	if lex.RawCursor() == start { // no progress: a stray brace at the start
		lex.Next()
	}
	bad.At = atFrom(first, lex)
	return bad
}

// openBraces counts the braces that the tokens since start leave open.
func openBraces(lex cursor, start lexer.RawCursor) int {
	open := 0
	for _, t := range lex.Range(start, max(start, lex.RawCursor())) {
		if isOp(&t, "{") {
			open++
		} else if isOp(&t, "}") {
			open--
		}
	}
	return max(open, 0)
}

func isCompound(t *lexer.Token) bool {
	switch strings.ToLower(t.Value) {
	case "if", "for", "while", "try", "else", "catch":
		return t.Type == tokIdent
	}
	return false
}

// unclosedTextEnds reports that t is text without its closing quote: it took the
// rest of its line, so the next line is a statement of its own.
func unclosedTextEnds(t *lexer.Token, lex cursor) bool {
	return t.Type == tokBad && (t.Value[0] == '"' || t.Value[0] == '\'') && lex.Peek().Pos.Line > t.Pos.Line
}

// skipBlock parses the block of a statement whose head is wrong, for the errors
// inside it and the names it assigns.
func (g *grammar) skipBlock(lex cursor) []Stmt {
	b, err := g.block(lex)
	if err != nil {
		return nil
	}
	if b.Err != nil {
		return append(b.Stmts, &Bad{At: b.At, Err: b.Err})
	}
	return b.Stmts
}

// skipBraces takes a balanced pair of braces and what is between.
func skipBraces(lex cursor) {
	depth := 0
	for t := lex.Peek(); !t.EOF(); t = lex.Peek() {
		lex.Next()
		if isOp(t, "{") {
			depth++
		} else if isOp(t, "}") {
			if depth--; depth == 0 {
				return
			}
		}
	}
}
