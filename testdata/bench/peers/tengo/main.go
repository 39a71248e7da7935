// Command tengo runs a script in Tengo. Its library cannot sort: the host lends it
// a function, as a program that embeds it would.
package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/d5/tengo/v2"
	"github.com/d5/tengo/v2/stdlib"

	"github.com/dg-lang/dg/testdata/bench/internal/peer"
)

func main() {
	tengo.MaxStringLen = 1 << 30 // the document in JSON is longer than its limit
	peer.Run(func(_, text string) error {
		s := tengo.NewScript([]byte(text))
		s.SetImports(stdlib.GetModuleMap("text", "json"))
		for name, f := range map[string]tengo.CallableFunc{"print": print, "sorted": sorted} {
			if err := s.Add(name, &tengo.UserFunction{Name: name, Value: f}); err != nil {
				return err
			}
		}
		_, err := s.Run()
		return err
	})
}

func print(args ...tengo.Object) (tengo.Object, error) {
	words := make([]string, len(args))
	for i, a := range args {
		words[i], _ = tengo.ToString(a)
	}
	peer.Print(words...)
	return tengo.UndefinedValue, nil
}

// sorted sorts a list of whole numbers in place.
func sorted(args ...tengo.Object) (tengo.Object, error) {
	list, ok := args[0].(*tengo.Array)
	if !ok {
		return nil, fmt.Errorf("sorted takes a list and not %s", args[0].TypeName())
	}
	slices.SortFunc(list.Value, func(a, b tengo.Object) int {
		return cmp.Compare(a.(*tengo.Int).Value, b.(*tengo.Int).Value)
	})
	return list, nil
}
