package collection

import (
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// This file is the functions on maps, and those that several containers share.
// Text that holds JSON is read like the map or list it spells.

func put(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	target, key, v := a.Value("map"), a.Value("key"), a.Value("value")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	m, ok := target.BecomeMap()
	if !ok {
		return value.Null, value.CastError(target, types.Map)
	}
	m.PutValue(key, value.WithTime(v), c.Host.Format)
	return value.Null, value.CheckSize(m.Len())
}

func putAll(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	target, v := a.Value("map"), a.Value("other")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	other, err := value.ToMap(v)
	if err != nil {
		return value.Null, err
	}
	m, ok := target.BecomeMap()
	if !ok {
		return value.Null, value.CastError(target, types.Map)
	}
	mergeInto(m, other, c.Host.Format)
	if err := value.CheckSize(m.Len()); err != nil {
		return value.Null, err
	}
	return value.Null, c.Charge(other.Len())
}

func mergeInto(m, other *value.Map, f *value.Format) {
	for i := range other.Len() {
		_, v := other.At(i)
		m.PutValue(other.KeyValue(i), v, f)
	}
}

func removeKey(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	m, key := a.Map("map"), a.Value("key")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	name := c.Host.Format.Text(key)
	v, _ := m.Get(name)
	m.Delete(name)
	return v, nil
}

// opened returns the container behind v: text that holds JSON is read, other
// text is the list of its comma-separated parts.
func opened(v value.Value) (value.Value, error) {
	if v.Kind() != types.Text {
		return v, nil
	}
	if p, ok := v.Parsed(); ok {
		return p, nil
	}
	if v.HoldsJSON() {
		return value.Null, value.CastError(v, types.Map)
	}
	l, err := value.ToList(v)
	if err != nil {
		return value.Null, err
	}
	return value.OfList(l), nil
}

// withKey unpacks a container and a key or position.
func withKey(c *registry.Call) (container, key value.Value, err error) {
	a := c.Unpack()
	v, key := a.Value("container"), a.Value("key")
	if err = a.Err(); err != nil {
		return value.Null, value.Null, err
	}
	if container, err = opened(v); err != nil {
		return value.Null, value.Null, err
	}
	return container, key, nil
}

func get(c *registry.Call) (value.Value, error) {
	container, key, err := withKey(c)
	if err != nil {
		return value.Null, err
	}
	if m, ok := container.AsMap(); ok {
		v, _ := m.Get(c.Host.Format.Text(key))
		return v, nil
	}
	if coll, ok := container.AsCollection(); ok {
		return fromCollection(c, coll, key)
	}
	l, err := value.ToList(container)
	if err != nil {
		return value.Null, err
	}
	i, err := value.ToNumber(key)
	if err != nil {
		return value.Null, notAnIndex(c, key)
	}
	return at(c, l, i)
}

// notAnIndex is the error of get("name") on what is a list or plain text, not the
// map the script took it for.
func notAnIndex(c *registry.Call, key value.Value) error {
	if c.Args[0].Kind() == types.Text {
		return value.CastError(c.Args[0], types.Map)
	}
	return registry.TypeError(2, key.Kind(), types.Number)
}

// getJSON is get with JSON text read anew; what is no JSON is an error.
func getJSON(c *registry.Call) (value.Value, error) {
	if len(c.Args) == 0 || c.Args[0].Kind() != types.Text {
		return get(c)
	}
	if _, ok := c.Args[0].Parsed(); !ok {
		return value.Null, c.Errorf("Invalid JSON Format String")
	}
	return get(c)
}

func size(c *registry.Call) (value.Value, error) {
	v, _, err := single(c)
	if err != nil {
		return value.Null, err
	}
	if v, err = opened(v); err != nil {
		return value.Null, err
	}
	return value.Number(int64(length(v))), nil
}

func length(v value.Value) int {
	if m, ok := v.AsMap(); ok {
		return m.Len()
	}
	if c, ok := v.AsCollection(); ok {
		return c.Len()
	}
	if l, ok := v.AsList(); ok {
		return l.Len()
	}
	return 0
}

func keys(c *registry.Call) (value.Value, error) {
	v, _, err := single(c)
	if err != nil {
		return value.Null, err
	}
	if coll, ok := v.AsCollection(); ok && !coll.IsKeyed() {
		return value.OfList(value.NewList(coll.Values()...)), c.Charge(coll.Len())
	}
	m, err := mapOf(v)
	if err != nil {
		return value.Null, err
	}
	out := make([]value.Value, m.Len())
	for i := range out {
		out[i] = m.KeyValue(i)
	}
	return value.OfList(value.NewList(out...)), c.Charge(len(out))
}

// mapOf returns the map behind a map, a keyed collection or JSON text.
func mapOf(v value.Value) (*value.Map, error) {
	if coll, ok := v.AsCollection(); ok {
		return coll.Pairs()
	}
	return value.ToMap(v)
}

func containsKey(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, key := a.Value("map"), a.Value("key")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if coll, ok := v.AsCollection(); ok && !coll.IsKeyed() {
		i, err := value.ToNumber(key)
		return value.Bool(err == nil && i >= 0 && i < int64(coll.Len())), nil
	}
	m, err := mapOf(v)
	if err != nil {
		return value.Null, err
	}
	return value.Bool(m.Has(c.Host.Format.Text(key))), nil
}

func containsValue(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, want := a.Value("map"), a.Value("value")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if err := c.Charge(length(v)); err != nil {
		return value.Null, err
	}
	if coll, ok := v.AsCollection(); ok {
		return value.Bool(first(coll.Values(), want) >= 0), nil
	}
	m, err := value.ToMap(v)
	if err != nil {
		return value.Null, err
	}
	for _, v := range m.All() {
		if value.Same(v, want) {
			return value.True, nil
		}
	}
	return value.False, nil
}

// contains looks for an element of a list, a key of a map, and for the same in
// the two kinds of collections.
func contains(c *registry.Call) (value.Value, error) {
	if len(c.Args) == 0 {
		return value.Null, registry.ArityError(c.Name)
	}
	if coll, ok := c.Args[0].AsCollection(); ok && !coll.IsKeyed() {
		return containsValue(c)
	}
	if c.Args[0].Kind() != types.List {
		return containsKey(c)
	}
	l, v, err := search(c)
	if err != nil {
		return value.Null, err
	}
	return value.Bool(first(l.Items(), v) >= 0), nil
}

func notContains(c *registry.Call) (value.Value, error) {
	v, err := contains(c)
	found, _ := v.AsBool()
	if err != nil {
		return value.Null, err
	}
	return value.Bool(!found), nil
}

func clearAll(c *registry.Call) (value.Value, error) {
	v, _, err := single(c)
	if err != nil {
		return value.Null, err
	}
	if m, ok := v.AsMap(); ok {
		m.Clear()
	} else if coll, ok := v.AsCollection(); ok {
		coll.Clear()
	} else if l, ok := v.AsList(); ok {
		l.Clear()
	}
	return value.Null, nil
}
