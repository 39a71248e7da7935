package lint

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"

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
		if x.Slot < 0 || c.words[x.Name] {
			name = x.Name
		}
	}
	if name == "" || slices.Contains(c.opt.Connections, name) || c.links[name] {
		return
	}
	c.links[name] = true // once in a file
	d := c.warn(diag.UnknownConnection, x.Span(), "there is no connection '"+name+"'", "no connection has this link name")
	if d.Hint = diag.DidYouMean(name, c.opt.Connections); d.Hint == "" {
		d.Hint = "dg connections add " + name
	}
}

// connectionArgument checks the connection of a task, an argument at a place of its
// own. Source: https://www.zoho.com/deluge/help/integration-tasks.html
func (c *checker) connectionArgument(x *syntax.Call) {
	if c.opt.Connections == nil {
		return
	}
	if at, ok := placeOfConnection()[strings.ToLower(x.Target.Path)]; ok && at < len(x.Args) {
		if lit, ok := syntax.Unparen(x.Args[at]).(*syntax.TextLit); ok {
			c.connection(lit)
		}
	}
}

// connectionPlaces are names of tasks and the position of their connection from 0.
//
//go:embed connections.txt
var connectionPlaces string

var placeOfConnection = sync.OnceValue(func() map[string]int {
	out := map[string]int{}
	for line := range strings.Lines(connectionPlaces) {
		if name, at, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			out[name], _ = strconv.Atoi(at)
		}
	}
	return out
})
