// Command gopherlua runs a script in Lua.
package main

import (
	lua "github.com/yuin/gopher-lua"
	json "layeh.com/gopher-json"

	"github.com/dg-lang/dg/testdata/bench/internal/peer"
)

// The stack may grow, in large steps: with the smallest, c_split takes 12 seconds.
var options = lua.Options{RegistrySize: 16 << 10, RegistryMaxSize: 1 << 20, RegistryGrowStep: 64 << 10}

func main() {
	peer.Run(func(_, text string) error {
		l := lua.NewState(options)
		defer l.Close()
		json.Preload(l)
		l.SetGlobal("print", l.NewFunction(func(l *lua.LState) int {
			words := make([]string, l.GetTop())
			for i := range words {
				words[i] = l.ToStringMeta(l.Get(i + 1)).String()
			}
			peer.Print(words...)
			return 0
		}))
		return l.DoString(text)
	})
}
