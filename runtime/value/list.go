package value

import (
	"slices"
	"strconv"

	"github.com/dg-lang/dg/lang/types"
)

// List is an ordered sequence of values, shared by everyone who holds it.
// It is not safe for concurrent use.
type List struct {
	items  []Value
	elem   types.Kind // kind of the elements of a typed list, else Null
	braces bool       // written {} and still empty
	asMap  *Map       // what a {} became
}

// MaxElements is the length that built-ins keep lists, maps and collections below:
// hundreds of times what the vendor allows, and half a gigabyte of list.
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
func (l *List) Len() int { return len(l.items) }

// At returns element i, which must exist.
func (l *List) At(i int) Value { return l.items[i] }

// Set replaces element i, which must exist.
func (l *List) Set(i int, v Value) { l.items[i] = v }

// Append adds values at the end.
func (l *List) Append(v ...Value) {
	l.braces = l.braces && len(v) == 0
	l.items = append(l.items, v...)
}

// Add adds one value at the end.
func (l *List) Add(v Value) {
	l.braces = false
	l.items = append(l.items, v)
}

// Insert puts v in front of element i, or at the end when i is Len.
func (l *List) Insert(i int, v Value) {
	l.braces = false
	l.items = slices.Insert(l.items, i, v)
}

// Remove takes element i out, which must exist, and returns it.
func (l *List) Remove(i int) Value {
	v := l.items[i]
	l.items = slices.Delete(l.items, i, i+1)
	return v
}

// Clear takes all elements out.
func (l *List) Clear() { l.Replace(nil) }

// Replace makes items the elements; it keeps the slice.
func (l *List) Replace(items []Value) { l.items = items }

// Items returns the elements themselves, not a copy.
func (l *List) Items() []Value { return l.items }

// Copy returns a list with the same elements; containers in it stay shared.
func (l *List) Copy() *List { return &List{items: slices.Clone(l.items), elem: l.elem} }

// toMap returns what a {} became, turning it if it is still empty.
func (l *List) toMap() (*Map, bool) {
	if l.asMap == nil && l.braces {
		l.asMap = NewMap()
	}
	return l.asMap, l.asMap != nil
}
