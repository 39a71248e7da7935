package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// The vendor's wordings of what is wrong with a script.
// Source: https://www.zoho.com/deluge/help/error-messages.html
const (
	improperText    = "Improper Statement Error might be due to missing ';' at end of the line or incomplete expression"
	unclosedBlock   = "Expecting '}' but found '<EOF>'"
	unclosedComment = "Comment Task is not closed properly"
)

func improper(detail string) string { return improperText + ": " + detail }

// syntaxError returns the finding about token t; its file is filled in later. What
// the lexer could not read is reported as that, whatever the parser expected.
func syntaxError(t *token, detail, hint string) *diag.Diagnostic {
	d := &diag.Diagnostic{Code: diag.Syntax, Primary: diag.Label{Span: spanOf(t), Text: detail}, Hint: hint}
	switch {
	case t.Type == tokBad:
		badToken(d, t)
		return d
	case t.EOF():
		detail += ", found the end of the file"
	default:
		detail += ", found " + quoteToken(t)
	}
	d.Message = improper(detail)
	return d
}

// lacking returns the finding that something is missing before t: right behind the
// token before it.
func lacking(lex cursor, t *token, detail, hint string) *diag.Diagnostic {
	d := syntaxError(t, detail, hint)
	if end := endOf(lex); t.Type != tokBad && !t.EOF() {
		d.Primary.Span = source.Span{Start: end, End: end + 1}
	}
	return d
}

// unfinished returns the finding that t does not go on with what the bracket open
// began. At the start of a line it is not to blame: something is missing before it.
func unfinished(lex cursor, open, t *token, detail, hint string) *diag.Diagnostic {
	d := syntaxError(t, detail, hint)
	if t.Line > prev(lex).Line {
		d = lacking(lex, t, detail, hint)
	}
	if d.Code == diag.Syntax {
		d.Related = []diag.Label{{Span: spanOf(open), Text: "opened here"}}
	}
	return d
}

// badToken words the finding about text that is no token.
func badToken(d *diag.Diagnostic, t *token) {
	switch {
	case strings.HasPrefix(t.Value, "/*"):
		d.Code, d.Message = diag.UnclosedComment, unclosedComment
		d.Primary = diag.Label{Span: headOf(t, 2), Text: "opened here, never closed"}
		d.Hint = "end the comment with */"
	case t.Value[0] == '"' || t.Value[0] == '\'':
		d.Code, d.Message = diag.UnclosedText, improper("text without its closing quote")
		d.Primary = diag.Label{Span: spanOf(t), Text: "the quote opens here and the line ends before it closes"}
		d.Hint = `close the text on the same line; a line break inside text is written "\n"`
		if strings.HasSuffix(strings.TrimRight(t.Value, "; \t)"), `\`+t.Value[:1]) {
			d.Hint = `a backslash before the closing quote makes it part of the text: write \\ for one backslash`
		}
	default:
		d.Code, d.Message = diag.BadCharacter, improper("unexpected character "+quoteToken(t))
		d.Primary.Text = "this is no part of the language"
		d.Hint = characterHint(t.Value)
	}
}

func headOf(t *token, n int) source.Span {
	s := spanOf(t)
	s.End = s.Start + source.Pos(n)
	return s
}

// quoteToken returns the token for a message, cut to 40 characters.
func quoteToken(t *token) string {
	const limit = 40
	s := t.Value
	if utf8.RuneCountInString(s) > limit {
		s = string([]rune(s)[:limit-1]) + "…"
	}
	return "'" + strings.Map(printable, s) + "'"
}

// printable shows a character that could steer a terminal as a stand-in.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return '\uFFFD'
	}
	return r
}
