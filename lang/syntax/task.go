package syntax

import (
	"slices"
	"strings"
)

// task parses [ key: value … ] behind the name of the task. Keys have nothing
// between them: a value ends where no operator follows it.
func (g *grammar) task(lex cursor, name *token) (Expr, error) {
	open := lex.Next()
	x := &Task{Name: name.Value, NameAt: spanOf(name)}
	for {
		t := lex.Peek()
		if isOp(t, "]") {
			lex.Next()
			x.At = atFrom(name, lex)
			return x, nil
		}
		if isOp(t, ",") && len(x.Keys) > 0 { // two corpora separate keys by commas
			lex.Next()
			continue
		}
		if endsKeys(lex, t) {
			return nil, unfinished(lex, open, t, "expected a key such as url: or ']'", "")
		}
		key, err := g.taskKey(lex)
		if err != nil {
			return nil, err
		}
		x.Keys = append(x.Keys, key)
	}
}

// endsKeys reports whether t is no key. A word that begins a line and has no colon
// behind it begins the next statement.
func endsKeys(lex cursor, t *token) bool {
	if t.Type != tokIdent {
		return true
	}
	if t.Line == prev(lex).Line {
		return false
	}
	next := peek2(lex)
	return next.Type == tokOp && strings.Contains("=.([", next.Value) ||
		next.Type != tokOp && slices.Contains(firstWords, strings.ToLower(t.Value))
}

// firstWords begin statements and no key.
var firstWords = []string{"info", "return", "if", "for", "throw", "insert", "update", "delete", "alert", "hide", "show"}

// taskKey parses one key and its value. Keys may hold hyphens.
func (g *grammar) taskKey(lex cursor) (TaskKey, error) {
	first := lex.Next()
	name := first.Value
	for isOp(lex.Peek(), "-") {
		lex.Next()
		part := lex.Peek()
		if part.Type != tokIdent {
			return TaskKey{}, syntaxError(part, "expected the rest of the key after '-'", "")
		}
		name += "-" + part.Value
		lex.Next()
	}
	key := TaskKey{Name: strings.ToLower(name), NameAt: spanFrom(spanOf(first).Start, lex)}
	if err := expect(lex, ":"); err != nil {
		return TaskKey{}, err
	}
	v, err := g.taskValue(lex, key.Name)
	key.Value = v
	return key, err
}

func (g *grammar) taskValue(lex cursor, key string) (Expr, error) {
	switch key {
	case "type", "response-format":
		if t := lex.Peek(); t.Type == tokIdent {
			lex.Next()
			return &TextLit{At: at(spanOf(t)), Value: t.Value}, nil
		}
	case "content-type":
		if t := lex.Peek(); t.Type == tokIdent {
			if x := mediaType(lex); x != nil {
				return x, nil
			}
		}
	}
	x, err := g.expr(lex, lowest, 0)
	if id, ok := x.(*Ident); ok && (key == "connection" || key == "service") {
		return &BareWord{At: id.At, Name: id.Name, Slot: -1}, err
	}
	return x, err
}

// mediaType reads an unquoted type such as application/vnd.api+json; nil when the
// words are something else.
func mediaType(lex cursor) Expr {
	mark := lex.at
	start := spanOf(lex.Peek()).Start
	text, slash := lex.Next().Value, false
	for sep := lex.Peek(); isTypeSeparator(sep); sep = lex.Peek() {
		slash = slash || isOp(sep, "/")
		part := peek2(lex)
		if part.Type != tokIdent && part.Type != tokNumber {
			lex.at = mark
			return nil
		}
		text += sep.Value + part.Value
		lex.Next()
		lex.Next()
	}
	if !slash || isOp(lex.Peek(), ":") {
		lex.at = mark
		return nil
	}
	return &TextLit{At: at(spanFrom(start, lex)), Value: text}
}

func isTypeSeparator(t *token) bool {
	return isOp(t, "/") || isOp(t, "-") || isOp(t, "+") || isOp(t, ".")
}
