package collection

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// This file is the functions on lists.

func dateOf(ms int64, f *value.Format) value.Value {
	return value.OfDateTime(value.DateTime{T: time.UnixMilli(ms).In(f.Zone())})
}

// errIndex is the vendor's text for a position outside of a list.
// Source: https://www.zoho.com/deluge/help/error-messages.html
func errIndex(c *registry.Call, i int64) error {
	return c.Errorf("Given index %d is greater than the list size", i)
}

// at returns the element of l at a position that a script gave.
func at(c *registry.Call, l *value.List, i int64) (value.Value, error) {
	if i < 0 || i >= int64(l.Len()) {
		return value.Null, errIndex(c, i)
	}
	return l.At(int(i)), nil
}

func add(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	l, v := a.List("list"), a.Value("element")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if elem, isTyped := l.Elem(); isTyped {
		var err error
		if v, err = asElement(c, v, elem); err != nil {
			return value.Null, err
		}
	}
	l.Add(v)
	return value.Null, value.CheckSize(l.Len())
}

// listAndList unpacks a list and the elements of another.
func listAndList(c *registry.Call) (*value.List, []value.Value, error) {
	a := c.Unpack()
	l, v := a.List("list"), a.Value("other")
	if err := a.Err(); err != nil {
		return nil, nil, err
	}
	other, err := value.ToList(v)
	if err != nil {
		return nil, nil, err
	}
	return l, other.Items(), c.Charge(l.Len() + other.Len())
}

// addAllLimit is from https://www.zoho.com/deluge/help/functions/list/add-all.html
var addAllLimit = registry.Sizes{Creator: 50_000, Others: 25_000}

func addAll(c *registry.Call) (value.Value, error) {
	l, items, err := listAndList(c)
	if err == nil {
		err = c.Within(addAllLimit, len(items), "elements")
	}
	if err != nil {
		return value.Null, err
	}
	return value.Null, appendTo(c, l, items)
}

// search unpacks a list and an element to look for.
func search(c *registry.Call) (*value.List, value.Value, error) {
	a := c.Unpack()
	l, v := a.List("list"), a.Value("element")
	if err := a.Err(); err != nil {
		return nil, value.Null, err
	}
	return l, v, c.Charge(l.Len())
}

func first(items []value.Value, v value.Value) int {
	return slices.IndexFunc(items, func(item value.Value) bool { return value.Same(item, v) })
}

func last(items []value.Value, v value.Value) int {
	for i := len(items) - 1; i >= 0; i-- {
		if value.Same(items[i], v) {
			return i
		}
	}
	return -1
}

func indexOf(c *registry.Call) (value.Value, error) {
	l, v, err := search(c)
	if err != nil {
		return value.Null, err
	}
	return value.Number(int64(first(l.Items(), v))), nil
}

func lastIndexOf(c *registry.Call) (value.Value, error) {
	l, v, err := search(c)
	if err != nil {
		return value.Null, err
	}
	return value.Number(int64(last(l.Items(), v))), nil
}

func removeIndex(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	l, i := a.List("list"), a.Number("index")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if i < 0 || i >= int64(l.Len()) {
		return value.Null, errIndex(c, i)
	}
	return l.Remove(int(i)), nil
}

func removeElement(c *registry.Call) (value.Value, error) {
	l, v, err := search(c)
	if err != nil {
		return value.Null, err
	}
	if i := first(l.Items(), v); i >= 0 {
		l.Remove(i)
	}
	return value.Null, nil
}

// setOf returns the identities of items.
func setOf(items []value.Value) map[string]bool {
	set := make(map[string]bool, len(items))
	for _, v := range items {
		set[value.Identity(v)] = true
	}
	return set
}

func removeAll(c *registry.Call) (value.Value, error) {
	l, items, err := listAndList(c)
	if err != nil {
		return value.Null, err
	}
	gone := setOf(items)
	l.Replace(slices.DeleteFunc(slices.Clone(l.Items()), func(v value.Value) bool { return gone[value.Identity(v)] }))
	return value.Null, nil
}

func intersect(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	x, y := a.Value("list"), a.Value("other")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	l, err := value.ToList(x)
	if err != nil {
		return value.Null, err
	}
	other, err := value.ToList(y)
	if err != nil {
		return value.Null, err
	}
	wanted := setOf(other.Items())
	var out []value.Value
	for _, v := range l.Items() {
		if wanted[value.Identity(v)] {
			out = append(out, v)
		}
	}
	return value.OfList(value.NewList(out...)), c.Charge(l.Len() + other.Len())
}

func distinct(c *registry.Call) (value.Value, error) {
	v, _, err := single(c)
	if err != nil {
		return value.Null, err
	}
	l, err := value.ToList(v)
	if err != nil {
		return value.Null, err
	}
	seen := map[string]bool{}
	var out []value.Value
	for _, v := range l.Items() {
		if id := value.Identity(v); !seen[id] {
			seen[id] = true
			out = append(out, v)
		}
	}
	return value.OfList(value.NewList(out...)), c.Charge(l.Len())
}

func subList(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	l, from := a.List("list"), a.Number("start")
	to := a.OptNumber("end", int64(l.Len()))
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	switch {
	case from < 0 || from > int64(l.Len()):
		return value.Null, errIndex(c, from)
	case to < from || to > int64(l.Len()):
		return value.Null, errIndex(c, to)
	}
	return value.OfList(l.Sub(int(from), int(to))), c.Charge(int(to - from))
}

// sortList sorts in place. A list that mixes types stays as it is and the result
// is null.
// Source: https://www.zoho.com/deluge/help/functions/list/sort.html
func sortList(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	l, up := a.List("list"), a.OptBool("ascending", true)
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if err := c.Charge(l.Len()); err != nil {
		return value.Null, err
	}
	if !sortElements(l, up) {
		return value.Null, nil
	}
	return value.OfList(l), nil
}

// sortElements sorts l; it does nothing and reports false when it mixes types.
func sortElements(l *value.List, up bool) bool {
	if l.SortNumbers(up) {
		return true
	}
	items := slices.Clone(l.Items())
	sorted := sortBy(items, func(v value.Value) value.Value { return v }, up)
	if sorted {
		l.Replace(items)
	}
	return sorted
}

// sortBy sorts items by keys of one type; it does nothing and reports false when
// the keys mix types or have no order.
func sortBy[T any](items []T, keyOf func(T) value.Value, up bool) bool {
	if len(items) == 0 {
		return true
	}
	want := family(keyOf(items[0]).Kind())
	for _, item := range items {
		if want == types.Null || family(keyOf(item).Kind()) != want {
			return false
		}
	}
	sign := 1
	if !up {
		sign = -1
	}
	slices.SortStableFunc(items, func(x, y T) int { return sign * order(keyOf(x), keyOf(y)) })
	return true
}

// family joins the kinds that are ordered among each other; null is the one
// without order.
func family(k types.Kind) types.Kind {
	switch k {
	case types.Decimal:
		return types.Number
	case types.Number, types.Text, types.Bool, types.DateTime, types.Time:
		return k
	}
	return types.Null
}

func order(a, b value.Value) int {
	if s, ok := a.AsText(); ok {
		t, _ := b.AsText()
		return strings.Compare(s, t)
	}
	if x, ok := a.AsBool(); ok {
		y, _ := b.AsBool()
		return cmp.Compare(btoi(x), btoi(y))
	}
	n, _ := value.Compare(a, b)
	return n
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
