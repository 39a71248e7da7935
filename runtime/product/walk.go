package product

import (
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

func (c *checker) block(b *syntax.Block) {
	if b != nil {
		c.stmts(b.Stmts)
	}
}

func (c *checker) stmts(list []syntax.Stmt) {
	for _, s := range list {
		c.stmt(s)
	}
}

func (c *checker) stmt(s syntax.Stmt) {
	syntax.WalkStmt(s, c.expr)
	for _, b := range syntax.Blocks(s) {
		c.block(b)
	}
	switch s := s.(type) {
	case *syntax.Update:
		c.formOnly(s.Span(), "'update' of records")
	case *syntax.Delete:
		c.formOnly(s.Span(), "'delete from' a form")
	case *syntax.Command:
		name := s.Name
		if s.Word != "" {
			name += " " + s.Word
		}
		c.formOnly(s.Span(), "the form command '"+name+"'")
	}
}

// formOnly notes what works on the forms of an application.
// Source: https://www.zoho.com/creator/help/script.html
func (c *checker) formOnly(at source.Span, what string) {
	if c.product != registry.Creator {
		c.lacks(firstLine(c.file, at), what, "it works on the forms of Creator")
	}
}

// firstLine cuts a span at its first line end: a statement may be long.
func firstLine(f *source.File, at source.Span) source.Span {
	if i := strings.IndexAny(f.Slice(at), "\r\n"); i > 0 {
		at.End = at.Start + source.Pos(i)
	}
	return at
}

func (c *checker) expr(x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.Call:
		c.call(x)
	case *syntax.Member:
		c.member(x)
	case *syntax.TextLit:
		c.clock(x)
	case *syntax.Fetch:
		c.formOnly(x.Span(), "a record fetch")
	case *syntax.Insert:
		c.formOnly(x.Span(), "'insert into' a form")
	case *syntax.Task:
		if t := c.reg.Task(x.Name); t != nil {
			c.builtin(x.NameAt, t.Name, t.Doc.Where)
		}
	case *syntax.Attachment:
		if x.Kind != "file" {
			c.formOnly(x.Span(), "an attached '"+x.Kind+"'")
		}
	}
}

// clock notes a time of day, a type of Creator's.
// Source: https://www.zoho.com/deluge/help/datatypes.html
func (c *checker) clock(x *syntax.TextLit) {
	if !x.Single || c.product == registry.Creator {
		return
	}
	if _, ok := value.ParseClock(x.Value); ok {
		c.may(x.Span(), "the type TIME", "quote it twice, as in \""+x.Value+"\", to make it a text")
	}
}

func (c *checker) member(x *syntax.Member) {
	if x.UI {
		c.formOnly(x.Span(), "the widget of a field")
		return
	}
	if _, names := syntax.Dotted(x); names != nil {
		name := strings.Join(names, ".")
		if v := c.reg.Var(name); v != nil {
			c.builtin(x.Span(), v.Name, v.Doc.Where)
		}
	}
}

func (c *checker) call(x *syntax.Call) {
	if x.Target.Func != nil || x.Target.Path != "" && c.reg.Lookup(x.Target.Path) == nil {
		c.namespace(x)
	}
	if x.Target.Func != nil {
		return
	}
	name, method := x.Name, x.Recv != nil
	if x.Target.Path != "" {
		name, method = x.Target.Path, false
	}
	if set := c.reg.Lookup(name); set != nil {
		c.function(x, set, method)
	} else if canonical, ok := c.reg.Planned(name); ok {
		c.builtin(x.NameAt, canonical, c.reg.PlannedIn(name))
	}
}

// function notes a function that exists nowhere in the product: of those of one
// name the kind of the receiver decides, which only a run knows.
func (c *checker) function(x *syntax.Call, set *registry.Set, method bool) {
	name := set.Spelled(x.Name)
	if x.Target.Path != "" {
		name = set.Name
	}
	all := func(where func(*registry.Func) registry.Where) bool {
		return !slices.ContainsFunc(set.Funcs, func(f *registry.Func) bool { return where(f).In(c.product) })
	}
	nowhere := all(func(f *registry.Func) registry.Where { return f.Doc.Where })
	switch {
	case nowhere && c.reg.Task(name) != nil:
		c.lacks(x.NameAt, "the function '"+name+"'", "write the block "+name+" [ … ]")
		return
	case nowhere:
		c.builtin(x.NameAt, name, set.Funcs[0].Doc.Where)
		return
	case method && all(func(f *registry.Func) registry.Where { return f.Doc.Method }):
		c.lacks(x.NameAt, "the form x."+name+"()", "write "+name+"(x)")
		return
	}
	given := len(x.Args)
	if !method && len(set.Funcs[0].Sig.Recv) > 0 {
		given--
	}
	for i, p := range set.Funcs[0].Sig.Params {
		if i < given && slices.Contains(p.Except, c.product) {
			c.lacks(x.Args[len(x.Args)-given+i].Span(), "the argument "+p.Name+" of '"+name+"'", "leave it out")
		}
	}
}

// crmNamespaces hold the functions of CRM; those of Creator stand behind thisapp.
// Source: https://www.zoho.com/crm/developer/docs/functions/
var crmNamespaces = []string{"standalone", "automation", "button", "schedule", "related_list", "validation_rule"}

// namespace notes a call of an own function in the way of another product.
func (c *checker) namespace(x *syntax.Call) {
	root, _ := syntax.Dotted(x.Recv)
	if root == nil {
		return
	}
	name := strings.ToLower(root.Name)
	switch {
	case name == "thisapp" && c.product != registry.Creator:
		c.may(root.Span(), "'thisapp'", "functions of CRM stand in standalone, automation and others")
	case slices.Contains(crmNamespaces, name) && c.product == registry.Creator:
		c.may(root.Span(), "the namespace '"+name+"'", "functions of Creator are called with thisapp."+name)
	}
}
