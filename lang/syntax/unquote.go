package syntax

import (
	"strings"
)

// textLit returns the node of a text token; lit is the token in straight quotes.
func textLit(t *token, lit string) *TextLit {
	x := &TextLit{At: at(spanOf(t)), Value: unquote(lit, false), Single: t.Type == tokQuoted}
	if raw := unquote(lit, true); raw != x.Value {
		x.Raw = raw
	}
	return x
}

// unquote returns the value of a text literal with its quotes. \" is a quote, \\ a
// backslash, \n a newline, \t a tab, and \' an apostrophe in single quotes; a
// backslash before anything else stays, so that regular expressions survive. raw: so
// does one before n and t.
func unquote(lit string, raw bool) string {
	quote, body := lit[0], lit[1:len(lit)-1]
	if strings.IndexByte(body, '\\') < 0 {
		return body
	}
	var b strings.Builder
	b.Grow(len(body))
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 == len(body) {
			b.WriteByte(body[i])
			continue
		}
		i++
		switch c := body[i]; {
		case c == '"' || c == '\\' || c == '\'' && quote == '\'':
			b.WriteByte(c)
		case c == 'n' && !raw:
			b.WriteByte('\n')
		case c == 't' && !raw:
			b.WriteByte('\t')
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
	return b.String()
}
