package runtime_test

import (
	"context"
	"fmt"

	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib"
)

type stdout struct{}

func (stdout) Info(_ context.Context, line host.InfoLine) { fmt.Println(line.Text) }

// Compile once, run as often as you like, each time with other arguments.
func Example() {
	reg := registry.New()
	stdlib.Register(reg)
	prog, found := dg.Compile(source.NewFile("hello.dg", `info "Hello " + who.toUpperCase();`),
		dg.Options{Registry: reg, Host: &host.Host{Out: stdout{}}})
	if found.HasErrors() {
		fmt.Println(found.Err())
		return
	}
	for _, who := range []string{"Ada", "Grace"} {
		args := value.NewMap()
		args.Put("who", value.Text(who))
		if _, err := prog.Run(context.Background(), dg.Call{Args: args}); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// Hello ADA
	// Hello GRACE
}
