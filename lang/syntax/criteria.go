package syntax

import (
	"strings"
)

// mode says what an expression may hold where it stands.
type mode uint8

const (
	loneEq   mode = 1 << iota // a lone = means ==
	criteria                  // word operators: is null, in, contains
)

// fetch parses [criteria] behind the name of a form, and what may follow it.
func (g *grammar) fetch(lex cursor, form *Ident) (Expr, error) {
	open := lex.Next()
	x := &Fetch{Form: form}
	var err error
	if x.Criteria, err = g.expr(lex, lowest, loneEq|criteria); err != nil {
		return nil, err
	}
	if t := lex.Peek(); !isOp(t, "]") {
		return nil, unfinished(lex, open, t, "expected ']'", "")
	}
	lex.Next()
	for {
		t, next := lex.Peek(), peek2(lex)
		switch {
		case isWord(t, "sort") && isWord(next, "by"):
			err = g.sortBy(lex, x)
		case isWord(t, "range") && isWord(next, "from"):
			err = g.rangeFrom(lex, x)
		default:
			x.At = at(spanFrom(form.Span().Start, lex))
			return x, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// sortBy parses sort by a desc, b.
func (g *grammar) sortBy(lex cursor, x *Fetch) error {
	lex.Next()
	lex.Next()
	for {
		t := lex.Peek()
		if t.Type != tokIdent {
			return syntaxError(t, "expected a field after 'sort by'", "")
		}
		key := SortKey{Field: identOf(lex.Next())}
		if dir := lex.Peek(); isWord(dir, "asc") || isWord(dir, "desc") {
			key.Desc = isWord(dir, "desc")
			lex.Next()
		}
		x.Sort = append(x.Sort, key)
		if !isOp(lex.Peek(), ",") {
			return nil
		}
		lex.Next()
	}
}

// rangeFrom parses range from a to b.
func (g *grammar) rangeFrom(lex cursor, x *Fetch) error {
	lex.Next()
	lex.Next()
	var err error
	if x.From, err = g.expr(lex, lowest, 0); err != nil {
		return err
	}
	if t := lex.Peek(); !isWord(t, "to") {
		return syntaxError(t, "expected 'to' in this range", "")
	}
	lex.Next()
	x.To, err = g.expr(lex, lowest, 0)
	return err
}

// testLevel is how tightly word operators bind: like == and !=.
const testLevel = 3

// testOp returns the word operator that stands next in criteria, "" for none.
func testOp(lex cursor, t *token) (op string, not bool) {
	if t.Type != tokIdent {
		return "", false
	}
	word := strings.ToLower(t.Value)
	if word == "not" {
		next := peek2(lex)
		t, not, word = next, true, strings.ToLower(next.Value)
		if next.Type != tokIdent {
			return "", false
		}
	}
	switch word {
	case "is", "in", "contains", "startswith", "endswith", "like", "between":
		return word, not
	}
	return "", false
}

// test parses a word operator behind its left operand.
func (g *grammar) test(lex cursor, l Expr, op string, not bool) (Expr, error) {
	x := &Test{L: l, Op: op, Not: not}
	lex.Next()
	if not {
		lex.Next()
	}
	var err error
	switch op {
	case "is":
		err = x.isNull(lex)
	case "between":
		if x.R, err = g.expr(lex, testLevel, criteria); err == nil {
			if t := lex.Peek(); !isWord(t, "and") && !isOp(t, "&&") {
				return nil, syntaxError(t, "expected 'and' in this between", "")
			}
			lex.Next()
			x.R2, err = g.expr(lex, testLevel, criteria)
		}
	default:
		x.R, err = g.expr(lex, testLevel, criteria)
	}
	x.At = at(spanFrom(l.Span().Start, lex))
	return x, err
}

// isNull takes null, not null, empty or not empty behind is.
func (x *Test) isNull(lex cursor) error {
	if isWord(lex.Peek(), "not") {
		x.Not = true
		lex.Next()
	}
	t := lex.Peek()
	if !isWord(t, "null") && !isWord(t, "empty") {
		return syntaxError(t, "expected 'null' after 'is'", "to compare write ==")
	}
	x.Op = "is null"
	lex.Next()
	return nil
}
