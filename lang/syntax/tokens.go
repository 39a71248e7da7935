package syntax

import "github.com/dg-lang/dg/lang/source"

// Token is one word, literal, operator or comment as it stands in the file.
type Token struct {
	At
	Text    string
	Comment bool
}

// Tokens returns all tokens of src and its comments, in order. Text that the lexer
// cannot read is a token, too; Parse has the findings about it.
func Tokens(src *source.File) []Token {
	var out []Token
	for scan := newScanner(src); ; {
		t := scan.next()
		if t.EOF() {
			return out
		}
		out = append(out, Token{at(spanOf(&t)), t.Value, t.Type == tokComment})
	}
}
