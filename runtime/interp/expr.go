package interp

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// expr is an expression that evaluates itself. It panics with an *Error.
type expr interface {
	eval(f *frame) value.Value
}

type (
	constant struct{ v value.Value }
	dateLit  struct{ d value.DateTime } // wall clock, read in the zone of the run
	badClock struct{ span source.Span } // a time of day that does not exist
	variable struct{ slot int }
	sysVar   struct{ v *registry.Var }
	listLit  struct{ items []expr }
	braces   struct{}
	mapLit   struct {
		keys, values []expr
		spans        []source.Span
	}
	condExpr struct {
		cond      tester
		then, els expr
	}
	bareWord struct {
		slot int
		name value.Value
	}
	attribute struct {
		x    expr
		name string
		span source.Span
	}
)

func (x constant) eval(*frame) value.Value   { return x.v }
func (x variable) eval(f *frame) value.Value { return f.slots[x.slot] }
func (x sysVar) eval(f *frame) value.Value   { return x.v.Get(f.th.host) }
func (braces) eval(*frame) value.Value       { return value.OfList(value.NewBraces()) }

func (x dateLit) eval(f *frame) value.Value {
	d, zone := x.d, f.th.host.Format.Zone()
	if d.T.Location() != zone {
		d.T = inZone(d.T, zone)
	}
	return value.OfDateTime(d)
}

func (x badClock) eval(f *frame) value.Value {
	f.failf(x.span, "no time of day", "Invalid Operation. Value outside 24 hour range")
	return value.Null
}

func (x *listLit) eval(f *frame) value.Value {
	items := make([]value.Value, len(x.items))
	for i, e := range x.items {
		items[i] = e.eval(f)
	}
	return value.OfList(value.NewList(items...))
}

func (x *mapLit) eval(f *frame) value.Value {
	m := value.NewMapSize(len(x.keys))
	for i, k := range x.keys {
		key := k.eval(f)
		m.PutValue(key, value.WithTime(x.values[i].eval(f)), f.th.host.Format)
	}
	return value.OfMap(m)
}

func (x *condExpr) eval(f *frame) value.Value {
	if x.cond.test(f) {
		return x.then.eval(f)
	}
	return x.els.eval(f)
}

// eval gives the variable of that name when it holds TEXT, else the word itself.
func (x bareWord) eval(f *frame) value.Value {
	if x.slot >= 0 {
		if v := f.slots[x.slot]; v.Kind() == types.Text {
			return v
		}
	}
	return x.name
}

// eval reads an attribute of an exception; other values have none.
func (x *attribute) eval(f *frame) value.Value {
	v := x.x.eval(f)
	if ex, ok := v.AsException(); ok {
		switch lower(x.name) {
		case "message":
			return value.Text(ex.Message)
		case "lineno":
			return value.Number(int64(ex.Line))
		case "type":
			return value.Text(ex.Type)
		case "data":
			return ex.Data
		}
	}
	if v.IsNull() {
		f.failf(x.span, "read from null", "Value is empty and '%s' cannot be read", x.name)
	}
	e := &Error{Code: diag.Runtime, Label: v.Kind().String() + " has no such field",
		Message: "Not able to find '" + x.name + "' of " + aValue(v)}
	if v.Kind() == types.Map {
		e.Hint = `read an entry of a map with .get("` + x.name + `")`
	}
	panic(e.placed(f, x.span))
}

// text returns the text form of v, or ends the statement when v holds itself.
func (f *frame) text(v value.Value, at source.Pos) string {
	if s, ok := v.AsText(); ok {
		return s
	}
	s, err := f.th.host.Format.TryText(v)
	if err != nil {
		f.fail(source.Span{Start: at, End: at + 1}, err)
	}
	return s
}
