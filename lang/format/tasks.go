package format

import (
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// task lays out invokeurl [ … ] and its kin: one key a line. Commas between keys,
// which few scripts have, go away.
func (l *layout) task(x *syntax.Task) {
	open, end := l.find(x.NameAt.End), l.final(x)
	l.line(open, l.depth)
	l.depth++
	for i, k := range x.Keys {
		l.entry(i, k.NameAt.To(k.Value.Span()))
		l.hyphens(k.NameAt)
		l.toks[l.find(k.NameAt.End)].kind = space
		l.operand(k.Value)
		for j := l.find(k.Value.Span().End); l.toks[j].text == ","; j++ {
			l.toks[j].drop = true
		}
	}
	l.depth--
	l.closing(end, len(x.Keys) == 0)
}

// fields lays out the [ name = value … ] of insert and update.
func (l *layout) fields(open int, list []syntax.FieldInit) {
	l.line(open, l.depth)
	end := open + 1
	l.depth++
	for i, f := range list {
		l.entry(i, f.NameAt.To(f.Value.Span()))
		l.operand(f.Value)
		end = l.find(f.Value.Span().End)
	}
	l.depth--
	l.closing(end, len(list) == 0)
}

// entry begins the line of a key or field.
func (l *layout) entry(i int, s source.Span) {
	g := l.line(l.find(s.Start), l.depth)
	g.blank, g.first = true, i == 0
	l.cover(s.Start+1, s.End)
}

// hyphens keeps a key such as content-type together.
func (l *layout) hyphens(name source.Span) {
	for i := l.find(name.Start) + 1; l.toks[i].at < name.End; i++ {
		if l.toks[i].text == "-" || l.toks[i-1].text == "-" {
			l.toks[i].kind = glue
		}
	}
}
