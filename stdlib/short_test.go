package stdlib_test

import (
	"context"
	"testing"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// counting is a meter that only counts.
type counting struct{ work int }

func (m *counting) Charge(n int) error {
	m.work += n
	return nil
}

// samples returns new values of all kinds that short ways take or leave.
func samples() []value.Value {
	m := value.NewMap()
	m.Put("a", value.Number(7))
	typed := value.NewTypedList(types.Number)
	date, _ := value.ParseDateTime("01-Feb-2020", nil)
	return []value.Value{
		value.Null, value.True, value.Number(0), value.Number(1), value.Number(-1), value.Float(1.5),
		value.Text(""), value.Text("a"), value.Text(" ba\u00a0A "), value.Text("ßǆİ"), value.Text("$1"), value.Text("a.b"), value.Text(`{"a":[1]}`), value.XMLText("<a/>"),
		value.OfList(value.NewList()), value.OfList(value.NewBraces()), value.OfList(value.NewList(value.Text("a"), value.Number(1))), value.OfList(typed),
		value.OfMap(m), value.OfMap(value.NewMap()), value.OfCollection(value.CollectionOf(value.Text("a"))), value.OfDateTime(date),
	}
}

// A short way gives and charges what the function does, and leaves its arguments
// the same.
func TestShortWaysAgree(t *testing.T) {
	n, taken := len(samples()), 0
	for fn := range library().Funcs {
		if fn.Short.Run == nil {
			continue
		}
		open := taken
		for i := range n * n * n {
			a, b := samples(), samples()
			at := []int{i % n, i / n % n, i / n / n}[:fn.Short.Args]
			if i >= pow(n, fn.Short.Args) {
				break
			}
			var short [3]value.Value
			var full []value.Value
			for j, k := range at {
				short[j], full = a[k], append(full, b[k])
			}
			got, work, ok := fn.Short.Run(short[0], short[1], short[2])
			if !ok {
				continue
			}
			taken++
			meter := &counting{}
			want, err := fn.Call(&registry.Call{Ctx: context.Background(), Host: host.Default(host.Host{}), Meter: meter, Name: fn.Name, Args: full})
			if err != nil || value.JSON(got, nil) != value.JSON(want, nil) || got.Kind() != want.Kind() || work != meter.work {
				t.Errorf("%s(%v): short %v for %d, but %v for %d, %v", fn.Name, full, got, work, want, meter.work, err)
			}
			for j := range full {
				if value.JSON(short[j], nil) != value.JSON(full[j], nil) {
					t.Errorf("%s leaves %v by the short way and %v by the other", fn.Name, short[j], full[j])
				}
			}
		}
		if taken == open {
			t.Errorf("the short way of %s is never open", fn.Name)
		}
	}
	if taken == 0 {
		t.Error("no short way was found")
	}
}

func pow(n, e int) int {
	p := 1
	for range e {
		p *= n
	}
	return p
}
