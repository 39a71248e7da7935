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

// areas are the parts of the library, in the order of the reference.
var areas = []struct {
	title    string
	register func(*registry.Registry)
}{
	{"Texts", text.Register},
	{"Numbers", number.Register},
	{"Dates, times and who runs the script", datetime.Register},
	{"Lists, maps and collections", collection.Register},
	{"Questions about values", logical.Register},
	{"Encoding and encryption", encoding.Register},
	{"XML", xml.Register},
	{"Files", file.Register},
	{"Web requests", invoke.Register},
	{"Services of the vendor", zoho.Register},
}

// Areas returns the titles of the parts of the library, in order.
func Areas() []string {
	var out []string
	for _, a := range areas {
		out = append(out, a.title)
	}
	return out
}

// Register adds every built-in function and system variable to reg.
func Register(reg *registry.Registry) {
	for _, a := range areas {
		reg.Begin(a.title)
		a.register(reg)
	}
}
