package value

import (
	"math"
	"math/big"
	"strconv"
	"unsafe"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
)

// A DECIMAL whose coefficient fits 64 bits lives inside the Value, as bits times
// ten to the exp; only longer ones are allocated.

// maxScale is the number of fraction digits that are kept, and maxDigits the
// number of digits in front of the point beyond which a result is out of range.
// They only stop runaway products: float64 itself ends at 1e308 and 5e-324.
const (
	maxScale  = 400
	maxDigits = 4000
)

// OfDecimal returns the DECIMAL d, rounded to 400 fraction digits.
func OfDecimal(d decimal.Decimal) Value {
	if -d.Exponent() > maxScale {
		d = d.RoundBank(maxScale)
	}
	if coef := d.Coefficient(); coef.IsInt64() {
		return smallDecimal(coef.Int64(), d.Exponent())
	}
	return behind(codeDecimal, unsafe.Pointer(&d))
}

func smallDecimal(coef int64, exp int32) Value {
	if exp < -maxScale || exp > maxScale {
		d := decimal.New(coef, exp)
		return behind(codeDecimal, unsafe.Pointer(&d))
	}
	return Value{ref: unsafe.Pointer(&tags[tagDecimal+maxScale+exp]), bits: uint64(coef)}
}

// Float returns f as a DECIMAL with the fewest digits that read back as f.
// Infinities and NaN give null.
func Float(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Null
	}
	return OfDecimal(decimal.NewFromFloat(f))
}

// AsDecimal returns the number of a DECIMAL.
func (v Value) AsDecimal() (d decimal.Decimal, ok bool) {
	if v.Kind() != types.Decimal {
		return decimal.Decimal{}, false
	}
	return v.big(), true
}

// AsNumeric returns the number of a NUMBER or a DECIMAL.
func (v Value) AsNumeric() (d decimal.Decimal, ok bool) {
	if !v.IsNumeric() {
		return decimal.Decimal{}, false
	}
	return v.big(), true
}

// AsFloat returns the float64 nearest to a NUMBER or a DECIMAL.
func (v Value) AsFloat() (f float64, ok bool) {
	if n, isNumber := v.AsNumber(); isNumber {
		return float64(n), true
	}
	if !v.IsNumeric() {
		return 0, false
	}
	return v.big().InexactFloat64(), true
}

// IsNumeric reports whether v is a NUMBER or a DECIMAL.
func (v Value) IsNumeric() bool {
	switch v.code() {
	case code(types.Number), code(types.Decimal), codeDecimal:
		return true
	}
	return false
}

// big returns the number of a numeric value.
func (v Value) big() decimal.Decimal {
	if v.isA(codeDecimal) {
		return *(*decimal.Decimal)(v.ref)
	}
	coef, exp, _ := v.small()
	return decimal.New(coef, exp)
}

// small returns the coefficient and the power of ten of a numeric value that
// has no allocated part.
func (v Value) small() (coef int64, exp int32, ok bool) {
	switch t := v.tag(); {
	case t == tagNumber:
		return int64(v.bits), 0, true
	case t < uintptr(len(tags)):
		return int64(v.bits), int32(t) - tagDecimal - maxScale, true
	}
	return 0, 0, false
}

// AppendDecimal appends the text form of a DECIMAL: plain digits without an
// exponent, no trailing zeros, and ".0" when the number is whole.
//
// The help pages show both 1.0 and 1 for whole results, so this is the only
// place that decides it; f may ask for the other form.
// Source: https://www.zoho.com/deluge/help/debug/info.html
func AppendDecimal(dst []byte, d decimal.Decimal, f *Format) []byte {
	return appendDigits(dst, d.Coefficient(), d.Exponent(), f)
}

func (v Value) appendDecimal(dst []byte, f *Format) []byte {
	coef, exp, ok := v.small()
	if !ok {
		return AppendDecimal(dst, v.big(), f)
	}
	if exp == 0 {
		return wholeSuffix(strconv.AppendInt(dst, coef, 10), f)
	}
	var room [20]byte
	return appendPlaced(dst, strconv.AppendUint(room[:0], magnitude(coef), 10), coef < 0, exp, f)
}

func appendDigits(dst []byte, coef *big.Int, exp int32, f *Format) []byte {
	return appendPlaced(dst, new(big.Int).Abs(coef).Append(nil, 10), coef.Sign() < 0, exp, f)
}

// appendPlaced appends digits with the point at exp.
func appendPlaced(dst, digits []byte, negative bool, exp int32, f *Format) []byte {
	if digits[0] == '0' {
		return wholeSuffix(append(dst, '0'), f)
	}
	if negative {
		dst = append(dst, '-')
	}
	for exp < 0 && len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits, exp = digits[:len(digits)-1], exp+1
	}
	if exp >= 0 {
		return wholeSuffix(zeros(append(dst, digits...), int(exp)), f)
	}
	if lead := len(digits) + int(exp); lead > 0 {
		dst = append(append(dst, digits[:lead]...), '.')
		return append(dst, digits[lead:]...)
	}
	dst = zeros(append(dst, '0', '.'), -int(exp)-len(digits))
	return append(dst, digits...)
}

func wholeSuffix(dst []byte, f *Format) []byte {
	if f != nil && f.WholeDecimalBare {
		return dst
	}
	return append(dst, '.', '0')
}

func zeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '0')
	}
	return dst
}

// ParseDecimal reads digits with an optional sign, point and exponent, all of
// s. ok is false for anything else, for exponents beyond float64 and for more digits
// than a decimal has.
func ParseDecimal(s string) (d decimal.Decimal, ok bool) {
	if len(s) > maxDigits || !isNumeral(s) {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(s)
	if err != nil || d.Exponent() > maxScale {
		return decimal.Decimal{}, false
	}
	if d.Exponent() < -maxScale {
		d = d.RoundBank(maxScale)
	}
	return d, true
}

// isNumeral accepts [+-]digits[.digits][e[+-]digits] with a digit on one side of
// the point; it is stricter than the decimal library.
func isNumeral(s string) bool {
	i, digits := 0, 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	for i < len(s) && isDigit(s[i]) {
		i, digits = i+1, digits+1
	}
	if i < len(s) && s[i] == '.' {
		for i++; i < len(s) && isDigit(s[i]); i++ {
			digits++
		}
	}
	if digits == 0 {
		return false
	}
	return i == len(s) || isExponent(s[i:])
}

func isExponent(s string) bool {
	if s[0] != 'e' && s[0] != 'E' || len(s) < 2 {
		return false
	}
	if s[1] == '+' || s[1] == '-' {
		s = s[1:]
	}
	for i := 1; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return len(s) > 1 && len(s) < 8
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
