package number

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file computes with lists of numbers. Numbers written as text count.

// errEntries is the vendor's text for a list that holds something else.
// Source: https://www.zoho.com/deluge/help/functions/number/rank.html
var errEntries = &value.Error{
	Message: "List contains invalid(TEXT) entries hence' can not be cast to 'valid list and perform desired operations'",
}

// numbersOf returns the numbers of a list, collection or comma text, sorted.
func numbersOf(c *registry.Call, v value.Value) ([]value.Value, error) {
	l, err := value.ToList(v)
	if err != nil {
		return nil, err
	}
	if err := c.Charge(l.Len()); err != nil {
		return nil, err
	}
	out := make([]value.Value, l.Len())
	for i, item := range l.Items() {
		if out[i], err = numeric(item); err != nil {
			return nil, &value.Error{Message: errEntries.Message + " (" + shown(c, item) + ")"}
		}
	}
	slices.SortStableFunc(out, order)
	return out, nil
}

// shown is an entry as it stands in a message: texts in quotes, containers by kind.
func shown(c *registry.Call, v value.Value) string {
	switch v.Kind() {
	case types.List, types.Map, types.Collection, types.Null:
		return v.Kind().String()
	}
	return "'" + value.Preview(c.Host.Format.Text(v)) + "'"
}

func order(a, b value.Value) int {
	n, _ := value.Compare(a, b)
	return n
}

// overList makes a built-in of a function on sorted numbers and, when it has a
// parameter, a number. An empty list gives null.
func overList(param string, f func(c *registry.Call, sorted []value.Value, n decimal.Decimal) (value.Value, error)) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		list, arg := a.Value("list"), value.Number(0)
		if param != "" {
			arg = a.Value(param)
		}
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		arg, err := numeric(arg)
		if err != nil {
			return value.Null, err
		}
		n, _ := arg.AsNumeric()
		sorted, err := numbersOf(c, list)
		if err != nil || len(sorted) == 0 {
			return value.Null, err
		}
		return f(c, sorted, n)
	}
}

// at returns element n of sorted numbers, counted from 1 from the given end.
func at(c *registry.Call, sorted []value.Value, n decimal.Decimal, fromEnd bool) (value.Value, error) {
	i := n.IntPart()
	if i < 1 || i > int64(len(sorted)) {
		return value.Null, c.Errorf("Given index %d is greater than the list size", i)
	}
	if fromEnd {
		return sorted[int64(len(sorted))-i], nil
	}
	return sorted[i-1], nil
}

func largest(_ *registry.Call, sorted []value.Value, _ decimal.Decimal) (value.Value, error) {
	return sorted[len(sorted)-1], nil
}

func smallest(_ *registry.Call, sorted []value.Value, _ decimal.Decimal) (value.Value, error) {
	return sorted[0], nil
}

func nthLargest(c *registry.Call, sorted []value.Value, n decimal.Decimal) (value.Value, error) {
	return at(c, sorted, n, true)
}

func nthSmallest(c *registry.Call, sorted []value.Value, n decimal.Decimal) (value.Value, error) {
	return at(c, sorted, n, false)
}

func average(_ *registry.Call, sorted []value.Value, _ decimal.Decimal) (value.Value, error) {
	return mean(sorted)
}

func median(_ *registry.Call, sorted []value.Value, _ decimal.Decimal) (value.Value, error) {
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return mean(sorted[half : half+1])
	}
	return mean(sorted[half-1 : half+1])
}

func mean(numbers []value.Value) (value.Value, error) {
	sum, err := value.Number(0), error(nil)
	for _, v := range numbers {
		if sum, err = value.Add(sum, v, nil); err != nil {
			return value.Null, err
		}
	}
	return value.Div(sum, value.Number(int64(len(numbers))))
}

// nearestRank is element number ceil(p·size/100) in ascending order.
func nearestRank(c *registry.Call, sorted []value.Value, p decimal.Decimal) (value.Value, error) {
	hundred := decimal.NewFromInt(100)
	if p.Sign() <= 0 || p.GreaterThan(hundred) {
		return value.Null, c.Errorf("The percentile must be greater than 0 and at most 100")
	}
	n := p.Mul(decimal.NewFromInt(int64(len(sorted)))).Shift(-2).Ceil()
	return at(c, sorted, n, false)
}

func rank(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	list, n := a.Value("list"), a.Value("number")
	ascending := a.OptText("order", "desc") == "asc"
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	sorted, err := numbersOf(c, list)
	if err != nil {
		return value.Null, err
	}
	if n, err = numeric(n); err != nil {
		return value.Null, err
	}
	if !ascending {
		slices.Reverse(sorted)
	}
	for i, v := range sorted {
		if order(v, n) == 0 {
			return value.Number(int64(i + 1)), nil
		}
	}
	return value.Null, errEntries
}
