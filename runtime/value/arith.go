package value

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
)

// This file is the arithmetic of scripts.
// Source: https://www.zoho.com/deluge/help/operators/arithmetic-operators.html

// Add returns a + b: a sum of numbers, or a text when one side is a text.
func Add(a, b Value, f *Format) (Value, error) {
	ka, kb := a.Kind(), b.Kind()
	switch {
	case ka == types.Number && kb == types.Number:
		return addInts(int64(a.bits), int64(b.bits), OpAdd)
	case ka == types.Text || kb == types.Text:
		return addTexts(a, b, f)
	case a.IsNumeric() && b.IsNumeric():
		return addDecimals(a, b, OpAdd)
	case ka == types.XML || kb == types.XML:
		return addTexts(a, b, f)
	}
	return Null, errKinds(OpAdd, a, b)
}

func bothNumbers(a, b Value) bool {
	_, ok := a.AsNumber()
	return ok && a.ref == b.ref
}

func addTexts(a, b Value, f *Format) (Value, error) {
	head := a
	if a.Kind() != types.Text {
		left, err := f.TryText(a)
		if err != nil {
			return Null, err
		}
		head = characters(types.Text, left)
	}
	piece, err := AppendJoined(head, nil, 0, b, f)
	if err != nil {
		return Null, err
	}
	return Concat(head, piece), nil
}

// Sub returns a - b. Two date-times, or two times, give their difference in
// milliseconds.
func Sub(a, b Value) (Value, error) {
	ka, kb := a.Kind(), b.Kind()
	switch {
	case ka == types.Number && kb == types.Number:
		if int64(b.bits) == math.MinInt64 {
			return subMin(int64(a.bits))
		}
		return addInts(int64(a.bits), -int64(b.bits), OpSub)
	case a.IsNumeric() && b.IsNumeric():
		return addDecimals(a, negate(b), OpSub)
	case ka == types.DateTime && kb == types.DateTime:
		return Number(a.millis() - b.millis()), nil
	case ka == types.Time && kb == types.Time:
		return Number((int64(a.bits) - int64(b.bits)) * 1000), nil
	}
	return Null, errKinds(OpSub, a, b)
}

// subMin returns n minus the least integer, which has no opposite.
func subMin(n int64) (Value, error) {
	if n >= 0 {
		return Null, errRange(OpSub)
	}
	return Number(n - math.MinInt64), nil
}

func addInts(a, b int64, op Op) (Value, error) {
	sum := a + b
	if (sum > a) != (b > 0) {
		if b != 0 {
			return Null, errRange(op)
		}
	}
	return Number(sum), nil
}

func addDecimals(a, b Value, op Op) (Value, error) {
	x, ex, okA := a.small()
	y, ey, okB := b.small()
	if okA && okB {
		if sum, exp, ok := addSmall(x, ex, y, ey); ok {
			return smallDecimal(sum, exp), nil
		}
	}
	return bounded(a.big().Add(b.big()), op)
}

func addSmall(x int64, ex int32, y int64, ey int32) (sum int64, exp int32, ok bool) {
	if ex < ey {
		x, ex, y, ey = y, ey, x, ex
	}
	if ex > ey {
		if x, ok = shift(x, int64(ex)-int64(ey)); !ok {
			return 0, 0, false
		}
	}
	sum = x + y
	return sum, ey, y == 0 || (sum > x) == (y > 0)
}

// shift returns x times ten to the n when that fits.
func shift(x, n int64) (int64, bool) {
	if n >= int64(len(tens)) {
		return 0, x == 0
	}
	return mulInts(x, tens[n])
}

// tens holds the powers of ten that fit 64 bits.
var tens = [...]int64{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
	10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
	1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000}

// Mul returns a * b.
func Mul(a, b Value) (Value, error) {
	if bothNumbers(a, b) {
		p, ok := mulInts(int64(a.bits), int64(b.bits))
		if !ok {
			return Null, errRange(OpMul)
		}
		return Number(p), nil
	}
	if !a.IsNumeric() || !b.IsNumeric() {
		return Null, errKinds(OpMul, a, b)
	}
	x, ex, okA := a.small()
	y, ey, okB := b.small()
	if exp := int64(ex) + int64(ey); okA && okB && -maxScale <= exp && exp <= maxScale {
		if p, ok := mulInts(x, y); ok {
			return smallDecimal(p, int32(exp)), nil
		}
	}
	return bounded(a.big().Mul(b.big()), OpMul)
}

// mulInts returns the product and whether it fits.
func mulInts(a, b int64) (p int64, ok bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 {
		return 0, false
	}
	if (a < 0) == (b < 0) {
		return int64(lo), lo <= math.MaxInt64
	}
	return -int64(lo), lo <= 1<<63
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Div returns a / b, always a DECIMAL: exact when the quotient ends, else the
// nearest float64 with its fewest digits.
func Div(a, b Value) (Value, error) {
	if !a.IsNumeric() || !b.IsNumeric() {
		return Null, errKinds(OpDiv, a, b)
	}
	x, ex, okA := a.small()
	y, ey, okB := b.small()
	if okB && y == 0 {
		return Null, errZero(OpDiv)
	}
	if okA && okB && ex == ey && y > 0 && x%y == 0 {
		return smallDecimal(x/y, 0), nil
	}
	return divBig(a.big(), b.big())
}

func divBig(a, b decimal.Decimal) (Value, error) {
	num, den := a.Coefficient(), b.Coefficient()
	switch shift := int64(a.Exponent()) - int64(b.Exponent()); {
	case shift > 0:
		num.Mul(num, pow10(shift))
	case shift < 0:
		den.Mul(den, pow10(-shift))
	}
	rat := new(big.Rat).SetFrac(num, den)
	if places, ok := finitePlaces(rat.Denom()); ok {
		scaled := new(big.Int).Mul(rat.Num(), pow10(places))
		return bounded(decimal.NewFromBigInt(scaled.Quo(scaled, rat.Denom()), int32(-places)), OpDiv)
	}
	q, _ := rat.Float64()
	if math.IsInf(q, 0) {
		return Null, errRange(OpDiv)
	}
	return Float(q), nil
}

func pow10(n int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil) }

// finitePlaces returns how many fraction digits a fraction in lowest terms with
// the denominator den has; ok is false when they never end or are very many.
func finitePlaces(den *big.Int) (places int64, ok bool) {
	twos := int64(den.TrailingZeroBits())
	rest := new(big.Int).Rsh(den, uint(twos))
	five, rem := big.NewInt(5), new(big.Int)
	var fives int64
	for rest.BitLen() > 1 {
		if rest.QuoRem(rest, five, rem); rem.Sign() != 0 {
			return 0, false
		}
		fives++
	}
	places = max(twos, fives)
	return places, places <= maxScale
}

// Mod returns the remainder of a / b with the sign of a.
func Mod(a, b Value) (Value, error) {
	if !a.IsNumeric() || !b.IsNumeric() {
		return Null, errKinds(OpMod, a, b)
	}
	if y, _, ok := b.small(); ok && y == 0 {
		return Null, errZero(OpMod)
	}
	if bothNumbers(a, b) {
		if int64(b.bits) == -1 {
			return Number(0), nil
		}
		return Number(int64(a.bits) % int64(b.bits)), nil
	}
	x, y := decimal.RescalePair(a.big(), b.big())
	rem := new(big.Int).Rem(x.Coefficient(), y.Coefficient())
	return OfDecimal(decimal.NewFromBigInt(rem, x.Exponent())), nil
}

// Neg returns -a.
func Neg(a Value) (Value, error) {
	n, isNumber := a.AsNumber()
	switch {
	case isNumber && n == math.MinInt64:
		return Null, errRange(OpSub)
	case a.IsNumeric():
		return negate(a), nil
	case a.IsNull():
		return Null, errNull(OpSub)
	}
	return Null, KindCastError(a.Kind(), types.Number)
}

// negate returns -a for a numeric a; the least integer becomes a DECIMAL.
func negate(a Value) Value {
	if coef, _, ok := a.small(); ok && coef != math.MinInt64 {
		a.bits = -a.bits
		return a
	}
	return OfDecimal(a.big().Neg())
}

// bounded returns d, or the error of op when d has too many digits to go on
// computing with.
func bounded(d decimal.Decimal, op Op) (Value, error) {
	coef, exp := d.Coefficient(), int(d.Exponent())
	// Ten bits hold three digits.
	if digits := coef.BitLen()*3/10 + exp; digits > maxDigits {
		return Null, errRange(op)
	}
	return OfDecimal(d), nil
}
