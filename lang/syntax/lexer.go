package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// maxDepth limits how deep brackets may nest: a parser that runs out of stack
// cannot be recovered.
const maxDepth = 500

// scanner makes tokens of a file. It never fails: what it cannot read becomes a
// Bad token, so that the rest of the file is still parsed.
type scanner struct {
	file    *source.File
	s       string
	i       int
	line    int32
	depth   int
	braces  int       // open ones
	torn    bool      // a text is never closed
	inserts []int     // offsets at which a closing brace is missing
	odd     diag.List // warnings about characters
	notes   []Comment
	deep    bool             // too many open brackets: reported once
	blank   *diag.Diagnostic // the warning about odd blanks
}

func newScanner(f *source.File) *scanner {
	l := &scanner{file: f, s: f.Text, line: 1}
	if strings.HasPrefix(l.s, source.BOM) {
		l.i = len(source.BOM)
	}
	return l
}

// next returns the next token. A comment is remembered, too.
func (l *scanner) next() token {
	l.space()
	if len(l.inserts) > 0 && l.i >= l.inserts[0] {
		l.inserts = l.inserts[1:]
		return token{Type: tokOp, Value: "}", Offset: l.i, Line: l.line}
	}
	t := token{Type: tokEOF, Offset: l.i, Line: l.line}
	if l.i < len(l.s) {
		t.Type = l.scan()
	}
	t.Value = l.s[t.Offset:l.i]
	if t.Type == tokComment {
		l.notes = append(l.notes, Comment{at(spanOf(&t)), t.Value})
	}
	return t
}

// all returns the tokens but for comments, the end of the file last.
func (l *scanner) all() []token {
	const bytesPerToken = 3 // of tight code; room that is not used costs less than growing
	out := make([]token, 0, len(l.s)/bytesPerToken+16)
	for {
		t := l.next()
		if t.Type != tokComment {
			out = append(out, t)
		}
		if t.Type == tokEOF {
			return out
		}
	}
}

func (l *scanner) space() {
	for l.i < len(l.s) {
		switch c := l.s[l.i]; {
		case c == '\n':
			l.line++
			l.i++
		case c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f':
			l.i++
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(l.s[l.i:])
			if !unicode.IsSpace(r) && r != '\ufeff' && r != '\u200b' {
				return
			}
			l.oddSpace(n)
			l.i += n
		default:
			return
		}
	}
}

// oddSpace reports the first one of a file; its fix is for all of them.
func (l *scanner) oddSpace(n int) {
	if l.blank == nil {
		l.blank = l.warn(diag.OddSpace, l.i, l.i+n, "a no-break or other Unicode space stands between words here; it counts as a blank", "",
			"replace it by a plain space: some editors refuse it")
	}
	l.blank.Fixes = append(l.blank.Fixes, diag.Edit{Span: span(l.i, l.i+n), Text: " "})
}

func (l *scanner) warn(code diag.Code, from, to int, message, label, hint string) *diag.Diagnostic {
	d := &diag.Diagnostic{Severity: diag.Warning, Code: code, Message: message, Hint: hint,
		Primary: diag.Label{File: l.file, Span: span(from, to), Text: label}}
	l.odd.Add(d)
	return d
}

func span(from, to int) source.Span { return source.Span{Start: source.At(from), End: source.At(to)} }

// scan consumes one token and returns its type.
func (l *scanner) scan() kind {
	switch c := l.s[l.i]; {
	case isLetter(c):
		l.ident()
		return tokIdent
	case isDigit(c) || c == '.' && l.at(1, isDigit):
		l.number()
		return tokNumber
	case c == '"':
		return l.text('"', tokText)
	case c == '\'':
		return l.text('\'', tokQuoted)
	case c == '/' && l.has("//"):
		l.lineComment()
		return tokComment
	case c == '/' && l.has("/*"):
		return l.blockComment()
	case c >= utf8.RuneSelf:
		return l.wide()
	}
	return l.operator()
}

func (l *scanner) has(prefix string) bool { return strings.HasPrefix(l.s[l.i:], prefix) }

func (l *scanner) at(n int, is func(byte) bool) bool { return l.i+n < len(l.s) && is(l.s[l.i+n]) }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

func (l *scanner) ident() {
	for l.i < len(l.s) {
		c := l.s[l.i]
		if isLetter(c) || isDigit(c) {
			l.i++
			continue
		}
		r, n := utf8.DecodeRuneInString(l.s[l.i:])
		if c < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return
		}
		l.i += n
	}
}

// number takes digits and a fraction. The point belongs to the number only when a
// digit follows, because methods may be called on literals: 218.5.round(0).
func (l *scanner) number() {
	l.digits()
	if l.i < len(l.s) && l.s[l.i] == '.' && l.at(1, isDigit) {
		l.i++
		l.digits()
	}
}

func (l *scanner) digits() {
	for l.i < len(l.s) && isDigit(l.s[l.i]) {
		l.i++
	}
}

// text takes a literal up to its closing quote. Without one it ends with the
// line and is a Bad token.
func (l *scanner) text(quote byte, typ kind) kind {
	if quote == '\'' && l.loneBackslash() {
		return typ
	}
	from := l.i
	for l.i++; l.i < len(l.s); l.i++ {
		switch c := l.s[l.i]; {
		case c == quote:
			l.i++
			return typ
		case c == '\n':
			if quote == '"' && l.brokenText(from) {
				return typ
			}
			l.unclosed(from)
			return tokBad
		case c == '\\' && l.i+1 < len(l.s) && l.s[l.i+1] != '\n':
			l.i++
		}
	}
	l.unclosed(from)
	return tokBad
}

// unclosed ends text without its closing quote: with the line, or before a brace
// there that has no partner in it and so is one of the code.
func (l *scanner) unclosed(from int) {
	l.torn = true
	s := strings.TrimRight(l.s[from:min(l.i, len(l.s))], " \t\r")
	open := strings.Count(s, "{") - strings.Count(s, "}")
	if open > 0 && strings.HasSuffix(s, "{") {
		s = s[:len(s)-1]
	}
	for ; open < 0 && strings.HasSuffix(s, "}"); open++ {
		s = strings.TrimRight(s[:len(s)-1], " \t")
	}
	l.i = from + len(s)
}

func (l *scanner) lineComment() {
	n := strings.IndexByte(l.s[l.i:], '\n')
	if n < 0 {
		n = len(l.s) - l.i
	}
	l.i += n
}

func (l *scanner) blockComment() kind {
	typ, n := tokComment, strings.Index(l.s[l.i+2:], "*/")
	end := l.i + 2 + n + 2
	if n < 0 {
		typ, end = tokBad, len(l.s)
	}
	l.line += int32(strings.Count(l.s[l.i:end], "\n"))
	l.i = end
	return typ
}

// wide takes an identifier that begins with a letter beyond ASCII, or one odd
// character.
func (l *scanner) wide() kind {
	r, n := utf8.DecodeRuneInString(l.s[l.i:])
	if unicode.IsLetter(r) {
		l.ident()
		return tokIdent
	}
	if isCurly(r) && l.curlyText(n) {
		return tokCurly
	}
	l.i += n
	return tokBad
}

var twoByte = [256]string{'+': "=", '-': "=", '*': "=", '/': "=", '%': "=", '=': "=", '!': "=", '<': "=", '>': "=", '&': "&", '|': "|"}

func (l *scanner) operator() kind {
	c := l.s[l.i]
	l.i++
	if second := twoByte[c]; second != "" && l.i < len(l.s) && l.s[l.i] == second[0] {
		l.i++
		return tokOp
	}
	switch c {
	case '(', '[':
		l.open()
	case '{':
		l.open()
		l.braces++
	case ')', ']':
		l.depth--
	case '}':
		l.depth--
		l.braces--
	case '+', '-', '*', '/', '%', '=', '<', '>', '!', ',', ';', ':', '.':
	default:
		return tokBad
	}
	return tokOp
}

func (l *scanner) open() {
	l.depth++
	if l.depth <= maxDepth || l.deep {
		return
	}
	l.deep = true
	l.odd.Add(&diag.Diagnostic{Code: diag.TooDeep,
		Message: improper("brackets nest deeper than 500 levels here"),
		Primary: diag.Label{File: l.file, Span: source.Span{Start: source.At(l.i - 1), End: source.At(l.i)}}})
}
