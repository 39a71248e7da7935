// Package format lays scripts out in the one style of dg. The tree decides what
// stands in front of every token: nothing, a space, or a line with its tabs. The
// tokens and comments themselves are copied from the source in their order, so a
// literal, a name or a comment cannot change or get lost.
//
// The style: tabs; braces and else on lines of their own; one key of a task a
// line, as "key : value"; spaces around operators; ", " between elements; every
// simple statement ends in a semicolon. Where the language leaves lines to taste,
// the author's choice stays: a call, list or map with a line break between its
// elements has one element a line, an operator or a method call that begins a line
// stays broken there (the operator moves to the end of the line before), and of
// blank lines one is kept.
package format

import (
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// Source returns the text of file in the style. A file with syntax errors is
// refused with them.
func Source(file *syntax.File) (string, error) {
	if err := file.Errors.Err(); err != nil {
		return "", err
	}
	l := newLayout(file)
	l.file(file)
	w := &writer{}
	for i := range l.toks {
		w.token(&l.toks[i])
	}
	return w.b.String(), nil
}

// token is one token with the comments and the layout in front of it.
type token struct {
	gap
	text     string
	at       source.Pos
	lines    int // line feeds right before it in the source
	comments []comment
	broken   bool // a line feed stands anywhere between the token before and it
	semi     bool // a semicolon is missing behind it
	drop     bool // a comma that the style leaves out
}

// comment is one comment in front of a token.
type comment struct {
	text  string
	line  bool // of the // kind, which ends its line
	own   bool // it begins its line
	blank bool // a blank line stands before it
}

// kind is what separates a token from the one before it.
type kind uint8

const (
	auto  kind = iota // by the two tokens alone, see glued
	glue              // nothing
	space             // one space
	line              // a new line
)

// gap is the layout in front of a token.
type gap struct {
	kind   kind
	depth  int  // tabs, when the token begins a line
	inner  int  // tabs of the comments before it that begin a line
	blank  bool // one blank line of the author stays
	first  bool // but not right behind the token before, which opens something
	last   bool // and not right before the token, which closes something
	late   bool // comments before it that end or begin a line move behind it
	author bool // the author's line breaks decide on the line here
	fixed  bool // a blank would change the meaning
}

// layout is the tokens of a file and where the walk through its tree stands.
type layout struct {
	toks  []token // the last one is the end of the file
	depth int
}

func newLayout(file *syntax.File) *layout {
	l := &layout{}
	text, end, next := file.Source.Text, 0, token{}
	for _, t := range syntax.Tokens(file.Source) {
		span := t.Span()
		lines := strings.Count(text[end:span.Start.Offset()], "\n")
		next.broken = next.broken || lines > 0
		if t.Comment {
			next.comments = append(next.comments, comment{text: clean(t.Text), line: strings.HasPrefix(t.Text, "//"),
				own: lines > 0 || end == 0, blank: lines > 1})
		} else {
			next.text, next.at, next.lines = t.Text, span.Start, lines
			l.toks = append(l.toks, next)
			next = token{}
		}
		end = span.End.Offset()
	}
	next.at = source.At(len(text))
	l.toks = append(l.toks, next)
	return l
}

var lineEnd = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("\r+(\n|$)") })

// clean takes the carriage returns of line ends out of a comment.
func clean(text string) string { return lineEnd().ReplaceAllString(text, "$1") }

// find returns the index of the first token at or behind p.
func (l *layout) find(p source.Pos) int {
	return sort.Search(len(l.toks), func(i int) bool { return l.toks[i].at >= p })
}

// first and final return the indexes of the outer tokens of a node.
func (l *layout) first(n syntax.Node) int { return l.find(n.Span().Start) }
func (l *layout) final(n syntax.Node) int { return l.find(n.Span().End) - 1 }

// line begins a line with token i.
func (l *layout) line(i, depth int) *gap {
	g := &l.toks[i].gap
	g.kind, g.depth, g.inner = line, depth, depth
	return g
}

// space puts a space in front of the node.
func (l *layout) space(n syntax.Node) {
	if g := &l.toks[l.first(n)].gap; g.kind != line {
		g.kind = space
	}
}

// cover says how far lines are indented that a comment forces between the tokens
// from one place to another.
func (l *layout) cover(from, to source.Pos) {
	for i := l.find(from); i < len(l.toks) && l.toks[i].at < to; i++ {
		l.toks[i].inner = l.depth + 1
		if l.toks[i].kind != line {
			l.toks[i].depth = l.depth + 1
		}
	}
}

// fix keeps the tokens of a span together, which the lexer sees as several.
func (l *layout) fix(s source.Span) {
	for i := l.find(s.Start) + 1; l.toks[i].at < s.End && l.toks[i].text != ""; i++ {
		l.toks[i].kind, l.toks[i].fixed = glue, true
	}
}
