// Package stdlib is the library of built-ins, one package an area.
package stdlib

import (
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib/invoke"
)

// Register adds every area to reg.
func Register(reg *registry.Registry) {
	invoke.Register(reg)
}
