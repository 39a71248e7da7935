package value_test

import (
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		v    value.Value
		to   types.Kind
		want string // "! ": an error with this text
	}{
		{num(5), types.Text, "5"},
		{value.True, types.Text, "true"},
		{list(num(1), text("a")), types.Text, `[1,"a"]`},
		{pairs("a", num(1)), types.Text, `{"a":1}`},
		{dec("3"), types.Number, "3"},
		{dec("3.5"), types.Number, "! '3.5' can not be cast to 'BIGINT'"},
		{text(" 12 "), types.Number, "12"},
		{text("12.5"), types.Number, "! '12.5' can not be cast"},
		{value.True, types.Number, "! can not be cast"},
		{date("01-Jan-2020"), types.Number, "! can not be cast"},
		{num(3), types.Decimal, "3.0"},
		{text("2.50"), types.Decimal, "2.5"},
		{text("x"), types.Decimal, "! 'x' can not be cast to 'DECIMAL'"},
		{num(1), types.Bool, "true"},
		{num(2), types.Bool, "! '2' can not be cast to 'BOOLEAN'"},
		{text("TRUE"), types.Bool, "true"},
		{text("2021-01-05T10:00:00Z"), types.DateTime, "05-Jan-2021 10:00:00"},
		{text("05-Jan-2021"), types.DateTime, "05-Jan-2021"},
		{num(5), types.DateTime, "! can not be cast"},
		{text("a,b,"), types.List, "a,b,"},
		{text(`["a","b"]`), types.List, "a,b"},
		{num(5), types.List, "5"},
		{pairs("a", num(1)), types.List, "! 'MAP' can not be cast to 'LIST'"},
		{text(`{"a":1}`), types.Map, `{"a":1}`},
		{text(`abc`), types.Map, "! 'abc' can not be cast to 'MAP'"},
		{value.OfList(value.NewBraces()), types.Map, "{}"},
		{text("10:00:00"), types.Time, "10:00:00"},
		{value.Null, types.Number, "null"},
		{text("<a/>"), types.XML, "<a/>"},
		{list(num(1)), types.Collection, "1"},
		{num(1), types.File, "! '1' can not be cast to 'FILE'"},
	} {
		got, err := value.Convert(c.v, c.to, nil)
		if want, isErr := strings.CutPrefix(c.want, "! "); isErr {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v to %v: %v, want error %q", c.v, c.to, err, want)
			}
			continue
		}
		if err != nil || got.String() != c.want {
			t.Errorf("%v to %v = %v, %v; want %s", c.v, c.to, got, err, c.want)
		}
	}
}

func TestToNumber(t *testing.T) {
	for _, c := range []struct {
		v    value.Value
		want int64
	}{{dec("-3.9"), -3}, {date("02-Jan-1970"), 86400000}, {text("-7"), -7}, {text("+7"), 7}} {
		if n, err := value.ToNumber(c.v); err != nil || n != c.want {
			t.Errorf("%v: %d, %v", c.v, n, err)
		}
	}
	for _, v := range []value.Value{text(""), text("abc"), text("1e3"), dec("1e30"), value.Null} {
		if _, err := value.ToNumber(v); err == nil {
			t.Errorf("%v is no number", v)
		}
	}
}
