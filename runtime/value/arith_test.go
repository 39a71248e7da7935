package value_test

import (
	"math"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/value"
)

func TestArithmetic(t *testing.T) {
	const big = math.MaxInt64
	for _, c := range []struct {
		a    value.Value
		op   byte
		b    value.Value
		want string // with an error: "! " and a part of its text
	}{
		{num(2), '+', num(3), "5"},
		{num(big), '+', num(1), "! Error in performing the Operation + : Number out of range"},
		{num(math.MinInt64), '-', num(1), "! Operation - : Number out of range"},
		{num(-1), '-', num(math.MinInt64), "9223372036854775807"},
		{num(0), '-', num(math.MinInt64), "! out of range"},
		{num(0), '+', num(0), "0"},
		{num(3037000500), '*', num(3037000500), "! Operation * : Number out of range"},
		{num(math.MinInt64), '*', num(-1), "! out of range"},
		{num(math.MinInt64), '*', num(1), "-9223372036854775808"},
		{num(-7), '*', num(6), "-42"},
		{dec("0.1"), '+', dec("0.2"), "0.3"},
		{dec("0.1"), '+', num(1), "1.1"},
		{dec("1.5"), '*', num(2), "3.0"},
		{dec("9223372036854775807"), '*', num(10), "92233720368547758070.0"},
		{dec("92233720368547758070"), '-', dec("92233720368547758069"), "1.0"},
		{num(7), '/', num(2), "3.5"},
		{num(6), '/', num(3), "2.0"},
		{num(10), '/', num(3), "3.3333333333333335"},
		{num(-20), '/', num(100), "-0.2"},
		{num(1), '/', num(1024), "0.0009765625"},
		{num(math.MinInt64), '/', num(-1), "9223372036854775808.0"},
		{dec("0.3"), '/', dec("0.1"), "3.0"},
		{num(1), '/', num(0), "! Error in performing the Operation / : Divide by zero error"},
		{num(1), '/', dec("0.0"), "! Divide by zero"},
		{num(7), '%', num(3), "1"},
		{num(-7), '%', num(3), "-1"},
		{num(math.MinInt64), '%', num(-1), "0"},
		{dec("5.5"), '%', num(2), "1.5"},
		{num(7), '%', num(0), "! Error in performing the Operation % : Divide by zero error"},
		{num(7), '%', text("a"), "! On performing mod operation mismatch of data type expressions found"},
		{text("5"), '+', num(3), "53"},
		{text("a"), '+', value.Null, "anull"},
		{value.Null, '+', text("a"), "nulla"},
		{num(1), '+', value.Null, "! Null value occurred while performing addition operation"},
		{value.Null, '*', num(1), "! Null value occurred while performing multiplication operation"},
		{value.Null, '%', num(1), "! Null value occurred while performing mod operation"},
		{text("a"), '-', num(1), "! Left expression is of type TEXT and right expression is of type BIGINT and operator - is not valid"},
		{value.True, '+', num(1), "! Left expression is of type BOOLEAN"},
		{list(), '+', list(), "! Left expression is of type LIST"},
		{list(num(1), num(2)), '+', text("!"), "1,2!"},
		{text("m"), '+', pairs("a", num(1)), `m{"a":1}`},
		{date("02-Jan-2020"), '-', date("01-Jan-2020"), "86400000"},
		{date("02-Jan-2020"), '+', num(1), "! Left expression is of type TIMESTAMP and right expression is of type BIGINT and operator + is not valid"},
		{date("02-Jan-2020"), '-', num(30), "! operator - is not valid"},
		{date("02-Jan-2020"), '+', text("!"), "02-Jan-2020!"},
	} {
		got, err := apply(c.op, c.a, c.b)
		if want, isErr := strings.CutPrefix(c.want, "! "); isErr {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v %c %v: error %v, want %q", c.a, c.op, c.b, err, want)
			}
			continue
		}
		if err != nil || got.String() != c.want {
			t.Errorf("%v %c %v = %v, %v; want %s", c.a, c.op, c.b, got, err, c.want)
		}
	}
}

func apply(op byte, a, b value.Value) (value.Value, error) {
	switch op {
	case '+':
		return value.Add(a, b, nil)
	case '-':
		return value.Sub(a, b)
	case '*':
		return value.Mul(a, b)
	case '/':
		return value.Div(a, b)
	}
	return value.Mod(a, b)
}

func TestNeg(t *testing.T) {
	if v, err := value.Neg(dec("1.5")); err != nil || v.String() != "-1.5" {
		t.Error(v, err)
	}
	for _, v := range []value.Value{num(math.MinInt64), value.Null, text("a")} {
		if _, err := value.Neg(v); err == nil {
			t.Errorf("-%v gave no error", v)
		}
	}
}

func TestRunawayProductsEnd(t *testing.T) {
	v, err := dec("1.0000001"), error(nil)
	for range 60 {
		if v, err = value.Mul(v, v); err != nil {
			return
		}
	}
	t.Error("sixty squarings gave no error")
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b value.Value
		want bool
	}{
		{num(1), dec("1.0"), true},
		{dec("0.10"), dec("0.1"), true},
		{text("a"), text("A"), false},
		{text("5"), num(5), true},
		{text("5"), dec("5"), false},
		{text("5.0"), dec("5"), true},
		{value.Null, value.Null, true},
		{value.Null, text(""), false},
		{value.Null, num(0), false},
		{date("01-Jan-2020"), date("01-Jan-2020 00:00:00"), true},
		{list(num(1), num(2)), list(num(1), dec("2")), true},
		{list(num(1), num(2)), list(num(2), num(1)), false},
		{list(text("a"), text("b")), text("b"), true},
		{text("c"), list(text("a"), text("b")), false},
		{pairs("a", num(1), "b", num(2)), pairs("b", num(2), "a", num(1)), true},
		{pairs("a", num(1)), pairs("b", num(1)), false},
		{value.True, num(1), false},
		{value.True, text("true"), false},
	} {
		if value.Equal(c.a, c.b) != c.want || value.Equal(c.b, c.a) != c.want {
			t.Errorf("%v == %v: want %v", c.a, c.b, c.want)
		}
	}
}

// TestEqualEnds compares two lists that contain themselves and each other.
func TestEqualEnds(t *testing.T) {
	x, y := value.NewList(), value.NewList()
	for range 4 {
		x.Append(value.OfList(x), value.OfList(y))
		y.Append(value.OfList(y), value.OfList(x))
	}
	if value.Equal(value.OfList(x), value.OfList(y)) {
		t.Error("lists without an end are equal")
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		a, b value.Value
		want int
	}{
		{num(1), dec("1.5"), -1},
		{dec("2.50"), dec("2.5"), 0},
		{num(math.MaxInt64), num(math.MinInt64), 1},
		{date("02-Jan-2020"), date("01-Jan-2020"), 1},
	} {
		if got, err := value.Compare(c.a, c.b); err != nil || got != c.want {
			t.Errorf("%v <=> %v: %d, %v", c.a, c.b, got, err)
		}
	}
	for _, v := range []value.Value{value.Null, text("1"), value.True, list()} {
		if _, err := value.Compare(v, num(1)); err == nil {
			t.Errorf("%v has an order", v)
		}
	}
}

func TestConcatSharesNothing(t *testing.T) {
	base := text(strings.Repeat("x", 600))
	left := value.Concat(base, []byte("L"))
	one, two := value.Concat(left, []byte("1")), value.Concat(left, []byte("2"))
	for end, v := range map[string]value.Value{"xL": left, "xL1": one, "xL2": two} {
		if s, _ := v.AsText(); !strings.HasSuffix(s, end) {
			t.Errorf("%q does not end in %s", s[590:], end)
		}
	}
}

func TestConcatCopiesThePiece(t *testing.T) {
	for _, head := range []string{"", "a", strings.Repeat("x", 600)} {
		piece := []byte("bc")
		v := value.Concat(text(head), piece)
		piece[0] = '?'
		if s, _ := v.AsText(); s != head+"bc" {
			t.Errorf("%q with bc became %q", head, s)
		}
	}
	for _, v := range []value.Value{value.Concat(text("a"), nil), value.Concat(text(""), []byte("a"))} {
		if s, _ := v.AsText(); s != "a" {
			t.Errorf("a with nothing became %q", s)
		}
	}
}

func BenchmarkConcat(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s := text("")
		for range 10000 {
			s, _ = value.Add(s, num(7), nil)
		}
	}
}

func BenchmarkDecimalAdd(b *testing.B) {
	b.ReportAllocs()
	s, x := dec("0"), dec("0.01")
	for b.Loop() {
		s, _ = value.Add(s, x, nil)
	}
}
