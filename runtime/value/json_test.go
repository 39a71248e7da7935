package value_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

func TestJSONRoundTrip(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"b":1,"a":[true,false,null],"c":{}}`, ""},
		{` [ ] `, "[]"},
		{`{"id":4876876000000624001}`, ""},
		{`[123456789012345678901234567890]`, `[123456789012345678901234567890.0]`},
		{`[1.50,-0,1e3,2E-2]`, `[1.5,0,1000.0,0.02]`},
		{`"\u0041\ud83d\ude00\n\/<>&é"`, `"A😀\n/<>&é"`},
		{`"\ud83d"`, `"` + "\uFFFD" + `"`},
		{`{"a":1,"b":2,"a":3}`, `{"a":3,"b":2}`},
		{"\uFEFF[1]", "[1]"},
		{`"a\u0001"`, ""},
	} {
		if c.want == "" {
			c.want = c.in
		}
		v, err := value.FromJSON(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if got := value.JSON(v, nil); got != c.want {
			t.Errorf("%s became %s, want %s", c.in, got, c.want)
		}
	}
}

func TestJSONErrors(t *testing.T) {
	for _, c := range []struct {
		in     string
		offset string
	}{
		{``, "offset 0"}, {`{`, "offset 1"}, {`{"a"}`, "offset 4"}, {`[1,]`, "offset 3"},
		{`{"a":1,}`, "offset 7"}, {`[1 2]`, "offset 3"}, {`01`, "malformed"}, {`1.`, "malformed"},
		{`-`, "malformed"}, {`"a`, "closed"}, {`"\x"`, "escape"}, {"\"a\nb\"", "control"},
		{`{a:1}`, "offset 1"}, {`{'a':1}`, "offset 1"}, {`nul`, "offset 0"}, {`[1]x`, "offset 3"},
		{`1e99999999`, "range"}, {strings.Repeat("[", 600), "deep"},
	} {
		_, err := value.FromJSON(c.in)
		if err == nil || !strings.Contains(err.Error(), c.offset) {
			t.Errorf("%.20s: error %v, want %s", c.in, err, c.offset)
		}
	}
}

func TestLenientJSON(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{name:John Smith,age:5}`, `{"name":"John Smith","age":5}`},
		{`{'a':'it"s'}`, `{"a":"it\"s"}`},
		{`{a=1;b=>2}`, `{"a":1,"b":2}`},
		{`[a,,b,]`, `["a",null,"b"]`},
		{`{a:TRUE,b:Null,c:0x1}`, `{"a":true,"b":null,"c":"0x1"}`},
	} {
		v, err := value.FromLenientJSON(c.in)
		if err != nil || value.JSON(v, nil) != c.want {
			t.Errorf("%s: %s, %v; want %s", c.in, value.JSON(v, nil), err, c.want)
		}
	}
	for _, in := range []string{`{a}`, `{:1}`, `{a:}`, `[}`, `{a:1`, `{a:1}}`} {
		if v, err := value.FromLenientJSON(in); err == nil {
			t.Errorf("%s was read as %s", in, value.JSON(v, nil))
		}
	}
}

// What is JSON and what is not is no matter of taste; only depth and the range of
// numbers have limits of their own.
func FuzzJSONIsAsStrict(f *testing.F) {
	for _, s := range []string{`{"a":1,"b":[1.5,"x\n",null,true],"a":2}`, `[0,-0,01,1.,1e5,"\ud83d\ude00"]`, `"abcdefgh\u0041ijklmnopq"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.HasPrefix(s, "\uFEFF") {
			return
		}
		_, err := value.FromJSON(s)
		if err != nil && (strings.Contains(err.Error(), "range") || strings.Contains(err.Error(), "deep")) {
			return
		}
		if valid := json.Valid([]byte(s)); valid != (err == nil) {
			t.Fatalf("%q is JSON: %v, but reading it gives %v", s, valid, err)
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5,"x",null,true]}`, `[1e5,-0.0]`, `{a:'b',c=d}`, `"\ud800x"`, "[\"\xff\"]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := value.FromJSON(s)
		lenient, lenientErr := value.FromLenientJSON(s)
		if err == nil && (lenientErr != nil || !value.Equal(v, lenient)) {
			t.Fatalf("strict reads %q, lenient does not: %v", s, lenientErr)
		}
		if lenientErr != nil {
			return
		}
		once := value.JSON(lenient, nil)
		again, err := value.FromJSON(once)
		if err != nil {
			t.Fatalf("%q became %q, which is no JSON: %v", s, once, err)
		}
		if twice := value.JSON(again, nil); twice != once {
			t.Fatalf("%q became %q and then %q", s, once, twice)
		}
	})
}

func sampleJSON() string {
	row := `{"id":"4876876000000624001","Name":"Acme \"Ltd\"","Amount":1234.5,"Tags":["a","b"],"Owner":{"name":"x","id":7},"n":null}`
	return `{"data":[` + strings.Repeat(row+",", 199) + row + `]}`
}

func BenchmarkMapPutGet(b *testing.B) {
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = "key" + num(int64(i)).String()
	}
	b.ReportAllocs()
	for b.Loop() {
		m := value.NewMap()
		for i, k := range keys {
			m.Put(k, num(int64(i)))
		}
		for _, k := range keys {
			m.Get(k)
		}
	}
}

func TestKindsOfJSON(t *testing.T) {
	v, _ := value.FromJSON(`[1,1.0,9223372036854775808,"x",true,null,{},[]]`)
	l, _ := v.AsList()
	want := []types.Kind{types.Number, types.Decimal, types.Decimal, types.Text, types.Bool, types.Null, types.Map, types.List}
	for i, k := range want {
		if l.At(i).Kind() != k {
			t.Errorf("element %d is a %v, want %v", i, l.At(i).Kind(), k)
		}
	}
}
