package lint

import (
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
)

// connection checks the link name of a connection when it is a constant.
func (c *checker) connection(x syntax.Expr) {
	if c.opt.Connections == nil {
		return
	}
	name := ""
	switch x := x.(type) {
	case *syntax.TextLit:
		name = x.Value
	case *syntax.BareWord:
		if x.Slot < 0 {
			name = x.Name
		}
	}
	if name == "" || slices.Contains(c.opt.Connections, name) {
		return
	}
	d := c.warn(diag.UnknownConnection, x.Span(), "there is no connection '"+name+"'", "no connection has this link name")
	if d.Hint = diag.DidYouMean(name, c.opt.Connections); d.Hint == "" {
		d.Hint = "dg connections add " + name
	} else if only := diag.Only(name, c.opt.Connections); only != "" {
		if lit, ok := x.(*syntax.TextLit); ok && !strings.ContainsAny(only, "\"\\") {
			d.Fixes = []diag.Edit{{Span: lit.Span(), Text: `"` + only + `"`}}
		}
	}
}

// connectionArgument checks the connection of a task, its last argument.
// Source: https://www.zoho.com/deluge/help/integration-tasks.html
func (c *checker) connectionArgument(x *syntax.Call) {
	n := len(x.Args)
	path := strings.ToLower(x.Target.Path)
	if n < 3 || !strings.HasPrefix(path, "zoho.") {
		return
	}
	most, ok := beforeConnection[path[strings.LastIndexByte(path, '.')+1:]]
	if lit, isText := syntax.Unparen(x.Args[n-1]).(*syntax.TextLit); ok && isText && n > most {
		c.connection(lit)
	}
}

// beforeConnection is how many arguments the tasks of CRM take in front of the
// connection.
var beforeConnection = map[string]int{"createrecord": 3, "updaterecord": 4, "getrecordbyid": 3, "getrecords": 4, "searchrecords": 5, "getrelatedrecords": 6,
	"bulkcreate": 3, "bulkupdate": 3, "upsert": 3, "convertlead": 3, "attachfile": 3, "getfields": 2}
