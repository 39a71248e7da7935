package value

import (
	"slices"
	"strconv"

	"github.com/dg-lang/dg/lang/types"
)

// List is an ordered sequence of values, shared by everyone who holds it.
// It is not safe for concurrent use.
//
// A list that grows by whole numbers alone keeps them packed in ints, in half the
// memory and where the garbage collector need not look: adding 200,000 numbers and
// sorting them takes a third of the time. The first other element unpacks it.
type List struct {
	items  []Value
	ints   []int64    // the elements of a packed list; items is nil then
	elem   types.Kind // kind of the elements of a typed list, else Null
	braces bool       // written {} and still empty
	walked walkers
	asMap  *Map // what a {} became
}

// MaxElements is the length that built-ins keep lists, maps and collections below:
// hundreds of times what the vendor allows, and a quarter of a gigabyte of list.
const MaxElements = 1 << 24

// CheckSize refuses a container that would have n elements.
func CheckSize(n int) error {
	if n > MaxElements {
		return &SizeError{"A list or map can not hold more than " + strconv.Itoa(MaxElements) + " elements"}
	}
	return nil
}

// NewList returns a list of the given items; it keeps the slice.
func NewList(items ...Value) *List { return &List{items: items} }

// NewBraces returns the value of the literal {}: an empty list that the first
// put or putAll turns into a map.
func NewBraces() *List { return &List{braces: true} }

// NewTypedList returns an empty list whose elements are of kind elem.
// Source: https://www.zoho.com/deluge/help/create-list-datatype.html
func NewTypedList(elem types.Kind) *List { return &List{elem: elem} }

// Elem returns the kind of the elements of a typed list; ok is false for others.
func (l *List) Elem() (elem types.Kind, ok bool) { return l.elem, l.elem != types.Null }

// Len returns the number of elements.
func (l *List) Len() int { return len(l.items) + len(l.ints) }

// At returns element i, which must exist.
func (l *List) At(i int) Value {
	if l.ints != nil {
		return Number(l.ints[i])
	}
	return l.items[i]
}

// Set replaces element i, which must exist.
func (l *List) Set(i int, v Value) {
	l.own()
	if l.ints != nil {
		if n, ok := v.AsNumber(); ok {
			l.ints[i] = n
			return
		}
		l.unpack()
	}
	l.items[i] = v
}

// Append adds values at the end.
func (l *List) Append(v ...Value) {
	for _, x := range v {
		l.Add(x)
	}
}

// Add adds one value at the end.
func (l *List) Add(v Value) {
	if n, ok := v.AsNumber(); ok && l.items == nil {
		l.ints = append(withRoom(l.ints), n)
		l.braces = false
		return
	}
	l.addOther(v)
}

func (l *List) addOther(v Value) {
	l.braces = false
	l.unpack()
	l.items = append(l.items, v)
}

// withRoom returns s with room for one more. It grows large slices by half where
// append alone grows them by a quarter: filling a container then leaves a third of
// the garbage.
func withRoom[T any](s []T) []T {
	if len(s) == cap(s) && len(s) > 256 {
		return slices.Grow(s, len(s)/2)
	}
	return s
}

// unpack makes items of ints.
func (l *List) unpack() {
	if l.ints != nil {
		l.items, l.ints = unpacked(l.ints, 1), nil
	}
}

// unpacked returns values of ints, with room for more.
func unpacked(ints []int64, more int) []Value {
	items := make([]Value, len(ints), len(ints)+more)
	for i, n := range ints {
		items[i] = Number(n)
	}
	return items
}

// Insert puts v in front of element i, or at the end when i is Len.
func (l *List) Insert(i int, v Value) {
	l.own()
	l.braces = false
	l.unpack()
	l.items = slices.Insert(l.items, i, v)
}

// Remove takes element i out, which must exist, and returns it.
func (l *List) Remove(i int) Value {
	l.own()
	v := l.At(i)
	if l.ints != nil {
		l.ints = slices.Delete(l.ints, i, i+1)
		return v
	}
	l.items = slices.Delete(l.items, i, i+1)
	return v
}

// Clear takes all elements out.
func (l *List) Clear() { l.Replace(nil) }

// Replace makes items the elements; it keeps the slice.
func (l *List) Replace(items []Value) {
	l.items, l.ints = items, nil
	l.walked.Store(0)
}

// Items returns the elements, for reading: they may be the list's own or a copy.
func (l *List) Items() []Value {
	if l.ints != nil {
		return unpacked(l.ints, 0)
	}
	return l.items
}

// Sub returns a list of the elements from (included) to to (excluded), which must
// exist.
func (l *List) Sub(from, to int) *List {
	if l.ints != nil {
		return &List{ints: slices.Clone(l.ints[from:to])}
	}
	return &List{items: slices.Clone(l.items[from:to])}
}

// SortNumbers sorts a packed list and reports whether l is one.
func (l *List) SortNumbers(up bool) bool {
	if l.ints == nil {
		return false
	}
	l.own()
	slices.Sort(l.ints)
	if !up {
		slices.Reverse(l.ints)
	}
	return true
}

// Copy returns a list with the same elements; containers in it stay shared.
func (l *List) Copy() *List {
	return &List{items: slices.Clone(l.items), ints: slices.Clone(l.ints), elem: l.elem}
}

// toMap returns what a {} became, turning it if it is still empty.
func (l *List) toMap() (*Map, bool) {
	if l.asMap == nil && l.braces {
		l.asMap = NewMap()
	}
	return l.asMap, l.asMap != nil
}
