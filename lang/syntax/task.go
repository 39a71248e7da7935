package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/dg-lang/dg/lang/source"
)

// task parses [ key: value … ] behind the name of the task. Keys have nothing
// between them: a value ends where no operator follows it.
func (g *grammar) task(lex cursor, name *lexer.Token) (Expr, error) {
	lex.Next()
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
		key, err := g.taskKey(lex)
		if err != nil {
			return nil, err
		}
		x.Keys = append(x.Keys, key)
	}
}

// taskKey parses one key and its value. Keys may hold hyphens.
func (g *grammar) taskKey(lex cursor) (TaskKey, error) {
	first := lex.Peek()
	if first.Type != tokIdent {
		return TaskKey{}, syntaxError(first, "expected a key such as url: or ']'", "")
	}
	lex.Next()
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

// mediaType reads an unquoted type such as application/json; nil when the words
// are something else.
func mediaType(lex cursor) Expr {
	mark := lex.MakeCheckpoint()
	start := spanOf(lex.Peek()).Start
	text, slash := "", false
	for end := start; ; {
		t := lex.Peek()
		part := t.Type == tokIdent || t.Type == tokNumber || isOp(t, "/") || isOp(t, "-") || isOp(t, "+") || isOp(t, ".")
		if !part || source.At(t.Pos.Offset) != end {
			break
		}
		slash = slash || isOp(t, "/")
		text += t.Value
		end = spanOf(t).End
		lex.Next()
	}
	if !slash || isOp(lex.Peek(), ":") {
		lex.LoadCheckpoint(mark)
		return nil
	}
	return &TextLit{At: at(spanFrom(start, lex)), Value: text}
}
