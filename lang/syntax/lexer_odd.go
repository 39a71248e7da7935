package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
)

// This file reads text literals that the products refuse and whose meaning is
// certain all the same: each gets a warning.

// curlyQuotes are the double quotes that word processors put in place of ".
const curlyQuotes = "“”„"

func isCurly(r rune) bool { return strings.ContainsRune(curlyQuotes, r) }

// curlyText takes text between typographic quotes, whose opening one has open
// bytes. A straight quote on the way leaves open which of them belong together.
func (l *scanner) curlyText(open int) bool {
	body := l.s[l.i+open:]
	n := strings.IndexAny(body, curlyQuotes+"\"\n")
	if n < 0 || body[n] < utf8.RuneSelf {
		return false
	}
	_, size := utf8.DecodeRuneInString(body[n:])
	from := l.i
	l.i += open + n + size
	d := l.warn(diag.CurlyQuotes, from, l.i, "this text stands between typographic quotes", "the products refuse them", `write "…"`)
	d.Fixes = []diag.Edit{{Span: span(from, from+open), Text: `"`}, {Span: span(l.i-size, l.i), Text: `"`}}
	return true
}

// uncurl returns the literal with straight quotes.
func uncurl(lit string) string {
	_, first := utf8.DecodeRuneInString(lit)
	_, last := utf8.DecodeLastRuneInString(lit)
	return `"` + lit[first:len(lit)-last] + `"`
}

// loneBackslash takes '\' as one backslash: real scripts have it, and reading the
// second quote as escaped leaves no text there. Where that reading gives text that
// code can follow, it stands: '\', he said'.
func (l *scanner) loneBackslash() bool {
	const lit = `'\'`
	rest := l.restOfLine(l.i + len(lit))
	if !l.has(lit) || !followsOperand(rest) {
		return false
	}
	if n := strings.IndexByte(rest, '\''); n >= 0 && followsOperand(rest[n+1:]) {
		return false
	}
	l.i += len(lit)
	d := l.warn(diag.LoneBackslash, l.i-len(lit), l.i, "a backslash escapes the quote behind it", "read as one backslash", `write "\\"`)
	d.Fixes = []diag.Edit{{Span: span(l.i-len(lit), l.i), Text: `"\\"`}}
	return true
}

// brokenText goes on with the text that began at from where its line ends, which is
// one error in place of many. Nothing must speak for a forgotten quote: the line does
// not end a statement, no quote stands on the lines between, and the one that closes
// the text is the odd one of its line and is followed by what may follow text.
func (l *scanner) brokenText(from int) bool {
	if strings.HasSuffix(strings.TrimRight(l.s[from:l.i], " \t\r"), ";") {
		return false
	}
	n := strings.IndexByte(l.s[l.i:], '"')
	if n < 0 || l.s[l.i+n-1] == '\\' {
		return false
	}
	end := l.i + n + 1
	if rest := l.restOfLine(end); strings.Count(rest, `"`)%2 > 0 || !followsOperand(rest) {
		return false
	}
	d := l.warn(diag.UnclosedText, from, l.i, improper("a line break stands inside this text"), "the line ends before the text does",
		`write "\n" for a line break, and join longer text with +`)
	d.Severity = diag.Error
	l.line += int32(strings.Count(l.s[l.i:end], "\n"))
	l.i = end
	return true
}

// restOfLine returns the rest of the line from i.
func (l *scanner) restOfLine(i int) string {
	rest, _, _ := strings.Cut(l.s[min(i, len(l.s)):], "\n")
	return rest
}

// followsOperand reports whether the rest of a line can follow an operand.
func followsOperand(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r")
	return rest == "" || strings.IndexByte(";,)+]}.:=!&|-*/%<>", rest[0]) >= 0
}
