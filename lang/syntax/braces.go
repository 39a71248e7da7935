package syntax

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// This file finds out where a closing brace is missing. By nesting alone it would
// be missing at the end of the script, whatever was forgotten, and everything
// behind it would stand in the wrong block. The indentation says more: a brace that
// closes further left than its partner opens, or a line that stands no further
// right than the block it would be in.

// opener is a brace that is open.
type opener struct {
	at      source.Span
	indent  int    // columns in front of its line
	literal bool   // of a list or map
	word    string // if, for, … whose block it is
	deeper  bool   // lines inside are indented
	end     int    // offset of the first line inside that is not, -1 for none
}

// layout matches braces by the indentation of their lines.
type layout struct {
	src      *source.File
	open     []opener
	unclosed []opener
	stray    int    // closing braces without a partner
	indent   int    // of the present line
	inner    int    // open parentheses and square brackets
	word     string // if, for, … that was met last
	closed   string // the word of the block that was closed last
	before   token
}

// missingBraces returns the braces that are never closed, each with the offset in
// front of which the layout wants its partner, and how many closing ones have no
// partner.
func missingBraces(src *source.File) (missing []opener, stray int) {
	l := &layout{src: src}
	tokens := newScanner(src).all()
	for i := 0; i < len(tokens)-1; { // the last one is the end
		n := lineOf(tokens[i : len(tokens)-1])
		l.line(tokens[i : i+n])
		i += n
	}
	for _, o := range slices.Backward(l.open) {
		l.drop(o, len(src.Text))
	}
	slices.SortStableFunc(l.unclosed, func(a, b opener) int { return a.end - b.end })
	return l.unclosed, l.stray
}

// lineOf returns how many tokens begin on the line of the first one.
func lineOf(tokens []token) int {
	n := slices.IndexFunc(tokens, func(t token) bool { return t.Line > tokens[0].Line })
	if n < 0 {
		return len(tokens)
	}
	return n
}

func (l *layout) line(tokens []token) {
	l.indent = indentOf(l.src.Text, tokens[0].Offset)
	l.begin(&tokens[0])
	if slices.ContainsFunc(tokens, func(t token) bool { return isUnclosedText(&t) }) {
		l.brokenLine(tokens)
	} else {
		for i := range tokens {
			l.token(&tokens[i], i == 0)
			l.before = tokens[i]
		}
	}
	l.before = tokens[len(tokens)-1]
}

// brokenLine takes a line with text that is never closed: what is text and what is
// code there cannot be told apart, so its braces count as a whole.
func (l *layout) brokenLine(tokens []token) {
	from := tokens[0].Offset
	text, _, _ := strings.Cut(l.src.Text[from:], "\n")
	open := strings.Count(text, "{") - strings.Count(text, "}")
	for i := range max(0, open) {
		at := from + nth(text, '{', strings.Count(text, "{")-open+i)
		l.open = append(l.open, opener{at: span(at, at+1), indent: l.indent, end: -1})
	}
	for ; open < 0; open++ {
		l.close(&tokens[0], false)
	}
}

// nth returns where c stands in text behind n others.
func nth(text string, c byte, n int) int {
	at := strings.IndexByte(text, c)
	for ; n > 0; n-- {
		at += 1 + strings.IndexByte(text[at+1:], c)
	}
	return at
}

func (l *layout) token(t *token, begins bool) {
	if !begins && len(l.open) > 0 && isOp(&l.before, "{") {
		l.top().deeper = true // its statements begin behind it
	}
	switch {
	case isOp(t, "{"):
		l.open = append(l.open, opener{at: spanOf(t), indent: l.indent, literal: l.isLiteral(begins), word: l.word, end: -1})
		if !l.top().literal {
			l.word = ""
		}
	case isOp(t, "}"):
		l.close(t, begins)
	case isOp(t, "(") || isOp(t, "["):
		l.inner++
	case isOp(t, ")") || isOp(t, "]"):
		l.inner = max(0, l.inner-1)
	case isOp(t, ";"):
		l.inner, l.word = 0, ""
		for len(l.open) > 0 && l.top().literal { // the statement is over: the parser reports the literal
			l.open = l.open[:len(l.open)-1]
		}
	case t.Type == tokIdent && slices.Contains(compoundWords, strings.ToLower(t.Value)):
		l.compound(t)
	}
}

// compound takes the word of a statement with blocks. An else or a catch that does
// not stand behind a block of its own kind shows that the one around it has ended.
func (l *layout) compound(t *token) {
	l.word = strings.ToLower(t.Value)
	own := map[string]string{"else": "if", "catch": "try"}[l.word]
	if own == "" || isOp(&l.before, "}") && l.closed == own || len(l.open) == 0 {
		return
	}
	l.drop(*l.top(), t.Offset)
	l.open = l.open[:len(l.open)-1]
}

// begin notes what the first token of a line says about the block it stands in.
func (l *layout) begin(t *token) {
	if len(l.open) == 0 || l.inner > 0 {
		return
	}
	switch o := l.top(); {
	case l.indent > o.indent:
		o.deeper = true
	case o.end < 0 && o.deeper && !isOp(t, "}"):
		o.end = t.Offset
	}
}

func (l *layout) close(t *token, begins bool) {
	for begins && len(l.open) > 0 && !l.top().literal && l.indent < l.top().indent {
		l.drop(*l.top(), t.Offset)
		l.open = l.open[:len(l.open)-1]
	}
	if len(l.open) == 0 {
		l.stray++
		return
	}
	l.closed = l.top().word
	l.open = l.open[:len(l.open)-1]
}

func (l *layout) top() *opener { return &l.open[len(l.open)-1] }

// drop notes that o was never closed, at the latest before the offset end.
func (l *layout) drop(o opener, end int) {
	if o.literal {
		return
	}
	if o.end < 0 {
		o.end = end
	}
	l.unclosed = append(l.unclosed, o)
}

// isLiteral reports whether the brace behind the token before opens a list or map.
func (l *layout) isLiteral(begins bool) bool {
	switch l.before.Type {
	case tokOp:
		return !strings.Contains(")];}", l.before.Value) && !(begins && l.before.Value == "{")
	case tokIdent:
		return isWord(&l.before, "in") || isWord(&l.before, "return") || isWord(&l.before, "info")
	}
	return false
}

const tabColumns = 4

// indentOf returns the columns of blanks in front of a line.
func indentOf(text string, offset int) int {
	n := 0
	for _, c := range text[strings.LastIndexByte(text[:offset], '\n')+1 : offset] {
		if c == '\t' {
			n += tabColumns - n%tabColumns
		} else {
			n++
		}
	}
	return n
}

func unclosedAt(src *source.File, o opener) *diag.Diagnostic {
	d := unclosed(src, o.at)
	d.Primary.File = src
	end := source.At(o.end)
	if o.end >= len(src.Text) {
		d.Related = []diag.Label{{File: src, Span: source.Span{Start: end, End: end}, Text: "the script ends here"}}
		return d
	}
	d.Related = []diag.Label{{File: src, Span: source.Span{Start: end, End: end + 1}, Text: "by the indentation its '}' belongs before this"}}
	return d
}

// unclosed returns the finding about the brace of a block that is never closed.
func unclosed(src *source.File, at source.Span) *diag.Diagnostic {
	return &diag.Diagnostic{Code: diag.UnclosedBlock, Message: unclosedBlock + ": the brace that line " +
		strconv.Itoa(src.LineNo(at.Start)) + " opens is never closed",
		Primary: diag.Label{Span: at, Text: "this brace is never closed"}}
}
