package workflow

import (
	"cmp"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// comparison is one field value, which is not empty, against the given values.
type comparison struct {
	*scope
	f  value.Value
	vs []operand
}

func (c comparison) holds(op operator) bool {
	switch op {
	case opIs:
		return c.is()
	case opIn:
		return c.in()
	case opContains:
		return c.contains()
	case opStarts:
		return strings.HasPrefix(fold(c.text(c.f)), fold(c.given(0)))
	case opEnds:
		return strings.HasSuffix(fold(c.text(c.f)), fold(c.given(0)))
	case opBetween:
		low, ok1 := c.order(c.f, c.vs[0])
		high, ok2 := c.order(c.f, c.vs[1])
		return ok1 && ok2 && low >= 0 && high <= 0
	}
	n, ok := c.order(c.f, c.vs[0])
	switch op {
	case opLess:
		return ok && n < 0
	case opLessEqual:
		return ok && n <= 0
	case opGreater:
		return ok && n > 0
	}
	return ok && n >= 0
}

// fold makes texts comparable without regard to case.
func fold(s string) string { return strings.ToLower(strings.ToUpper(s)) }

// text is the text that a field shows: the name of a lookup.
func (c comparison) text(v value.Value) string { return c.format.Text(shown(v)) }

// given is the text of given value i, without the blanks around it.
func (c comparison) given(i int) string { return strings.TrimSpace(c.text(c.vs[i].v)) }

// is compares multi-select lists as sets and everything else as one value.
func (c comparison) is() bool {
	l, isList := c.f.AsList()
	vs := c.flat()
	if !isList {
		return len(vs) == 1 && c.equal(c.f, vs[0])
	}
	for _, item := range l.Items() {
		if !c.among(item, vs) {
			return false
		}
	}
	return c.hasAll(l, vs)
}

func (c comparison) in() bool {
	vs := c.flat()
	if l, ok := c.f.AsList(); ok {
		for _, item := range l.Items() {
			if c.among(item, vs) {
				return true
			}
		}
		return false
	}
	return c.among(c.f, vs)
}

// contains looks for text in a text, and for elements in a multi-select list.
func (c comparison) contains() bool {
	if l, ok := c.f.AsList(); ok {
		return c.hasAll(l, c.flat())
	}
	for i := range c.vs {
		if !strings.Contains(fold(c.text(c.f)), fold(c.given(i))) {
			return false
		}
	}
	return true
}

// flat returns the given values with lists taken apart.
func (c comparison) flat() []operand {
	var out []operand
	for _, o := range c.vs {
		if l, ok := o.v.AsList(); ok {
			for _, item := range l.Items() {
				out = append(out, operand{v: item, bare: true})
			}
			continue
		}
		out = append(out, o)
	}
	return out
}

func (c comparison) among(f value.Value, vs []operand) bool {
	for _, o := range vs {
		if c.equal(f, o) {
			return true
		}
	}
	return false
}

func (c comparison) hasAll(l *value.List, vs []operand) bool {
	for _, o := range vs {
		found := false
		for _, item := range l.Items() {
			found = found || c.equal(item, o)
		}
		if !found {
			return false
		}
	}
	return true
}

// equal compares one value: lookups by id, name or e-mail address, booleans by
// truth, numbers by value, dates by day, everything else as text without case.
func (c comparison) equal(f value.Value, o operand) bool {
	if m, ok := f.AsMap(); ok {
		return c.equalLookup(m, o)
	}
	if f.Kind() == types.Bool || o.v.Kind() == types.Bool {
		a, ok1 := truth(f)
		b, ok2 := truth(o.v)
		return ok1 && ok2 && a == b
	}
	given := strings.TrimSpace(c.text(o.v))
	if f.Kind() == types.Text && fold(c.text(f)) == fold(given) {
		return true
	}
	_, numeral := number(f)
	if f.Kind() == types.Text && numeral && !o.bare {
		return false // text in quotes is text: "007" is not 7
	}
	n, ok := c.order(f, o)
	return ok && n == 0
}

// truth reads a boolean: true and false also as text, 1 and 0.
func truth(v value.Value) (b, ok bool) {
	if d, isNumber := number(v); isNumber {
		return d.Equal(decimal.NewFromInt(1)), d.IsZero() || d.Equal(decimal.NewFromInt(1))
	}
	b, err := value.ToBool(v)
	return b, err == nil
}

func (c comparison) equalLookup(m *value.Map, o operand) bool {
	if given, ok := o.v.AsMap(); ok {
		id, _ := given.Get("id")
		o = operand{v: id}
	}
	given := fold(strings.TrimSpace(c.format.Text(o.v)))
	for _, key := range []string{"id", "name", "email"} {
		if v, ok := m.Get(key); ok && !v.IsNull() && fold(c.format.Text(v)) == given {
			return true
		}
	}
	return false
}

// order returns whether f lies before, in or after what is given. ok is false when
// the two cannot be compared.
func (c comparison) order(f value.Value, o operand) (n int, ok bool) {
	if from, to, isDate := c.dates(o.v); isDate {
		if at, dayOnly, ok := c.instant(f); ok {
			return orderDates(at, dayOnly, from, to), true
		}
	}
	a, ok1 := number(f)
	b, ok2 := number(o.v)
	if !ok1 || !ok2 {
		return 0, false
	}
	return a.Cmp(b), true
}

// orderDates places at before, in or after the stretch [from, to); an instant has
// from equal to to. A date without a time lies in the whole day of an instant.
func orderDates(at time.Time, dayOnly bool, from, to time.Time) int {
	if dayOnly && from.Equal(to) {
		from, to = day(from)
	}
	switch {
	case from.Equal(to):
		return cmp.Compare(at.UnixMilli(), from.UnixMilli())
	case at.Before(from):
		return -1
	case at.Before(to):
		return 0
	}
	return 1
}

// number returns the decimal that v is or, as text, holds.
func number(v value.Value) (decimal.Decimal, bool) {
	d, err := value.ToDecimal(v)
	return d, err == nil
}

// instant returns the point in time of a date field: records hold them as ISO text.
func (c comparison) instant(f value.Value) (at time.Time, dayOnly, ok bool) {
	if d, ok := f.AsDateTime(); ok {
		return d.T, d.DateOnly, true
	}
	s, isText := f.AsText()
	if !isText {
		return time.Time{}, false, false
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, c.format.Zone()); err == nil {
		return t, true, true
	}
	d, ok := value.ParseISO(s, c.format)
	return d.T, false, ok
}
