package runtime_test

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"testing"

	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/value"
)

// BenchmarkPasses runs a million passes as one loop and as many short ones: what a
// statement costs must not depend on how long its loop has been running. The claim
// scale of .ci/proof holds that.
func BenchmarkPasses(b *testing.B) {
	for _, passes := range []int{100, 10_000, 1_000_000} {
		b.Run(strconv.Itoa(passes), func(b *testing.B) {
			prog, _ := compiled(b, fmt.Sprintf(`m = Map(); l = {1,2,3}; s = 0; t = ""; k = 0;
				while (k < %d) {
					i = 0;
					while (i < %d) {
						a = i %% 100; s = (s + a * 7) %% 1000003; m.put("k", s); s = s + m.get("k") %% 3;
						if (a > 50 && s != 0) { t = "n" + a; } else { t = t.trim(); }
						for each x in l { s = s + x; }
						i = i + 1;
					}
					k = k + 1;
				}`, 1_000_000/passes, passes))
			reportCPU(b, "cpu-ns/statement", func() (steps int64) {
				for b.Loop() {
					steps += once(b, prog)
				}
				return steps
			})
		})
	}
}

// BenchmarkBytes compares what a container of a script keeps in memory with what
// the bare data takes in Go: a slice of numbers, and a slice of keys with numbers.
func BenchmarkBytes(b *testing.B) {
	type pair struct {
		key string
		n   int64
	}
	for _, c := range []struct {
		name, script string
		n            int
		bare         func(n int) any
	}{
		{"list", `l = List(); i = 0; while (i < %d) { l.add(i); i = i + 1; } return l;`, 10_000_000,
			func(n int) any { return make([]int64, n) }},
		{"map", `m = Map(); i = 0; while (i < %d) { m.put("key" + i, i); i = i + 1; } return m;`, 2_000_000,
			func(n int) any {
				out := make([]pair, n)
				for i := range out {
					out[i] = pair{"key" + strconv.Itoa(i), int64(i)}
				}
				return out
			}},
	} {
		b.Run(c.name, func(b *testing.B) {
			prog, _ := compiled(b, fmt.Sprintf(c.script, c.n))
			for b.Loop() {
				bare := kept(func() any { return c.bare(c.n) })
				ours := kept(func() any {
					res, err := prog.Run(context.Background(), dg.Call{Args: value.NewMap()})
					if err != nil {
						b.Fatal(err)
					}
					return res.Value
				})
				b.ReportMetric(float64(ours)/float64(bare), "x-bare")
				b.ReportMetric(float64(ours)/float64(c.n), "B/element")
			}
		})
	}
}

// kept returns the bytes that stay in use for what build returns.
func kept(build func() any) uint64 {
	before := inUse()
	what := build()
	after := inUse()
	runtime.KeepAlive(what)
	return after - before
}

func inUse() uint64 {
	runtime.GC()
	runtime.GC() // what the first one left to finalizers and pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
