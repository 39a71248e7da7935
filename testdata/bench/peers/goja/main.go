// Command goja runs a script in JavaScript.
package main

import (
	"github.com/dop251/goja"

	"github.com/dg-lang/dg/testdata/bench/internal/peer"
)

func main() {
	peer.Run(func(name, text string) error {
		vm := goja.New()
		log := func(call goja.FunctionCall) goja.Value {
			words := make([]string, len(call.Arguments))
			for i, a := range call.Arguments {
				words[i] = a.String()
			}
			peer.Print(words...)
			return goja.Undefined()
		}
		if err := vm.Set("console", map[string]any{"log": log}); err != nil {
			return err
		}
		_, err := vm.RunScript(name, text)
		return err
	})
}
