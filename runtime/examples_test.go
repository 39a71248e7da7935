package runtime_test

import (
	"testing"
	"time"

	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
)

// exampleHost is where the examples of the reference run.
func exampleHost() *host.Host {
	who := host.Identity{User: "Ada Lovelace", UserEmail: "ada@example.com", Admin: "Grace Hopper", AdminEmail: "grace@example.com",
		App: "crm-sync", AppURI: "/ada/crm-sync/", IP: "127.0.0.1"}
	return &host.Host{
		Clock:    host.FixedClock{At: time.Date(2026, 1, 15, 10, 30, 0, 0, time.UTC)},
		Identity: func() host.Identity { return who },
	}
}

// TestExamples runs the example of every built-in. What stands behind one comes
// from the description of the function by the vendor and not from a run. Those
// that reach outside have an example that compiles.
func TestExamples(t *testing.T) {
	reg := library()
	ran := 0
	example := func(name string, d registry.Doc, pure bool) {
		switch {
		case d.Example == "":
			if name != "convertToPDF" { // only the vendor's service can do it
				t.Errorf("%s has no example", name)
			}
		case pure:
			ran++
			if d.Prints == "" {
				t.Errorf("the example of %s prints nothing", name)
			}
			if out, err := run(t, t.Context(), d.Example, dg.Options{Registry: reg, Host: exampleHost()}, dg.Call{}); err != nil || out != d.Prints {
				t.Errorf("%s:\n%s\nprints %q, %v; want %q", name, d.Example, out, err, d.Prints)
			}
		default:
			if r := dg.Check(sourceOf(d.Example), dg.Options{Registry: reg}, nil); r.Findings.HasErrors() {
				t.Errorf("%s:\n%s\n%v", name, d.Example, r.Findings.Err())
			}
		}
	}
	for f := range reg.Funcs {
		example(f.Name, f.Doc, f.Effects == registry.Pure)
	}
	for task := range reg.Tasks {
		example(task.Name, task.Doc, task.Effects == registry.Pure)
	}
	for v := range reg.Vars {
		example(v.Name, v.Doc, true)
	}
	if ran < 240 {
		t.Errorf("only %d examples ran", ran)
	}
}
