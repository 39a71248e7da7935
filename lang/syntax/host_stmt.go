package syntax

import (
	"strings"
)

// hostStmt parses a statement of the products around the language: records, mail and
// form events. ok is false when the word is a name: each of them is a variable
// instead when the token behind it says so.
func (g *grammar) hostStmt(lex cursor, t, next *token) (s Stmt, ok bool, err error) {
	parse := hostWord(t.Value)
	if parse == nil || usedAsVariable(next) {
		return nil, false, nil
	}
	return parse(g, lex, t, next)
}

// hostWord returns what parses the statements that a word begins, nil for others.
func hostWord(word string) func(g *grammar, lex cursor, t, next *token) (Stmt, bool, error) {
	switch strings.ToLower(word) {
	case "insert":
		return (*grammar).insertStmt
	case "update":
		return (*grammar).updateStmt
	case "delete":
		return (*grammar).deleteStmt
	case "alert":
		return (*grammar).alertStmt
	case "cancel", "reload":
		return (*grammar).wordCommand
	case "hide", "show", "enable", "disable", "clear", "focus":
		return (*grammar).fieldCommand
	case "set":
		return (*grammar).setFilter
	}
	return nil
}

func (g *grammar) insertStmt(lex cursor, t, next *token) (Stmt, bool, error) {
	if !isWord(next, "into") {
		return nil, false, nil
	}
	s, err := g.plain(lex, t)
	return s, true, err
}

// insert parses into Form [ field = x … ] behind its first word.
func (g *grammar) insert(lex cursor, t *token) (Expr, error) {
	lex.Next()
	form := lex.Peek()
	if form.Type != tokIdent {
		return nil, syntaxError(form, "expected the name of a form after 'insert into'", "")
	}
	x := &Insert{Form: identOf(lex.Next())}
	var err error
	x.Fields, err = g.fields(lex)
	x.At = atFrom(t, lex)
	return x, err
}

// fields parses [ name = x … ]; nothing stands between the pairs.
func (g *grammar) fields(lex cursor) ([]FieldInit, error) {
	open := lex.Peek()
	if err := expect(lex, "["); err != nil {
		return nil, err
	}
	var out []FieldInit
	for {
		t := lex.Peek()
		if isOp(t, "]") {
			lex.Next()
			return out, nil
		}
		if t.Type != tokIdent {
			hint := ""
			if isOp(t, ";") || isOp(t, ",") {
				hint = "nothing stands between the fields but a line end"
			}
			return nil, unfinished(lex, open, t, "expected 'field = value' or ']'", hint)
		}
		if endsFields(lex, t) {
			return nil, unfinished(lex, open, t, "expected ']'", "")
		}
		f, err := g.fieldInit(lex, lex.Next())
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
}

// endsFields reports whether the word that begins a line is no field: the next
// statement has begun.
func endsFields(lex cursor, t *token) bool {
	next := peek2(lex)
	return t.Line > prev(lex).Line && !isOp(next, "=") && !isOp(next, ".")
}

// fieldInit parses field = x behind the first word; parts of a composite field
// have dotted names.
func (g *grammar) fieldInit(lex cursor, t *token) (FieldInit, error) {
	name := t.Value
	for isOp(lex.Peek(), ".") {
		lex.Next()
		if part := lex.Peek(); part.Type != tokIdent {
			return FieldInit{}, syntaxError(part, "expected the rest of the field after '.'", "")
		}
		name += "." + lex.Next().Value
	}
	f := FieldInit{Name: name, NameAt: spanFrom(spanOf(t).Start, lex)}
	if err := expect(lex, "="); err != nil {
		return f, err
	}
	var err error
	f.Value, err = g.expr(lex, lowest, 0)
	return f, err
}

func (g *grammar) updateStmt(lex cursor, t, next *token) (Stmt, bool, error) {
	if next.Type != tokIdent {
		return nil, false, nil
	}
	lex.Next()
	s := &Update{Record: identOf(lex.Next())}
	for isOp(lex.Peek(), ".") {
		var err error
		if s.Record, err = g.member(lex, s.Record); err != nil {
			return nil, true, err
		}
	}
	var err error
	if s.Fields, err = g.fields(lex); err != nil {
		return nil, true, err
	}
	if isOp(lex.Peek(), ";") {
		lex.Next()
	}
	s.At = atFrom(t, lex)
	return s, true, nil
}

func (g *grammar) deleteStmt(lex cursor, t, next *token) (Stmt, bool, error) {
	if !isWord(next, "from") {
		return nil, false, nil
	}
	lex.Next()
	lex.Next()
	from := lex.Peek()
	x, err := g.postfix(lex, false, 0)
	if err != nil {
		return nil, true, err
	}
	if _, ok := x.(*Fetch); !ok {
		return nil, true, syntaxError(from, "expected Form[criteria] after 'delete from'", "to delete all records of a form write Form[ID != 0]")
	}
	s := &Delete{From: x}
	if isOp(lex.Peek(), ";") {
		lex.Next()
	}
	s.At = atFrom(t, lex)
	return s, true, nil
}

// alertStmt takes an expression, or a field and a message in parentheses.
func (g *grammar) alertStmt(lex cursor, t, next *token) (Stmt, bool, error) {
	if next.Type == tokOp && !isOp(next, "(") && !isOp(next, "-") && !isOp(next, "!") && !isOp(next, "{") {
		return nil, false, nil
	}
	args, err := g.alertArgs(lex)
	if err != nil {
		return nil, true, err
	}
	s := &Command{Name: "alert", Args: args}
	s.Semi, err = g.semicolon(lex)
	s.At = atFrom(t, lex)
	return s, true, err
}

// alertArgs takes the word, and an expression or (field, message) behind it.
func (g *grammar) alertArgs(lex cursor) ([]Expr, error) {
	lex.Next()
	if isOp(lex.Peek(), "(") {
		mark := lex.at
		args, err := g.args(lex)
		if err != nil || len(args) == 2 {
			return args, err
		}
		lex.at = mark // parentheses of an expression
	}
	x, err := g.expr(lex, lowest, 0)
	return []Expr{x}, err
}

// fieldCommand takes fields separated by commas.
func (g *grammar) fieldCommand(lex cursor, t, next *token) (Stmt, bool, error) {
	if next.Type != tokIdent {
		return nil, false, nil
	}
	lex.Next()
	s := &Command{Name: strings.ToLower(t.Value)}
	for {
		x, err := g.postfix(lex, false, 0)
		if err != nil {
			return nil, true, err
		}
		s.Args = append(s.Args, x)
		if !isOp(lex.Peek(), ",") {
			break
		}
		lex.Next()
	}
	var err error
	s.Semi, err = g.semicolon(lex)
	s.At = atFrom(t, lex)
	return s, true, err
}

// wordCommand takes one word: cancel submit, cancel delete, reload page; reload also
// stands alone.
func (g *grammar) wordCommand(lex cursor, t, next *token) (Stmt, bool, error) {
	s := &Command{Name: strings.ToLower(t.Value)}
	switch {
	case next.Type == tokIdent && (s.Name != "reload" || wordEnds(lex)):
		lex.Next()
		s.Word = lex.Next().Value
	case s.Name == "reload" && (next.Type != tokOp || isOp(next, ";") || isOp(next, "}")):
		lex.Next()
	default:
		return nil, false, nil
	}
	var err error
	s.Semi, err = g.semicolon(lex)
	s.At = atFrom(t, lex)
	return s, true, err
}

// wordEnds reports whether the token after the next one ends a statement.
func wordEnds(lex cursor) bool {
	mark := lex.at
	defer func() { lex.at = mark }()
	lex.Next()
	lex.Next()
	t := lex.Peek()
	return t.EOF() || isOp(t, ";") || isOp(t, "}")
}

// setFilter parses set filter field[criteria].
func (g *grammar) setFilter(lex cursor, t, next *token) (Stmt, bool, error) {
	if !isWord(next, "filter") {
		return nil, false, nil
	}
	lex.Next()
	lex.Next()
	x, err := g.postfix(lex, false, 0)
	if err != nil {
		return nil, true, err
	}
	s := &Command{Name: "set", Word: "filter", Args: []Expr{x}}
	s.Semi, err = g.semicolon(lex)
	s.At = atFrom(t, lex)
	return s, true, err
}
