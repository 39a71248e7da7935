package collection

import (
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file makes containers.

// single unpacks the only argument, which may be missing.
func single(c *registry.Call) (v value.Value, given bool, err error) {
	a := c.Unpack()
	given = a.More()
	v = a.OptValue("value", value.Null)
	return v, given, a.Err()
}

func newList(c *registry.Call) (value.Value, error) {
	v, given, err := single(c)
	if err != nil || !given {
		return value.OfList(value.NewList()), err
	}
	l, err := value.ToList(v)
	if err != nil {
		return value.Null, err
	}
	return value.OfList(l.Sub(0, l.Len())), c.Charge(l.Len())
}

func newTypedList(elem types.Kind) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		v, given, err := single(c)
		out := value.NewTypedList(elem)
		if err != nil || !given {
			return value.OfList(out), err
		}
		l, err := value.ToList(v)
		if err != nil {
			return value.Null, err
		}
		if err := appendTo(c, out, l.Items()); err != nil {
			return value.Null, err
		}
		return value.OfList(out), nil
	}
}

// appendTo adds items to a list, converted when the list has a type.
func appendTo(c *registry.Call, l *value.List, items []value.Value) error {
	if err := c.Charge(len(items)); err != nil {
		return err
	}
	if err := value.CheckSize(l.Len() + len(items)); err != nil {
		return err
	}
	elem, isTyped := l.Elem()
	if !isTyped {
		l.Append(items...)
		return nil
	}
	converted := make([]value.Value, len(items))
	for i, v := range items {
		var err error
		if converted[i], err = asElement(c, v, elem); err != nil {
			return err
		}
	}
	l.Append(converted...)
	return nil
}

// asElement converts v for a typed list: dates to milliseconds for Float, and
// milliseconds to dates for Date.
// Source: https://www.zoho.com/deluge/help/create-list-datatype.html
func asElement(c *registry.Call, v value.Value, elem types.Kind) (value.Value, error) {
	ms, isNumber := v.AsNumber()
	switch {
	case elem == types.Decimal && v.Kind() == types.DateTime:
		n, err := value.ToNumber(v)
		if err != nil {
			return value.Null, err
		}
		return value.Convert(value.Number(n), types.Decimal, c.Host.Format)
	case elem == types.DateTime && isNumber:
		return dateOf(ms, c.Host.Format), nil
	}
	return value.Convert(v, elem, c.Host.Format)
}

func newMap(c *registry.Call) (value.Value, error) {
	if c.Named != nil {
		return value.OfMap(c.Named), c.Unpack().Err()
	}
	v, given, err := single(c)
	if err != nil || !given {
		return value.OfMap(value.NewMap()), err
	}
	m, err := value.ToMap(v)
	if err != nil {
		return value.Null, err
	}
	return value.OfMap(m.Copy()), c.Charge(m.Len())
}

func newCollection(c *registry.Call) (value.Value, error) {
	if c.Named != nil {
		return value.OfCollection(value.CollectionOfPairs(c.Named)), c.Unpack().Err()
	}
	items := append([]value.Value(nil), c.Args...)
	return value.OfCollection(value.CollectionOf(items...)), c.Charge(len(items))
}

// toMap reads JSON text anew at each call, so that changing the map leaves the
// text's own reading alone.
func toMap(c *registry.Call) (value.Value, error) {
	v, _, err := single(c)
	if err != nil {
		return value.Null, err
	}
	if v.Kind() != types.Text {
		m, err := value.ToMap(v)
		if err != nil {
			return value.Null, err
		}
		if v.Kind() == types.Collection { // of which this is a copy
			err = c.Charge(m.Len())
		}
		return value.OfMap(m), err
	}
	return readAs(c, v, types.Map)
}

func toJSONList(c *registry.Call) (value.Value, error) {
	v, _, err := single(c)
	if err != nil {
		return value.Null, err
	}
	if v.Kind() == types.List {
		return v, nil
	}
	return readAs(c, v, types.List)
}

// maxJSON is the vendor's limit for texts that are read as JSON.
// Source: https://www.zoho.com/deluge/help/map-manipulations/get-json.html
const maxJSON = 5 << 20

// readAs reads JSON text that must hold a value of the given kind.
func readAs(c *registry.Call, v value.Value, want types.Kind) (value.Value, error) {
	s, _ := v.AsText()
	if len(s) > maxJSON {
		return value.Null, c.Errorf("Invalid JSON Format String: the text is larger than 5 MB")
	}
	if err := c.Charge(len(s)/16 + 1); err != nil {
		return value.Null, err
	}
	if !v.HoldsJSON() {
		return value.Null, value.CastError(v, want)
	}
	got, err := value.FromLenientJSON(s)
	if err != nil {
		return value.Null, c.Errorf("%s", err)
	}
	if got.Kind() != want {
		return value.Null, value.CastError(v, want)
	}
	return got, nil
}
