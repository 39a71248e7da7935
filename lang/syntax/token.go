package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/dg-lang/dg/lang/source"
)

// The token types. White space is no token; comments are, and the parser elides
// them.
const (
	tokEOF lexer.TokenType = lexer.EOF - iota
	tokComment
	tokIdent
	tokNumber
	tokText   // "…"
	tokQuoted // '…'
	tokCurly  // “…”
	tokOp
	tokBad // anything that is none of these
)

var symbols = map[string]lexer.TokenType{
	"EOF": tokEOF, "Comment": tokComment, "Ident": tokIdent, "Number": tokNumber,
	"Text": tokText, "Quoted": tokQuoted, "Curly": tokCurly, "Op": tokOp, "Bad": tokBad,
}

// stream is the tokens of a file and what a parse knows of them as a whole.
type stream struct {
	*lexer.PeekingLexer
	file *source.File
	torn bool // a text is never closed
	lost int  // closing braces without an opening one
}

// cursor is the token stream all parsers share.
type cursor = *stream

func spanOf(t *lexer.Token) source.Span {
	return source.Span{Start: source.At(t.Pos.Offset), End: source.At(t.Pos.Offset + len(t.Value))}
}

func isOp(t *lexer.Token, op string) bool { return t.Type == tokOp && t.Value == op }

func isWord(t *lexer.Token, word string) bool {
	return t.Type == tokIdent && len(t.Value) == len(word) && strings.EqualFold(t.Value, word)
}

// peek2 returns the token after the next one.
func peek2(lex cursor) lexer.Token {
	mark := lex.MakeCheckpoint()
	lex.Next()
	t := *lex.Peek()
	lex.LoadCheckpoint(mark)
	return t
}

// prev returns the token consumed last; the zero Token at the start.
func prev(lex cursor) lexer.Token {
	at := lex.RawCursor()
	if at == 0 {
		return lexer.Token{}
	}
	return lex.Range(at-1, at)[0]
}

// endOf returns the position behind the token consumed last.
func endOf(lex cursor) source.Pos {
	t := prev(lex)
	return source.At(t.Pos.Offset + len(t.Value))
}

// spanFrom returns the span from start to the token consumed last.
func spanFrom(start source.Pos, lex cursor) source.Span {
	return source.Span{Start: start, End: endOf(lex)}
}
