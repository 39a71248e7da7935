package syntax

import (
	"strings"

	"github.com/dg-lang/dg/lang/source"
)

// This file parses the statements with blocks. With an error they return what they
// could read, for what its blocks hold.

func (g *grammar) ifStmt(lex cursor) (Stmt, error) {
	t := lex.Peek()
	s := &If{}
	for {
		cond, err := g.condition(lex, "in this if")
		if err != nil {
			return s, err
		}
		body, err := g.block(lex)
		if err != nil {
			return s, err
		}
		s.Branches = append(s.Branches, Branch{cond, body})
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

// condition parses the word of a statement and its condition, in which a lone =
// means ==.
func (g *grammar) condition(lex cursor, where string) (Expr, error) {
	lex.Next()
	open := lex.Peek()
	if !isOp(open, "(") {
		return nil, syntaxError(open, "expected '(' "+where, "")
	}
	lex.Next()
	x, err := g.expr(lex, lowest, loneEq)
	if err != nil {
		return nil, err
	}
	if t := lex.Peek(); !isOp(t, ")") {
		return nil, unfinished(lex, open, t, "expected ')' "+where, wordHint(t))
	}
	lex.Next()
	return x, nil
}

// opensBlock reports whether the if behind an else is the first statement of a block
// whose opening brace is missing: it stands on a line of its own, further right.
func opensBlock(lex cursor, word *token) bool {
	t := lex.Peek()
	return lex.lost > 0 && t.Line > word.Line &&
		indentOf(lex.file.Text, t.Offset) > indentOf(lex.file.Text, word.Offset)
}

func (g *grammar) forStmt(lex cursor) (Stmt, error) {
	t := lex.Next()
	if each := lex.Peek(); !isWord(each, "each") {
		return nil, syntaxError(each, "expected 'each' in this loop", loopsHint)
	}
	lex.Next()
	s := &ForEach{}
	var err error
	if s.Var, err = name(lex, "in this loop"); err != nil {
		return nil, err
	}
	if next := lex.Peek(); strings.EqualFold(s.Var.Name, "index") && next.Type == tokIdent && !isWord(next, "in") {
		s.Var, s.Index = identOf(lex.Next()), true
	}
	if in := lex.Peek(); !isWord(in, "in") {
		return nil, syntaxError(in, "expected 'in' in this loop", loopsHint)
	}
	lex.Next()
	if s.In, err = g.expr(lex, lowest, 0); err != nil {
		return nil, err
	}
	if s.Body, err = g.block(lex); err != nil {
		return nil, err
	}
	s.At = atFrom(t, lex)
	return s, nil
}

func name(lex cursor, where string) (*Ident, error) {
	t := lex.Peek()
	if t.Type != tokIdent {
		return nil, syntaxError(t, "expected a name "+where, "")
	}
	return identOf(lex.Next()), nil
}

func (g *grammar) whileStmt(lex cursor) (Stmt, error) {
	t := lex.Peek()
	cond, err := g.condition(lex, "in this loop")
	if err != nil {
		return nil, err
	}
	body, err := g.block(lex)
	if err != nil {
		return nil, err
	}
	return &While{At: atFrom(t, lex), Cond: cond, Body: body}, nil
}

func (g *grammar) tryStmt(lex cursor) (Stmt, error) {
	t := lex.Next()
	s := &Try{}
	var err error
	if s.Body, err = g.block(lex); err != nil {
		return nil, err
	}
	if next := lex.Peek(); !isWord(next, "catch") {
		if brace := prev(lex); brace.Offset == next.Offset { // a missing one, which took the catch with it
			none := at(source.Span{Start: endOf(lex), End: endOf(lex)})
			s.At, s.Var, s.Catch = atFrom(t, lex), &Ident{At: none, Slot: -1}, &Block{At: none}
			return s, nil
		}
		return s, syntaxError(next, "expected 'catch' after the try block", tryHint)
	}
	if s.Var, err = caught(lex); err != nil {
		return s, err
	}
	if s.Catch, err = g.block(lex); err != nil {
		return s, err
	}
	s.At = atFrom(t, lex)
	return s, nil
}

// caught parses catch (name).
func caught(lex cursor) (*Ident, error) {
	lex.Next()
	if t := lex.Peek(); !isOp(t, "(") {
		return nil, syntaxError(t, "expected '(' in this catch", "name the variable of the error: catch (e)")
	}
	lex.Next()
	id, err := name(lex, "in this catch")
	if err != nil {
		return nil, err
	}
	return id, expect(lex, ")")
}
