package stdlib_test

import (
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib"
)

func library() *registry.Registry {
	r := registry.New()
	stdlib.Register(r)
	return r
}

// call runs a built-in the way the evaluator does, without a script around it.
func call(t *testing.T, r *registry.Registry, name string, args ...value.Value) (value.Value, error) {
	t.Helper()
	set := r.Lookup(name)
	if set == nil {
		t.Fatalf("no function %s", name)
	}
	kind := types.Null
	if len(args) > 0 {
		kind = args[0].Kind()
	}
	fn := set.For(kind)
	if fn == nil {
		fn = set.Funcs[0]
	}
	return fn.Call(&registry.Call{Ctx: t.Context(), Host: host.Default(host.Host{}), Name: fn.Name, Args: args})
}

func TestEveryFunctionIsDescribed(t *testing.T) {
	library().Funcs(func(f *registry.Func) bool {
		switch {
		case f.Doc.Summary == "" || !strings.HasSuffix(f.Doc.Summary, "."):
			t.Errorf("%s: the summary %q is no sentence", f.Name, f.Doc.Summary)
		case !strings.HasPrefix(f.Doc.Link, "https://"):
			t.Errorf("%s has no link", f.Name)
		case f.Doc.Basis == "":
			t.Errorf("%s does not say what it is based on", f.Name)
		case f.Call == nil:
			t.Errorf("%s has no function", f.Name)
		}
		return true
	})
}

// TestUnconfirmedNames holds back names that circulate but that no page of the
// vendor has: a message with the right name serves better than a guess.
func TestUnconfirmedNames(t *testing.T) {
	r := library()
	for _, name := range []string{
		"split", "substr", "pow", "random", "mod", "replace", "toBoolean", "ifBlank", "isDecimal", "decodeUrl", "toCollection",
		"getType", "isList", "join", "keySet", "toInt", "removeDuplicates", "count", "zoho.timezone", "zoho.encryption.sha384",
	} {
		if r.Lookup(name) != nil || r.Var(name) != nil {
			t.Errorf("%s exists", name)
		}
	}
}

// odd returns values of all kinds, new ones at each call because functions change
// them.
func odd() []value.Value {
	return []value.Value{
		value.Null, value.True, value.Number(-1), value.Number(1 << 62), value.Float(0.5), value.Text(""), value.Text("a,b"),
		value.Text(`{"a":[1]}`), value.Text("😀"), value.OfList(value.NewBraces()), value.OfList(value.NewList(value.Null, value.Number(1))),
		value.OfMap(value.NewMap()), value.OfCollection(value.NewCollection()), value.OfFile(&value.File{Name: "f"}),
		value.OfTime(value.Clock{Hour: 1}), value.XMLText("<a/>"), value.OfException(&value.Exception{Message: "m"}),
	}
}

// TestOddArguments calls every function with too few and with odd arguments: it
// may refuse them, and must not panic.
func TestOddArguments(t *testing.T) {
	h := host.Default(host.Host{})
	library().Funcs(func(f *registry.Func) bool {
		if strings.HasPrefix(f.Name, "invoke") || f.Effects&registry.Network != 0 {
			return true
		}
		run := func(args ...value.Value) {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("%s(%v) panics: %v", f.Name, args, p)
				}
			}()
			_, _ = f.Call(&registry.Call{Ctx: t.Context(), Host: h, Name: f.Name, Args: args})
		}
		run()
		for i := range odd() {
			run(odd()[i])
			for j := range odd() {
				run(odd()[i], odd()[j])
				run(odd()[i], odd()[j], value.Text("x"))
				run(odd()[i], odd()[j], value.Number(2), value.OfMap(value.NewMap()))
			}
		}
		return true
	})
}

func TestResults(t *testing.T) {
	r := library()
	text, num := value.Text, value.Number
	for _, c := range []struct {
		name string
		args []value.Value
		want string // "! ": an error with this text
	}{
		{"round", []value.Value{value.Float(-150.55), num(-2)}, "-200"},
		{"round", []value.Value{value.Float(218.5), num(0)}, "219"},
		{"round", []value.Value{value.Float(2.675), num(2)}, "2.68"},
		{"power", []value.Value{num(9), num(999)}, ""},
		{"power", []value.Value{num(3), num(2)}, "9"},
		{"sqrt", []value.Value{num(-1)}, "! not a number"},
		{"toHex", []value.Value{num(-1)}, "ffffffffffffffff"},
		{"toWords", []value.Value{num(-1000017)}, "minus one million seventeen"},
		{"toLong", []value.Value{text("12.5")}, "! can not be cast"},
		{"left", []value.Value{text("abc"), num(4)}, "! index out of bounds"},
		{"leftpad", []value.Value{text("x"), num(10001)}, "! must not exceed"},
		{"repeat", []value.Value{text("abc"), num(1 << 40)}, "! too large"},
		{"reverse", []value.Value{text("a😀b")}, "b😀a"},
		{"toList", []value.Value{text(""), text("")}, ""},
		{"toList", []value.Value{text(`["a","b"]`)}, "a,b"},
		{"get", []value.Value{text(`{"a":{"b":1}}`), text("a")}, `{"b":1}`},
		{"get", []value.Value{text("plain"), text("a")}, "! 'plain' can not be cast to 'MAP'"},
		{"get", []value.Value{text("a,b"), num(1)}, "b"},
		{"get", []value.Value{value.OfList(value.NewList()), num(3)}, "! Given index 3 is greater than the list size"},
		{"size", []value.Value{text(`{"a":1,"b":2}`)}, "2"},
		{"containKey", []value.Value{text(`{"a":1}`), text("a")}, "true"},
		{"toMap", []value.Value{text("{a:1")}, "! can not be cast"},
		{"put", []value.Value{value.OfList(value.NewList(num(1))), text("k"), num(1)}, "! can not be cast to 'MAP'"},
		{"addDay", []value.Value{text("31-Feb-2021"), num(1)}, "! UnParsable date"},
		{"getDay", []value.Value{text("001-Jan-2021")}, "null"},
		{"getDay", []value.Value{text("31-Feb-2021")}, "! UnParsable date"},
		{"addHour", []value.Value{value.OfTime(value.Clock{Hour: 23}), num(2)}, "! Value outside 24 hour range"},
		{"toDate", []value.Value{text("2021-02-31"), text("yyyy-MM-dd")}, "! UnParsable date"},
		{"toTime", []value.Value{text("2021-01-05 10:00:00"), text("yyyy-MM-dd HH:mm:ss"), text("Asia/Kolkata")}, "05-Jan-2021 04:30:00"},
		{"unixEpoch", []value.Value{text("never")}, "never"},
		{"toString", []value.Value{value.OfList(value.NewList(num(1), num(2))), text("; ")}, "1; 2"},
		{"toString", []value.Value{value.OfMap(value.NewMap()), text("x")}, "null"},
		{"toText", []value.Value{text("01-Jan-2021"), text("bb")}, "null"},
		{"executeXPath", []value.Value{text("<a><b/></a>"), text("/a/b")}, "<b/>"},
		{"executeXPath", []value.Value{text("<a><b>1</b></a>"), text("count(/a/b)")}, "1"},
		{"executeXPath", []value.Value{text("<a><b>1</b></a>"), text("/x")}, ""},
		{"executeXPath", []value.Value{text("<a>"), text("/a")}, "! Invalid XML"},
		{"zoho.encryption.aesDecode", []value.Value{text("k"), text("AAAA")}, "! damaged"},
		{"zoho.encryption.base64Encode", []value.Value{text("wide"), text("UTF-16LE")}, "dwBpAGQAZQA="},
		{"isText", []value.Value{value.OfList(value.NewList())}, "null"},
	} {
		got, err := call(t, r, c.name, c.args...)
		if want, isErr := strings.CutPrefix(c.want, "! "); isErr {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s%v: %v, %v; want error %q", c.name, c.args, got, err, want)
			}
			continue
		}
		if c.want == "" && c.name == "power" {
			if err != nil {
				t.Errorf("%s%v: %v", c.name, c.args, err)
			}
			continue
		}
		if err != nil || got.String() != c.want {
			t.Errorf("%s%v = %v, %v; want %s", c.name, c.args, got, err, c.want)
		}
	}
}

// meter refuses after a number of units.
type meter struct{ left int }

func (m *meter) Charge(n int) error {
	if m.left -= n; m.left < 0 {
		return &value.Error{Message: "limit"}
	}
	return nil
}

func TestLoopsAreCharged(t *testing.T) {
	r := library()
	big := strings.Repeat("1,", 100_000)
	for _, name := range []string{"toList", "largest", "distinct", "toUpperCase", "replaceAll", "contains"} {
		set := r.Lookup(name)
		fn := set.For(types.Text)
		args := []value.Value{value.Text(big)}
		for _, p := range fn.Sig.Params {
			if !p.Optional {
				args = append(args, value.Text("1"))
			}
		}
		_, err := fn.Call(&registry.Call{Ctx: t.Context(), Host: host.Default(host.Host{}), Meter: &meter{left: 1000}, Name: fn.Name, Args: args})
		if err == nil {
			t.Errorf("%s worked on 200 KB for next to nothing", name)
		}
	}
}
