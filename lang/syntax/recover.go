package syntax

import (
	"slices"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
)

// lookahead is how many tokens recovery looks ahead: with each error the whole rest
// of a script would take quadratic time.
const lookahead = 2000

// recover skips what is left of a statement that does not parse, from the token at
// which it failed: up to its semicolon, the end of its block, or the brace that
// closes the block around it. mark is where the statement begins, part what could
// be read of it.
func (g *grammar) recover(lex cursor, mark lexer.Checkpoint, part Stmt, err *diag.Diagnostic) Stmt {
	s := &skipper{g: g, lex: lex, bad: &Bad{Err: err}, compound: headsBlock(lex, mark)}
	for _, b := range Blocks(part) {
		s.bad.Body = append(s.bad.Body, b.all()...)
	}
	if s.compound && part == nil {
		s.rewind(mark)
	}
	taken := lex.Range(mark.RawCursor(), max(mark.RawCursor(), lex.RawCursor()))
	for i := range taken {
		s.count(&taken[i])
	}
	s.skip()
	if lex.RawCursor() == mark.RawCursor() { // no progress: a stray brace at the start
		lex.Next()
	}
	s.bad.At = At{spanFrom(startOf(lex, mark), lex)}
	return s.bad
}

// rewind goes back to a brace alone on its line that was taken for a list or map
// because a parenthesis is missing before it: it opens the block.
func (s *skipper) rewind(mark lexer.Checkpoint) {
	now := s.lex.MakeCheckpoint()
	s.lex.LoadCheckpoint(mark)
	for s.lex.RawCursor() < now.RawCursor() {
		line, t, next := prev(s.lex).Pos.Line, s.lex.Peek(), peek2(s.lex)
		if isOp(t, "{") && t.Pos.Line > line && next.Pos.Line > t.Pos.Line {
			s.bad.Err = syntaxError(t, "expected ')'", "")
			return
		}
		s.lex.Next()
	}
	s.lex.LoadCheckpoint(now)
}

// skipper skips one statement.
type skipper struct {
	g        *grammar
	lex      cursor
	bad      *Bad
	compound bool // blocks belong to the statement
	open     int  // brackets that are open, but for those of blocks
	braces   int  // those of them that are braces
	closing  lexer.RawCursor
}

// count takes notice of a token that is skipped.
func (s *skipper) count(t *lexer.Token) {
	switch {
	case t.Type == tokIdent:
		s.bad.Names = append(s.bad.Names, t.Value)
	case t.Type == tokOp:
		s.brackets(t.Value)
	}
}

func (s *skipper) brackets(text string) {
	braces := strings.Count(text, "{") - strings.Count(text, "}")
	s.braces += braces
	s.open += braces + strings.Count(text, "(") + strings.Count(text, "[") - strings.Count(text, ")") - strings.Count(text, "]")
}

func (s *skipper) skip() {
	if s.tornLine() {
		return
	}
	for t := s.lex.Peek(); !t.EOF(); t = s.lex.Peek() {
		switch {
		case isOp(t, "{") && s.compound:
			s.bad.Body = append(s.bad.Body, s.g.skipBlock(s.lex)...)
			if !isWord(s.lex.Peek(), "else") && !isWord(s.lex.Peek(), "catch") {
				return
			}
			continue
		case isOp(t, "}") && s.endsBlock(t):
			return
		case isOp(t, ";"):
			s.lex.Next()
			return
		case s.beginsStatement(t):
			return
		}
		s.next()
	}
}

// endsBlock reports whether the closing brace t belongs to the block around the
// statement.
func (s *skipper) endsBlock(t *lexer.Token) bool {
	return s.braces <= 0 && !behindLiteral(s.lex) && (s.open <= 0 || t.Pos.Line > prev(s.lex).Pos.Line)
}

// tornLine takes the rest of a line with text that is never closed: code and text
// cannot be told apart there. It reports whether the statement ends with the line.
func (s *skipper) tornLine() bool {
	from := s.lex.Peek()
	quote := s.unclosedText()
	if quote < 0 {
		return false
	}
	for s.lex.RawCursor() <= quote {
		if t := s.lex.Next(); t.Type == tokIdent {
			s.bad.Names = append(s.bad.Names, t.Value)
		}
	}
	text := s.lex.file.Text[from.Pos.Offset:endOf(s.lex).Offset()]
	s.brackets(text)
	t := s.lex.Peek()
	switch {
	case s.compound && isOp(t, "{"), s.open > 0:
		return false
	case strings.HasSuffix(strings.TrimRight(text, " \t"), ";"):
		return true
	}
	return t.Type == tokIdent || isOp(t, "}") && s.endsBlock(t)
}

// next skips one token.
func (s *skipper) next() { s.count(s.lex.Next()) }

// unclosedText returns the place of text without its closing quote on the line at
// which parsing stopped, -1 for none: it took the rest of the line, and what stands
// before it may be the inside of a text.
func (s *skipper) unclosedText() lexer.RawCursor {
	if !s.lex.torn {
		return -1
	}
	mark := s.lex.MakeCheckpoint()
	defer s.lex.LoadCheckpoint(mark)
	line, limit := s.lex.Peek().Pos.Line, s.lex.RawCursor()+lookahead
	for t := s.lex.Peek(); !t.EOF() && t.Pos.Line == line && s.lex.RawCursor() < limit; t = s.lex.Peek() {
		if at := s.lex.RawCursor(); isUnclosedText(t) {
			return at
		}
		s.lex.Next()
	}
	return -1
}

func isUnclosedText(t *lexer.Token) bool {
	return t.Type == tokBad && (t.Value[0] == '"' || t.Value[0] == '\'')
}

// beginsStatement reports whether t is the first word of its line and one that only
// begins statements: what stood before it lacks its end.
func (s *skipper) beginsStatement(t *lexer.Token) bool {
	if t.Type != tokIdent || t.Pos.Line == prev(s.lex).Pos.Line || s.insideSquare() {
		return false
	}
	switch next := peek2(s.lex); strings.ToLower(t.Value) {
	case "if", "while":
		return !s.compound && isOp(&next, "(")
	case "for":
		return !s.compound && isWord(&next, "each")
	case "try":
		return isOp(&next, "{")
	case "return", "info", "break", "continue":
		return !usedAsVariable(&next)
	default:
		return usedAsVariable(&next) && next.Value != "."
	}
}

// insideSquare reports whether the ] of a task, of fields or of criteria is still to
// come: what looks like an assignment there is none.
func (s *skipper) insideSquare() bool {
	if s.open <= 0 {
		return false
	}
	if s.closing == 0 {
		s.closing = s.closingSquare()
	}
	return s.lex.RawCursor() < s.closing
}

// closingSquare returns the place of the first ] without a partner before the end of
// the statement, -1 for none.
func (s *skipper) closingSquare() lexer.RawCursor {
	mark := s.lex.MakeCheckpoint()
	defer s.lex.LoadCheckpoint(mark)
	open, limit := 0, s.lex.RawCursor()+lookahead
	for t := s.lex.Peek(); !t.EOF() && !isOp(t, ";") && s.lex.RawCursor() < limit; t = s.lex.Next() {
		switch {
		case isOp(t, "["):
			open++
		case isOp(t, "]") && open == 0:
			return s.lex.RawCursor()
		case isOp(t, "]"):
			open--
		}
	}
	return -1
}

var compoundWords = []string{"if", "for", "while", "try", "else", "catch"}

// headsBlock reports whether the statement at mark is one with blocks.
func headsBlock(lex cursor, mark lexer.Checkpoint) bool {
	now := lex.MakeCheckpoint()
	defer lex.LoadCheckpoint(now)
	lex.LoadCheckpoint(mark)
	t, second := lex.Peek(), peek2(lex)
	if t.Type != tokIdent {
		return false
	}
	return slices.Contains(compoundWords, strings.ToLower(t.Value)) || isHeader(&second, lex) && headsFunction(lex)
}

// headsFunction reports whether a function begins here, as far as the type and the
// names that stand next tell: with a type that is known, a block behind the
// parentheses, or parameters in them.
func headsFunction(lex cursor) bool {
	mark := lex.MakeCheckpoint()
	defer lex.LoadCheckpoint(mark)
	typ := lex.Peek()
	for t := lex.Peek(); t.Type == tokIdent || isOp(t, ".") || isOp(t, ":"); t = lex.Peek() {
		lex.Next()
	}
	if !isOp(lex.Peek(), "(") {
		return false
	}
	if _, known := types.FromName(typ.Value); known {
		return true
	}
	depth, limit := 0, lex.RawCursor()+lookahead
	for t := lex.Next(); !t.EOF() && !isOp(t, ";") && !isOp(t, "{") && lex.RawCursor() < limit; t = lex.Next() {
		if isOp(t, "(") {
			depth++
		} else if isOp(t, ")") {
			if depth--; depth == 0 {
				return isOp(lex.Peek(), "{")
			}
		}
	}
	return false
}

func startOf(lex cursor, mark lexer.Checkpoint) source.Pos {
	now := lex.MakeCheckpoint()
	defer lex.LoadCheckpoint(now)
	lex.LoadCheckpoint(mark)
	return spanOf(lex.Peek()).Start
}

// skipBlock parses the block of a statement whose head is wrong, for the errors
// inside it and the names it assigns.
func (g *grammar) skipBlock(lex cursor) []Stmt {
	b, err := g.block(lex)
	if err != nil {
		return nil
	}
	return b.all()
}

// all returns the statements of a block, and what is wrong with its braces as one.
func (b *Block) all() []Stmt {
	if b.Err != nil {
		return append(b.Stmts, &Bad{At: b.At, Err: b.Err})
	}
	return b.Stmts
}
