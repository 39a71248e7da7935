// Package sig holds the words in which the tables of built-ins are written:
// kinds of receivers, parameters and documentation. The tables are functions, made
// when a registry is filled: a run that calls no built-in does not pay for them.
package sig

import (
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// Help is where the vendor's pages of functions stand.
const Help = "https://www.zoho.com/deluge/help/"

// The kinds that a receiver or an argument may have. Most functions take what
// can be turned into their kind without loss, as the vendor's services do.
var (
	Text       = []types.Kind{types.Text, types.XML, types.Number, types.Decimal, types.Bool, types.DateTime, types.Time, types.Exception}
	TextArg    = []types.Kind{types.List, types.Map, types.Collection, types.Text, types.XML, types.Number, types.Decimal, types.Bool, types.DateTime, types.Time, types.Exception}
	Numeric    = []types.Kind{types.Number, types.Decimal, types.Text}
	Bool       = []types.Kind{types.Bool, types.Text}
	Date       = []types.Kind{types.DateTime, types.Text}
	DateOrTime = []types.Kind{types.DateTime, types.Time, types.Text}
	List       = []types.Kind{types.List, types.Text}
	Lists      = []types.Kind{types.List, types.Collection, types.Text}
	Map        = []types.Kind{types.Map, types.Text, types.List}
	Any        = []types.Kind{types.Any}
)

// Either is the result of functions that give a NUMBER or a DECIMAL.
var Either = []types.Kind{types.Number, types.Decimal}

// Func is the function behind a built-in.
type Func = func(*registry.Call) (value.Value, error)

// P is a parameter that must be given.
func P(name string, kinds []types.Kind) types.Param { return types.Param{Name: name, Kinds: kinds} }

// Opt is a parameter that may be left out.
func Opt(name string, kinds []types.Kind) types.Param {
	return types.Param{Name: name, Kinds: kinds, Optional: true}
}

// Of is the signature of a function with a receiver.
func Of(recv []types.Kind, result types.Kind, params ...types.Param) types.Signature {
	s := types.Signature{Recv: recv, Params: params}
	if result != types.Any {
		s.Result = []types.Kind{result}
	}
	return s
}

// Giving is s with several possible kinds of result.
func Giving(s types.Signature, kinds ...types.Kind) types.Signature {
	s.Result = kinds
	return s
}

// Doc is the documentation of a built-in: the vendor's page below Help, one
// sentence, an example and what it prints.
func Doc(page, summary, example, prints string) registry.Doc {
	return registry.Doc{Summary: summary, Example: example, Prints: prints, Link: Help + page, Basis: "documented"}
}

// In says which products have what d describes.
func In(where registry.Where, d registry.Doc) registry.Doc {
	d.Where = where
	return d
}

// OutsideCreator is f, which the dialect of Creator does not have.
func OutsideCreator(f Func) Func {
	return func(c *registry.Call) (value.Value, error) {
		if c.Host.Dialect == host.Creator {
			return value.Null, c.Errorf("Not able to find '%s' function: Creator does not have it", c.Name)
		}
		return f(c)
	}
}

// Based changes where the knowledge in d comes from.
func Based(basis string, d registry.Doc) registry.Doc {
	d.Basis = basis
	return d
}
