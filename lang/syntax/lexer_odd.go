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

// brokenText goes on with the text that began at from where its line ends. It is
// text only if nothing speaks for a forgotten quote: the line does not end a
// statement, no quote stands on the lines between, and the one that closes it is
// the odd one of its line and is followed by what may follow text.
func (l *scanner) brokenText(from int) bool {
	if strings.HasSuffix(strings.TrimRight(l.s[from:l.i], " \t\r"), ";") {
		return false
	}
	n := strings.IndexByte(l.s[l.i:], '"')
	if n < 0 || l.s[l.i+n-1] == '\\' {
		return false
	}
	end := l.i + n + 1
	rest, _, _ := strings.Cut(l.s[end:], "\n")
	if strings.Count(rest, `"`)%2 > 0 || !endsOperand(rest) {
		return false
	}
	l.line += strings.Count(l.s[l.i:end], "\n")
	l.warn(diag.BrokenText, l.i, l.i+1, "a line break stands inside this text", "the products refuse it here", `write "\n" for a line break, and join longer text with +`)
	l.i = end
	return true
}

// endsOperand reports whether the rest of a line can follow an operand.
func endsOperand(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r")
	return rest == "" || strings.IndexByte(";,)+]}.:", rest[0]) >= 0
}
