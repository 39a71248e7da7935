package number

import (
	"crypto/rand"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// defaultEnd is the limit when none is given: about two billion.
// Source: https://www.zoho.com/deluge/help/functions/number/randomnumber.html
const defaultEnd = 2_000_000_000

// randomDigits is the number of fraction digits of a random DECIMAL.
const randomDigits = 15

// randomNumber returns start or more and less than end. With one argument that
// is the start; a start beyond the default end has an end of its own.
func randomNumber(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	start := a.OptValue("start", value.Number(0))
	end := a.OptValue("end", value.Number(defaultEnd))
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	start, err := numeric(start)
	if err != nil {
		return value.Null, err
	}
	if end, err = numeric(end); err != nil {
		return value.Null, err
	}
	low, _ := start.AsNumeric()
	high, _ := end.AsNumeric()
	if len(c.Args) == 1 && !low.LessThan(high) {
		high = low.Add(decimal.NewFromInt(defaultEnd))
	}
	if !low.LessThan(high) {
		return value.Null, c.Errorf("The start of randomNumber must be less than its end")
	}
	scale := int32(0)
	if start.Kind() == types.Decimal || end.Kind() == types.Decimal {
		scale = randomDigits
	}
	span := high.Sub(low).Shift(scale).Ceil().BigInt()
	n, err := rand.Int(c.Host.Rand, span)
	if err != nil {
		return value.Null, c.Errorf("No random number: %v", err)
	}
	picked := low.Add(decimal.NewFromBigInt(n, -scale))
	if scale == 0 {
		return value.Number(picked.IntPart()), nil
	}
	return value.OfDecimal(clamp(picked, big.NewInt(1), high, scale)), nil
}

// clamp keeps a picked number below high, which rounding the span up could
// reach by less than one last digit.
func clamp(d decimal.Decimal, step *big.Int, high decimal.Decimal, scale int32) decimal.Decimal {
	if d.LessThan(high) {
		return d
	}
	return high.Sub(decimal.NewFromBigInt(step, -scale))
}
