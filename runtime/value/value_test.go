package value_test

import (
	"testing"
	"time"
	"unsafe"

	"github.com/shopspring/decimal"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

func dec(s string) value.Value { return value.OfDecimal(decimal.RequireFromString(s)) }

func list(items ...value.Value) value.Value { return value.OfList(value.NewList(items...)) }

func pairs(kv ...any) value.Value {
	m := value.NewMap()
	for i := 0; i < len(kv); i += 2 {
		m.Put(kv[i].(string), kv[i+1].(value.Value))
	}
	return value.OfMap(m)
}

func date(s string) value.Value {
	d, ok := value.ParseDateTime(s, nil)
	if !ok {
		panic("no date: " + s)
	}
	return value.OfDateTime(d)
}

var text = value.Text
var num = value.Number

func TestValueIsSmall(t *testing.T) {
	if got := unsafe.Sizeof(value.Null); got != 16 {
		t.Errorf("a Value has %d bytes, want 16", got)
	}
}

func TestTextForms(t *testing.T) {
	file := value.OfFile(&value.File{Name: "a.txt"})
	at := time.Date(2022, 8, 1, 16, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		v    value.Value
		want string
	}{
		{value.Null, "null"},
		{value.True, "true"},
		{num(-5), "-5"},
		{dec("3.50"), "3.5"},
		{dec("2"), "2.0"},
		{dec("-0.0625"), "-0.0625"},
		{dec("12345678901234567890.10"), "12345678901234567890.1"},
		{dec("1e7"), "10000000.0"},
		{dec("1e-9"), "0.000000001"},
		{value.Float(10.0 / 3), "3.3333333333333335"},
		{value.Float(0.1), "0.1"},
		{text("x"), "x"},
		{value.OfDateTime(value.DateTime{T: at}), "01-Aug-2022 16:59:00"},
		{value.OfDateTime(value.DateTime{T: at, DateOnly: true}), "01-Aug-2022"},
		{value.OfTime(value.Clock{Hour: 6, Minute: 5, Second: 4}), "06:05:04"},
		{list(), ""},
		{list(num(1), text("a"), list(num(2), num(3))), "1,a,2,3"},
		{list(pairs("a", num(1)), text("b")), `{"a":1},b`},
		{pairs("a", text("1"), "n", num(5), "l", list(num(1), text("x"))), `{"a":"1","n":5,"l":[1,"x"]}`},
		{pairs("d", date("01-Aug-2022"), "q", text("say \"hi\"\\\n/é")), `{"d":"01-Aug-2022","q":"say \"hi\"\\\n/é"}`},
		{pairs("z", value.Null, "f", file), `{"z":null,"f":"a.txt"}`},
		{file, "a.txt"},
		{value.XMLText("<a/>"), "<a/>"},
		{value.OfException(&value.Exception{Message: "boom", Line: 3}), "Error at line number: 3 boom"},
		{value.OfCollection(value.NewCollection()), ""},
		{value.OfCollection(value.CollectionOf(num(1), num(2))), "1,2"},
		{value.OfCollection(value.CollectionOfPairs(value.NewMap())), "{}"},
	} {
		if got := c.v.String(); got != c.want {
			t.Errorf("text form of a %v: %q, want %q", c.v.Kind(), got, c.want)
		}
	}
}

func TestFormatOptions(t *testing.T) {
	f := &value.Format{ListJSON: true, WholeDecimalBare: true, DateLayout: "2006/01/02"}
	for _, c := range []struct {
		v    value.Value
		want string
	}{
		{list(text("a"), num(1)), `["a",1]`},
		{dec("2"), "2"},
		{dec("2.5"), "2.5"},
		{date("05-Jan-2021"), "2021/01/05"},
	} {
		if got := f.Text(c.v); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestBracesBecomeAMapForAll(t *testing.T) {
	v := value.OfList(value.NewBraces())
	shared := v
	if v.Kind() != types.List {
		t.Fatalf("a fresh {} is a %v", v.Kind())
	}
	m, ok := v.BecomeMap()
	if !ok {
		t.Fatal("an empty {} must become a map")
	}
	m.Put("a", num(1))
	if shared.Kind() != types.Map || shared.String() != `{"a":1}` {
		t.Errorf("the other holder sees a %v: %s", shared.Kind(), shared)
	}
	if _, ok := shared.AsList(); ok {
		t.Error("a {} that became a map is still a list")
	}
	if got, _ := shared.AsMap(); got != m {
		t.Error("AsMap gives another map")
	}
}

func TestBracesStayAListOnceFilled(t *testing.T) {
	l := value.NewBraces()
	v := value.OfList(l)
	l.Add(num(1))
	l.Remove(0)
	if _, ok := v.BecomeMap(); ok {
		t.Error("a {} that was a list turned into a map")
	}
}

func TestCyclicValuesEnd(t *testing.T) {
	l := value.NewList()
	v := value.OfList(l)
	l.Add(v)
	m := value.NewMap()
	m.Put("me", value.OfMap(m))
	for _, v := range []value.Value{v, value.OfMap(m)} {
		if _, err := (*value.Format)(nil).TryText(v); err == nil {
			t.Error("the text of a value that contains itself gave no error")
		}
		if _, err := value.TryJSON(v, nil); err == nil {
			t.Error("the JSON of a value that contains itself gave no error")
		}
		if _, err := value.Add(text("x"), v, nil); err == nil {
			t.Error("concatenation of a value that contains itself gave no error")
		}
	}
}

func TestMap(t *testing.T) {
	m := value.NewMap()
	const n = 1000
	for i := range n {
		m.PutValue(num(int64(i)), num(int64(i*i)), nil)
	}
	m.Put("7", text("seven"))
	if v, ok := m.Get("7"); !ok || v.String() != "seven" {
		t.Errorf("get 7: %v", v)
	}
	if k := m.KeyValue(7); k.Kind() != types.Number {
		t.Errorf("key 7 is a %v, want the NUMBER it was given as", k.Kind())
	}
	for i := 0; i < n; i += 3 {
		if !m.Delete(num(int64(i)).String()) {
			t.Fatalf("delete %d found nothing", i)
		}
	}
	if m.Delete("0") || m.Has("0") {
		t.Error("a deleted key is still there")
	}
	m.Put("0", text("again"))
	want := n - (n+2)/3 + 1
	if m.Len() != want || len(m.Keys()) != want {
		t.Errorf("%d entries, %d keys, want %d", m.Len(), len(m.Keys()), want)
	}
	if k, v := m.At(want - 1); k != "0" || v.String() != "again" {
		t.Errorf("the last entry is %s", k)
	}
	if m.Key(0) != "1" || m.Key(1) != "2" || m.Key(2) != "4" {
		t.Errorf("order changed: %v", m.Keys()[:5])
	}
	for i := 1; i < n; i++ {
		if _, ok := m.Get(num(int64(i)).String()); ok == (i%3 == 0) {
			t.Fatalf("get %d: %v", i, ok)
		}
	}
}

func TestMapMatchesModel(t *testing.T) {
	m, model := value.NewMap(), map[string]int64{}
	state := uint32(1)
	for step := range 20000 {
		state = state*1664525 + 1013904223
		key := num(int64(state >> 24 % 64)).String()
		switch state >> 8 % 4 {
		case 0:
			_, had := model[key]
			delete(model, key)
			if m.Delete(key) != had {
				t.Fatalf("step %d: delete %s", step, key)
			}
		case 1:
			if m.Len() > 0 {
				m.At(m.Len() - 1)
			}
		default:
			m.Put(key, num(int64(step)))
			model[key] = int64(step)
		}
		if m.Len() != len(model) {
			t.Fatalf("step %d: %d entries, want %d", step, m.Len(), len(model))
		}
	}
	for k, want := range model {
		if v, ok := m.Get(k); !ok || v.String() != num(want).String() {
			t.Errorf("%s: %v", k, v)
		}
	}
}

func TestMapCopyIsApart(t *testing.T) {
	m := value.NewMap()
	for i := range 20 {
		m.PutValue(num(int64(i)), value.True, nil)
	}
	c := m.Copy()
	m.Delete("3")
	c.Put("x", value.Null)
	if m.Len() != 19 || c.Len() != 21 {
		t.Errorf("%d and %d entries", m.Len(), c.Len())
	}
}

func TestCollectionKeepsItsKind(t *testing.T) {
	c := value.NewCollection()
	if _, err := c.Elements(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Pairs(); err == nil {
		t.Error("a collection of elements took a pair")
	}
}

func TestParsedText(t *testing.T) {
	v := text(` {"a":{"b":1}} `)
	p, ok := v.Parsed()
	if !ok || p.Kind() != types.Map {
		t.Fatalf("not parsed: %v", p)
	}
	again, _ := v.Parsed()
	if !same(p, again) {
		t.Error("parsed twice")
	}
	for _, s := range []string{"", "{", "plain", "{x", "{]", "[1,2"} {
		if _, ok := text(s).Parsed(); ok {
			t.Errorf("%q was parsed", s)
		}
	}
}

func same(a, b value.Value) bool {
	x, _ := a.AsMap()
	y, _ := b.AsMap()
	return x == y
}

func TestUTF16(t *testing.T) {
	const s = "aé😀z"
	if got := value.TextLen(s); got != 5 {
		t.Errorf("length %d, want 5", got)
	}
	for _, c := range []struct {
		from, to int
		want     string
	}{{0, 1, "a"}, {1, 4, "é😀"}, {4, 5, "z"}, {0, 3, "aé\uFFFD"}, {3, 9, "\uFFFDz"}, {2, 2, ""}, {-1, 2, "aé"}} {
		if got := value.TextSlice(s, c.from, c.to); got != c.want {
			t.Errorf("slice %d:%d = %q, want %q", c.from, c.to, got, c.want)
		}
	}
	if value.TextIndex(s, "z") != 4 || value.TextLastIndex(s, "q") != -1 {
		t.Error("index")
	}
	if got := len(value.TextUnits(s)); got != 5 {
		t.Errorf("%d units", got)
	}
}
