package value

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
)

// This file turns values of one kind into another.
// Source: https://www.zoho.com/deluge/help/functions/conversion.html

// ToNumber returns v as a whole number: a decimal without its fraction, the
// milliseconds since 1970 of a date-time, the digits of a text.
func ToNumber(v Value) (int64, error) {
	switch v.Kind() {
	case types.Number:
		return int64(v.bits), nil
	case types.DateTime:
		return v.millis(), nil
	case types.Decimal:
		if n := v.big().BigInt(); n.IsInt64() {
			return n.Int64(), nil
		}
	case types.Text:
		s, _ := v.AsText()
		if n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
			return n, nil
		}
	}
	return 0, CastError(v, types.Number)
}

// ToDecimal returns v as a decimal: a number, or the numeral a text holds.
func ToDecimal(v Value) (decimal.Decimal, error) {
	if d, ok := v.AsNumeric(); ok {
		return d, nil
	}
	if s, ok := v.AsText(); ok {
		if d, found := ParseDecimal(strings.TrimSpace(s)); found {
			return d, nil
		}
	}
	return decimal.Decimal{}, CastError(v, types.Decimal)
}

// ToText returns the text form of v.
func ToText(v Value, f *Format) string { return f.Text(v) }

// ToBool returns v as a boolean: itself, "true" or "false" in any case, 1 or 0.
func ToBool(v Value) (bool, error) {
	if b, ok := v.AsBool(); ok {
		return b, nil
	}
	s, _ := v.AsText()
	n, isNumber := v.AsNumber()
	switch {
	case strings.EqualFold(s, "true"), isNumber && n == 1:
		return true, nil
	case strings.EqualFold(s, "false"), isNumber && n == 0:
		return false, nil
	}
	return false, CastError(v, types.Bool)
}

// ToList returns v as a list: a list itself, the elements of a collection, the
// JSON array a text holds, or a text split at its commas.
func ToList(v Value) (*List, error) {
	if l, ok := v.AsList(); ok {
		return l, nil
	}
	if c, ok := v.AsCollection(); ok {
		return NewList(c.Values()...), nil
	}
	if v.Kind() != types.Text {
		return nil, KindCastError(v.Kind(), types.List)
	}
	if p, ok := v.Parsed(); ok {
		if l, isList := p.AsList(); isList {
			return l, nil
		}
		return nil, KindCastError(types.Map, types.List)
	}
	s, _ := v.AsText()
	if err := CheckSize(strings.Count(s, ",") + 1); err != nil {
		return nil, err
	}
	return SplitText(s, ","), nil
}

// SplitText returns the parts of s between separators as a list of texts, which
// share its memory. Empty parts are kept, those at the end too.
func SplitText(s, separator string) *List {
	items := make([]Value, 0, strings.Count(s, separator)+1)
	for {
		part, rest, more := strings.Cut(s, separator)
		items = append(items, Text(part))
		if !more {
			return NewList(items...)
		}
		s = rest
	}
}

// Join returns the text forms of the elements of l with separator between them. It
// fails for an element that contains itself, and when the text grows too large.
func Join(l *List, separator string, f *Format) (string, error) {
	return written(OfList(l), f, func(w *writer, _ Value, depth int) {
		for i := range l.Len() {
			if w.stop(depth) {
				return
			}
			if i > 0 {
				w.dst = append(w.dst, separator...)
			}
			w.text(l.At(i), depth)
		}
	})
}

// ToMap returns v as a map: a map itself, the pairs of a collection, or the JSON
// object a text holds.
func ToMap(v Value) (*Map, error) {
	if m, ok := v.AsMap(); ok {
		return m, nil
	}
	if c, ok := v.AsCollection(); ok && c.mode == keyed {
		return c.pairs.Copy(), nil
	}
	if p, ok := v.Parsed(); ok {
		if m, isMap := p.AsMap(); isMap {
			return m, nil
		}
	}
	if l, ok := v.AsList(); ok && l.braces {
		return NewMap(), nil
	}
	return nil, CastError(v, types.Map)
}

// Convert returns v as a value of kind to, as arguments are converted to the type
// of their parameter. null stays null. Errors name the value and the type.
func Convert(v Value, to types.Kind, f *Format) (Value, error) {
	from := v.Kind()
	if from == to || from == types.Null || to == types.Any {
		return v, nil
	}
	switch to {
	case types.Text:
		return convertText(v, f)
	case types.Number:
		return convertNumber(v)
	case types.Decimal:
		d, err := ToDecimal(v)
		return orNull(OfDecimal(d), err)
	case types.Bool:
		b, err := ToBool(v)
		return orNull(Bool(b), err)
	case types.DateTime:
		d, err := ToDateTime(v, f)
		if err != nil {
			return Null, err
		}
		return OfDateTime(d), nil
	case types.Time:
		return convertTime(v)
	case types.List:
		return convertList(v)
	case types.Map:
		m, err := ToMap(v)
		return orNull(OfMap(m), err)
	case types.Collection:
		return convertCollection(v)
	case types.XML:
		if s, ok := v.AsText(); ok {
			return XMLText(s), nil
		}
	}
	return Null, CastError(v, to)
}

func orNull(v Value, err error) (Value, error) {
	if err != nil {
		return Null, err
	}
	return v, nil
}

// convertText writes containers as JSON, everything else as its text form.
func convertText(v Value, f *Format) (Value, error) {
	switch v.Kind() {
	case types.List, types.Map, types.Collection:
		s, err := TryJSON(v, f)
		return orNull(Text(s), err)
	}
	return Text(f.Text(v)), nil
}

// convertNumber refuses what ToNumber would cut or make up: fractions and dates.
func convertNumber(v Value) (Value, error) {
	switch v.Kind() {
	case types.Decimal:
		if !v.big().IsInteger() {
			return Null, CastError(v, types.Number)
		}
	case types.Text:
	default:
		return Null, CastError(v, types.Number)
	}
	n, err := ToNumber(v)
	return orNull(Number(n), err)
}

func convertTime(v Value) (Value, error) {
	if s, ok := v.AsText(); ok {
		if c, found := ParseClock(s); found {
			return OfTime(c), nil
		}
	}
	return Null, CastError(v, types.Time)
}

// convertList makes a list of one out of a scalar.
func convertList(v Value) (Value, error) {
	switch v.Kind() {
	case types.Number, types.Decimal, types.Bool, types.DateTime, types.Time:
		return OfList(NewList(v)), nil
	}
	l, err := ToList(v)
	return orNull(OfList(l), err)
}

func convertCollection(v Value) (Value, error) {
	if l, ok := v.AsList(); ok {
		return OfCollection(CollectionOf(slices.Clone(l.Items())...)), nil
	}
	if m, ok := v.AsMap(); ok {
		return OfCollection(CollectionOfPairs(m)), nil
	}
	return Null, CastError(v, types.Collection)
}

// IsNumericText reports whether v is a text that ToDecimal can read.
func IsNumericText(v Value) bool {
	if v.Kind() != types.Text {
		return false
	}
	_, err := ToDecimal(v)
	return err == nil
}
