package lint

import (
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// Connected is a call whose connection is a constant, and its address as far as that
// is one: from the beginning to the first value that is not known.
type Connected struct {
	Link    string
	Address string
	At      source.Span // of the link
}

// ConnectedCalls finds the calls of a file that name a connection and begin with a
// known address, in the order of the text.
func ConnectedCalls(f *syntax.File) []Connected {
	var found []Connected
	for _, fn := range f.Funcs {
		found = append(found, connectedIn(fn.Body.Stmts)...)
	}
	return append(found, connectedIn(f.Stmts)...)
}

func connectedIn(list []syntax.Stmt) []Connected {
	texts := addresses{}
	eachStmt(list, texts.assign)
	var found []Connected
	eachExpr(list, func(x syntax.Expr) {
		t, ok := x.(*syntax.Task)
		if !ok || !equalFold(t.Name, "invokeurl") {
			return
		}
		var c Connected
		for _, k := range t.Keys {
			switch k.Name {
			case "url":
				c.Address = texts.beginning(k.Value).text
			case "connection":
				c.Link, c.At = linkOf(k.Value), k.Value.Span()
			}
		}
		if c.Link != "" && c.Address != "" {
			found = append(found, c)
		}
	})
	return found
}

func linkOf(x syntax.Expr) string {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.TextLit:
		return x.Value
	case *syntax.BareWord:
		return x.Name
	}
	return ""
}

// known is the beginning of a text; all: nothing follows.
type known struct {
	text string
	all  bool
}

// addresses are what variables begin with, by name: empty when not every assignment
// begins the same way.
type addresses map[string]known

func (a addresses) assign(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Assign:
		now := a.beginning(s.X)
		if s.Op != syntax.NoOp { // += leaves the beginning
			now = known{text: a[nameOf(s.Target)].text}
		}
		a.put(nameOf(s.Target), now)
	case *syntax.TypedLocal:
		a.put(s.Name.Name, a.beginning(s.X))
	case *syntax.ForEach:
		a.put(s.Var.Name, known{})
	}
}

func (a addresses) put(name string, now known) {
	if old, before := a[name]; before && old != now {
		if old.text != now.text {
			now.text = ""
		}
		now.all = false
	}
	if name != "" {
		a[name] = now
	}
}

// beginning is what a value begins with, as far as it is known.
func (a addresses) beginning(x syntax.Expr) known {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.TextLit:
		return known{x.Value, true}
	case *syntax.Ident:
		return a[x.Name]
	case *syntax.Binary:
		if x.Op != syntax.Add {
			return known{}
		}
		left := a.beginning(x.L)
		if !left.all {
			return left
		}
		right := a.beginning(x.R)
		return known{left.text + right.text, right.all}
	}
	return known{}
}
