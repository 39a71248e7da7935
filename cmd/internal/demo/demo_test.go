package demo_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dg-lang/dg/cmd/internal/cli"
	"github.com/dg-lang/dg/cmd/internal/demo"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib"
)

func TestTry(t *testing.T) {
	reg := registry.New()
	stdlib.Register(reg)
	var out strings.Builder
	_, err := demo.Run(context.Background(), demo.Options{Out: &out, Width: 76, Registry: reg, Connectors: cli.Connectors})
	t.Log(out.String())
	if err != nil {
		t.Fatal(err)
	}
}
