package stdlib_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// constantTime are the functions whose work does not grow with the container or file
// in their hands, or with one of that kind: they need not charge for it.
var constantTime = strings.Fields(`
	List Map Collection add put get getJSON size contains containsKey notContains update insert clear remove subList
	isNull isEmpty isBlank isNumber isText isDate isFile isValidObject ifNull equals
	getFileName getFileSize getFileType setFileName setFileType setParamName setCharset convertToPDF extract deleteKey
	toList/LIST toMap/MAP toJSONList/LIST toString/FILE toText/FILE`)

// spent counts what was charged, and refuses from a limit on.
type spent struct{ units, limit int }

var errLimit = errors.New("limit of work reached")

func (s *spent) Charge(n int) error {
	if s.units += n; s.limit > 0 && s.units > s.limit {
		return errLimit
	}
	return nil
}

const elements = 1 << 12

// large is a value that takes some work, of a size in elements, or bytes of a file.
type large struct {
	v    value.Value
	size int
}

func largeText(unit, before, after string) func() large {
	return func() large {
		return large{value.Text(before + strings.Repeat(unit, 4*elements) + after), elements / 16}
	}
}

func numbers() *value.List {
	l := value.NewList()
	for i := range elements {
		l.Add(value.Number(int64(i * 7919 % elements)))
	}
	return l
}

func pairs() *value.Map {
	m := value.NewMap()
	for i := range elements {
		m.Put(fmt.Sprint("k", i), value.Number(int64(i)))
	}
	return m
}

// larges make large values of every kind that can be.
var larges = []func() large{
	largeText("a1,", "", ""), largeText("7,", "", ""), largeText("12", "", ""), largeText(" ", "", ""), largeText("é😀", "", ""),
	largeText("1,", "[", "1]"), largeText("1,", `{"a":[`, "1]}"), largeText("<b/>", "<a>", "</a>"),
	func() large { return large{value.OfList(numbers()), elements} },
	func() large { return large{value.OfMap(pairs()), elements} },
	func() large { return large{value.OfCollection(value.CollectionOf(numbers().Items()...)), elements} },
	func() large { return large{value.OfCollection(value.CollectionOfPairs(pairs())), elements} },
	func() large {
		return large{value.OfFile(&value.File{Name: "f", Data: []byte(strings.Repeat("x", 4*elements))}), elements / 64}
	},
}

// eachLargeCall calls try with the makers of arguments of f of which one is large, by
// turns the receiver or first argument and the one behind it.
func eachLargeCall(f *registry.Func, try func(args func() []value.Value, size int)) {
	for _, big := range larges {
		for at := range 2 {
			if _, size := callWith(f, big(), at); size > 0 {
				try(func() []value.Value { args, _ := callWith(f, big(), at); return args }, size)
			}
		}
	}
}

// callWith returns arguments of f, that at index at being big; size is 0 when f has
// no such argument or does not take it.
func callWith(f *registry.Func, big large, at int) (args []value.Value, size int) {
	params := f.Sig.Params
	if len(f.Sig.Recv) > 0 {
		params = append([]types.Param{{Kinds: f.Sig.Recv}}, params...)
	}
	for i, p := range params {
		switch {
		case i == at:
			if !p.Accepts(big.v.Kind()) || i > 0 && len(p.Kinds) == 0 || slices.Contains(p.Kinds, types.Any) && i > 0 {
				return nil, 0 // what may be anything is only compared or kept
			}
			args, size = append(args, big.v), big.size
		case p.Optional && i > at:
			return args, size
		default:
			args = append(args, small(p))
		}
	}
	return args, size
}

// small is an argument that fits a parameter.
func small(p types.Param) value.Value {
	for _, v := range []value.Value{value.Number(2), value.Text("1"), value.OfMap(value.NewMap()), value.OfDateTime(value.DateTime{DateOnly: true}),
		value.OfList(value.NewList(value.Number(1))), value.OfCollection(value.NewCollection()), value.OfFile(&value.File{Name: "f"})} {
		if p.Accepts(v.Kind()) {
			return v
		}
	}
	return value.Null
}

// TestEveryFunctionIsCharged gives every function large arguments. One that did work
// must have charged for it, and stop, with the error of the meter, at a small limit:
// that is how a run is limited and how it is cancelled.
func TestEveryFunctionIsCharged(t *testing.T) {
	h := host.Default(host.Host{})
	tried, charged := 0, 0
	for f := range library().Funcs {
		if f.Effects != registry.Pure {
			continue // network tasks have a time limit and a context of their own
		}
		eachLargeCall(f, func(args func() []value.Value, size int) {
			tried++
			call := func(m registry.Meter) error {
				v, err := f.Call(&registry.Call{Ctx: t.Context(), Host: h, Name: f.Name, Args: args(), Meter: m})
				if err == nil && v.IsNull() && f.Sig.ResultKind() == types.Text {
					return errors.New("not for this kind")
				}
				return err
			}
			s := &spent{}
			switch err := call(s); {
			case err != nil: // refused
			case s.units*16 < size:
				if !slices.Contains(constantTime, f.Name) && !slices.Contains(constantTime, f.Name+"/"+kindsOf(args()[:1])) {
					t.Errorf("%s charged %d units for a %s of size %d", f.Name, s.units, kindsOf(args()), size)
				}
			default:
				charged++
				if err := call(&spent{limit: 5}); !errors.Is(err, errLimit) {
					t.Errorf("%s of a %s does not end at its limit: %v", f.Name, kindsOf(args()), err)
				}
			}
		})
	}
	t.Logf("%d calls, %d of them charged", tried, charged)
	if charged < 500 {
		t.Errorf("only %d of %d calls did work", charged, tried)
	}
}

func kindsOf(args []value.Value) string {
	var out []string
	for _, a := range args {
		out = append(out, a.Kind().String())
	}
	return strings.Join(out, ", ")
}

// TestNoFunctionHangs gives every function the same arguments and asserts times, so
// it runs only for .ci/proof, which sets DG_BUILTIN_SECONDS.
func TestNoFunctionHangs(t *testing.T) {
	most, err := time.ParseDuration(os.Getenv("DG_BUILTIN_SECONDS") + "s")
	if err != nil {
		t.Skip("DG_BUILTIN_SECONDS is not set: the longest time that a call may take, for .ci/proof")
	}
	h := host.Default(host.Host{})
	worst, name, tried := time.Duration(0), "", 0
	for f := range library().Funcs {
		if f.Effects != registry.Pure {
			continue
		}
		eachLargeCall(f, func(args func() []value.Value, _ int) {
			tried++
			given := args()
			start := time.Now()
			_, _ = f.Call(&registry.Call{Ctx: t.Context(), Host: h, Name: f.Name, Args: given})
			if d := time.Since(start); d > worst {
				worst, name = d, f.Name+" of "+kindsOf(given)
			}
		})
	}
	if worst > most {
		t.Errorf("%s took %v", name, worst)
	}
	t.Logf("%d calls with large arguments; the longest, %s, took %v", tried, name, worst.Round(time.Millisecond))
}
