package collection

import (
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// shortOf returns the short way of a function that nearly every script calls.
func shortOf(name string) registry.Short {
	switch name {
	case "get":
		return registry.Short{Args: 2, Run: shortGet}
	case "put":
		return registry.Short{Args: 3, Run: shortPut}
	case "add":
		return registry.Short{Args: 2, Run: shortAdd}
	case "size":
		return registry.Short{Args: 1, Run: shortSize}
	case "containsKey":
		return registry.Short{Args: 2, Run: shortContainsKey}
	}
	return registry.Short{}
}

func shortGet(x, key, _ value.Value) (v value.Value, work int, ok bool) {
	if m, ok := x.AsMap(); ok {
		name, isText := key.AsText()
		if isText {
			v, _ = m.Get(name)
		}
		return v, 0, isText
	}
	l, isList := x.AsList()
	i, isNumber := key.AsNumber()
	if !isList || !isNumber || i < 0 || i >= int64(l.Len()) {
		return value.Null, 0, false
	}
	return l.At(int(i)), 0, true
}

func shortPut(x, key, v value.Value) (_ value.Value, work int, ok bool) {
	m, ok := x.AsMap()
	if !ok || m.Len() >= value.MaxElements || v.Kind() == types.DateTime {
		return value.Null, 0, false
	}
	name, ok := key.AsText()
	if ok {
		m.Put(name, v)
	}
	return value.Null, 0, ok
}

func shortAdd(x, v, _ value.Value) (_ value.Value, work int, ok bool) {
	l, ok := x.AsList()
	if !ok || l.Len() >= value.MaxElements {
		return value.Null, 0, false
	}
	if _, typed := l.Elem(); typed {
		return value.Null, 0, false
	}
	l.Add(v)
	return value.Null, 0, true
}

func shortSize(x, _, _ value.Value) (v value.Value, work int, ok bool) {
	if l, ok := x.AsList(); ok {
		return value.Number(int64(l.Len())), 0, true
	}
	if m, ok := x.AsMap(); ok {
		return value.Number(int64(m.Len())), 0, true
	}
	return value.Null, 0, false
}

func shortContainsKey(x, key, _ value.Value) (v value.Value, work int, ok bool) {
	m, isMap := x.AsMap()
	name, isText := key.AsText()
	if !isMap || !isText {
		return value.Null, 0, false
	}
	return value.Bool(m.Has(name)), 0, true
}
