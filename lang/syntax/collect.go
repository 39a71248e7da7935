package syntax

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// collector gathers the findings that the parser left in the tree.
type collector struct {
	file *File
}

func (c *collector) add(d *diag.Diagnostic) {
	d.Primary.File = c.file.Source
	for i := range d.Related {
		d.Related[i].File = c.file.Source
	}
	if d.Severity == diag.Error && c.atEnd(d) {
		c.file.Incomplete = true
		if d.Code == diag.Syntax && c.file.open {
			return // what is missing would stand behind the end
		}
	}
	c.file.Errors.Add(d)
}

// atEnd reports whether an error would vanish if the text went on. A finding about
// the end itself moves to the last word.
func (c *collector) atEnd(d *diag.Diagnostic) bool {
	if d.Code == diag.Syntax && d.Primary.Span.Start.Offset() >= len(c.file.Source.Text) && c.file.last > 0 {
		d.Primary.Span = source.Span{Start: c.file.last, End: c.file.last + 1}
		return true
	}
	return d.Code == diag.UnclosedBlock || d.Code == diag.UnclosedComment
}

func (c *collector) warn(code diag.Code, at source.Span, message, label, hint string, fixes ...diag.Edit) {
	c.add(&diag.Diagnostic{Severity: diag.Warning, Code: code, Message: message,
		Primary: diag.Label{Span: at, Text: label}, Hint: hint, Fixes: fixes})
}

// insertion puts text in at a place.
func insertion(at source.Pos, text string) diag.Edit {
	return diag.Edit{Span: source.Span{Start: at, End: at}, Text: text}
}

func (c *collector) block(b *Block) {
	if b == nil {
		return
	}
	unclosed := len(c.file.Errors)
	for _, s := range b.Stmts {
		c.stmt(s, false)
	}
	// Of braces left open inside one another only the innermost is reported.
	if b.Err != nil && !(b.Err.Code == diag.UnclosedBlock && (c.file.open || unclosedSince(c.file.Errors[unclosed:]))) {
		c.add(b.Err)
	}
}

func unclosedSince(l diag.List) bool {
	for _, d := range l {
		if d.Code == diag.UnclosedBlock {
			return true
		}
	}
	return false
}

// stmt gathers from s; top: s stands outside of every block.
func (c *collector) stmt(s Stmt, top bool) {
	switch s := s.(type) {
	case *Bad:
		c.lose(s.Names)
		c.add(s.Err)
		for _, inner := range s.Body {
			c.stmt(inner, false)
		}
		return
	case *FuncDecl:
		if !top {
			c.add(&diag.Diagnostic{Code: diag.Syntax, Message: "Expecting ';' at the end of statement",
				Primary: diag.Label{Span: s.NameAt, Text: "a function cannot stand inside a block"},
				Hint:    "move the function out of the braces around it"})
		}
		c.params(s.Params)
		c.block(s.Body)
	case *If:
		for _, b := range s.Branches {
			c.block(b.Body)
		}
		c.block(s.Else)
	case *ForEach:
		c.block(s.Body)
	case *While:
		c.warn(diag.WhileLoop, source.Span{Start: s.Span().Start, End: s.Span().Start + 5},
			"the products' editors refuse 'while'", "runs here, not there", "")
		c.block(s.Body)
	case *Try:
		c.block(s.Body)
		c.block(s.Catch)
	case *TypedLocal:
		c.warn(diag.TypedLocal, s.Type.Span(), "the products' editors refuse a type before a variable", "runs here, not there", "take the type out")
	}
	c.semi(s)
	WalkStmt(s, c.expr)
}

func (c *collector) lose(names []string) {
	if c.file.Lost == nil {
		c.file.Lost = map[string]bool{}
	}
	for _, n := range names {
		c.file.Lost[n] = true
	}
}

func (c *collector) params(list []Param) {
	for _, p := range list {
		if p.Type.Name == "" {
			name := source.Span{Start: p.Type.Span().Start, End: p.Name.Span().End}
			c.warn(diag.UntypedParam, name, "this parameter has no type", "", "write a type and a name, as in map "+p.Name.Name)
		}
	}
}

func (c *collector) semi(s Stmt) {
	if m, ok := s.(interface{ missing() bool }); ok && m.missing() {
		end := s.Span().End
		c.warn(diag.MissingSemicolon, source.Span{Start: end, End: end + 1}, "a ';' is missing here", "accepted, but some editors refuse it", "",
			insertion(end, ";"))
	}
}

func (s Semi) missing() bool { return s.Missing }

func (c *collector) expr(x Expr) {
	switch x := x.(type) {
	case *Binary:
		if x.Single {
			c.warn(diag.SingleEquals, x.OpAt, "'=' compares here, as '==' does", "", "write ==",
				diag.Edit{Span: x.OpAt, Text: "=="})
		}
	case *NumberLit:
		if x.Text[0] == '.' {
			c.warn(diag.LeadingDot, x.Span(), "a number begins with a point", "", "write 0"+x.Text, insertion(x.Span().Start, "0"))
		}
	}
}
