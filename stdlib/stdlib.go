// Package stdlib lists the areas of built-in functions.
package stdlib

import (
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib/collection"
	"github.com/dg-lang/dg/stdlib/datetime"
	"github.com/dg-lang/dg/stdlib/encoding"
	"github.com/dg-lang/dg/stdlib/file"
	"github.com/dg-lang/dg/stdlib/invoke"
	"github.com/dg-lang/dg/stdlib/logical"
	"github.com/dg-lang/dg/stdlib/number"
	"github.com/dg-lang/dg/stdlib/text"
	"github.com/dg-lang/dg/stdlib/xml"
	"github.com/dg-lang/dg/stdlib/zoho"
)

// areas are the parts of the library.
var areas = []func(*registry.Registry){
	invoke.Register, text.Register, number.Register, datetime.Register, collection.Register,
	logical.Register, encoding.Register, xml.Register, file.Register, zoho.Register,
}

// Register adds every built-in function and system variable to reg.
func Register(reg *registry.Registry) {
	for _, register := range areas {
		register(reg)
	}
}
