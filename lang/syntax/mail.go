package syntax

import (
	"strings"

	"github.com/dg-lang/dg/lang/source"
)

// mail parses [ key: value … ] of sendmail and sendsms behind the word. Keys may
// have two words, and a value may be several separated by commas.
func (g *grammar) mail(lex cursor, name *token) (Expr, error) {
	open := lex.Next()
	x := &Task{Name: name.Value, NameAt: spanOf(name)}
	for {
		t := lex.Peek()
		if isOp(t, "]") {
			lex.Next()
			x.At = atFrom(name, lex)
			return x, nil
		}
		if endsKeys(lex, t) {
			return nil, unfinished(lex, open, t, "expected a key such as to: or ']'", "")
		}
		key, err := mailKey(lex)
		if err != nil {
			return nil, err
		}
		if key.Name == "attachments" {
			key.Value, err = g.attachments(lex)
		} else {
			key.Value, err = g.values(lex)
		}
		if err != nil {
			return nil, err
		}
		x.Keys = append(x.Keys, key)
	}
}

// secondWord returns the second word of a key that has two, by the first.
// Source: https://www.zoho.com/creator/help/script/fetch-and-email.html
func secondWord(first string) string {
	switch strings.ToLower(first) {
	case "reply":
		return "to"
	case "content":
		return "type"
	}
	return ""
}

func mailKey(lex cursor) (TaskKey, error) {
	first := lex.Peek()
	words := []string{lex.Next().Value}
	if t := lex.Peek(); t.Type == tokIdent && strings.EqualFold(secondWord(words[0]), t.Value) {
		words = append(words, lex.Next().Value)
	}
	name := strings.ReplaceAll(strings.ToLower(strings.Join(words, " ")), "_", " ")
	key := TaskKey{Name: name, NameAt: spanFrom(spanOf(first).Start, lex)}
	return key, expect(lex, ":")
}

// values parses a value, or several as a list.
func (g *grammar) values(lex cursor) (Expr, error) {
	if t := lex.Peek(); isWord(t, "html") || isWord(t, "text") {
		if next := peek2(lex); !isOp(next, ".") && !isOp(next, "+") {
			lex.Next()
			return &TextLit{At: at(spanOf(t)), Value: t.Value}, nil
		}
	}
	first, err := g.expr(lex, lowest, 0)
	if err != nil || !isOp(lex.Peek(), ",") {
		return first, err
	}
	list := &ListLit{Items: []Expr{first}, Square: true}
	for isOp(lex.Peek(), ",") {
		lex.Next()
		x, err := g.expr(lex, lowest, 0)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, x)
	}
	list.At = at(spanFrom(first.Span().Start, lex))
	return list, nil
}

// attachments parses file:x, file:y and template:name:Report id as PDF.
func (g *grammar) attachments(lex cursor) (Expr, error) {
	list := &ListLit{Square: true}
	start := spanOf(lex.Peek()).Start
	for {
		x, err := g.attachment(lex)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, x)
		if !isOp(lex.Peek(), ",") {
			list.At = at(spanFrom(start, lex))
			return list, nil
		}
		lex.Next()
	}
}

func (g *grammar) attachment(lex cursor) (Expr, error) {
	t := lex.Peek()
	next := peek2(lex)
	if t.Type != tokIdent || !isOp(next, ":") {
		return g.expr(lex, lowest, 0)
	}
	lex.Next()
	lex.Next()
	x := &Attachment{Kind: strings.ToLower(t.Value)}
	if x.Kind == "file" {
		var err error
		x.X, err = g.expr(lex, lowest, 0)
		x.At = atFrom(t, lex)
		return x, err
	}
	x.Words = attachmentWords(lex)
	x.At = atFrom(t, lex)
	return x, nil
}

// attachmentWords takes the words of a template or report: up to "as PDF" or the
// end of the line.
func attachmentWords(lex cursor) string {
	var words []string
	line := lex.Peek().Line
	for t := lex.Peek(); !t.EOF() && t.Type != tokBad && t.Line == line && !isOp(t, "]") && !isOp(t, ","); t = lex.Peek() {
		words = append(words, lex.Next().Value)
	}
	return strings.Join(words, " ")
}

// widget parses :ui behind the name of a form field at the start of a statement.
func (g *grammar) widget(lex cursor, x Expr) (Expr, error) {
	lex.Next()
	name := lex.Next()
	x = &Member{At: at(source.Span{Start: x.Span().Start, End: spanOf(name).End}), X: x, Name: name.Value, NameAt: spanOf(name), Slot: -1, UI: true}
	return g.rest(lex, x, 0)
}

// isWidget reports whether :ui. stands next.
func isWidget(lex cursor) bool {
	if !isOp(lex.Peek(), ":") {
		return false
	}
	mark := lex.at
	defer func() { lex.at = mark }()
	lex.Next()
	return isWord(lex.Next(), "ui") && isOp(lex.Peek(), ".")
}
