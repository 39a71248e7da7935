package syntax

import (
	"strings"

	"github.com/dg-lang/dg/lang/source"
)

// kind is the type of a token.
type kind int8

// The kinds. White space is no token; comments are kept beside the others.
const (
	tokEOF kind = -1 - iota
	tokComment
	tokIdent
	tokNumber
	tokText   // "…"
	tokQuoted // '…'
	tokCurly  // “…”
	tokOp
	tokBad // anything that is none of these
)

// token is one word, literal or operator. participle's has twice the size, and its
// list of them grows without knowing the end: a slice of these, made for the length of
// the file, takes a third of the memory and time of a parse, at 20,000 lines a fifth.
type token struct {
	Value  string
	Offset int // in bytes
	Line   int32
	Type   kind
}

func (t *token) EOF() bool { return t.Type == tokEOF }

// stream is the tokens of a file, the last of them its end, and what a parse knows
// of them as a whole.
type stream struct {
	tokens []token
	at     int // the next one
	file   *source.File
	torn   bool // a text is never closed
	lost   int  // closing braces without an opening one
}

// cursor is the token stream all parsers share.
type cursor = *stream

// Peek returns the next token, and Next takes it; the end stays.
func (s *stream) Peek() *token { return &s.tokens[s.at] }

// Next takes the next token.
func (s *stream) Next() *token {
	t := &s.tokens[s.at]
	if t.Type != tokEOF {
		s.at++
	}
	return t
}

func spanOf(t *token) source.Span {
	return source.Span{Start: source.At(t.Offset), End: source.At(t.Offset + len(t.Value))}
}

func isOp(t *token, op string) bool { return t.Type == tokOp && t.Value == op }

func isWord(t *token, word string) bool {
	return t.Type == tokIdent && len(t.Value) == len(word) && strings.EqualFold(t.Value, word)
}

// peek2 returns the token after the next one.
func peek2(lex cursor) *token { return &lex.tokens[min(lex.at+1, len(lex.tokens)-1)] }

// prev returns the token taken last; an empty one at the start.
func prev(lex cursor) *token {
	if lex.at == 0 {
		return &token{}
	}
	return &lex.tokens[lex.at-1]
}

// endOf returns the position behind the token taken last.
func endOf(lex cursor) source.Pos {
	t := prev(lex)
	return source.At(t.Offset + len(t.Value))
}

// spanFrom returns the span from start to the token taken last.
func spanFrom(start source.Pos, lex cursor) source.Span {
	return source.Span{Start: start, End: endOf(lex)}
}
