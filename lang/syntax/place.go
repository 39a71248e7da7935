package syntax

import (
	"strings"

	"github.com/dg-lang/dg/lang/source"
)

// Place is what the place of a script says of it and its text does not: tools that
// fetch functions from the products keep each in a file of its own, some with
// nothing but its body.
type Place struct {
	Namespace string   // of functions whose header has none, such as standalone
	Name      string   // of the function whose body the bare statements are
	Params    []string // of that function; nil: unknown
}

// Settle gives the functions of the file the namespace of its place. They keep the
// name of their header too.
func (f *File) Settle(p Place) {
	if p.Namespace == "" {
		return
	}
	for _, fn := range f.Funcs {
		if short := fn.CallName(); !strings.Contains(short, ".") {
			fn.Alias, fn.Name = short, p.Namespace+"."+short
		}
	}
}

// BecomeFunction makes the bare statements the body of a function, called as p says.
// free are the names that they read and never assign: its parameters, when p does
// not tell them.
func (f *File) BecomeFunction(p Place, free []string) {
	begin := source.Span{Start: source.At(0), End: source.At(0)}
	fn := &FuncDecl{At: At{begin}, Name: p.Name, NameAt: begin, Body: &Block{At: At{begin}, Stmts: f.Stmts}, Guessed: p.Params == nil}
	params := p.Params
	if fn.Guessed {
		params = free
	}
	for _, name := range params {
		fn.Params = append(fn.Params, Param{Name: &Ident{At: At{begin}, Name: name}})
	}
	f.Stmts, f.Funcs = nil, append(f.Funcs, fn)
	f.Settle(p)
}
