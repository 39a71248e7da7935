package syntax

import (
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/types"
)

// lookahead is how many tokens recovery looks ahead: with each error the whole rest
// of a script would take quadratic time.
const lookahead = 2000

// recover skips what is left of a statement that does not parse, from the token at
// which it failed: up to its semicolon, the end of its block, or the brace that
// closes the block around it. mark is where the statement begins, part what could
// be read of it.
func (g *grammar) recover(lex cursor, mark int, part Stmt, err *diag.Diagnostic) Stmt {
	s := &skipper{g: g, lex: lex, bad: &Bad{Err: err}, compound: headsBlock(lex, mark)}
	s.word = strings.ToLower(firstOf(lex, mark).Value)
	if err.Hint == "" && err.Code == diag.Syntax {
		err.Hint = foreign(s.word)
	}
	for _, b := range Blocks(part) {
		s.bad.Body = append(s.bad.Body, b.all()...)
	}
	if s.compound && part == nil {
		s.rewind(mark)
	}
	taken := lex.tokens[mark:max(mark, lex.at)]
	for i := range taken {
		s.count(&taken[i])
	}
	if !s.compound {
		s.body = foreignBody(lex, s.word)
		s.compound = s.body >= 0 || s.open == 0 && isOp(lex.Peek(), "{") && foreign(s.word) != ""
	}
	s.skip()
	if lex.at == mark { // no progress: a stray brace at the start
		lex.Next()
	}
	s.bad.At = At{spanFrom(spanOf(firstOf(lex, mark)).Start, lex)}
	return s.bad
}

// rewind goes back to a brace alone on its line that was taken for a list or map
// because a parenthesis is missing before it: it opens the block.
func (s *skipper) rewind(mark int) {
	now := s.lex.at
	s.lex.at = mark
	for s.lex.at < now {
		line, t, next := prev(s.lex).Line, s.lex.Peek(), peek2(s.lex)
		if isOp(t, "{") && t.Line > line && next.Line > t.Line {
			s.bad.Err = syntaxError(t, "expected ')'", "")
			return
		}
		s.lex.Next()
	}
	s.lex.at = now
}

// skipper skips one statement.
type skipper struct {
	g        *grammar
	lex      cursor
	bad      *Bad
	word     string // the first one
	compound bool   // blocks belong to the statement
	body     int    // where the first of them opens, if not where a line tells
	open     int    // brackets that are open, but for those of blocks
	braces   int    // those of them that are braces
	closing  int
}

// count takes notice of a token that is skipped.
func (s *skipper) count(t *token) {
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
	if s.compound {
		for at := max(s.body, bodyBrace(s.lex)); s.lex.at < at; {
			s.next()
		}
	}
	for t := s.lex.Peek(); !t.EOF(); t = s.lex.Peek() {
		switch {
		case isOp(t, "{") && s.compound:
			s.bad.Body = append(s.bad.Body, s.cases(s.g.skipBlock(s.lex))...)
			if t := s.lex.Peek(); !isWord(t, "else") && !isWord(t, "catch") && !(s.word == "do" && isWord(t, "while")) {
				return
			}
			continue
		case isOp(t, "}") && s.endsBlock(t):
			return
		case isOp(t, ";") && !s.separates():
			s.lex.Next()
			return
		case s.beginsStatement(t):
			return
		}
		s.next()
	}
}

// foreignBody returns the place of the block of a statement of another language, or
// of a header that does not parse: a brace behind a parenthesis never opens a list
// or map. -1 for none.
func foreignBody(lex cursor, word string) int {
	if word == "foreach" || word == "until" {
		return bodyBrace(lex)
	}
	mark := lex.at
	defer func() { lex.at = mark }()
	line, limit := prev(lex).Line, lex.at+lookahead
	for t := lex.Peek(); !t.EOF() && !isOp(t, ";") && !isOp(t, "}") && lex.at < limit; t = lex.Peek() {
		if isOp(t, "{") && isOp(prev(lex), ")") {
			return lex.at
		}
		if t.Line > line {
			return -1
		}
		lex.Next()
	}
	return -1
}

// cases returns what stands in the block of a switch, but for the cases: they are
// wrong because the switch is.
func (s *skipper) cases(body []Stmt) []Stmt {
	if s.word != "switch" {
		return body
	}
	return slices.DeleteFunc(body, func(st Stmt) bool {
		bad, ok := st.(*Bad)
		text := s.lex.file.Text[st.Span().Start.Offset():]
		if !ok || !strings.HasPrefix(text, "case") && !strings.HasPrefix(text, "default") {
			return false
		}
		s.bad.Names = append(s.bad.Names, bad.Names...)
		return true
	})
}

// endsBlock reports whether the closing brace t belongs to the block around the
// statement.
func (s *skipper) endsBlock(t *token) bool {
	return s.braces <= 0 && !behindLiteral(s.lex) && (s.open <= 0 || t.Line > prev(s.lex).Line)
}

// separates reports whether the semicolon that stands next parts keys or fields: one
// of them or the closing bracket follows on its line.
func (s *skipper) separates() bool {
	mark := s.lex.at
	defer func() { s.lex.at = mark }()
	line := s.lex.Next().Line
	t, next := s.lex.Peek(), peek2(s.lex)
	return s.open > 0 && t.Line == line && (isOp(t, "]") || t.Type == tokIdent && (isOp(next, ":") || isOp(next, "=")))
}

// bodyBrace returns the place of the brace that opens the body of a statement whose
// head does not parse: the one that is still open at the end of the line, the first
// of the next line, or the last of this one; -1 for none.
func bodyBrace(lex cursor) int {
	mark := lex.at
	defer func() { lex.at = mark }()
	body, depth, line, limit := int(-1), 0, prev(lex).Line, lex.at+lookahead
	for t := lex.Peek(); !t.EOF() && t.Line == line && lex.at < limit; t = lex.Peek() {
		if isOp(t, "{") {
			if depth++; depth == 1 {
				body = lex.at
			}
		} else if isOp(t, "}") {
			depth--
		}
		lex.Next()
	}
	if depth <= 0 && isOp(lex.Peek(), "{") {
		return lex.at
	}
	return body
}

// tornLine takes the rest of a line with text that is never closed: code and text
// cannot be told apart there. It reports whether the statement ends with the line.
func (s *skipper) tornLine() bool {
	from := s.lex.Peek()
	quote := s.unclosedText()
	if quote < 0 {
		return false
	}
	for s.lex.at <= quote {
		if t := s.lex.Next(); t.Type == tokIdent {
			s.bad.Names = append(s.bad.Names, t.Value)
		}
	}
	if s.bad.Err.Code == diag.Syntax && s.bad.Err.Hint == "" {
		s.bad.Err.Hint = "the quotes of this line do not pair: one is missing"
	}
	text := s.lex.file.Text[from.Offset:endOf(s.lex).Offset()]
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
func (s *skipper) unclosedText() int {
	if !s.lex.torn {
		return -1
	}
	mark := s.lex.at
	defer func() { s.lex.at = mark }()
	line, limit := s.lex.Peek().Line, s.lex.at+lookahead
	for t := s.lex.Peek(); !t.EOF() && t.Line == line && s.lex.at < limit; t = s.lex.Peek() {
		if at := s.lex.at; isUnclosedText(t) {
			return at
		}
		s.lex.Next()
	}
	return -1
}

func isUnclosedText(t *token) bool {
	return t.Type == tokBad && (t.Value[0] == '"' || t.Value[0] == '\'')
}

// beginsStatement reports whether t is the first word of its line and one that only
// begins statements: what stood before it lacks its end.
func (s *skipper) beginsStatement(t *token) bool {
	if t.Type != tokIdent || t.Line == prev(s.lex).Line || s.insideSquare() {
		return false
	}
	switch next := peek2(s.lex); strings.ToLower(t.Value) {
	case "if", "while":
		return !s.compound && isOp(next, "(")
	case "for":
		return !s.compound && isWord(next, "each")
	case "try":
		return isOp(next, "{")
	case "return", "info", "break", "continue":
		return !usedAsVariable(next)
	default:
		return usedAsVariable(next) && next.Value != "."
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
	return s.lex.at < s.closing
}

// closingSquare returns the place of the first ] without a partner before the end of
// the statement, -1 for none.
func (s *skipper) closingSquare() int {
	mark := s.lex.at
	defer func() { s.lex.at = mark }()
	open, limit := 0, s.lex.at+lookahead
	for t := s.lex.Peek(); !t.EOF() && !isOp(t, ";") && s.lex.at < limit; t = s.lex.Next() {
		switch {
		case isOp(t, "["):
			open++
		case isOp(t, "]") && open == 0:
			return s.lex.at
		case isOp(t, "]"):
			open--
		}
	}
	return -1
}

var compoundWords = []string{"if", "for", "while", "try", "else", "catch"}

// headsBlock reports whether the statement at mark is one with blocks.
func headsBlock(lex cursor, mark int) bool {
	now := lex.at
	defer func() { lex.at = now }()
	lex.at = mark
	t, second := lex.Peek(), peek2(lex)
	if t.Type != tokIdent {
		return false
	}
	return slices.Contains(compoundWords, strings.ToLower(t.Value)) || isHeader(second, lex) && headsFunction(lex)
}

// headsFunction reports whether a function begins here, as far as the type and the
// names that stand next tell: with a type that is known, a block behind the
// parentheses, or parameters in them.
func headsFunction(lex cursor) bool {
	mark := lex.at
	defer func() { lex.at = mark }()
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
	depth, limit := 0, lex.at+lookahead
	for t := lex.Next(); !t.EOF() && !isOp(t, ";") && !isOp(t, "{") && lex.at < limit; t = lex.Next() {
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

// firstOf returns the token at mark.
func firstOf(lex cursor, mark int) *token {
	now := lex.at
	defer func() { lex.at = now }()
	lex.at = mark
	return lex.Peek()
}
