package value

import (
	"cmp"

	"github.com/dg-lang/dg/lang/types"
)

// maxDepth is how deep values may be nested when they are compared, read or
// written; a value that contains itself meets it.
const maxDepth = 512

// Equal reports whether a == b. Numbers compare by value, texts exactly, lists
// in order, maps without order; a list equals a text that is one of its
// elements, and a text equals a number whose text form it is.
// Source: https://www.zoho.com/deluge/help/operators/relational-operators.html
func Equal(a, b Value) bool {
	if bothNumbers(a, b) {
		return a.bits == b.bits
	}
	return equal(a, b)
}

// comparison is one comparison of two values. Its visits run out when values
// contain themselves, or one another so often that the answer would take hours;
// such values count as different.
type comparison struct{ visits int }

// maxVisits is how many pairs of values one comparison looks at.
const maxVisits = 10_000_000

func equal(a, b Value) bool {
	c := comparison{visits: maxVisits}
	return c.equal(a, b, maxDepth)
}

func (c *comparison) equal(a, b Value, depth int) bool {
	if depth == 0 {
		c.visits = 0
	}
	if c.visits--; c.visits < 0 {
		return false
	}
	ka, kb := a.Kind(), b.Kind()
	switch {
	case a.IsNumeric() && b.IsNumeric():
		return compareNumeric(a, b) == 0
	case isText(ka) || isText(kb):
		return equalText(a, b)
	case ka != kb:
		return false
	}
	return c.equalSame(a, b, ka, depth-1)
}

func isText(k types.Kind) bool { return k == types.Text || k == types.XML }

// equalText compares two values of which at least one is a text.
func equalText(a, b Value) bool {
	s, ok := a.AsText()
	if !ok {
		a, b = b, a
		s, _ = a.AsText()
	}
	if t, both := b.AsText(); both {
		return s == t
	}
	if l, isList := b.AsList(); isList {
		return hasText(l, s)
	}
	return b.IsNumeric() && (*Format)(nil).Text(b) == s
}

func hasText(l *List, s string) bool {
	for _, v := range l.items {
		if t, ok := v.AsText(); ok && t == s {
			return true
		}
	}
	return false
}

// equalSame compares two values of the same kind.
func (c *comparison) equalSame(a, b Value, k types.Kind, depth int) bool {
	switch k {
	case types.Null:
		return true
	case types.Bool, types.Time:
		return a.bits == b.bits
	case types.DateTime:
		return a.millis() == b.millis()
	case types.List:
		x, _ := a.AsList()
		y, _ := b.AsList()
		return c.equalLists(x, y, depth)
	case types.Map:
		x, _ := a.AsMap()
		y, _ := b.AsMap()
		return c.equalMaps(x, y, depth)
	case types.Collection:
		x, _ := a.AsCollection()
		y, _ := b.AsCollection()
		return x == y || x.mode == y.mode && c.equalLists(&x.list, &y.list, depth) && c.equalMaps(&x.pairs, &y.pairs, depth)
	}
	return a.ref == b.ref
}

func (c *comparison) equalLists(x, y *List, depth int) bool {
	if x == y {
		return true
	}
	if x.Len() != y.Len() {
		return false
	}
	for i := range x.Len() {
		if !c.equal(x.At(i), y.At(i), depth) {
			return false
		}
	}
	return true
}

func (c *comparison) equalMaps(x, y *Map, depth int) bool {
	if x == y {
		return true
	}
	if x.Len() != y.Len() {
		return false
	}
	for k, v := range x.All() {
		if w, ok := y.Get(k); !ok || !c.equal(v, w, depth) {
			return false
		}
	}
	return true
}

// Compare returns the order of a and b: negative, zero or positive. Only
// numbers, date-times and times have one.
// Source: https://www.zoho.com/deluge/help/operators/relational-operators.html
func Compare(a, b Value) (int, error) {
	switch {
	case a.IsNumeric() && b.IsNumeric():
		return compareNumeric(a, b), nil
	case a.Kind() == types.DateTime && b.Kind() == types.DateTime:
		return cmp.Compare(a.millis(), b.millis()), nil
	case a.Kind() == types.Time && b.Kind() == types.Time:
		return cmp.Compare(int64(a.bits), int64(b.bits)), nil
	}
	return 0, errOrder()
}

func compareNumeric(a, b Value) int {
	x, ex, okA := a.small()
	y, ey, okB := b.small()
	if okA && okB && ex == ey {
		return cmp.Compare(x, y)
	}
	return a.big().Cmp(b.big())
}

// Same reports whether a and b are equal without any conversion, as the
// functions on containers compare: values of different kinds differ, but a
// NUMBER and a DECIMAL of one value are the same.
func Same(a, b Value) bool {
	if a.IsNumeric() && b.IsNumeric() {
		return compareNumeric(a, b) == 0
	}
	return a.Kind() == b.Kind() && equal(a, b)
}

// Identity returns a text that two values share exactly when they are the Same,
// for looking values up in a set.
func Identity(v Value) string {
	var f *Format
	switch k := v.Kind(); k {
	case types.Number, types.Decimal:
		return "n" + string(AppendDecimal(nil, v.big(), &Format{WholeDecimalBare: true}))
	case types.DateTime:
		return "d" + f.Text(Number(v.millis()))
	case types.List, types.Map, types.Collection:
		return string(rune('A'+k)) + JSON(v, f)
	default:
		return string(rune('A'+k)) + f.Text(v)
	}
}
