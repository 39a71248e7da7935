package number

import (
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// numeric returns v as a NUMBER or DECIMAL; numerals in text count.
func numeric(v value.Value) (value.Value, error) {
	if v.IsNumeric() {
		return v, nil
	}
	if n, err := value.ToNumber(v); err == nil && v.Kind() == types.Text {
		return value.Number(n), nil
	}
	d, err := value.ToDecimal(v)
	if err != nil {
		return value.Null, err
	}
	return value.OfDecimal(d), nil
}

// operands unpacks n numbers, receiver included.
func operands(c *registry.Call, n int) ([]value.Value, error) {
	a := c.Unpack()
	out := make([]value.Value, n)
	for i := range out {
		out[i] = a.Value("number")
	}
	if err := a.Err(); err != nil {
		return nil, err
	}
	for i, v := range out {
		if v.IsNull() {
			return nil, registry.TypeError(i+1, types.Null, types.Number)
		}
		var err error
		if out[i], err = numeric(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// exact makes a built-in of a function on one exact number.
func exact(f func(c *registry.Call, v value.Value, d decimal.Decimal) (value.Value, error)) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		v, err := operands(c, 1)
		if err != nil {
			return value.Null, err
		}
		d, _ := v[0].AsNumeric()
		return f(c, v[0], d)
	}
}

// double makes a built-in of a function on a float64.
func double(f func(float64) float64) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		v, err := operands(c, 1)
		if err != nil {
			return value.Null, err
		}
		x, _ := v[0].AsFloat()
		return finite(c, f(x))
	}
}

func finite(c *registry.Call, x float64) (value.Value, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return value.Null, c.Errorf("The result of %s is not a number", c.Name)
	}
	return value.Float(x), nil
}

// whole returns d as a NUMBER, which must fit 64 bits.
func whole(c *registry.Call, d decimal.Decimal) (value.Value, error) {
	if n := d.BigInt(); n.IsInt64() {
		return value.Number(n.Int64()), nil
	}
	return value.Null, c.Errorf("Error in performing the function %s : Number out of range", c.Name)
}

// wholeIfWhole returns d as a NUMBER when it has no fraction and fits, else as a
// DECIMAL.
func wholeIfWhole(d decimal.Decimal) value.Value {
	if d.IsInteger() && d.BigInt().IsInt64() {
		return value.Number(d.BigInt().Int64())
	}
	return value.OfDecimal(d)
}

func toNumber(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v := a.Value("value")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	n, err := value.ToNumber(v)
	if err != nil {
		return value.Null, err
	}
	return value.Number(n), nil
}

func toDecimal(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v := a.Value("value")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	d, err := value.ToDecimal(v)
	if err != nil {
		return value.Null, err
	}
	return value.OfDecimal(d), nil
}

func toHex(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	n := a.Number("number")
	// Like Java's Long.toHexString, negative numbers show their 64 bits.
	return value.Text(strconv.FormatUint(uint64(n), 16)), a.Err()
}

func abs(_ *registry.Call, v value.Value, d decimal.Decimal) (value.Value, error) {
	if d.IsNegative() {
		return value.Neg(v)
	}
	return v, nil
}

func ceil(c *registry.Call, _ value.Value, d decimal.Decimal) (value.Value, error) {
	return whole(c, d.Ceil())
}

func floor(c *registry.Call, _ value.Value, d decimal.Decimal) (value.Value, error) {
	return whole(c, d.Floor())
}

func frac(_ *registry.Call, _ value.Value, d decimal.Decimal) (value.Value, error) {
	return value.OfDecimal(d.Sub(d.Truncate(0))), nil
}

func signum(_ *registry.Call, _ value.Value, d decimal.Decimal) (value.Value, error) {
	return value.OfDecimal(decimal.NewFromInt(int64(d.Sign()))), nil
}

// maxPlaces bounds the digits that round and truncate may be asked for.
const maxPlaces = 400

// cutTo makes round, which takes halves away from zero, or truncate. Whole results
// are NUMBERs, as the help pages print them without a point.
func cutTo(f func(d decimal.Decimal, places int32) decimal.Decimal) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v, places := a.Value("number"), a.OptNumber("precision", 0)
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		v, err := numeric(v)
		if err != nil {
			return value.Null, err
		}
		if places < -maxPlaces || places > maxPlaces {
			return value.Null, c.Errorf("The precision given to %s must lie between -%d and %d", c.Name, maxPlaces, maxPlaces)
		}
		d, _ := v.AsNumeric()
		d = f(d, int32(places))
		if places <= 0 || v.Kind() == types.Number {
			return wholeIfWhole(d), nil
		}
		return value.OfDecimal(d), nil
	}
}

// power computes exactly for whole exponents that keep the result readable, else
// in floating point.
func power(c *registry.Call) (value.Value, error) {
	v, err := operands(c, 2)
	if err != nil {
		return value.Null, err
	}
	exponent, _ := v[1].AsNumeric()
	if exponent.IsInteger() && !exponent.IsNegative() && exponent.LessThan(decimal.NewFromInt(1000)) {
		return powerOf(v[0], exponent.IntPart())
	}
	x, _ := v[0].AsFloat()
	y, _ := v[1].AsFloat()
	result, err := finite(c, math.Pow(x, y))
	if d, ok := result.AsDecimal(); ok {
		return wholeIfWhole(d), nil
	}
	return result, err
}

func powerOf(base value.Value, n int64) (value.Value, error) {
	d, _ := base.AsNumeric()
	base, out := value.OfDecimal(d), value.OfDecimal(decimal.NewFromInt(1))
	var err error
	for ; n > 0; n /= 2 {
		if n%2 == 1 {
			if out, err = value.Mul(out, base); err != nil {
				return value.Null, err
			}
		}
		if n == 1 {
			break
		}
		if base, err = value.Mul(base, base); err != nil {
			return value.Null, err
		}
	}
	d, _ = out.AsDecimal()
	return wholeIfWhole(d), nil
}

func atan2(c *registry.Call) (value.Value, error) {
	v, err := operands(c, 2)
	if err != nil {
		return value.Null, err
	}
	y, _ := v[0].AsFloat()
	x, _ := v[1].AsFloat()
	return finite(c, math.Atan2(y, x))
}

// pick makes max or min: the first of two numbers unless the second is more.
func pick(sign int) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		v, err := operands(c, 2)
		if err != nil {
			return value.Null, err
		}
		if order, err := value.Compare(v[1], v[0]); err != nil || order*sign > 0 {
			return v[1], err
		}
		return v[0], nil
	}
}

func isEven(_ *registry.Call, _ value.Value, d decimal.Decimal) (value.Value, error) {
	return value.Bool(d.IsInteger() && d.BigInt().Bit(0) == 0), nil
}

func isOdd(_ *registry.Call, _ value.Value, d decimal.Decimal) (value.Value, error) {
	return value.Bool(d.IsInteger() && d.BigInt().Bit(0) == 1), nil
}
