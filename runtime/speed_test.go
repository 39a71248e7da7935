package runtime_test

import (
	"context"
	"testing"

	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

// The programs by which the speed of the core is held: each is one shape of work.
// A program prints one line, so that a fast wrong answer does not count.
var shapes = []struct {
	name, script, prints string
	steps                int64 // statements, exactly
	allocs               int   // allocations of a run, at most
}{
	{"while", `s = 0; i = 0;
		while (i < 2000) { s = (s + i * 7) % 10007; i = i + 1; }
		info s;`, "3214", 6004, 20},
	{"each", `l = {0,1,2,3,4,5,6,7,8,9}; s = 0;
		for each a in l { for each b in l { for each c in l { s = (s + b * 7 + c) % 10007; } } }
		info s;`, "5979", 2113, 22},
	{"calls", `int standalone.fib(int n) { if (n < 2) { return n; } return standalone.fib(n - 1) + standalone.fib(n - 2); }
		info standalone.fib(12);`, "144", 931, 45},
	{"arguments", `string standalone.name(map r) { return r.get("name"); } int standalone.sum(int a, int b, int c) { return a + b * c; }
		l = {0,1,2,3,4,5,6,7,8,9}; m = {"name": "x"}; n = 0;
		for each a in l { for each b in l { n = n + standalone.sum(a, b, 2) + standalone.name(m).length(); } }
		info n;`, "1450", 414, 25},
	{"append", `l = {0,1,2,3,4,5,6,7,8,9}; s = "";
		for each a in l { for each b in l { for each c in l { s = s + a + b + c + ","; } } }
		info s.length();`, "4000", 2113, 1100},
	{"map", `l = {0,1,2,3,4,5,6,7,8,9}; m = Map(); n = 0;
		for each a in l { for each b in l { m.put("key" + (a * 10 + b), b); } }
		for each k in m.keys() { n = n + m.get(k) + k.length(); }
		info n;`, "940", 414, 150},
	{"list", `l = List(); x = 1; n = 0;
		for each a in {0,1,2,3,4,5,6,7,8,9} { for each b in {0,1,2,3,4,5,6,7,8,9} { x = (x * 16807) % 2147483647; l.add(x); } }
		for each index i in l { n = n + l.get(i) % 10; }
		info n + " " + l.sort(true).get(0);`, "487 16807", 514, 60},
	{"split", `text = "ab,cde,f".repeat(100); n = 0;
		for each p in text.toList(",") { n = n + p.length(); }
		info n;`, "600", 405, 25},
	{"json", `l = List();
		for each i in {0,1,2,3,4,5,6,7,8,9} { l.add({"id": i, "name": "n" + i, "tags": {"a", "b"}, "ok": i % 2 == 0, "none": null}); }
		whole = Map(); whole.put("data", l); n = 0;
		for each m in whole.toString().toMap().get("data") { n = n + m.get("id") + m.get("name").length(); }
		info n;`, "65", 45, 155},
	{"fields", `recs = List(); n = 0;
		for each i in {0,1,2,3,4,5,6,7,8,9} { r = Map(); r.put("amount", i * 100); r.put("stage", "s" + i % 3); r.put("owner", {"name": "o" + i}); recs.add(r); }
		for each pass in {0,1,2,3,4,5,6,7,8,9} { for each r in recs {
			if (r.get("amount") > 200 && r.get("stage") != "s1" && r.get("owner").get("name").contains("o")) { n = n + r.get("amount"); } } }
		info n;`, "31000", 323, 100},
	{"text", `n = 0; base = "  Hello, World of CRM number ";
		for each a in {0,1,2,3,4,5,6,7,8,9} { s = (base + a + " ").trim().toUpperCase().replaceAll("CRM", "Deluge");
			if (s.contains("WORLD")) { n = n + s.indexOf("NUMBER"); } }
		info n;`, "230", 43, 55},
}

// compiled returns a shape ready to run.
func compiled(tb testing.TB, script string) (*dg.Program, *sink) {
	out := &sink{}
	prog, found := dg.Compile(source.NewFile("t.dg", script), dg.Options{Registry: library(), Host: &host.Host{Out: out}})
	if prog == nil {
		tb.Fatal(found.Err())
	}
	return prog, out
}

func once(tb testing.TB, prog *dg.Program) int64 {
	res, err := prog.Run(context.Background(), dg.Call{Args: value.NewMap()})
	if err != nil {
		tb.Fatal(err)
	}
	return res.Steps
}

// A slowdown shows as more allocations or more statements than these programs
// had when they were last looked at: counts are the same on every machine.
func TestWorkIsBounded(t *testing.T) {
	for _, c := range shapes {
		t.Run(c.name, func(t *testing.T) {
			prog, out := compiled(t, c.script)
			if steps := once(t, prog); steps != c.steps {
				t.Errorf("%d statements, want %d", steps, c.steps)
			}
			if got := out.String(); got != c.prints+"\n" {
				t.Errorf("printed %q, want %q", got, c.prints)
			}
			if n := int(testing.AllocsPerRun(10, func() { once(t, prog) })); n > c.allocs {
				t.Errorf("%d allocations a run, at most %d were expected", n, c.allocs)
			}
		})
	}
}

// BenchmarkShapes times the same programs.
func BenchmarkShapes(b *testing.B) {
	for _, c := range shapes {
		b.Run(c.name, func(b *testing.B) {
			prog, out := compiled(b, c.script)
			b.ReportAllocs()
			reportCPU(b, "cpu-ns/op", func() (n int64) {
				for b.Loop() {
					once(b, prog)
					out.Reset()
					n++
				}
				return n
			})
		})
	}
}

// A function finds nothing that another one left in the frame that both use.
func TestFramesAreForgotten(t *testing.T) {
	prog, out := compiled(t, `int standalone.a(int n, int m) { return n + m; }
		string standalone.b() { if (1 > 2) { x = "set"; y = "set"; } return x + "," + y; }
		info standalone.a(41, 1) + " " + standalone.b() + " " + standalone.a(1, 2) + " " + standalone.b();`)
	once(t, prog)
	if got, want := out.String(), "42 null,null 3 null,null\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}
