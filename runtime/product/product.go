// Package product finds in a script what one of the vendor's products lacks. The
// products share the language; they differ in a few built-ins, and in the
// statements of forms and records that only Creator has.
package product

import (
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
)

// Known reports whether there is a product of that name.
func Known(name string) bool { return slices.Contains(registry.Products, name) }

// Dialect returns the dialect that scripts of a product are written in.
func Dialect(name string) host.Dialect {
	if name == registry.Creator {
		return host.Creator
	}
	return host.Generic
}

// Title returns the name of a product as it is written in text: as people know it, or
// with a capital.
func Title(name string) string {
	switch name {
	case "crm":
		return "CRM"
	case "salesiq":
		return "SalesIQ"
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// Check returns what the product called name lacks of the things in f, which must
// have been resolved.
func Check(f *syntax.File, reg *registry.Registry, name string) diag.List {
	c := checker{file: f.Source, reg: reg, product: name, where: "in " + Title(name)}
	for _, fn := range f.Funcs {
		c.block(fn.Body)
	}
	c.stmts(f.Stmts)
	return c.found
}

// checker walks one file.
type checker struct {
	file    *source.File
	reg     *registry.Registry
	product string
	where   string // "in Creator"
	found   diag.List
}

// lacks notes something that the product does not have.
func (c *checker) lacks(at source.Span, what, hint string) *diag.Diagnostic {
	d := &diag.Diagnostic{Code: diag.NotInProduct, Message: what + " does not exist " + c.where,
		Primary: diag.Label{File: c.file, Span: at, Text: "not " + c.where}, Hint: hint}
	c.found.Add(d)
	return d
}

// may notes something that the product probably refuses.
func (c *checker) may(at source.Span, what, hint string) {
	c.lacks(at, what, hint).Severity = diag.Warning
}

// builtin notes a built-in that its products leave out.
func (c *checker) builtin(at source.Span, name string, where registry.Where) {
	if where.In(c.product) {
		return
	}
	c.lacks(at, "'"+name+"'", "it "+Place(where))
}

// Place says where a built-in exists; it is empty for everywhere.
func Place(w registry.Where) string {
	names := w.Only
	if len(names) == 0 {
		names = w.Except
	}
	titled := make([]string, len(names))
	for i, n := range names {
		titled[i] = Title(n)
	}
	list := strings.Join(titled, ", ")
	switch {
	case len(w.Only) > 0:
		return "exists only in " + list
	case len(w.Except) > 0:
		return "exists in all products but " + list
	}
	return ""
}
