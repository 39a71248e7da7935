package collection

import (
	"slices"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file is the functions that only collections have.

// on makes a built-in of a function on a collection and n further arguments.
func on(n int, f func(c *registry.Call, coll *value.Collection, args []value.Value) (value.Value, error)) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v := a.Value("collection")
		args := make([]value.Value, n)
		for i := range args {
			args[i] = a.Value("value")
		}
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		coll, ok := v.AsCollection()
		if !ok {
			return value.Null, registry.TypeError(1, v.Kind(), collection...)
		}
		if err := c.Charge(coll.Len()/8 + 1); err != nil {
			return value.Null, err
		}
		return f(c, coll, args)
	}
}

// fromCollection is get: null for a missing key, an error for a missing
// position.
func fromCollection(c *registry.Call, coll *value.Collection, key value.Value) (value.Value, error) {
	if coll.IsKeyed() {
		m, err := coll.Pairs()
		if err != nil {
			return value.Null, err
		}
		v, _ := m.Get(c.Host.Format.Text(key))
		return v, nil
	}
	i, err := value.ToNumber(key)
	if err != nil {
		return value.Null, nil
	}
	return at(c, coll.List(), i)
}

func insert(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, items := a.Value("collection"), a.Rest()
	coll, ok := v.AsCollection()
	if !ok || c.Named == nil && len(items) == 0 {
		return value.Null, registry.ArityError(c.Name)
	}
	if c.Named != nil {
		return value.Null, addPairs(c, coll, c.Named)
	}
	l, err := coll.Elements()
	if err != nil {
		return value.Null, err
	}
	if l.Append(items...); l.Len() > value.MaxElements {
		return value.Null, value.CheckSize(l.Len())
	}
	return value.Null, c.Charge(len(items))
}

func addPairs(c *registry.Call, coll *value.Collection, pairs *value.Map) error {
	m, err := coll.Pairs()
	if err != nil {
		return err
	}
	mergeInto(m, pairs, c.Host.Format)
	return c.Charge(pairs.Len())
}

func insertAll(c *registry.Call, coll *value.Collection, args []value.Value) (value.Value, error) {
	if other, ok := args[0].AsCollection(); ok && other.IsKeyed() {
		m, err := other.Pairs()
		if err != nil {
			return value.Null, err
		}
		return value.Null, addPairs(c, coll, m)
	}
	if m, ok := args[0].AsMap(); ok {
		return value.Null, addPairs(c, coll, m)
	}
	other, err := value.ToList(args[0])
	if err != nil {
		return value.Null, err
	}
	l, err := coll.Elements()
	if err != nil {
		return value.Null, err
	}
	l.Append(slices.Clone(other.Items())...)
	return value.Null, c.Charge(other.Len())
}

// keyOf makes getKey and getLastKey.
func keyOf(fromEnd bool) sig.Func {
	find := first
	if fromEnd {
		find = last
	}
	return on(1, func(_ *registry.Call, coll *value.Collection, args []value.Value) (value.Value, error) {
		i := find(coll.Values(), args[0])
		if !coll.IsKeyed() {
			return value.Number(int64(i)), nil
		}
		if i < 0 {
			return value.Null, nil
		}
		m, err := coll.Pairs()
		if err != nil {
			return value.Null, err
		}
		return m.KeyValue(i), nil
	})
}

func update(c *registry.Call, coll *value.Collection, args []value.Value) (value.Value, error) {
	if coll.IsKeyed() || coll.Len() == 0 {
		m, err := coll.Pairs()
		if err != nil {
			return value.Null, err
		}
		m.PutValue(args[0], args[1], c.Host.Format)
		return value.Null, nil
	}
	l, i, err := position(c, coll, args[0])
	if err != nil {
		return value.Null, err
	}
	l.Set(i, args[1])
	return value.Null, nil
}

// position returns the list behind a collection of elements and a position in
// it, which must exist.
func position(c *registry.Call, coll *value.Collection, key value.Value) (*value.List, int, error) {
	l, err := coll.Elements()
	if err != nil {
		return nil, 0, err
	}
	i, err := value.ToNumber(key)
	if err != nil {
		return nil, 0, err
	}
	if i < 0 || i >= int64(l.Len()) {
		return nil, 0, errIndex(c, i)
	}
	return l, int(i), nil
}

// drop takes the value at a position, and its key, out.
func drop(coll *value.Collection, i int) error {
	if coll.IsKeyed() {
		m, err := coll.Pairs()
		if err != nil {
			return err
		}
		m.Delete(m.Key(i))
		return nil
	}
	l, err := coll.Elements()
	if err != nil {
		return err
	}
	l.Remove(i)
	return nil
}

func deleteValue(_ *registry.Call, coll *value.Collection, args []value.Value) (value.Value, error) {
	return value.Null, deleteEqual(coll, args[0])
}

func deleteEqual(coll *value.Collection, v value.Value) error {
	if i := first(coll.Values(), v); i >= 0 {
		return drop(coll, i)
	}
	return nil
}

// deleteValues takes out the first equal value of each given one, in one pass.
func deleteValues(c *registry.Call, coll *value.Collection, args []value.Value) (value.Value, error) {
	l, err := value.ToList(args[0])
	if err == nil {
		err = c.Charge(l.Len() + coll.Len())
	}
	if err != nil {
		return value.Null, err
	}
	wanted := map[string]int{}
	for _, v := range l.Items() {
		wanted[value.Identity(v)]++
	}
	return value.Null, deleteWhere(coll, func(_ int, v value.Value) bool {
		id := value.Identity(v)
		wanted[id]--
		return wanted[id] >= 0
	})
}

// deleteWhere takes out the values at positions that gone chooses, with their keys.
func deleteWhere(coll *value.Collection, gone func(i int, v value.Value) bool) error {
	if coll.IsKeyed() {
		m, err := coll.Pairs()
		if err != nil {
			return err
		}
		var keys []string
		for i := range m.Len() {
			if key, v := m.At(i); gone(i, v) {
				keys = append(keys, key)
			}
		}
		for _, key := range keys {
			m.Delete(key)
		}
		return nil
	}
	l, err := coll.Elements()
	if err != nil {
		return err
	}
	at := -1
	l.Replace(slices.DeleteFunc(slices.Clone(l.Items()), func(v value.Value) bool { at++; return gone(at, v) }))
	return nil
}

func deleteKey(c *registry.Call, coll *value.Collection, args []value.Value) (value.Value, error) {
	return value.Null, deleteAt(c, coll, args[0])
}

func deleteAt(c *registry.Call, coll *value.Collection, key value.Value) error {
	if coll.IsKeyed() {
		m, err := coll.Pairs()
		if err != nil {
			return err
		}
		m.Delete(c.Host.Format.Text(key))
		return nil
	}
	_, i, err := position(c, coll, key)
	if err != nil {
		return err
	}
	return drop(coll, i)
}

// deleteKeys takes positions as they were before the call, all of which must exist.
func deleteKeys(c *registry.Call, coll *value.Collection, args []value.Value) (value.Value, error) {
	l, err := value.ToList(args[0])
	if err != nil {
		return value.Null, err
	}
	if err := c.Charge(l.Len() + coll.Len()); err != nil {
		return value.Null, err
	}
	if coll.IsKeyed() {
		for _, k := range slices.Clone(l.Items()) {
			if err := deleteAt(c, coll, k); err != nil {
				return value.Null, err
			}
		}
		return value.Null, nil
	}
	gone := map[int]bool{}
	for _, k := range l.Items() {
		_, at, err := position(c, coll, k)
		if err != nil {
			return value.Null, err
		}
		gone[at] = true
	}
	return value.Null, deleteWhere(coll, func(i int, _ value.Value) bool { return gone[i] })
}

func values(_ *registry.Call, coll *value.Collection, _ []value.Value) (value.Value, error) {
	return value.OfList(value.NewList(coll.Values()...)), nil
}

func duplicate(_ *registry.Call, coll *value.Collection, _ []value.Value) (value.Value, error) {
	if !coll.IsKeyed() {
		return value.OfCollection(value.CollectionOf(coll.Values()...)), nil
	}
	m, err := coll.Pairs()
	if err != nil {
		return value.Null, err
	}
	return value.OfCollection(value.CollectionOfPairs(m)), nil
}

// duplicateList copies a list. Scripts in use give a number that no page explains;
// it makes no difference here.
func duplicateList(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	l := a.List("list")
	a.OptNumber("depth", 0)
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	return value.OfList(value.NewList(slices.Clone(l.Items())...)), c.Charge(l.Len())
}

// pair is an entry of a collection while it is sorted.
type pair struct{ key, v value.Value }

func sortValues(c *registry.Call) (value.Value, error) {
	return sortPairs(c, func(p pair) value.Value { return p.v })
}

func sortKeys(c *registry.Call) (value.Value, error) {
	return sortPairs(c, func(p pair) value.Value { return p.key })
}

// sortPairs sorts a collection in place; what mixes types stays as it is.
func sortPairs(c *registry.Call, by func(pair) value.Value) (value.Value, error) {
	a := c.Unpack()
	v, up := a.Value("collection"), a.OptBool("ascending", true)
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	coll, ok := v.AsCollection()
	if !ok {
		return value.Null, registry.TypeError(1, v.Kind(), collection...)
	}
	if err := c.Charge(coll.Len()); err != nil {
		return value.Null, err
	}
	if !coll.IsKeyed() {
		l, err := coll.Elements()
		if err != nil {
			return value.Null, err
		}
		sortElements(l, up)
		return value.Null, nil
	}
	m, err := coll.Pairs()
	if err != nil {
		return value.Null, err
	}
	pairs := make([]pair, m.Len())
	for i := range pairs {
		_, v := m.At(i)
		pairs[i] = pair{m.KeyValue(i), v}
	}
	if sortBy(pairs, by, up) {
		m.Clear()
		for _, p := range pairs {
			m.PutValue(p.key, p.v, c.Host.Format)
		}
	}
	return value.Null, nil
}
